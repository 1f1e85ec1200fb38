"""When is a timed job due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
LEASE = timedelta(hours=2)  # how long a job of a worker that is never heard of again is left alone
AGAIN = timedelta(minutes=15)  # after a failure
Due = Callable[[Mapping[str, Any], datetime], datetime]


@dataclass(frozen=True)
class Job:
    """A timed job: its name, when it is due next (from the settings and now), and what it does.

    `run(now)` returns in words what it did, or None when there was nothing for it to do; it must bear
    being killed and run again.
    """

    name: str
    due: Due
    run: Callable[[datetime], str | None]


@dataclass(frozen=True)
class Step:
    """What the worker does all the time, in short pieces.

    `run(worker, keep_going)` returns how much it did; 0 lets the worker rest. `worker` is a name that no
    other process has at the same time; when `keep_going()` says no, the piece ends early.
    """

    name: str
    run: Callable[[str, Callable[[], bool]], int]


def every(interval: timedelta) -> Due:
    """Return the rule "again so long after the last time"."""
    return lambda _settings, now: now + interval


def daily_at(setting: str) -> Due:
    """Return the rule "each day at the Swedish hour that this setting holds"."""
    return lambda settings, now: next_at(int(settings[setting]), now)


def next_at(hour: int, now: datetime) -> datetime:
    """Return the next instant (UTC, after `now`) at which clocks in Sweden show this full hour.

    An hour that the spring change skips comes as much later; one that the autumn change repeats counts
    the first time.
    """
    day = now.astimezone(STOCKHOLM).date()
    while True:
        found = datetime.combine(day, time(hour), STOCKHOLM).astimezone(UTC)
        if found > now:
            return found
        day += timedelta(days=1)
