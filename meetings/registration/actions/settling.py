"""Give back what was held until a moment that has passed, and let those in line move up: what the clock does alone."""

from __future__ import annotations

from datetime import datetime

from meetings import transaction
from meetings.registration import queries
from meetings.registration.actions.seats import settle
from meetings.schedule.queries import lock_meeting


def settle_due(now: datetime) -> tuple[int, int]:
    """Settle each meeting where a held seat has run out or reserved seats are released, in id order.

    Each is a transaction of its own. Returns how many meetings, and how many people moved up to a seat.
    """
    meeting_ids, moved = queries.meetings_to_settle(now), 0
    for meeting_id in meeting_ids:
        with transaction.write() as session:
            lock_meeting(meeting_id)
            moved += len(settle(session, meeting_id, now))
    return len(meeting_ids), moved
