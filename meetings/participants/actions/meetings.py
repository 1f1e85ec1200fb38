"""Cancel a meeting and tell its people; copy a meeting with the way one signs up to it; take a draft away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.materials.actions.editing import copy_groups
from meetings.materials.actions.publishing import let_go_of
from meetings.outbox.actions import enqueue_all
from meetings.participants import mail
from meetings.participants.actions.certificates import copy_certificates
from meetings.participants.queries import told
from meetings.projects.models import MeetingSeries
from meetings.questions.models import Form
from meetings.registration import queries as registrations
from meetings.registration.actions import copy_sign_up
from meetings.registration.actions.blocks import copy_blocks
from meetings.registration.models import SignUp
from meetings.reminders import actions as reminders
from meetings.schedule import actions as schedule
from meetings.schedule import queries as meetings
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
    """Return a new draft made of the meeting: texts, programme, seats, workshops, questions, reminders; no sign-ups.

    Of its material the headings come along. A follow-up is linked with it, both ways. When sign-up opens and closes
    is left open. Raises `NotFound`.
    """
    with transaction.write():
        made = schedule.copy(meeting_id, kind, starts_at, now, actor)
        copy_sign_up(meeting_id, made.id)
        copy_blocks(meeting_id, made.id)
        reminders.copy(meeting_id, made.id, now)
        copy_groups(meeting_id, made.id)
        copy_certificates(meeting_id, made.id, now)
        return made


def delete_draft(meeting_id: int, now: datetime, actor: Actor) -> None:
    """Take the draft away for good, and with its sign-up the questions that were to be asked, and its files.

    Raises `NotFound`, and `Refused` unless it is a draft nobody signed up to.
    """
    with transaction.write() as session:
        meetings.lock_meeting(meeting_id)
        form_id = session.scalar(select(SignUp.form_id).where(SignUp.meeting_id == meeting_id))
        let_go_of(meeting_id)
        schedule.delete_draft(meeting_id, now, actor)
        session.flush()  # the sign-up, which refers to the form, goes with its meeting
        if form_id is not None and not _is_used(session, form_id):
            session.execute(delete(Form).where(Form.id == form_id))


def _is_used(session: Session, form_id: int) -> bool:
    """Tell whether something else asks the questions: a meeting of the same series, or the series itself."""
    uses = (
        select(SignUp.meeting_id).where(SignUp.form_id == form_id),
        select(MeetingSeries.id).where(MeetingSeries.form_id == form_id),
    )
    return any(session.scalar(one.limit(1)) is not None for one in uses)
