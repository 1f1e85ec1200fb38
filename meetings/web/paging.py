"""How is a long list cut into pages, at a cost that does not grow with the page's number of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request
from sqlalchemy import Select, func

from meetings.extensions import db

Row = TypeVar("Row")
PER_PAGE = 50


@dataclass(frozen=True)
class Paged(Generic[Row]):
    """One page of rows and where it stands; numbers begin at 1."""

    rows: Sequence[Row]
    number: int
    total: int
    per_page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.per_page))

    @property
    def first(self) -> int:
        """The number of the first row shown, 0 when there is none."""
        return (self.number - 1) * self.per_page + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return (self.number - 1) * self.per_page + len(self.rows)


def page_asked_for() -> int:
    """Return the page number in the address ("sida"), 1 when it makes no sense."""
    value = request.args.get("sida", "1")
    return int(value) if value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= 10**8 else 1


def paged(statement: Select[Any], number: int, *, per_page: int = PER_PAGE, total: int | None = None) -> Paged[Any]:
    """Return one page of the statement's single-entity rows with two queries; `total` saves the count."""
    if total is None:
        counted = statement.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
        total = db.session.scalar(counted) or 0
    number = min(number, max(1, -(-total // per_page)))
    rows = db.session.scalars(statement.limit(per_page).offset((number - 1) * per_page)).unique().all()
    return Paged(rows, number, total, per_page)
