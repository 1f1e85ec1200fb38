"""Confirm an address: the seat that was held for it counts from now on, the place in line is kept."""

from __future__ import annotations

from datetime import datetime

from meetings import transaction
from meetings.audit.actions import ATTENDEE, record
from meetings.errors import Refused
from meetings.outbox.actions import enqueue
from meetings.registration import mail, queries, rules
from meetings.registration.actions.attending import settle
from meetings.registration.actions.seats import place_of
from meetings.registration.actions.taking import unconfirmed_until, waits_for
from meetings.registration.models import Registration
from meetings.registration.rules import HeldFor, PlaceState, SignUpReason
from meetings.schedule.queries import lock_meeting


def confirm_address(registration_id: int, now: datetime) -> Registration:
    """Note that the address is its owner's, and mail them what they have.

    Who stood in line moves up if there is a seat. Confirming twice changes nothing. Raises `Refused`, when the
    24 hours are over, and `NotFound`.
    """
    meeting_id = queries.meeting_of(registration_id)
    with transaction.write() as session:
        lock_meeting(meeting_id)
        registration = queries.registration(registration_id)
        door = queries.door(meeting_id)
        if refusal := rules.refusal_to_change(door, now):
            raise Refused(refusal)
        until = unconfirmed_until(registration)
        if until is None and registration.cancelled_at is None:
            return registration
        if registration.cancelled_at is not None or (until is not None and now >= until):
            raise Refused(SignUpReason.ADDRESS_LAPSED)
        has = waits_for(door, registration)
        for place in registration.places:
            if place.held_for == HeldFor.ADDRESS.value:
                place.state = PlaceState.CONFIRMED.value if place.state == PlaceState.HELD.value else place.state
                place.held_for, place.held_until, place.changed_at = "", None, now
        registration.address_confirmed_at = registration.changed_at = now
        registration.revision += 1
        subject = f"registration:{registration_id}"
        record(ATTENDEE, "registration.confirm_address", now, meeting_id=meeting_id, subject=subject)
        moved = settle(session, meeting_id, now)
        if all(one.id != registration_id for one in moved):
            _mail(registration, has, now)
        return registration


def _mail(registration: Registration, has: PlaceState, now: datetime) -> None:
    door = queries.door(registration.meeting_id)
    place = place_of(registration, door.pool.id)
    asked = place is not None and place.held_for == HeldFor.OFFER.value
    if asked:  # so near the start that the seat is offered: that mail has gone
        return
    in_line = 0
    if has is PlaceState.WAITING and place is not None:
        in_line = queries.place_in_line(place.pool_id, place.arrival)
    workshops = queries.workshops_of([registration.id]).get(registration.id, ())
    enqueue(mail.confirmation(door, registration, has, in_line, now, workshops=workshops), now)
