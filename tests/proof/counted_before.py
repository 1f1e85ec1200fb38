"""The service with its lock out: the seats are counted before the meeting is locked, as if nobody else could come.

Everything else is as it is deployed. It shows that the races in test_race.py and test_race_groups.py can be lost, and
are won by the lock.
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Any

from meetings.app import create_app
from meetings.registration import actions
from meetings.registration.actions import arriving, grouping
from meetings.registration.queries import Arriving, Door

MEANWHILE = 0.01  # seconds in which others come, as they do on a machine with more processors
app = create_app()
_seen = threading.local()
_prepare, _door = arriving._prepare, arriving.queries.door


def _prepare_and_count(meeting_id: int, *given: Any, **named: Any) -> Any:
    """Make ready as usual, and keep the count that was made without the lock."""
    prepared = _prepare(meeting_id, *given, **named)
    _seen.door = _door(meeting_id)
    time.sleep(MEANWHILE)
    return prepared


class _Queries:
    """The queries of the sign-up; the door is as it was seen before the lock."""

    def __getattr__(self, name: str) -> Any:
        return getattr(arriving_queries, name)

    def arrive(self, meeting_id: int, email_key: str) -> Arriving:
        seen: Door | None = getattr(_seen, "door", None)
        _seen.door = None
        arriving_now = arriving_queries.arrive(meeting_id, email_key)
        return arriving_now if seen is None else replace(arriving_now, door=seen)


arriving_queries = arriving.queries
arriving.queries = _Queries()  # type: ignore[assignment]
arriving._prepare = _prepare_and_count


class _GroupQueries(_Queries):
    """The same for a group: what becomes of each is worked out from the door as it was seen before the lock."""

    def door(self, meeting_id: int) -> Door:
        seen: Door = _seen.of_group
        return seen


_register_group = actions.register_group


def _count_and_register_group(meeting_id: int, *given: Any, **named: Any) -> Any:
    _seen.of_group = _door(meeting_id)
    time.sleep(MEANWHILE)
    return _register_group(meeting_id, *given, **named)


grouping.queries = _GroupQueries()  # type: ignore[assignment]
actions.register_group = _count_and_register_group
