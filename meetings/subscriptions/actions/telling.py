"""Tell a new meeting to those who asked: a timed job, in batches that each are whole, once for every meeting."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import WORKER, Actor, record
from meetings.errors import NotFound, Refused
from meetings.outbox import actions as outbox
from meetings.registration.models import Registration
from meetings.schedule.models import Meeting
from meetings.schedule.queries import lock_meeting
from meetings.subscriptions import queries, rules
from meetings.subscriptions.mail import NewMeeting
from meetings.subscriptions.models import Telling
from meetings.subscriptions.rules import Plan, Standing, SubscriptionReason

AT_ONCE = 500  # people in one transaction


def tell_new_meetings(now: datetime) -> str | None:
    """Queue the mails about every meeting that is due to be told, and return in words what was done.

    A run that is killed goes on where its last whole batch ended.
    """
    told = meetings = 0
    for meeting_id in queries.to_tell(now):
        done = 0
        while (number := _next_batch(meeting_id, now)) is not None:
            done += number
        told, meetings = told + done, meetings + 1
    return f"{meetings} meetings, {told} mails" if meetings else None


def stop(meeting_id: int, now: datetime, actor: Actor) -> None:
    """Let nobody be told of the meeting, and keep back what has not left. Raises `Refused` when all are told."""
    with transaction.write() as session:
        lock_meeting(meeting_id)
        plan = _plan(meeting_id, now)
        if plan is Plan.STOPPED:
            return
        if plan not in (Plan.WAITS, Plan.DUE, Plan.SENDING):
            raise Refused(SubscriptionReason.ALREADY_TOLD)
        row = _row(session, meeting_id, now)
        row.state, row.ended_at = Standing.STOPPED.value, now
        outbox.erase(session, queries.waiting_mails(meeting_id))
        record(actor, "subscriptions.stop", now, meeting_id=meeting_id)


def _next_batch(meeting_id: int, now: datetime) -> int | None:
    """Queue the mails to the next few people and return how many; None when there is no more to do."""
    with transaction.write() as session:
        try:
            meeting = lock_meeting(meeting_id)
        except NotFound:
            return None
        plan = _plan(meeting_id, now)
        if plan not in (Plan.DUE, Plan.SENDING):
            if plan is Plan.NEVER:
                _give_up(session, meeting_id, now)
            return None
        row = _row(session, meeting_id, now)
        letter = NewMeeting(meeting, now)
        number = _subscribers(row, meeting, letter, now)
        if number is None:
            number = _attendees(row, letter, now)
        if number is None:
            row.state, row.ended_at = Standing.TOLD.value, now
            record(WORKER, "subscriptions.tell", now, meeting_id=meeting_id, changes={"people": (None, row.told)})
            return None
        row.told += number
        return number


def _subscribers(row: Telling, meeting: Meeting, letter: NewMeeting, now: datetime) -> int | None:
    """Queue the mails to the next subscribers whom the meeting concerns; None when all have been asked about."""
    some = queries.next_subscribers(row.after_subscriber, row.started_at, AT_ONCE)
    if not some:
        return None
    said = queries.about(meeting, queries.counties_of_towns())
    wanted = [one for one in some if rules.concerns(said, queries.choice_of(one))]
    row.after_subscriber = some[-1].id
    return outbox.enqueue_all((letter.to_subscriber(one) for one in wanted), now)


def _attendees(row: Telling, letter: NewMeeting, now: datetime) -> int | None:
    """Queue the mails to the next who ticked the box at a sign-up, one to each address; None when there are no more."""
    some = queries.next_opt_ins(row.after_opt_in, row.started_at, AT_ONCE)
    if not some:
        return None
    people: dict[str, Registration] = {}
    for one in some:
        people.setdefault(one.registration.email_key, one.registration)
    known = queries.told_already(row.meeting_id, people)
    row.after_opt_in = some[-1].id
    return outbox.enqueue_all((letter.to_attendee(one) for key, one in people.items() if key not in known), now)


def _plan(meeting_id: int, now: datetime) -> Plan:
    news = queries.news(meeting_id)
    return rules.plan(news, news.standing, now)


def _row(session: Session, meeting_id: int, now: datetime) -> Telling:
    """Return the meeting's row, which its lock guards; a new one the first time."""
    row = session.get(Telling, meeting_id)
    if row is None:
        row = Telling(
            meeting_id=meeting_id,
            state=Standing.SENDING.value,
            started_at=now,
            after_subscriber=0,
            after_opt_in=0,
            told=0,
        )
        session.add(row)
        session.flush()
    return row


def _give_up(session: Session, meeting_id: int, now: datetime) -> None:
    """End the telling of a meeting that is no news any more; what was queued and has not left is kept back."""
    row = session.get(Telling, meeting_id)
    if row is not None:
        row.state, row.ended_at = Standing.STOPPED.value, now
        outbox.erase(session, queries.waiting_mails(meeting_id))
