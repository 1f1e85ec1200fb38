"""What the attendee's own page leads on to at a meeting of a series: another meeting of it instead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from meetings.projects.views.series_moving import others_to_move_to
from meetings.registration.rules import refusal_to_change
from meetings.registration.views.day import Card
from meetings.registration.views.owned import Own, Standing


def cards_of(own: Own, now: datetime, series_id: int | None) -> Sequence[Card]:
    """Return the card of somebody who may go to another meeting of the series; one statement at such a meeting."""
    gone = own.registration.cancelled_at is not None or own.standing is Standing.UNCONFIRMED
    if gone or refusal_to_change(own.door, now) is not None:
        return []
    others = others_to_move_to(series_id, own.door.meeting_id) if series_id is not None else []
    return [Card("pages/public/_own_series.html", {"number": len(others)})] if others else []
