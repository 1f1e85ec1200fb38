"""What follows for a series from a change of one of its meetings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from meetings.extensions import db
from meetings.projects.actions.series import AT_ONCE, keep_searchable
from meetings.projects.queries import series as queries
from meetings.schedule.models import Meeting

_SEEN = ("state", "town", "venue", "starts_at")


def meeting_changed(meeting: Meeting, before: Mapping[str, Any], content: Mapping[str, Any], now: datetime) -> None:
    """Let the page of the series, and the search, follow when a meeting of it is published, cancelled or moved.

    The meeting is locked, then its series: in the same order as when many are changed at once.
    """
    if AT_ONCE in db.session().info or all(before.get(name) == content.get(name) for name in _SEEN):
        return
    series_id = queries.series_of(meeting.id)
    if series_id is None:
        return
    series = queries.lock_series(series_id)
    series.version += 1
    series.updated_at = now
    keep_searchable(series)
