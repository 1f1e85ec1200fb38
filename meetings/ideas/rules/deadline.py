"""When may an idea be written, sent, changed: half-open intervals, measured at arrival (domain.md, decision 11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Phase(Enum):
    """Where a call stands for one idea at one moment."""

    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Times:
    """A call's interval, aware instants; `extended_until` is one idea's own extension (None: it has none)."""

    opens_at: datetime | None
    closes_at: datetime
    extended_until: datetime | None = None


def closing(times: Times) -> datetime:
    """Return the exclusive instant at which this idea can no longer be sent: the later of call and extension."""
    return max(times.closes_at, times.extended_until) if times.extended_until else times.closes_at


def phase(times: Times, now: datetime) -> Phase:
    """Tell where the call stands: open from `opens_at` (None: always) until, but not at, its closing."""
    if now >= closing(times):
        return Phase.CLOSED
    if times.opens_at is not None and now < times.opens_at and times.extended_until is None:
        return Phase.COMING
    return Phase.OPEN
