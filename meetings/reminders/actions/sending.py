"""Let the reminders go out whose moment has come: a batch at a time, each a transaction of its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from meetings import transaction
from meetings.outbox.actions import enqueue_all
from meetings.registration import queries as registrations
from meetings.reminders import mail, queries, rules
from meetings.reminders.models import Reminder

JOB = "reminders"
BATCH = 250  # mails in one transaction: a sign-up never waits long for them


def send_due(now: datetime) -> str | None:
    """Queue the mails of each reminder that is due, and say in words how many; None when there is none."""
    due = [found.id for found, of in queries.unsent(now) if rules.is_due(found, of, now)]
    sent = 0
    for reminder_id in due:
        while (queued := _next_batch(reminder_id, now)) is not None:
            sent += queued
    return f"{len(due)} reminders, {sent} mails" if due else None


def _next_batch(reminder_id: int, now: datetime) -> int | None:
    """Queue the next mails and return how many; None when there are none left.

    The cursors move in the transaction that the mails are rows of: a worker that is killed loses and doubles none.
    Whether the reminder still goes out is asked anew each time: the meeting may have moved.
    """
    with transaction.write() as session:
        row = session.get(Reminder, reminder_id, with_for_update=True, populate_existing=True)
        if row is None:
            return None
        of = queries.occasion(row.meeting_id)
        if not rules.is_due(row, of, now):
            return None
        row.started_at = row.started_at or now
        letters = mail.Reminders(registrations.door(row.meeting_id), row, of)
        queued = _to_people(session, row, letters, now) or _to_invited(session, row, letters, now)
        row.sent += queued
        if not queued:
            row.finished_at = now
            return None
        return queued


def _to_people(session: Session, row: Reminder, letters: mail.Reminders, now: datetime) -> int:
    found = session.execute(queries.people(row, row.started_at or now).limit(BATCH))
    states = {one[0]: one[1] for one in found}
    if not states:
        return 0
    workshops = registrations.workshops_of(states)
    people = registrations.registrations(states)
    enqueue_all((letters.to(one, states[one.id], workshops.get(one.id, ())) for one in people), now)
    row.cursor = max(states)
    return len(states)


def _to_invited(session: Session, row: Reminder, letters: mail.Reminders, now: datetime) -> int:
    if not row.to_silent:
        return 0
    found = session.scalars(queries.invited(row, row.started_at or now).limit(BATCH)).all()
    enqueue_all((letters.to_invited(one, now) for one in found), now)
    for one in found:
        one.reminded_at, row.invited_cursor = now, one.id
    return len(found)
