"""Read workshops: what they are called, who has which, and in which blocks one ranks them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from meetings.extensions import db
from meetings.registration.models import Place, Pool, WorkshopBlock
from meetings.registration.rules import PlaceState
from meetings.schedule.models import ProgrammeItem


@dataclass(frozen=True)
class WorkshopPlace:
    """A workshop that somebody has or waits for, as a mail tells it."""

    title: str
    starts_at: datetime
    ends_at: datetime | None
    room: str
    state: str


def workshop_titles(pool_ids: Collection[int]) -> Sequence[str]:
    """Return the titles of these workshops, by time; pools that are no workshops are passed over."""
    return db.session.scalars(
        select(ProgrammeItem.title)
        .join(Pool, Pool.item_id == ProgrammeItem.id)
        .where(Pool.id.in_(pool_ids))
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.position, ProgrammeItem.id)
    ).all()


def workshops_of(registration_ids: Collection[int]) -> dict[int, list[WorkshopPlace]]:
    """Return which workshops these people have or wait for, by time, with one statement."""
    wanted = [PlaceState.CONFIRMED.value, PlaceState.WAITING.value, PlaceState.HELD.value]
    rows = db.session.execute(
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
        .where(Place.registration_id.in_(registration_ids), Place.state.in_(wanted))
        .order_by(ProgrammeItem.starts_at, Place.rank, ProgrammeItem.id)
    )
    found: dict[int, list[WorkshopPlace]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(WorkshopPlace(*row[1:]))
    return found


def blocks_with_wishes(meeting_id: int) -> frozenset[int]:
    """Return the blocks of the meeting whose places are given out later, by ranked wishes."""
    return frozenset(
        db.session.scalars(
            select(WorkshopBlock.id).where(
                WorkshopBlock.meeting_id == meeting_id,
                WorkshopBlock.mode == "ranked",
                WorkshopBlock.published_at.is_(None),
            )
        )
    )
