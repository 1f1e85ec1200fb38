"""Read which files are stored."""

from __future__ import annotations

from sqlalchemy import func, select

from meetings.extensions import db
from meetings.files.models import StoredFile
from meetings.files.rules import FileState


def stored(key: str) -> StoredFile | None:
    """Return the file's row, or None when there is none or it is to go."""
    found = db.session.get(StoredFile, key, populate_existing=True) if key else None
    return None if found is None or found.state == FileState.DISCARDED.value else found


def bytes_pending() -> int:
    """Return how much is stored of files whose form has not been taken."""
    total = select(func.coalesce(func.sum(StoredFile.size), 0)).where(StoredFile.state == FileState.PENDING.value)
    return int(db.session.scalar(total) or 0)
