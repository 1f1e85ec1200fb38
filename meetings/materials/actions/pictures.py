"""Make the small pictures of material: of a file's first page, and of a slideshow's pictures for small screens.

The worker does it, a few at a time and each in a process of its own, so that a file that is made to harm stops nothing.
"""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from meetings import transaction
from meetings.errors import NotFound
from meetings.files import actions as files
from meetings.files import making
from meetings.files import queries as stored_files
from meetings.materials.actions import keeping
from meetings.materials.models import Material, MaterialPicture, MaterialVersion
from meetings.materials.queries import showing
from meetings.materials.queries.shelves import Held, lock
from meetings.materials.queries.showing import Due
from meetings.materials.rules.showing import FIRST_PAGE, MEDIUM, SMALL

JOB = "material-pictures"
DUE, MADE, NONE = "due", "made", "none"
_AT_ONCE = 20
_SECONDS = 20.0  # after which a run ends; the rest waits for the next one


def make_due(now: datetime) -> str | None:
    """Make the pictures that are due, as many as there is time for; return in words how many were looked at."""
    ends, looked_at = time.monotonic() + _SECONDS, 0
    work = [(_first_page, due) for due in showing.versions_without_picture(_AT_ONCE)]
    work += [(_sizes, due) for due in showing.pictures_without_sizes(_AT_ONCE)]
    for make, due in work:
        if time.monotonic() > ends:
            break
        with suppress(NotFound):  # its meeting or project has gone meanwhile
            make(due, now)
        looked_at += 1
    return f"{looked_at} files looked at" if looked_at else None


def _first_page(due: Due, now: datetime) -> None:
    made = _made(due.file_key, (FIRST_PAGE,), now)
    with transaction.write() as session:
        held = lock(due.shelf)
        version = session.get(MaterialVersion, due.id, populate_existing=True)
        if version is None or version.picture_state != DUE:
            return
        version.picture_state = MADE if made else NONE
        if made:
            version.picture_key = made[0]
            _keep(session, held, version.material, made, now)


def _sizes(due: Due, now: datetime) -> None:
    made = _made(due.file_key, (MEDIUM, SMALL), now)
    with transaction.write() as session:
        held = lock(due.shelf)
        picture = session.get(MaterialPicture, due.id, populate_existing=True)
        if picture is None or picture.picture_state != DUE:
            return
        picture.picture_state = MADE if made else NONE
        if made:
            picture.medium_key, picture.small_key = made
            _keep(session, held, picture.material, made, now)


def _made(file_key: str, sides: tuple[int, ...], now: datetime) -> list[str]:
    stored = stored_files.stored(file_key)
    return [row.key for row in making.picture_of(stored, sides, now)] if stored is not None else []


def _keep(session: Session, held: Held, one: Material, keys: list[str], now: datetime) -> None:
    """Keep the pictures; the page is made anew where it shows them, without a new date."""
    files.keep(session, keys, one.shelf.owner)
    if keeping.is_public(held, one, now):
        held.version += 1
