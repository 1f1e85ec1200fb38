"""When does a reminder go out, to whom, and may it still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Protocol

from meetings.registration.rules import STOCKHOLM
from meetings.text import N_

LATE = timedelta(hours=6)  # so long after its moment a reminder may still go out
FRESH = timedelta(hours=1)  # who was mailed this shortly before has nothing to be reminded of
MOST = 10  # reminders of one meeting
MOST_DAYS = 60
_AN_INSTANT = timedelta(microseconds=1)


class Anchor(str, Enum):
    """What a reminder's day is counted from."""

    MEETING = "meeting"
    SIGN_UP = "sign_up"
    IDEAS = "ideas"


class Stage(str, Enum):
    """How far a reminder has come."""

    OFF = "off"
    NO_DATE = "no-date"
    COMING = "coming"
    SENDING = "sending"
    SENT = "sent"
    MISSED = "missed"


class ReminderReason(Enum):
    """Why a reminder is not saved."""

    NOBODY = N_("Välj minst en grupp som ska få påminnelsen.")
    AFTER_A_DEADLINE = N_("Efter en sista dag finns det inget att påminna om. Välj samma dag eller dagar före.")
    SILENT_AFTER = N_("Den som inte svarat på inbjudan kan bara påminnas före mötet.")
    TOO_MANY = N_("Ett möte kan ha högst %(most)s påminnelser. Ta bort en först.")
    SENT = N_("Påminnelsen har redan börjat gå ut, så den går inte att ändra. Lägg till en ny.")
    STALE = N_("Någon annan har ändrat påminnelsen. Läs igenom den och spara igen.")


class Rule(Protocol):
    """A reminder, as far as when it goes out. `days` counts from the anchor's day: -3 is three days before it."""

    @property
    def anchor(self) -> str: ...
    @property
    def days(self) -> int: ...
    @property
    def at_minute(self) -> int: ...
    @property
    def active(self) -> bool: ...
    @property
    def started_at(self) -> datetime | None: ...
    @property
    def finished_at(self) -> datetime | None: ...


@dataclass(frozen=True)
class Occasion:
    """The meeting, as far as reminders go: aware instants; `closes_at` and `ideas_until` are exclusive, None: none."""

    state: str
    starts_at: datetime
    ends_at: datetime
    closes_at: datetime | None
    ideas_until: datetime | None


def anchor_day(anchor: str, days: int, of: Occasion) -> date | None:
    """Return the day in Sweden that the reminder counts from; None where the meeting has no such deadline.

    Before the meeting it is the day on which it begins, after it the day on which it ends; of a deadline the last
    day, which a deadline at midnight does not reach.
    """
    if anchor == Anchor.MEETING.value:
        return _local(of.starts_at) if days <= 0 else _local(of.ends_at - _AN_INSTANT)
    deadline = of.closes_at if anchor == Anchor.SIGN_UP.value else of.ideas_until
    return None if deadline is None else _local(deadline - _AN_INSTANT)


def moment(rule: Rule, of: Occasion) -> datetime | None:
    """Return when the reminder goes out (UTC), None without a day to count from.

    Its time is that of the clocks in Sweden: one that the spring change skips comes as much later, one that the
    autumn change repeats counts the first time.
    """
    day = anchor_day(rule.anchor, rule.days, of)
    if day is None:
        return None
    at = time(rule.at_minute // 60, rule.at_minute % 60)
    return datetime.combine(day + timedelta(days=rule.days), at, STOCKHOLM).astimezone(UTC)


def too_late(rule: Rule, of: Occasion) -> datetime | None:
    """Return from when on the reminder goes out no more: some hours after its moment, or when its day is over.

    And never when what it is about has come.
    """
    at = moment(rule, of)
    if at is None:
        return None
    midnight = datetime.combine(_local(at) + timedelta(days=1), time(), STOCKHOLM).astimezone(UTC)
    end = min(at + LATE, midnight)
    comes = {
        Anchor.SIGN_UP.value: of.closes_at,
        Anchor.IDEAS.value: of.ideas_until,
        Anchor.MEETING.value: of.starts_at if rule.days <= 0 else None,
    }[rule.anchor]
    return end if comes is None else min(end, comes)


def is_due(rule: Rule, of: Occasion, now: datetime) -> bool:
    """Tell whether the reminder goes out now. Nothing goes out about a draft or a cancelled meeting."""
    at, end = moment(rule, of), too_late(rule, of)
    if not rule.active or rule.finished_at is not None or of.state != "published" or at is None or end is None:
        return False
    return at <= now < end


def stage(rule: Rule, of: Occasion, now: datetime) -> Stage:
    """Return how far the reminder has come; what has begun to go out is sent when no more of it goes."""
    end = too_late(rule, of)
    if rule.finished_at is not None:
        return Stage.SENT
    if not rule.active:
        return Stage.OFF
    if end is None:
        return Stage.NO_DATE
    if rule.started_at is not None:
        return Stage.SENT if now >= end else Stage.SENDING
    return Stage.MISSED if now >= end else Stage.COMING


def refusal_to_save(anchor: str, days: int, *, to_seat: bool, to_line: bool, to_silent: bool) -> ReminderReason | None:
    """Return why there can be no such reminder."""
    if not (to_seat or to_line or to_silent):
        return ReminderReason.NOBODY
    if days > 0 and anchor != Anchor.MEETING.value:
        return ReminderReason.AFTER_A_DEADLINE
    if days > 0 and to_silent:
        return ReminderReason.SILENT_AFTER
    return None


def _local(instant: datetime) -> date:
    return instant.astimezone(STOCKHOLM).date()
