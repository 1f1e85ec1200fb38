"""Answer an offer near the start: take the seat that is held meanwhile, or let it go on to the next."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import ATTENDEE, record
from meetings.errors import Refused
from meetings.outbox.actions import enqueue
from meetings.registration import mail, queries, rules
from meetings.registration.actions.attending import settle
from meetings.registration.actions.leaving import withdraw
from meetings.registration.actions.promoting import together
from meetings.registration.actions.seats import place_of
from meetings.registration.models import Place, Registration
from meetings.registration.queries import Door
from meetings.registration.rules import HeldFor, PlaceState, SignUpReason
from meetings.schedule.queries import lock_meeting


def accept_offer(registration_id: int, pool_id: int, now: datetime) -> Registration:
    """Take the seat that is offered in this pool, the meeting's or a workshop's.

    With a seat at the meeting goes all that goes with it; a better workshop frees the other of its block.
    Raises `Refused` when the offer no longer holds, and `NotFound`.
    """
    meeting_id = queries.meeting_of(registration_id)
    with transaction.write() as session:
        lock_meeting(meeting_id)
        door, registration, offered = _offered(session, registration_id, pool_id, now)
        if pool_id == door.pool.id:
            for place in together(door, registration):
                if place.held_for == HeldFor.OFFER.value:
                    _keep(place, PlaceState.CONFIRMED, now)
        else:
            _keep(offered, PlaceState.CONFIRMED, now)
            _free_others(door, registration, offered, now)
        registration.changed_at = now
        registration.revision += 1
        session.flush()
        _record("registration.accept_offer", registration, now)
        if pool_id == door.pool.id:
            workshops = queries.workshops_of([registration_id]).get(registration_id, ())
            confirmed = mail.confirmation(door, registration, PlaceState.CONFIRMED, 0, now, workshops=workshops)
            enqueue(confirmed, now)
        else:
            titles = queries.workshop_titles([pool_id])
            enqueue(mail.workshop_place(door, registration, [pool_id], titles, now), now)
        settle(session, meeting_id, now)
        return registration


def decline_offer(registration_id: int, pool_id: int, now: datetime) -> None:
    """Let the seat that is offered go on to the next; who declines the meeting's is withdrawn.

    Raises `Refused` when the offer no longer holds, and `NotFound`.
    """
    meeting_id = queries.meeting_of(registration_id)
    with transaction.write() as session:
        lock_meeting(meeting_id)
        door, registration, offered = _offered(session, registration_id, pool_id, now)
        _record("registration.decline_offer", registration, now)
        if pool_id == door.pool.id:
            withdraw(registration_id, now)
            return
        _keep(offered, PlaceState.CANCELLED, now)
        settle(session, meeting_id, now)


def _offered(session: Session, registration_id: int, pool_id: int, now: datetime) -> tuple[Door, Registration, Place]:
    """Return the offer, with its door and its registration, when it still holds."""
    registration = queries.registration(registration_id)
    settle(session, registration.meeting_id, now)
    door, registration = queries.door(registration.meeting_id), queries.registration(registration_id)
    if refusal := rules.refusal_to_change(door, now):
        raise Refused(refusal)
    place = place_of(registration, pool_id)
    if place is None or place.state != PlaceState.HELD.value or place.held_for != HeldFor.OFFER.value:
        raise Refused(SignUpReason.NOT_OFFERED)
    if place.held_until is not None and now >= place.held_until:
        raise Refused(SignUpReason.NOT_OFFERED)
    return door, registration, place


def _keep(place: Place, state: PlaceState, now: datetime) -> None:
    place.state, place.held_for, place.held_until, place.changed_at = state.value, "", None, now


def _free_others(door: Door, registration: Registration, taken: Place, now: datetime) -> None:
    """Free the workshops of the same block that are wanted less than the one that was taken."""
    blocks = {pool.id: pool.block_id for pool in door.others}
    mine = blocks.get(taken.pool_id)
    for place in registration.places:
        less = blocks.get(place.pool_id) == mine and place.rank > taken.rank
        if mine is not None and less and place.state != PlaceState.CANCELLED.value:
            _keep(place, PlaceState.CANCELLED, now)


def _record(action: str, registration: Registration, now: datetime) -> None:
    subject = f"registration:{registration.id}"
    record(ATTENDEE, action, now, meeting_id=registration.meeting_id, subject=subject)
