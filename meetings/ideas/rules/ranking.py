"""In which order does the table of results stand: what an address asks for; it never fails."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from meetings.ideas.rules.assessing import Result
from meetings.text import sort_key, whole_number

BY_NUMBER, BY_TITLE, BY_TOTAL, BY_SPREAD, BY_COUNT = "nummer", "titel", "betyg", "spridning", "antal"
_COLUMNS = (BY_NUMBER, BY_TITLE, BY_TOTAL, BY_SPREAD, BY_COUNT)
_DOWN_FIRST = (BY_TOTAL, BY_SPREAD, BY_COUNT)
_CRITERION = "k"  # before a criterion's id


class Ranked(Protocol):
    """A row of the table."""

    @property
    def number(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def result(self) -> Result: ...


@dataclass(frozen=True)
class Ranking:
    """By which column, and whether the largest comes first."""

    column: str = BY_NUMBER
    down: bool = False

    @property
    def code(self) -> str:
        """What stands in the address: "betyg", "-nummer"."""
        return f"-{self.column}" if self.down != self.usually_down else self.column

    @property
    def usually_down(self) -> bool:
        """Whether the column begins with its largest the first time that it is chosen."""
        return self.column in _DOWN_FIRST or self.column.startswith(_CRITERION)

    def chosen(self, column: str) -> Ranking:
        """Return what choosing this column leads to: the other way about when it is chosen already."""
        first = Ranking(column)
        return Ranking(column, not self.down if column == self.column else first.usually_down)


def ranking(asked: str, criteria: Collection[int]) -> Ranking:
    """Return the order that an address asks for; by number when it makes no sense. `criteria` are their ids."""
    column = asked.removeprefix("-")
    known = column in _COLUMNS or (column[:1] == _CRITERION and whole_number(column[1:]) in criteria)
    found = Ranking(column if known else BY_NUMBER)
    return Ranking(found.column, found.usually_down != (known and asked[:1] == "-"))


def criterion_column(criterion_id: int) -> str:
    """Return the column of a criterion."""
    return f"{_CRITERION}{criterion_id}"


def ranked(rows: Sequence[Ranked], by: Ranking) -> list[Ranked]:
    """Return the rows in order; those without a value last, whichever way, and equal ones by number."""
    by_number = sorted(rows, key=lambda row: row.number)
    if by.column == BY_TITLE:
        return sorted(by_number, key=lambda row: sort_key(row.title), reverse=by.down)
    valued = [(row, value) for row in by_number if (value := _value(row, by.column)) is not None]
    without = [row for row in by_number if _value(row, by.column) is None]
    valued.sort(key=lambda pair: -pair[1] if by.down else pair[1])
    return [row for row, _value_of in valued] + without


def _value(row: Ranked, column: str) -> float | None:
    if column.startswith(_CRITERION):
        return row.result.means.get(whole_number(column[1:]))
    values: dict[str, float | None] = {
        BY_NUMBER: row.number,
        BY_TOTAL: row.result.total,
        BY_SPREAD: row.result.spread if row.result.total is not None else None,
        BY_COUNT: row.result.number,
    }
    return values[column]
