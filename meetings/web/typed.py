"""What did somebody mean who typed a day or a time, and how is an instant shown for typing."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from meetings.web import dates


def day_typed(typed: str) -> date | None:
    """Return the date that was typed, or None when it is none."""
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", typed):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif match := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[ /.-](\d{4})", typed):
        year, month, day = int(match[3]), int(match[2]), int(match[1])
    elif match := re.fullmatch(r"(?:den )?(\d{1,2}) ([a-zåäö]+)\.? (\d{4})", typed.casefold()):
        found = _month(match[2])
        if found is None:
            return None
        year, month, day = int(match[3]), found, int(match[1])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int | None:
    for months in dates.MONTHS.values():
        for number, month in enumerate(months, start=1):
            if month.casefold() == name or (len(name) >= 3 and month.casefold().startswith(name)):
                return number
    return None


def time_typed(typed: str) -> time | None:
    """Return the time of day that was typed, or None when it is none."""
    digits = typed.casefold().removeprefix("kl").lstrip(". ").replace(":", ".")
    match = re.fullmatch(r"([0-9]{1,2})(?:\.([0-9]{2}))?", digits)
    if match is None:
        return None
    try:
        return time(int(match[1]), int(match[2] or 0))
    except ValueError:
        return None


def instant(day: date, at: time) -> datetime:
    """Return the instant (UTC) of a day and a time in Sweden."""
    return dates.from_local(datetime.combine(day, at))


def until(day: date | None, at: time | None) -> datetime | None:
    """Return an exclusive end: a typed time as it is, a day alone through that day; None without a day."""
    if day is None:
        return None
    return dates.end_of(day) if at is None else instant(day, at)


def shown_until(value: datetime | None) -> tuple[date | None, time | None]:
    """Return the day and time that `until` would make this instant of: what a form shows."""
    if value is None:
        return None, None
    at = dates.local(value)
    if dates.is_midnight(value):
        return (at - timedelta(seconds=1)).date(), None
    return at.date(), at.time().replace(tzinfo=None)
