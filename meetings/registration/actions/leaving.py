"""Withdraw: the seat goes to the first in line in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from meetings import transaction
from meetings.audit.actions import ATTENDEE, Actor, record
from meetings.errors import Refused
from meetings.outbox.actions import Mail, enqueue_all
from meetings.registration import mail, queries, rules
from meetings.registration.actions.attending import settle
from meetings.registration.models import Registration
from meetings.registration.queries import Door
from meetings.registration.rules import PlaceState, SignUpReason
from meetings.schedule.queries import lock_meeting

# What somebody is mailed who no longer comes, by the door, the registration, and whether they had a seat.
Letter = Callable[[Door, Registration, bool], Mail]


def withdraw(registration_id: int, now: datetime) -> list[Registration]:
    """Withdraw a registration for its owner, mail them, and return who moved up. Raises `Refused`, `NotFound`."""
    return _cancel(registration_id, now, ATTENDEE, "registration.withdraw", _told(now, by_organiser=False))


def withdraw_for(registration_id: int, letter: Letter, now: datetime) -> list[Registration]:
    """Withdraw as `withdraw` does for who goes elsewhere instead: the `letter` says where. Raises as that does."""
    return _cancel(registration_id, now, ATTENDEE, "registration.withdraw", letter)


def cancel_by_organiser(registration_id: int, now: datetime, actor: Actor) -> list[Registration]:
    """Withdraw a registration for somebody, mail them, and return who moved up. Raises `Refused`, `NotFound`."""
    return _cancel(registration_id, now, actor, "registration.cancel", _told(now, by_organiser=True))


def _told(now: datetime, *, by_organiser: bool) -> Letter:
    def letter(door: Door, registration: Registration, had_seat: bool) -> Mail:
        return mail.cancellation(door, registration, now, had_seat=had_seat, by_organiser=by_organiser)

    return letter


def _cancel(registration_id: int, now: datetime, actor: Actor, action: str, letter: Letter) -> list[Registration]:
    meeting_id = queries.meeting_of(registration_id)
    with transaction.write() as session:
        lock_meeting(meeting_id)
        registration = queries.registration(registration_id)
        door = queries.door(meeting_id)
        if refusal := rules.refusal_to_change(door, now):
            raise Refused(refusal)
        if registration.cancelled_at is not None:
            raise Refused(SignUpReason.ALREADY_CANCELLED)
        had_seat = False
        for place in registration.places:
            had_seat = had_seat or (place.pool_id == door.pool.id and place.state == PlaceState.CONFIRMED.value)
            place.state, place.held_until, place.held_for = PlaceState.CANCELLED.value, None, ""
            place.changed_at = now
        registration.cancelled_at = registration.changed_at = now
        registration.revision += 1
        enqueue_all([letter(door, registration, had_seat)], now)
        record(actor, action, now, meeting_id=meeting_id, subject=f"registration:{registration.id}")
        return settle(session, meeting_id, now)
