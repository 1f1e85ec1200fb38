"""Hold versions against their checksums: what was received, recomputed from what stands in the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from meetings.extensions import db
from meetings.ideas.models import Idea, IdeaVersion
from meetings.revisions import checksum

_AT_ONCE = 200  # versions in memory: each may hold some ten thousand characters


@dataclass(frozen=True)
class Verified:
    """A version as its receipt names it, with the checksum that stands in its row and the one computed now."""

    reference: str
    idea: int | None
    version: int
    received_at: datetime
    late: bool
    stored: str
    computed: str

    @property
    def holds(self) -> bool:
        """Whether the contents are what was received."""
        return self.stored == self.computed


def by_reference(reference: str) -> Verified | None:
    """Return the version with this reference, verified, or None."""
    row = db.session.execute(_versions().where(IdeaVersion.reference == reference)).one_or_none()
    return _verified(row) if row is not None else None


def every() -> Iterator[Verified]:
    """Verify every version, as they came, a few at a time: however many there are."""
    last = 0
    while rows := db.session.execute(
        _versions().where(IdeaVersion.id > last).order_by(IdeaVersion.id).limit(_AT_ONCE)
    ).all():
        yield from map(_verified, rows)
        last = rows[-1].id


def _versions() -> Select[Any]:
    columns = (IdeaVersion.reference, IdeaVersion.number, IdeaVersion.received_at, IdeaVersion.late)
    proof = (IdeaVersion.id, IdeaVersion.content, IdeaVersion.checksum, Idea.number.label("idea"))
    return select(*columns, *proof).join(Idea, Idea.id == IdeaVersion.idea_id)


def _verified(row: Row[Any]) -> Verified:
    computed = checksum(row.content)
    return Verified(row.reference, row.idea, row.number, row.received_at, row.late, row.checksum, computed)
