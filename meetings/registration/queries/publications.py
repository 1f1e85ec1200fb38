"""Read which blocks are being published: what the organiser asked for, and how far the worker has come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_, select

from meetings.extensions import db
from meetings.registration.models import Place, WorkshopBlock, WorkshopPublication
from meetings.registration.rules import PlaceState
from meetings.registration.rules.publishing import UNFINISHED, Stage

_STANDS = (PlaceState.CONFIRMED.value, PlaceState.HELD.value, PlaceState.WAITING.value)


def publication(block_id: int) -> WorkshopPublication | None:
    """Return the block's publication, read afresh, or None when nobody ever asked for it."""
    return db.session.get(WorkshopPublication, block_id, populate_existing=True)


def is_being_published(block_id: int) -> bool:
    """Tell whether the worker has not ended yet with the block."""
    found = publication(block_id)
    return found is not None and found.stage in UNFINISHED


def asked_to_publish(block_ids: Collection[int]) -> bool:
    """Tell whether the places of one of these blocks are about to be given out."""
    if not block_ids:
        return False
    statement = select(WorkshopPublication.block_id).where(
        WorkshopPublication.block_id.in_(block_ids), WorkshopPublication.stage == Stage.ASKED.value
    )
    return db.session.scalar(statement.limit(1)) is not None


def to_publish(now: datetime) -> Sequence[tuple[int, int]]:
    """Return the meeting and block of each publication that has not ended, who asked first first."""
    return [
        (row[0], row[1])
        for row in db.session.execute(
            select(WorkshopBlock.meeting_id, WorkshopBlock.id)
            .join(WorkshopPublication, WorkshopPublication.block_id == WorkshopBlock.id)
            .where(
                WorkshopPublication.stage.in_(UNFINISHED),
                or_(WorkshopPublication.retry_at.is_(None), WorkshopPublication.retry_at <= now),
            )
            .order_by(WorkshopPublication.asked_at, WorkshopBlock.id)
        )
    ]


def places_in(pool_ids: Collection[int], registration_ids: Collection[int]) -> Sequence[tuple[int, int, str]]:
    """Return who (registration) has or waits for what (pool), and the state, the most wanted first."""
    rows = db.session.execute(
        select(Place.registration_id, Place.pool_id, Place.state)
        .where(Place.pool_id.in_(pool_ids), Place.registration_id.in_(registration_ids), Place.state.in_(_STANDS))
        .order_by(Place.registration_id, Place.rank, Place.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]
