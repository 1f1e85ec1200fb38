"""Read notes: one, locked or not, all of a meeting in programme order, and how one stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import defer, selectinload

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.notes.models import Note, NoteTaker, NoteTemplate
from meetings.notes.rules.templates import standard


@dataclass(frozen=True)
class Standing:
    """Which revision of a note stands, and when it was saved."""

    revision: int
    updated_at: datetime


def lock_note(note_id: int, meeting_id: int | None = None) -> Note:
    """Return the note and hold its row until the transaction ends: the first statement of every change to its text.

    Who locks the meeting as well does that first. Raises `NotFound`, also when it is not of the meeting.
    """
    found = db.session.get(Note, note_id, populate_existing=True, with_for_update={"key_share": True})
    if found is None or (meeting_id is not None and found.meeting_id != meeting_id):
        raise NotFound
    return found


def note(meeting_id: int, note_id: int) -> Note:
    """Return one of the meeting's notes with its items. Raises `NotFound`."""
    found = db.session.scalar(
        select(Note).where(Note.id == note_id, Note.meeting_id == meeting_id).options(selectinload(Note.items))
    )
    if found is None:
        raise NotFound
    return found


def notes_of(meeting_id: int, *, bodies: bool = False) -> Sequence[Note]:
    """Return the meeting's notes with items and takers, in programme order, those on the whole day last.

    Their texts are left unread unless `bodies`.
    """
    loaded = [selectinload(Note.items), selectinload(Note.takers)]
    if not bodies:
        loaded += [defer(Note.body, raiseload=True), defer(Note.published_body, raiseload=True)]
    found = db.session.scalars(select(Note).where(Note.meeting_id == meeting_id).options(*loaded)).all()
    return sorted(found, key=_in_programme_order)


def number_of_notes(meeting_id: int) -> int:
    """Return how many notes the meeting has."""
    return db.session.scalar(select(func.count()).select_from(Note).where(Note.meeting_id == meeting_id)) or 0


def standing(meeting_id: int, note_id: int) -> Standing:
    """Return how one of the meeting's notes stands, with one light statement. Raises `NotFound`."""
    return _stands(Note.id == note_id, Note.meeting_id == meeting_id)


def standing_for_taker(taker_id: int, version: int) -> Standing:
    """Return how the note stands that the link opens, with one light statement. Raises `NotFound` when it is closed."""
    taken = (NoteTaker.id == taker_id, NoteTaker.version == version, NoteTaker.revoked_at.is_(None))
    return _stands(Note.id == NoteTaker.note_id, *taken)


def _stands(*conditions: ColumnElement[bool]) -> Standing:
    row = db.session.execute(select(Note.revision, Note.updated_at).where(*conditions)).one_or_none()
    if row is None:
        raise NotFound
    return Standing(row[0], row[1])


def template(meeting_id: int, lang: str) -> str:
    """Return what new notes of the meeting begin with, in "sv" or "en"."""
    own = db.session.get(NoteTemplate, meeting_id)
    text = "" if own is None else own.text_en if lang == "en" else own.text_sv
    return text or standard(lang)


def _in_programme_order(one: Note) -> tuple[bool, str, int, int, int]:
    if not one.items:
        return (True, "", 0, one.position, one.id)
    first = min(one.items, key=lambda item: (item.starts_at, item.position, item.id))
    return (False, first.starts_at.isoformat(), first.position, len(one.items), one.id)
