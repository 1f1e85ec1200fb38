"""The service with its lock out: the seats are counted before the meeting is locked, as if nobody else could come.

Everything else is as it is deployed. It shows that the race in test_race.py can be lost, and is won by the lock.
"""

from __future__ import annotations

import threading
from typing import Any

from meetings.app import create_app
from meetings.registration.actions import arriving
from meetings.registration.queries import Door

app = create_app()
_seen = threading.local()
_prepare, _door = arriving._prepare, arriving.queries.door


def _prepare_and_count(meeting_id: int, *given: Any, **named: Any) -> Any:
    """Make ready as usual, and keep the count that was made without the lock."""
    prepared = _prepare(meeting_id, *given, **named)
    _seen.door = _door(meeting_id)
    return prepared


class _Queries:
    """The queries of the sign-up; the door is as it was seen before the lock."""

    def __getattr__(self, name: str) -> Any:
        return getattr(arriving_queries, name)

    def door(self, meeting_id: int) -> Door:
        seen: Door | None = getattr(_seen, "door", None)
        _seen.door = None
        return _door(meeting_id) if seen is None else seen


arriving_queries = arriving.queries
arriving.queries = _Queries()  # type: ignore[assignment]
arriving._prepare = _prepare_and_count
