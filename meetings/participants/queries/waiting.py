"""Read who waits: for the organiser's answer, for a seat, and for their own answer to an offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from meetings.extensions import db
from meetings.registration.models import Place, Registration
from meetings.registration.queries import Door, line
from meetings.registration.rules import HeldFor, PlaceState, Standing
from meetings.web.paging import PER_PAGE, Paged, paged


@dataclass(frozen=True)
class InLine:
    """Somebody in the line: who they are, their number, and as the allocator sees them; `kinds` are of their pools."""

    id: int
    name: str
    organisation: str
    number: int
    registered_at: datetime
    standing: Standing
    kinds: tuple[str, ...] = ()


def pending_people(door: Door, page: int) -> Paged[Place]:
    """Return one page of the places that wait for an answer, with their people, the first to come first."""
    statement = _places(door, PlaceState.PENDING)
    places: Paged[Place] = paged(
        statement.options(contains_eager(Place.registration).joinedload(Registration.organisation_type)), page
    )
    return places


def in_line(door: Door, page: int) -> Paged[InLine]:
    """Return one page of the line for a seat at the meeting, in its order, with three statements."""
    places: Paged[Place] = paged(
        _places(door, PlaceState.WAITING).options(contains_eager(Place.registration)), page, total=door.pool.waiting
    )
    if not places.rows:
        return Paged([], places.number, places.total, places.per_page)
    standing = {}
    for one in line(door, after=places.rows[0].arrival - 1):
        standing[one.id] = one
        if len(standing) >= len(places.rows):
            break
    kinds = {pool.id: pool.kind for pool in door.pools}
    rows = [
        _in_line(place, number, standing.get(place.registration_id), kinds)
        for number, place in enumerate(places.rows, places.first)
    ]
    return Paged(rows, places.number, places.total, places.per_page)


def offered(door: Door) -> Sequence[Place]:
    """Return the seats at the meeting that somebody has been offered, the one that lapses first first."""
    return db.session.scalars(
        _places(door, PlaceState.HELD)
        .where(Place.held_for == HeldFor.OFFER.value)
        .options(contains_eager(Place.registration))
        .order_by(None)
        .order_by(Place.held_until, Place.arrival)
        .limit(PER_PAGE)
    ).all()


def _in_line(place: Place, number: int, standing: Standing | None, kinds: dict[int, str]) -> InLine:
    one = place.registration
    known = standing or Standing(one.id, place.arrival, PlaceState.WAITING, one.sector_id, held_for=place.held_for)
    return InLine(
        one.id,
        one.name,
        one.organisation_typed,
        number,
        one.registered_at,
        known,
        tuple(kinds.get(pool_id, "") for pool_id in known.needs),
    )


def _places(door: Door, state: PlaceState) -> Select[Place]:
    return (
        select(Place)
        .join(Place.registration)
        .where(Place.pool_id == door.pool.id, Place.state == state.value)
        .order_by(Place.arrival)
    )
