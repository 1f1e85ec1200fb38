"""Make, change, copy and remove the reminders of a meeting, and switch them on and off."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import Refusal, Refused
from meetings.reminders import queries, rules
from meetings.reminders.models import Reminder
from meetings.reminders.rules import Anchor, ReminderReason
from meetings.schedule.models import Meeting
from meetings.schedule.queries import lock_meeting

_DEFAULT_DAYS, _DEFAULT_MINUTE = -3, 9 * 60


@dataclass(frozen=True)
class Draft:
    """What an organiser decides of a reminder; see `Reminder`."""

    anchor: str = Anchor.MEETING.value
    days: int = _DEFAULT_DAYS
    at_minute: int = _DEFAULT_MINUTE
    to_seat: bool = True
    to_line: bool = False
    to_silent: bool = False
    text: str = ""


def add_defaults(meeting: Meeting, now: datetime) -> None:
    """Give a new meeting its reminder: three days before at 9.00, to those with a seat. In the open transaction."""
    with transaction.write() as session:
        session.add(Reminder(meeting_id=meeting.id, made_at=now, **asdict(Draft())))


def copy(source_id: int, target_id: int, now: datetime) -> None:
    """Give a meeting the reminders of another, none of which has gone out."""
    with transaction.write() as session:
        for one in queries.reminders(source_id):
            draft = {name: getattr(one, name) for name in Draft.__dataclass_fields__}
            session.add(Reminder(meeting_id=target_id, made_at=now, active=one.active, **draft))


def add(meeting_id: int, draft: Draft, now: datetime, actor: Actor) -> Reminder:
    """Add a reminder, which is on. Raises `Refused`, `NotFound`."""
    with transaction.write() as session:
        lock_meeting(meeting_id)
        _refuse(draft)
        if queries.number_of(meeting_id) >= rules.MOST:
            raise Refused(Refusal(ReminderReason.TOO_MANY, {"most": rules.MOST}))
        made = Reminder(meeting_id=meeting_id, made_at=now, **asdict(draft))
        session.add(made)
        session.flush()
        record(actor, "reminders.add", now, meeting_id=meeting_id, changes={"days": (None, draft.days)})
        return made


def save(meeting_id: int, reminder_id: int, draft: Draft, base_revision: int, now: datetime, actor: Actor) -> Reminder:
    """Change a reminder that has not gone out.

    Raises `Refused`, also when somebody saved it since `base_revision`, and `NotFound`.
    """
    with transaction.write():
        found = _unsent(meeting_id, reminder_id)
        if found.revision != base_revision:
            raise Refused(ReminderReason.STALE)
        _refuse(draft)
        changes: dict[str, tuple[object, object]] = {}
        for name, value in asdict(draft).items():
            if getattr(found, name) != value:
                changes[name] = (str(getattr(found, name)), str(value))
                setattr(found, name, value)
        if changes:
            found.revision += 1
            record(actor, "reminders.save", now, meeting_id=meeting_id, changes=changes)
        return found


def switch(meeting_id: int, reminder_id: int, now: datetime, actor: Actor, *, on: bool) -> None:
    """Switch a reminder on or off; one that is going out stops. Raises `Refused`, `NotFound`."""
    with transaction.write():
        lock_meeting(meeting_id)
        found = queries.reminder(meeting_id, reminder_id, lock=True)
        if found.finished_at is not None:
            raise Refused(ReminderReason.SENT)
        if found.active != on:
            found.active = on
            record(actor, "reminders.on" if on else "reminders.off", now, meeting_id=meeting_id)


def remove(meeting_id: int, reminder_id: int, now: datetime, actor: Actor) -> None:
    """Remove a reminder that has not gone out. Raises `Refused`, `NotFound`."""
    with transaction.write() as session:
        found = _unsent(meeting_id, reminder_id)
        record(actor, "reminders.remove", now, meeting_id=meeting_id, changes={"days": (found.days, None)})
        session.delete(found)


def _unsent(meeting_id: int, reminder_id: int) -> Reminder:
    lock_meeting(meeting_id)
    found = queries.reminder(meeting_id, reminder_id, lock=True)
    if found.started_at is not None:
        raise Refused(ReminderReason.SENT)
    return found


def _refuse(draft: Draft) -> None:
    reason = rules.refusal_to_save(
        draft.anchor, draft.days, to_seat=draft.to_seat, to_line=draft.to_line, to_silent=draft.to_silent
    )
    if reason is not None:
        raise Refused(reason)
