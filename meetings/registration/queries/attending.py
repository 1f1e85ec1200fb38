"""Read who takes part in the room and who on the net, and who waits to go from the one to the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, contains_eager

from meetings.extensions import db
from meetings.registration.models import Place, Pool, Registration
from meetings.registration.queries.door import Door
from meetings.registration.rules import ATTENDING, PlaceState
from meetings.registration.rules.attending import WISHED, Switching
from meetings.schedule.models import Meeting

_GONE = (PlaceState.CANCELLED.value, PlaceState.DECLINED.value)


def attending(door: Door, registration: Registration) -> Place | None:
    """Return the place in the room or on the net that somebody has or waits for with their seat; None elsewhere."""
    return _of_rank(door, registration, wished=False)


def wished(door: Door, registration: Registration) -> Place | None:
    """Return the place in the other one that somebody waits for while they keep what they have, or None."""
    return _of_rank(door, registration, wished=True)


def _of_rank(door: Door, registration: Registration, *, wished: bool) -> Place | None:
    pools = {pool.id for pool in door.others if pool.kind in ATTENDING}
    if not pools:
        return None  # nor are the places read
    places = (one for one in registration.places if one.pool_id in pools and one.state not in _GONE)
    return next((one for one in places if (one.rank == WISHED) is wished), None)


def takes_part(meeting_id: int, kind: str) -> ColumnElement[bool]:
    """Return the condition on registrations that they have, or wait for, a place in the room, or on the net."""
    return Registration.id.in_(
        select(Place.registration_id)
        .join(Pool, Pool.id == Place.pool_id)
        .where(Pool.meeting_id == meeting_id, Pool.kind == kind, Place.rank != WISHED, Place.state.not_in(_GONE))
    )


def kind_column(meeting_id: int, registration_id: ColumnElement[int] | InstrumentedAttribute[int]) -> Any:
    """Return "room" or "online" as a column beside registrations: where each takes part; NULL at other meetings.

    Of who has left, it is where they would have.
    """
    return (
        select(Pool.kind)
        .join(Place, Place.pool_id == Pool.id)
        .where(
            Pool.meeting_id == meeting_id,
            Pool.kind.in_(ATTENDING),
            Place.registration_id == registration_id,
            Place.rank != WISHED,
        )
        .limit(1)
        .scalar_subquery()
    )


def switchers(door: Door) -> list[Switching]:
    """Return those who have a seat in the room or on the net and wait for one in the other, by arrival."""
    pools = [pool.id for pool in door.others if pool.kind in ATTENDING]
    if len(pools) < len(ATTENDING):
        return []
    has = aliased(Place)
    rows = db.session.execute(
        select(Place.registration_id, Place.arrival, has.pool_id, Place.pool_id, Registration.sector_id)
        .join(Registration, Registration.id == Place.registration_id)
        .join(has, has.registration_id == Place.registration_id)
        .where(
            *_waits(),
            Place.pool_id.in_(pools),
            has.pool_id.in_(pools),
            has.rank != WISHED,
            has.state == PlaceState.CONFIRMED.value,
        )
        .order_by(Place.arrival)
    )
    return [Switching(*row) for row in rows]


def somebody_switches(meeting_id: int) -> bool:
    """Tell whether anybody at the meeting waits to go from the room to the net, or the other way."""
    of_meeting = select(Pool.id).where(Pool.meeting_id == meeting_id, Pool.kind.in_(ATTENDING))
    return db.session.scalar(select(Place.id).where(Place.pool_id.in_(of_meeting), *_waits()).limit(1)) is not None


def meetings_with_switchers(now: datetime) -> list[int]:
    """Return the meetings that begin after `now` where somebody waits to go to the other pool, in id order."""
    waited_for = select(Pool.meeting_id).join(Place, Place.pool_id == Pool.id).where(*_waits())
    return list(
        db.session.scalars(
            select(Meeting.id).where(Meeting.starts_at > now, Meeting.id.in_(waited_for)).order_by(Meeting.id)
        )
    )


def switch_line(door: Door, at_most: int) -> Sequence[Place]:
    """Return the places that people wait for while they keep another, with their people, the first to come first."""
    pools = [pool.id for pool in door.others if pool.kind in ATTENDING]
    return db.session.scalars(
        select(Place)
        .join(Place.registration)
        .where(Place.pool_id.in_(pools), *_waits())
        .options(contains_eager(Place.registration))
        .order_by(Place.arrival)
        .limit(at_most)
    ).all()


def _waits() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (Place.rank == WISHED, Place.state == PlaceState.WAITING.value)
