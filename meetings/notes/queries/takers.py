"""Read those who write a note by a link of their own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.notes.models import Note, NoteTaker


def taker_by_link(taker_id: int, version: int) -> NoteTaker:
    """Return the taker with the note, as the link names them. Raises `NotFound` when it has been revoked."""
    found = db.session.scalar(
        select(NoteTaker)
        .where(NoteTaker.id == taker_id, NoteTaker.version == version, NoteTaker.revoked_at.is_(None))
        .options(joinedload(NoteTaker.note).selectinload(Note.items))
    )
    if found is None:
        raise NotFound
    return found


def taker(note_id: int, taker_id: int) -> NoteTaker:
    """Return one of the note's takers. Raises `NotFound`."""
    found = db.session.scalar(select(NoteTaker).where(NoteTaker.id == taker_id, NoteTaker.note_id == note_id))
    if found is None:
        raise NotFound
    return found


def locked_taker(note_id: int, taker_id: int) -> NoteTaker:
    """Return one of the note's takers and hold the row until the transaction ends. Raises `NotFound`."""
    found = db.session.scalar(
        select(NoteTaker)
        .where(NoteTaker.id == taker_id, NoteTaker.note_id == note_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def takers(note_id: int) -> Sequence[NoteTaker]:
    """Return the note's takers by name, those whose link is closed as well."""
    return db.session.scalars(
        select(NoteTaker).where(NoteTaker.note_id == note_id).order_by(NoteTaker.name_sort, NoteTaker.id)
    ).all()


def number_of_takers(note_id: int) -> int:
    """Return how many takers the note has."""
    return db.session.scalar(select(func.count()).select_from(NoteTaker).where(NoteTaker.note_id == note_id)) or 0
