"""Read who waits, as the allocator sees them: for a seat at the meeting, and for a workshop."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import groupby

from sqlalchemy import Select, or_, select, union

from meetings.extensions import db
from meetings.registration.models import Invitation, Place, Pool, Registration
from meetings.registration.queries.door import MEETING_POOL, Door
from meetings.registration.rules import WITH_A_SEAT, PlaceState, PoolKind, Standing, Want
from meetings.schedule.models import Meeting

BATCH = 200


def line(door: Door, *, after: int = 0) -> Iterator[Standing]:
    """Yield those who wait for a seat at the meeting, by arrival, read so many at a time; `after` this arrival."""
    while True:
        rows = db.session.execute(
            select(Place.registration_id, Place.arrival, Registration.sector_id, Place.held_for)
            .join(Registration, Registration.id == Place.registration_id)
            .where(Place.pool_id == door.pool.id, Place.state == PlaceState.WAITING.value, Place.arrival > after)
            .order_by(Place.arrival)
            .limit(BATCH)
        ).all()
        needs = _needs(door, [row[0] for row in rows])
        for registration_id, arrival, sector_id, held_for in rows:
            needed = needs.get(registration_id, ())
            yield Standing(registration_id, arrival, PlaceState.WAITING, sector_id, needs=needed, held_for=held_for)
        if len(rows) < BATCH:
            return
        after = rows[-1][1]


def _needs(door: Door, registration_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    pools = [pool.id for pool in door.others if pool.kind in WITH_A_SEAT]
    if not pools or not registration_ids:
        return {}
    rows = db.session.execute(
        select(Place.registration_id, Place.pool_id).where(
            Place.registration_id.in_(registration_ids),
            Place.pool_id.in_(pools),
            Place.state == PlaceState.WAITING.value,
        )
    )
    found: dict[int, tuple[int, ...]] = {}
    for registration_id, pool_id in rows:
        found[registration_id] = (*found.get(registration_id, ()), pool_id)
    return found


def workshop_lines(door: Door) -> list[Standing]:
    """Return those who have a seat at the meeting and wait for a workshop, with all they have of workshops."""
    pools = {pool.id: pool.block_id for pool in door.of_kind(PoolKind.WORKSHOP)}
    waiting = select(Place.registration_id).where(Place.pool_id.in_(pools), Place.state == PlaceState.WAITING.value)
    coming = select(Place.registration_id).where(
        Place.pool_id == door.pool.id, Place.state == PlaceState.CONFIRMED.value
    )
    rows = db.session.execute(
        select(Place.registration_id, Place.pool_id, Place.state, Place.arrival, Place.rank, Place.held_for)
        .where(
            Place.pool_id.in_(pools),
            Place.state.in_([PlaceState.WAITING.value, PlaceState.CONFIRMED.value, PlaceState.HELD.value]),
            Place.registration_id.in_(waiting),
            Place.registration_id.in_(coming),
        )
        .order_by(Place.registration_id)
    ).all()
    people = []
    for registration_id, own in groupby(rows, key=lambda row: row[0]):
        blocks: dict[int | None, list[Want]] = {}
        for _registration, pool_id, state, arrival, rank, held_for in own:
            blocks.setdefault(pools[pool_id], []).append(Want(pool_id, PlaceState(state), arrival, rank, held_for))
        standing = tuple(tuple(sorted(block, key=lambda want: want.rank)) for block in blocks.values())
        people.append(Standing(registration_id, 0, PlaceState.CONFIRMED, blocks=standing))
    return people


def lapsed_places(meeting_id: int, now: datetime) -> list[Place]:
    """Return the places at the meeting that were held, or held back, until a moment that has passed."""
    return list(
        db.session.scalars(
            select(Place)
            .join(Pool, Pool.id == Place.pool_id)
            .where(Pool.meeting_id == meeting_id, Place.held_until <= now)
            .where(Place.state.in_([PlaceState.HELD.value, PlaceState.WAITING.value, PlaceState.PENDING.value]))
            .order_by(Place.arrival)
            .execution_options(populate_existing=True)
        )
    )


def meetings_to_settle(now: datetime) -> list[int]:
    """Return the meetings not yet begun where a held seat has run out, or reserved seats are released, in id order."""
    lapsed = select(Pool.meeting_id).join(Place, Place.pool_id == Pool.id).where(Place.held_until <= now)
    invited = select(Invitation.meeting_id).where(
        Invitation.state == "invited", Invitation.holds_seat.is_(True), Invitation.held_until <= now
    )
    own, reserved = _waited_for(), PoolKind.RESERVED.value
    released = select(Pool.meeting_id).where(Pool.kind == reserved, Pool.released_at <= now, Pool.meeting_id.in_(own))
    ids = union(lapsed, invited, released).subquery()
    return list(
        db.session.scalars(
            select(Meeting.id).where(Meeting.id.in_(select(ids.c[0])), Meeting.starts_at > now).order_by(Meeting.id)
        )
    )


def _waited_for() -> Select[int]:
    """Return the statement for the meetings where somebody stands in line."""
    return (
        select(Pool.meeting_id)
        .join(Place, Place.pool_id == Pool.id)
        .where(or_(Pool.kind == MEETING_POOL), Place.state == PlaceState.WAITING.value)
    )
