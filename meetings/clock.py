"""What time is it: the real time, or in demo and test mode the time that CLOCK set going."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

OFFSET = "CLOCK_OFFSET"  # seconds; in the environment, so that every process of one service shares it


def real_now() -> datetime:
    """Return the machine's own time, aware, in UTC."""
    return datetime.now(UTC)


def offset() -> timedelta:
    """Return by how much the time to live by goes before the machine's: nothing unless CLOCK set it going."""
    return timedelta(seconds=float(os.environ.get(OFFSET) or 0))


def now() -> datetime:
    """Return the time to live by, aware, in UTC."""
    return real_now() + offset()


def start_at(moment: str) -> None:
    """Let the clock run from `moment` (ISO 8601 with its zone), in this process and those it starts.

    The first process sets one offset; those that inherit it keep it. Raises ValueError when `moment`
    has no zone or is no time.
    """
    if os.environ.get(OFFSET):
        return
    start = datetime.fromisoformat(moment)
    if start.tzinfo is None:
        raise ValueError("CLOCK needs a zone, such as 2018-04-24T23:59:30+02:00")
    os.environ[OFFSET] = repr((start - real_now()).total_seconds())
