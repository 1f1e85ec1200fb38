"""Read the people of one workshop: who has a place, who stands in its line, who came."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import aliased

from meetings.directory.models import Organisation
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.registration import queries as registrations
from meetings.registration.models import Place, Registration
from meetings.registration.queries.blocks import Workshop, chosen_blocks
from meetings.registration.rules import PlaceState

# Those who have or want a place, in the order of the list; who has left stands on no list of a workshop.
SHOWN = (PlaceState.CONFIRMED, PlaceState.HELD, PlaceState.WAITING)


@dataclass(frozen=True)
class InWorkshop:
    """One row of a workshop's list; `in_line` is the number in its line, from 1, of those who wait."""

    registration_id: int
    name: str
    email: str
    organisation: str
    reference: str
    state: PlaceState
    in_line: int | None
    attended_at: datetime | None


def workshop_of(meeting_id: int, pool_id: int) -> Workshop:
    """Return the workshop that has this pool. Raises `NotFound`."""
    for block in chosen_blocks(registrations.door(meeting_id)):
        found = block.workshop(pool_id)
        if found is not None:
            return found
    raise NotFound


def in_states(pool_id: int) -> dict[PlaceState, int]:
    """Return how many there are of each state."""
    rows = db.session.execute(
        select(Place.state, func.count()).where(Place.pool_id == pool_id, _shown()).group_by(Place.state)
    )
    return {PlaceState(row[0]): row[1] for row in rows}


def came(pool_id: int) -> int:
    """Return how many are ticked as having been there."""
    statement = select(func.count()).select_from(Place).where(Place.pool_id == pool_id, Place.attended_at.is_not(None))
    return db.session.scalar(statement) or 0


def people_in(pool_id: int, state: PlaceState | None, *, first: int, at_most: int) -> list[InWorkshop]:
    """Return so many from the `first` (0 is the first of all): who has a place by name, then the line by number."""
    statement = (
        _people(pool_id)
        .order_by(
            case((Place.state == PlaceState.WAITING.value, Place.arrival), else_=0),
            Registration.name_sort,
            Registration.id,
        )
        .offset(first)
        .limit(at_most)
    )
    if state is not None:
        statement = statement.where(Place.state == state.value)
    return [InWorkshop(*row[:5], PlaceState(row[5]), *row[6:]) for row in db.session.execute(statement)]


def places_of(pool_id: int, registration_ids: Collection[int]) -> list[Place]:
    """Return the places that these people have in the workshop."""
    return list(
        db.session.scalars(
            select(Place)
            .where(Place.pool_id == pool_id, Place.registration_id.in_(registration_ids))
            .execution_options(populate_existing=True)
        )
    )


def _people(pool_id: int) -> Select[int, str, str, str, str, str, int | None, datetime | None]:
    ahead = aliased(Place)
    number = (
        select(func.count())
        .where(
            ahead.pool_id == pool_id,
            ahead.state == PlaceState.WAITING.value,
            ahead.arrival <= Place.arrival,
        )
        .correlate(Place)
        .scalar_subquery()
    )
    return (
        select(
            Registration.id,
            Registration.name,
            Registration.email,
            func.coalesce(Organisation.name, Registration.organisation_typed),
            Registration.reference,
            Place.state,
            case((Place.state == PlaceState.WAITING.value, number)),
            Place.attended_at,
        )
        .join(Place, Place.registration_id == Registration.id)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(Place.pool_id == pool_id, _shown())
    )


def _shown() -> ColumnElement[bool]:
    return Place.state.in_([state.value for state in SHOWN])
