"""Read workshops: what they are called, who has which, and in which blocks one ranks them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from meetings.extensions import db
from meetings.registration.models import Place, Pool, WorkshopBlock
from meetings.registration.queries.door import in_pool
from meetings.registration.rules import PlaceState
from meetings.registration.rules.workshops import Way
from meetings.schedule.models import ProgrammeItem


@dataclass(frozen=True)
class WorkshopPlace:
    """A workshop that somebody has or waits for, as a mail tells it."""

    title: str
    starts_at: datetime
    ends_at: datetime | None
    room: str
    state: str


@dataclass(frozen=True)
class WorkshopSeats:
    """The seats of a workshop of the programme (None: no limit); with `by_wishes` they are given out later."""

    item_id: int
    seats: int | None
    taken: int
    waiting: int
    by_wishes: bool


def seats_of_workshops(meeting_id: int) -> tuple[WorkshopSeats, ...]:
    """Return the seats of the workshops that one can choose, with one statement."""
    rows = db.session.execute(
        select(
            Pool.item_id,
            Pool.seats,
            in_pool(PlaceState.CONFIRMED) + in_pool(PlaceState.HELD),
            in_pool(PlaceState.WAITING),
            and_(WorkshopBlock.mode == Way.RANKED.value, WorkshopBlock.published_at.is_(None)),
        )
        .join(WorkshopBlock, WorkshopBlock.id == Pool.block_id)
        .where(Pool.meeting_id == meeting_id, Pool.item_id.is_not(None))
        .order_by(Pool.id)
    )
    return tuple(
        WorkshopSeats(item_id, seats, taken, waiting, bool(by_wishes))
        for item_id, seats, taken, waiting, by_wishes in rows
        if item_id is not None
    )


def workshop_titles(pool_ids: Collection[int]) -> Sequence[str]:
    """Return the titles of these workshops, by time; pools that are no workshops are passed over."""
    return db.session.scalars(
        select(ProgrammeItem.title)
        .join(Pool, Pool.item_id == ProgrammeItem.id)
        .where(Pool.id.in_(pool_ids))
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.position, ProgrammeItem.id)
    ).all()


def workshops_of(registration_ids: Collection[int], *, but: int | None = None) -> dict[int, list[WorkshopPlace]]:
    """Return which workshops these people have or wait for, by time, with one statement; `but` leaves a block out."""
    wanted = [PlaceState.CONFIRMED.value, PlaceState.WAITING.value, PlaceState.HELD.value]
    rows = db.session.execute(
        _WORKSHOPS.where(
            Place.registration_id.in_(registration_ids),
            Place.state.in_(wanted),
            *((or_(Pool.block_id.is_(None), Pool.block_id != but),) if but is not None else ()),
        )
    )
    found: dict[int, list[WorkshopPlace]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(WorkshopPlace(*row[1:]))
    return found


_WORKSHOPS = (
    select(
        Place.registration_id,
        ProgrammeItem.title,
        ProgrammeItem.starts_at,
        ProgrammeItem.ends_at,
        ProgrammeItem.room,
        Place.state,
    )
    .join(Pool, Pool.id == Place.pool_id)
    .join(ProgrammeItem, ProgrammeItem.id == Pool.item_id)
    .order_by(ProgrammeItem.starts_at, Place.rank, ProgrammeItem.id)
)


def blocks_with_wishes(meeting_id: int) -> frozenset[int]:
    """Return the blocks of the meeting whose places are given out later, by ranked wishes."""
    return frozenset(
        db.session.scalars(
            select(WorkshopBlock.id).where(
                WorkshopBlock.meeting_id == meeting_id,
                WorkshopBlock.mode == Way.RANKED.value,
                WorkshopBlock.published_at.is_(None),
            )
        )
    )
