"""Read what is published: which notes a meeting has for everybody, and the page of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import load_only

from meetings.directory.models import Site
from meetings.extensions import db
from meetings.notes.models import Note, note_item
from meetings.schedule.models import Meeting, ProgrammeItem
from meetings.schedule.rules import State


@dataclass(frozen=True)
class PublicNote:
    """Published notes as a meeting's page names them: `anchor` is their place on the page of notes.

    `items` are the ids of the items of the programme that they are about, in its order; none is the whole day.
    """

    id: int
    title: str
    lang: str
    items: tuple[int, ...] = ()

    @property
    def anchor(self) -> str:
        """Where they stand on the page of notes."""
        return f"anteckning-{self.id}"


@dataclass(frozen=True)
class PublicHead:
    """What decides whether a meeting's page of notes has changed."""

    id: int
    slug: str
    version: int
    listed: bool
    site_version: int | None


def public_head(meeting_id: int) -> PublicHead | None:
    """Return what the page's key is made of; None unless the meeting is public and has published notes."""
    has_notes = select(Note.id).where(Note.meeting_id == Meeting.id, Note.published_revision.is_not(None)).exists()
    row = db.session.execute(
        select(
            Meeting.id,
            Meeting.slug,
            Meeting.version,
            Meeting.listed,
            select(func.max(Site.version)).scalar_subquery(),
        ).where(Meeting.id == meeting_id, Meeting.state != State.DRAFT.value, has_notes)
    ).first()
    return None if row is None else PublicHead(*row)


def public_notes(meeting_id: int) -> list[PublicNote]:
    """Return the meeting's published notes in programme order, those on the whole day last; one query.

    Notes on several items stand where the first of them does, those on one item alone before. Whether the meeting
    is public, the caller knows.
    """
    rows = db.session.execute(
        select(
            Note.id,
            Note.published_title,
            Note.lang,
            Note.position,
            ProgrammeItem.id.label("item_id"),
            ProgrammeItem.starts_at,
            ProgrammeItem.position.label("place"),
        )
        .outerjoin(note_item, note_item.c.note_id == Note.id)
        .outerjoin(ProgrammeItem, ProgrammeItem.id == note_item.c.item_id)
        .where(Note.meeting_id == meeting_id, Note.published_revision.is_not(None))
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.position, ProgrammeItem.id)
    ).all()
    found: dict[int, PublicNote] = {}
    order: dict[int, tuple[bool, str, int, int, int]] = {}
    for row in rows:
        before = found.get(row.id)
        items = (*(before.items if before else ()), *([row.item_id] if row.item_id else []))
        found[row.id] = PublicNote(row.id, row.published_title, row.lang, items)
        if before is None:
            begins = _begins(row.starts_at)
            order[row.id] = (not items, begins, row.place or 0, 0 if items else row.position, row.id)
    return sorted(found.values(), key=lambda one: (order[one.id][:3], len(one.items), order[one.id][3:]))


def published_texts(meeting_id: int) -> dict[int, Note]:
    """Return the published title, text and time of each of the meeting's published notes, by id."""
    columns = load_only(Note.published_title, Note.published_body, Note.published_at, Note.lang, raiseload=True)
    found: Sequence[Note] = db.session.scalars(
        select(Note).where(Note.meeting_id == meeting_id, Note.published_revision.is_not(None)).options(columns)
    ).all()
    return {note.id: note for note in found}


def _begins(at: datetime | None) -> str:
    return at.isoformat() if at else ""
