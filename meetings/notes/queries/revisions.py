"""Read the revisions of a note: to merge from, to list, to show."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import defer, joinedload

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.notes.models import NoteRevision
from meetings.notes.rules import Kind


def latest(note_id: int) -> NoteRevision | None:
    """Return the newest revision without its content."""
    statement = _of(note_id).options(defer(NoteRevision.content, raiseload=True))
    return db.session.scalar(statement.order_by(NoteRevision.number.desc()).limit(1))


def nearest(note_id: int, number: int) -> NoteRevision | None:
    """Return the revision of this number; where it has given way to a later one, the one that was kept before it.

    Never one after it: that would hold what its reader had not seen, and a merge would take it away again.
    """
    return db.session.scalar(
        _of(note_id).where(NoteRevision.number <= number).order_by(NoteRevision.number.desc()).limit(1)
    )


def last_from(note_id: int, origin: str) -> NoteRevision | None:
    """Return the last text that this open page sent, as it was sent; None for a page that has sent nothing."""
    if not origin:
        return None
    return db.session.scalar(
        _of(note_id).where(NoteRevision.origin == origin).order_by(NoteRevision.number.desc()).limit(1)
    )


def others_since(note_id: int, number: int, author: str, taker_id: int | None) -> list[str]:
    """Return the names of the others who have saved after this revision, in that order, each once."""
    rows = db.session.scalars(
        _of(note_id)
        .where(NoteRevision.number > number)
        .options(defer(NoteRevision.content, raiseload=True), joinedload(NoteRevision.taker))
        .order_by(NoteRevision.number)
    )
    names = [row.by for row in rows if (row.author, row.taker_id) != (author, taker_id)]
    return list(dict.fromkeys(name for name in names if name))


def revisions(note_id: int) -> Select[NoteRevision]:
    """Return the statement for the revisions that are kept, the newest first; the caller pages it."""
    return (
        _of(note_id)
        .where(NoteRevision.kind != Kind.PASSING.value)
        .options(joinedload(NoteRevision.taker))
        .order_by(NoteRevision.number.desc())
    )


def revision(note_id: int, number: int) -> NoteRevision:
    """Return one revision. Raises `NotFound`."""
    found = db.session.scalar(_of(note_id).where(NoteRevision.number == number).options(joinedload(NoteRevision.taker)))
    if found is None:
        raise NotFound
    return found


def before(note_id: int, number: int) -> NoteRevision | None:
    """Return the kept revision before this number, or None when that was the first."""
    return db.session.scalar(revisions(note_id).where(NoteRevision.number < number).limit(1))


def _of(note_id: int) -> Select[NoteRevision]:
    return select(NoteRevision).where(NoteRevision.note_id == note_id)
