"""What the attendee's own page leads on to while the meeting takes ideas: writing one, and joining somebody else's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import url_for

from meetings.ideas.queries.interests import Joining
from meetings.registration.views.day import Card
from meetings.registration.views.owned import Own
from meetings.schedule.rules import State


def cards_of(own: Own, now: datetime, joining: Joining | None) -> Sequence[Card]:
    """Return the cards of somebody who is signed up to a published meeting whose call is open."""
    meeting_id = own.door.meeting_id
    if own.registration.cancelled_at is not None or own.door.state != State.PUBLISHED:
        return []
    if joining is None or (joining.opens_at is not None and now < joining.opens_at) or now >= joining.closes_at:
        return []
    write = Card(
        "pages/public/_own_idea.html",
        {
            "closes_at": joining.closes_at,
            "url": url_for("ideas.new", meeting_id=meeting_id),
            "lost_url": url_for("ideas.lost_link", meeting_id=meeting_id),
        },
    )
    stands = joining.interest_id is not None
    if not (joining.wants or stands):
        return [write]
    url = url_for("ideas.join", meeting_id=meeting_id)
    join = Card("pages/public/_own_joining.html", {"stands": stands, "listed": joining.is_shown, "url": url})
    return [write, join]
