"""Give out seats, under the meeting's lock: to who arrives, and to who stands first in line."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from meetings.audit.actions import WORKER, record
from meetings.outbox.actions import enqueue_all
from meetings.registration import mail, queries, rules
from meetings.registration.models import Place, Registration
from meetings.registration.rules import PlaceState

_PLACE = insert(Place)


def place_of(registration: Registration, pool_id: int) -> Place | None:
    """Return what the registration has in the pool."""
    return next((place for place in registration.places if place.pool_id == pool_id), None)


def seat(registration: Registration, pool_id: int, state: PlaceState, arrival: int, now: datetime) -> None:
    """Give the registration its place in the pool; one that was given up before is taken up again."""
    place = place_of(registration, pool_id)
    if place is None:
        place = Place(pool_id=pool_id, registration_id=registration.id)
        registration.places.append(place)
    place.state, place.arrival, place.held_until, place.changed_at = state.value, arrival, None, now


def seat_newcomer(session: Session, registration: Registration, pool_id: int, state: PlaceState, now: datetime) -> None:
    """Give a registration that was made just now its place in the pool, without an object for it."""
    place = {"pool_id": pool_id, "registration_id": registration.id, "state": state.value}
    session.connection().execute(_PLACE, {**place, "arrival": registration.arrival, "changed_at": now})


def promote(session: Session, meeting_id: int, now: datetime) -> list[Registration]:
    """Move up as many as there are free seats, first come first, and mail them; return them.

    Only under the meeting's lock, in the transaction that freed the seats.
    """
    session.flush()
    door = queries.door(meeting_id)
    free = door.pool.free
    if free == 0 or not door.pool.waiting:
        return []
    moved = []
    for place in rules.promoted(queries.first_in_line(door.pool.id, free), free):
        place.state, place.changed_at = PlaceState.CONFIRMED.value, now
        enqueue_all([mail.promotion(door, place.registration, now)], now)
        subject = f"registration:{place.registration_id}"
        record(WORKER, "registration.promote", now, meeting_id=meeting_id, subject=subject)
        moved.append(place.registration)
    return moved
