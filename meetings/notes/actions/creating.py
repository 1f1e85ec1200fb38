"""Make notes from a template, change what they are about, take away what nobody has written in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import NotFound, Refusal, Refused
from meetings.notes import queries
from meetings.notes.actions.publishing import keep_searchable, touch
from meetings.notes.actions.writing import Writer, add_revision
from meetings.notes.models import Note, NoteTemplate
from meetings.notes.rules import MOST_NOTES, Kind, NoteReason, NoteState, body_of
from meetings.notes.rules.asked import About
from meetings.notes.rules.suggesting import workshops_without
from meetings.schedule.models import ProgrammeItem
from meetings.schedule.queries import lock_meeting


def create(meeting_id: int, about: About, now: datetime, actor: Actor) -> Note:
    """Make notes that begin from the meeting's template. Raises `Refused`, and `NotFound` for an item elsewhere."""
    with transaction.write() as session:
        lock_meeting(meeting_id)
        return _made(session, meeting_id, about, now, actor)


def create_for_workshops(meeting_id: int, lang: str, now: datetime, actor: Actor) -> int:
    """Make notes for each workshop that has none of its own, and return how many. Raises `Refused`, `NotFound`."""
    with transaction.write() as session:
        lock_meeting(meeting_id)
        items = session.scalars(select(ProgrammeItem).where(ProgrammeItem.meeting_id == meeting_id)).all()
        covered = [frozenset(item.id for item in one.items) for one in queries.notes_of(meeting_id)]
        missing = workshops_without(items, covered)
        if not missing:
            raise Refused(NoteReason.NO_WORKSHOPS)
        titles = {item.id: item.title for item in items}
        for item_id in missing:
            _made(session, meeting_id, About(titles[item_id] or "Workshop", lang, (item_id,)), now, actor)
        return len(missing)


def change(meeting_id: int, note_id: int, about: About, now: datetime, actor: Actor) -> None:
    """Change title, language and items; a new title is a new revision. Raises `NotFound`.

    Readers of published notes see another language or other items at once, and another title when it is published.
    """
    with transaction.write() as session:
        meeting = lock_meeting(meeting_id)
        note = queries.lock_note(note_id, meeting_id)
        items = _items(session, meeting_id, about.items)
        changes: dict[str, tuple[object, object]] = {}
        if note.title != about.title:
            changes["title"] = (note.title, about.title)
            note.title = about.title
            add_revision(note, note.body, Writer(actor.name), now, Kind.SAVED)
        if note.lang != about.lang:
            changes["lang"] = (note.lang, about.lang)
            note.lang = about.lang
        had, wanted = {item.id for item in note.items}, set(about.items)
        if had != wanted:
            changes["items"] = (_numbers(had), _numbers(wanted))
            note.items = items
        if note.published_revision is not None and changes.keys() & {"lang", "items"}:
            touch(meeting, now)
            if "lang" in changes:
                keep_searchable(note, meeting)
        if changes:
            record(actor, "notes.change", now, meeting_id=meeting_id, subject=f"note:{note_id}", changes=changes)


def remove(meeting_id: int, note_id: int, now: datetime, actor: Actor) -> None:
    """Take away notes that nobody has written in. Raises `Refused`, `NotFound`."""
    with transaction.write() as session:
        note = queries.lock_note(note_id, meeting_id)
        if note.revision > 1 or note.state != NoteState.DRAFT.value:
            raise Refused(NoteReason.WRITTEN)
        record(actor, "notes.remove", now, meeting_id=meeting_id, changes={"title": (note.title, None)})
        session.delete(note)


def save_template(meeting_id: int, text_sv: str, text_en: str, now: datetime, actor: Actor) -> None:
    """Let new notes of the meeting begin with these texts; "" is our own. Raises `NotFound`."""
    with transaction.write() as session:
        lock_meeting(meeting_id)
        own = session.get(NoteTemplate, meeting_id)
        if own is None:
            own = NoteTemplate(meeting_id=meeting_id, text_sv="", text_en="")
            session.add(own)
        texts = {"text_sv": body_of(text_sv), "text_en": body_of(text_en)}
        changed: dict[str, tuple[object, object]] = {}
        for name, text in texts.items():
            if getattr(own, name) != text:
                changed[name] = (None, None)
                setattr(own, name, text)
        if changed:
            record(actor, "notes.save_template", now, meeting_id=meeting_id, changes=changed)


def _made(session: Session, meeting_id: int, about: About, now: datetime, actor: Actor) -> Note:
    number = queries.number_of_notes(meeting_id)
    if number >= MOST_NOTES:
        raise Refused(Refusal(NoteReason.TOO_MANY, {"most": MOST_NOTES}))
    note = Note(
        meeting_id=meeting_id,
        position=number,
        title=about.title,
        lang=about.lang,
        state=NoteState.DRAFT.value,
        body="",
        revision=0,
        created_at=now,
        updated_at=now,
        items=_items(session, meeting_id, about.items),
    )
    session.add(note)
    session.flush()
    add_revision(note, queries.template(meeting_id, about.lang), Writer(actor.name), now, Kind.FIRST)
    changes: dict[str, tuple[object, object]] = {"title": (None, about.title)}
    record(actor, "notes.create", now, meeting_id=meeting_id, subject=f"note:{note.id}", changes=changes)
    return note


def _items(session: Session, meeting_id: int, ids: Sequence[int]) -> list[ProgrammeItem]:
    if not ids:
        return []
    found = session.scalars(
        select(ProgrammeItem).where(ProgrammeItem.meeting_id == meeting_id, ProgrammeItem.id.in_(ids))
    ).all()
    if len(found) != len(set(ids)):
        raise NotFound
    return list(found)


def _numbers(ids: set[int]) -> str:
    return ", ".join(map(str, sorted(ids)))
