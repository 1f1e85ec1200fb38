"""Read which files are stored."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, or_, select

from meetings.extensions import db
from meetings.files.models import StoredFile
from meetings.files.rules import FileState


def stored(key: str) -> StoredFile | None:
    """Return the file's row, or None when there is none or it is to go."""
    found = db.session.get(StoredFile, key, populate_existing=True) if key else None
    return None if found is None or found.state == FileState.DISCARDED.value else found


def stored_of(keys: Collection[str | None]) -> dict[str, StoredFile]:
    """Return the rows of these files by their keys, without those that are not there or are to go: one query."""
    wanted = sorted({key for key in keys if key})
    if not wanted:
        return {}
    rows = select(StoredFile).where(StoredFile.key.in_(wanted), StoredFile.state != FileState.DISCARDED.value)
    return {row.key: row for row in db.session.scalars(rows)}


def bytes_of(owner: str) -> int:
    """Return how much is kept for an owner and for what is below it: "meeting:7" counts "meeting:7:material" too."""
    total = select(func.coalesce(func.sum(StoredFile.size), 0)).where(
        StoredFile.state == FileState.KEPT.value,
        or_(StoredFile.owner == owner, StoredFile.owner.startswith(f"{owner}:", autoescape=True)),
    )
    return int(db.session.scalar(total) or 0)


def bytes_pending() -> int:
    """Return how much is stored of files whose form has not been taken."""
    total = select(func.coalesce(func.sum(StoredFile.size), 0)).where(StoredFile.state == FileState.PENDING.value)
    return int(db.session.scalar(total) or 0)
