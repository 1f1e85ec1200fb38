"""When are those who have written but not sent reminded: seven days and one day before their time is up."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum

JOB = "idea reminders"
JUST_SAVED = timedelta(hours=1)  # whoever saved so lately is writing, and is not told to


class Reminder(Enum):
    """The two reminders; the value is how long before the closing the first moment for it is."""

    WEEK = timedelta(days=7)
    DAY = timedelta(days=1)


def window(which: Reminder) -> tuple[timedelta, timedelta]:
    """Return between which times before the closing (longest, shortest) a reminder goes out; the longest is in it."""
    return which.value, Reminder.DAY.value if which is Reminder.WEEK else timedelta(0)


def due(closes_at: datetime, now: datetime) -> Reminder | None:
    """Return which reminder is for now; None before the first and from the closing on."""
    left = closes_at - now
    return next((one for one in Reminder if window(one)[1] < left <= window(one)[0]), None)
