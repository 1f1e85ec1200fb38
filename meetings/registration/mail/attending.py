"""What somebody is told who takes part in the room instead of on the net, or the other way."""

from __future__ import annotations

from datetime import datetime

from meetings.outbox.actions import Mail
from meetings.registration.mail.base import REQUEST, entry, letter
from meetings.registration.models import Registration
from meetings.registration.queries import Door, workshops_of
from meetings.registration.rules import PoolKind


def switched(door: Door, registration: Registration, to: PoolKind, now: datetime, *, waited: bool) -> Mail:
    """Return the mail that says where somebody takes part from now on; the calendar entry follows.

    `waited` says that they stood in line for it.
    """
    workshops = workshops_of([registration.id]).get(registration.id, ())
    appointment = entry(door, registration, REQUEST, now, workshops)
    return letter("switched", door, registration, appointment, attends=to.value, waited=waited)
