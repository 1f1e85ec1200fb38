"""Store a small picture that this service made of a file: of its first page, or a smaller one of itself."""

from __future__ import annotations

import hashlib
from datetime import datetime

from meetings import transaction
from meetings.files import content, inspecting
from meetings.files.models import StoredFile
from meetings.files.rules import WEBP, FileState, Unacceptable
from meetings.files.store import drafts, new_key, store


def picture_of(stored: StoredFile, sides: tuple[int, ...], now: datetime) -> list[StoredFile]:
    """Make pictures of the file's first page, or of itself, at most so many pixels wide and high, and store them.

    They are pending, for the caller to keep. Nothing when none can be made of such a file. Made in a process of its
    own, within bounds (`pages`); call it outside any transaction.
    """
    made = []
    try:
        with inspecting.on_disk(stored.key) as path:
            for side in sides:
                picture = inspecting.look("picture", str(path), stored.type, str(side))
                if not picture:
                    return []
                made.append(picture)
        return [_stored(picture, now) for picture in made]
    except (FileNotFoundError, Unacceptable):
        return []


def _stored(picture: bytes, now: datetime) -> StoredFile:
    """Store what came out of the other process, once it is seen to be a picture. Raises `Unacceptable`."""
    with drafts() as folder:
        draft = folder / "draft"
        draft.write_bytes(picture)
        content.check(draft, "bild.webp", (WEBP,))
        key = new_key()
        store().put(draft, key)
    row = StoredFile(
        key=key,
        name="bild.webp",
        type=WEBP.media_type,
        size=len(picture),
        sha256=hashlib.sha256(picture).hexdigest(),
        state=FileState.PENDING.value,
        owner="",
        made_at=now,
    )
    with transaction.write() as session:
        session.add(row)
    return row
