"""What people are told who sign up to meetings of a series: of the others they have, and of the one they left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from meetings.outbox.actions import Mail
from meetings.registration.mail import CANCEL, entry, letter, own_link
from meetings.registration.models import Registration
from meetings.registration.queries import Door


def also_signed_up(door: Door, registration: Registration, others: Sequence[Registration]) -> Mail:
    """Return the mail that says which other meetings of the series the address is signed up to, with their links."""
    return letter(
        "series_also",
        door,
        registration,
        others=[
            {
                "title": one.meeting.title,
                "starts_at": one.meeting.starts_at.isoformat(),
                "ends_at": one.meeting.ends_at.isoformat(),
                "where": ", ".join(part for part in (one.meeting.venue, one.meeting.town) if part),
                "own_link": own_link(one, registration.lang),
            }
            for one in others
        ],
    )


def moved(door: Door, old: Registration, new: Registration, now: datetime, *, had_seat: bool) -> Mail:
    """Return the mail that says that somebody left a meeting for another; it takes the appointment away."""
    return letter(
        "series_moved",
        door,
        old,
        entry(door, old, CANCEL, now) if had_seat else None,
        to_title=new.meeting.title,
        to_starts_at=new.meeting.starts_at.isoformat(),
        to_ends_at=new.meeting.ends_at.isoformat(),
        to_link=own_link(new, new.lang),
    )
