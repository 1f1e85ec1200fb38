"""Ask whether people are told of another time or place, take the answer, and queue the mails, a batch at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import Refused
from meetings.jobs.actions import hasten
from meetings.outbox.actions import enqueue_all
from meetings.participants import mail
from meetings.participants.models import ChangeNotice
from meetings.participants.queries import changes as queries
from meetings.participants.queries.changes import Audience
from meetings.participants.rules.changes import NoticeState, TellingReason, changes, facts
from meetings.registration import queries as registrations
from meetings.registration.models import Registration
from meetings.schedule.models import Meeting
from meetings.schedule.queries import lock_meeting
from meetings.schedule.rules import State

JOB = "changes"
BATCH = 250  # mails in one transaction: a sign-up never waits long for them


def notice(meeting: Meeting, before: Mapping[str, Any], content: Mapping[str, Any], now: datetime) -> None:
    """Ask the organisers whether people are told, when what they were told of the published meeting no longer holds.

    `before` and `content` are the meeting's content around a change, under the meeting's lock. A further change is
    the same question as long as nobody has answered, and one that takes the first back leaves none. What an
    organiser chose not to tell is told with the next change.
    """
    was, holds = facts(before), facts(content)
    if meeting.state != State.PUBLISHED.value or meeting.ends_at <= now or not changes(was, holds):
        return
    with transaction.write() as session:
        asked, last = queries.question(meeting.id, lock=True), queries.latest(meeting.id)
        if asked is not None:
            told = asked.before
        else:
            told = last.before if last is not None and last.state == NoticeState.QUIET.value else was
        found = changes(told, holds)
        if not found or not queries.audience(meeting.id, found, now).total:
            if asked is not None:
                session.delete(asked)
        elif asked is not None:
            asked.after, asked.changed_at = holds, now
        else:
            session.add(ChangeNotice(meeting_id=meeting.id, before=told, after=holds, changed_at=now))


def tell(meeting_id: int, seen: str, text: str, now: datetime, actor: Actor) -> Audience:
    """Let the worker mail those whom the change concerns, and return how many they are; `text` "" is the standard one.

    `seen` is the mark (`mark_of`) of the question that the organiser saw. Raises `Refused`, `NotFound`.
    """
    with transaction.write():
        row = _asked(meeting_id, seen)
        told = queries.audience_of(row)
        _decide(row, NoticeState.SENDING, now, actor)
        row.text = text
        number: dict[str, tuple[object, object]] = {"people": (None, told.total)}
        record(actor, "participants.tell_of_change", now, meeting_id=meeting_id, changes=number)
        hasten(JOB, now)
        return told


def keep_quiet(meeting_id: int, seen: str, now: datetime, actor: Actor) -> None:
    """Tell nobody of the change. Raises `Refused`, `NotFound`."""
    with transaction.write():
        _decide(_asked(meeting_id, seen), NoticeState.QUIET, now, actor)
        record(actor, "participants.keep_quiet", now, meeting_id=meeting_id)


def mark_of(row: ChangeNotice) -> str:
    """Return what differs whenever the question differs."""
    return f"{row.id}.{int(row.changed_at.timestamp() * 1_000_000)}"


def queue_notices(now: datetime) -> str | None:
    """Queue the mails that are left to queue, each batch a transaction of its own; say in words how many."""
    notice_ids, told = queries.sending(), 0
    for notice_id in notice_ids:
        while (queued := _next_batch(notice_id, now)) is not None:
            told += queued
    return f"{told} mails about changes" if notice_ids else None


def _asked(meeting_id: int, seen: str) -> ChangeNotice:
    lock_meeting(meeting_id)
    row = queries.question(meeting_id, lock=True)
    if row is None:
        raise Refused(TellingReason.NOTHING)
    if mark_of(row) != seen:
        raise Refused(TellingReason.CHANGED)
    return row


def _decide(row: ChangeNotice, state: NoticeState, now: datetime, actor: Actor) -> None:
    row.state, row.decided_at, row.decided_by = state.value, now, actor.name


def _next_batch(notice_id: int, now: datetime) -> int | None:
    """Queue the next mails and return how many; None when there are none left to queue.

    The cursor moves in the transaction that the mails are rows of: a worker that is killed loses and doubles none.
    """
    with transaction.write() as session:
        row = session.get(ChangeNotice, notice_id, with_for_update=True, populate_existing=True)
        if row is None or row.state != NoticeState.SENDING.value:
            return None
        door = registrations.door(row.meeting_id)
        if door.state != State.PUBLISHED.value or door.ends_at <= now:
            row.state = NoticeState.SENT.value
            return None
        concerned = queries.concerned(row.meeting_id, changes(row.before, row.after), row.changed_at)
        people = concerned.where(Registration.id > row.cursor).order_by(Registration.id).limit(BATCH)
        ids = [one[0] for one in session.execute(people)]
        if not ids:
            row.state = NoticeState.SENT.value
            return None
        letters = mail.Changes(door, row, now)
        workshops, held = registrations.workshops_of(ids), queries.workshops_held(ids, letters.items)
        enqueue_all(
            (
                letters.to(one, workshops.get(one.id, ()), held.get(one.id, ()))
                for one in registrations.registrations(ids)
            ),
            now,
        )
        row.cursor, row.told = ids[-1], row.told + len(ids)
        return len(ids)
