"""What people are told whose sign-up was read by the organiser: yes or no, with the organiser's own words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from meetings.outbox.actions import Mail
from meetings.registration.mail.base import REQUEST, entry, letter
from meetings.registration.mail.people import workshops_told
from meetings.registration.models import Registration
from meetings.registration.queries import Door, WorkshopPlace
from meetings.registration.rules import PlaceState


def accepted(
    door: Door,
    registration: Registration,
    state: PlaceState,
    in_line: int,
    now: datetime,
    *,
    workshops: Sequence[WorkshopPlace] = (),
) -> Mail:
    """Return the mail that says yes: with a seat comes an appointment, else the number in line."""
    appointment = entry(door, registration, REQUEST, now, workshops) if state is PlaceState.CONFIRMED else None
    return letter(
        "accepted",
        door,
        registration,
        appointment,
        state=state.value,
        in_line=in_line,
        text=registration.decision,
        workshops=workshops_told(workshops),
    )


def declined(door: Door, registration: Registration) -> Mail:
    """Return the mail that says no."""
    return letter("declined", door, registration, text=registration.decision)
