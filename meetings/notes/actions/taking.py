"""Let somebody write notes by a link of their own, give them a new one, close it."""

from __future__ import annotations

from datetime import datetime

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import Refusal, Refused
from meetings.notes import mail, queries
from meetings.notes.models import Note, NoteTaker
from meetings.notes.rules import MOST_TAKERS, NoteReason
from meetings.notes.rules.asked import Person
from meetings.outbox.actions import enqueue
from meetings.schedule.models import Meeting
from meetings.text import sort_key


def add_taker(meeting_id: int, note_id: int, person: Person, now: datetime, actor: Actor) -> NoteTaker:
    """Give somebody a link to the notes; it is mailed where there is an address. Raises `Refused`, `NotFound`."""
    with transaction.write() as session:
        note = queries.lock_note(note_id, meeting_id)
        if queries.number_of_takers(note_id) >= MOST_TAKERS:
            raise Refused(Refusal(NoteReason.TOO_MANY_TAKERS, {"most": MOST_TAKERS}))
        taker = NoteTaker(
            note_id=note_id,
            name=person.name,
            name_sort=sort_key(person.name),
            email=person.email,
            lang=person.lang,
            created_at=now,
        )
        session.add(taker)
        session.flush()
        _mail(note, taker, now)
        changes: dict[str, tuple[object, object]] = {"name": (None, person.name)}
        if person.email:
            changes["email"] = (None, person.email)
        _write_down("notes.add_taker", note, taker, now, actor, changes)
        return taker


def new_link(meeting_id: int, note_id: int, taker_id: int, now: datetime, actor: Actor) -> NoteTaker:
    """Give the taker a new link, which is mailed where there is an address; the old one is closed.

    Raises `NotFound`.
    """
    with transaction.write():
        note = queries.lock_note(note_id, meeting_id)
        taker = queries.locked_taker(note_id, taker_id)
        taker.version += 1
        taker.revoked_at = None
        _mail(note, taker, now)
        _write_down("notes.new_link", note, taker, now, actor)
        return taker


def revoke(meeting_id: int, note_id: int, taker_id: int, now: datetime, actor: Actor) -> None:
    """Close the taker's link; what they wrote stays. Raises `NotFound`."""
    with transaction.write():
        note = queries.lock_note(note_id, meeting_id)
        taker = queries.locked_taker(note_id, taker_id)
        if taker.revoked_at is None:
            taker.version += 1
            taker.revoked_at = now
            _write_down("notes.revoke", note, taker, now, actor)


def _mail(note: Note, taker: NoteTaker, now: datetime) -> None:
    with transaction.write() as session:
        if taker.email:
            enqueue(mail.link(session.get_one(Meeting, note.meeting_id), note, taker), now)
            taker.sent_at = now


def _write_down(
    action: str,
    note: Note,
    taker: NoteTaker,
    now: datetime,
    actor: Actor,
    changes: dict[str, tuple[object, object]] | None = None,
) -> None:
    record(actor, action, now, meeting_id=note.meeting_id, subject=f"note_taker:{taker.id}", changes=changes)
