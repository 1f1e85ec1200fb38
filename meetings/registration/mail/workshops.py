"""The mail to somebody whose workshops have been changed, by an organiser or by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from meetings.outbox.actions import Mail
from meetings.registration.mail.base import REQUEST, entry, letter
from meetings.registration.mail.people import workshops_told
from meetings.registration.models import Registration
from meetings.registration.queries import Door, WorkshopPlace
from meetings.registration.rules import PlaceState


def workshops_changed(
    door: Door,
    registration: Registration,
    workshops: Sequence[WorkshopPlace],
    wishes: Sequence[str],
    now: datetime,
    *,
    key: str,
    by_organiser: bool,
) -> Mail:
    """Return the mail that says which workshops somebody has, waits for and wishes, now that it was changed.

    `wishes` are titles, the most wanted first; `key` tells one change from the next. Who has a seat at the meeting
    gets the entry that holds what they have.
    """
    has_seat = any(
        one.pool_id == door.pool.id and one.state == PlaceState.CONFIRMED.value for one in registration.places
    )
    appointment = entry(door, registration, REQUEST, now, workshops) if has_seat else None
    told = workshops_told(workshops)
    return letter(
        "workshops_changed",
        door,
        registration,
        appointment,
        key=key,
        workshops=told,
        wishes=list(wishes),
        by_organiser=by_organiser,
    )
