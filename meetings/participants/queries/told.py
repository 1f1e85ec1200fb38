"""Read whom something is told: those with a seat or in line, so many at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from meetings.extensions import db
from meetings.registration.models import Place, Registration
from meetings.registration.rules import PlaceState

BATCH = 1_000
_WITH_A_PLACE = (PlaceState.CONFIRMED.value, PlaceState.HELD.value, PlaceState.WAITING.value)


@dataclass(frozen=True)
class Told:
    """What a mail to somebody is made of."""

    id: int
    reference: str
    name: str
    email: str
    lang: str
    revision: int
    arrival: int
    link_version: int
    state: str


def with_a_place_or_in_line(pool_id: int) -> Iterator[Told]:
    """Return everybody who has a seat, is held one, or waits, in the order of arrival."""
    after = 0
    while True:
        rows = db.session.execute(
            select(
                Registration.id,
                Registration.reference,
                Registration.name,
                Registration.email,
                Registration.lang,
                Registration.revision,
                Registration.arrival,
                Registration.link_version,
                Place.state,
            )
            .join(Place, Place.registration_id == Registration.id)
            .where(Place.pool_id == pool_id, Place.state.in_(_WITH_A_PLACE), Registration.arrival > after)
            .order_by(Registration.arrival)
            .limit(BATCH)
        ).all()
        if not rows:
            return
        after = rows[-1].arrival
        yield from (Told(*row) for row in rows)


def number_told(pool_id: int | None) -> int:
    """Return how many that are."""
    statement = select(func.count()).where(Place.pool_id == pool_id, Place.state.in_(_WITH_A_PLACE))
    return db.session.scalar(statement) or 0
