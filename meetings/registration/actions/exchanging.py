"""Exchange the seats of choices when somebody answers otherwise: under the meeting's lock."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from meetings.errors import Refusal, Refused
from meetings.questions.rules import Given
from meetings.registration.actions.seats import place_of
from meetings.registration.models import Place, Registration
from meetings.registration.queries import Door
from meetings.registration.rules import PlaceState, PoolCounts, PoolKind, Seats, SignUpReason

_NOTHING = (PlaceState.CANCELLED.value, PlaceState.DECLINED.value)
_SEATED = (PlaceState.CONFIRMED.value, PlaceState.HELD.value)


def exchange_choices(
    session: Session, door: Door, registration: Registration, given: Collection[Given], now: datetime
) -> bool:
    """Let the registration have a seat of each choice with seats that is among the answers now, and of no other.

    Who has a seat at the meeting needs one of the choice; who waits, waits with it. Return whether seats were
    freed, for the caller to settle. Raises `Refused` when a choice is full.
    """
    pools = {pool.choice_id: pool for pool in door.of_kind(PoolKind.CHOICE)}
    at_meeting = place_of(registration, door.pool.id)
    if not pools or at_meeting is None or at_meeting.state in _NOTHING:
        return False
    words = {answer.choice_id: answer.text for answer in given if answer.choice_id in pools}
    new = [pool for choice_id, pool in pools.items() if choice_id in words and not _has(registration, pool)]
    if at_meeting.state in _SEATED:
        _require_room(Seats(door.pools, now), new, words)
    gone = [pool for choice_id, pool in pools.items() if choice_id not in words and _has(registration, pool)]
    for pool in gone:
        place = place_of(registration, pool.id)
        assert place is not None
        place.state, place.held_until, place.held_for = PlaceState.CANCELLED.value, None, ""
        place.changed_at = now
    for pool in new:
        _take(registration, pool.id, at_meeting, now)
    session.flush()
    return bool(gone)


def _has(registration: Registration, pool: PoolCounts) -> bool:
    place = place_of(registration, pool.id)
    return place is not None and place.state not in _NOTHING


def _require_room(seats: Seats, pools: Collection[PoolCounts], words: Mapping[int | None, str]) -> None:
    for pool in pools:
        if not seats.has_room(pool.id):
            values = {"choice": words[pool.choice_id], "choice_id": pool.choice_id}
            raise Refused(Refusal(SignUpReason.CHOICE_FULL, values))


def _take(registration: Registration, pool_id: int, at_meeting: Place, now: datetime) -> None:
    place = place_of(registration, pool_id)
    if place is None:
        place = Place(pool_id=pool_id, registration_id=registration.id)
        registration.places.append(place)
    place.state, place.arrival, place.changed_at = at_meeting.state, at_meeting.arrival, now
    place.held_until, place.held_for = at_meeting.held_until, at_meeting.held_for
