"""Cancel a meeting and tell its people; copy a meeting with the way one signs up to it."""

from __future__ import annotations

from datetime import datetime

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.outbox.actions import enqueue_all
from meetings.participants import mail
from meetings.participants.queries import told
from meetings.registration import queries as registrations
from meetings.registration.actions import copy_sign_up
from meetings.schedule import actions as schedule
from meetings.schedule.actions import CopyKind
from meetings.schedule.models import Meeting


def cancel_meeting(meeting_id: int, reason: str, now: datetime, actor: Actor) -> int:
    """Cancel the meeting and queue a mail to everybody with a seat or in line, all or nothing; return how many.

    Who has a seat also gets an .ics that takes the appointment away. Raises `Refused`, `NotFound`.
    """
    with transaction.write() as session:
        schedule.cancel(meeting_id, reason, now, actor)
        session.flush()
        door = registrations.door(meeting_id)
        letters = mail.Cancellations(door, reason, now)
        return enqueue_all((letters.to(person) for person in told.with_a_place_or_in_line(door.pool.id)), now)


def copy_meeting(meeting_id: int, kind: CopyKind, starts_at: datetime, now: datetime, actor: Actor) -> Meeting:
    """Return a new draft made of the meeting: its texts and programme, its seats, its questions; nobody's sign-up.

    A follow-up is linked with it, both ways. When sign-up opens and closes is left open. Raises `NotFound`.
    """
    with transaction.write():
        made = schedule.copy(meeting_id, kind, starts_at, now, actor)
        copy_sign_up(meeting_id, made.id)
        return made
