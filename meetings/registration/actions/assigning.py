"""Propose who goes where in a block by ranked wishes: draw lots anew, pin people; `publishing` gives the places out."""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import NotFound, Refused
from meetings.registration import queries
from meetings.registration.models import Pin, Place, WorkshopBlock
from meetings.registration.queries import Door
from meetings.registration.queries import blocks as read
from meetings.registration.queries.publications import is_being_published
from meetings.registration.queries.wishing import Wishes
from meetings.registration.rules import PlaceState
from meetings.registration.rules.assignment import Assignment, Wisher, assignment
from meetings.registration.rules.workshops import BlockReason, refusal_to_assign
from meetings.schedule.queries import lock_meeting

_LOTS = 1_000_000


def assigned(wishes: Wishes) -> Assignment:
    """Return who goes where by these wishes; the latest are remembered, so that to look again costs nothing."""
    return _assigned(wishes.wishers, wishes.seats, wishes.ranks, wishes.seed)


@lru_cache(maxsize=4)
def _assigned(
    people: tuple[Wisher, ...], seats: tuple[tuple[int, int | None], ...], ranks: int, seed: int
) -> Assignment:
    return assignment(people, dict(seats), ranks=ranks, seed=seed)


def draw_lots(meeting_id: int, block_id: int, now: datetime, actor: Actor) -> int:
    """Give the block a new seed, which decides anew between equals, and return it. Raises `Refused`, `NotFound`."""
    with transaction.write():
        lock_meeting(meeting_id)
        row = open_block(meeting_id, block_id)
        before = row.seed
        row.seed = (before + 1 + secrets.randbelow(_LOTS - 1)) % _LOTS
        record(actor, "registration.draw_lots", now, meeting_id=meeting_id, changes={"seed": (before, row.seed)})
        return row.seed


def pin(meeting_id: int, block_id: int, registration_id: int, pool_id: int | None, now: datetime, actor: Actor) -> None:
    """Bind somebody to a workshop of the block whatever they wish, or to none (`pool_id` None).

    Raises `Refused` when they have no seat at the meeting or the places are published, `NotFound`.
    """
    with transaction.write() as session:
        lock_meeting(meeting_id)
        open_block(meeting_id, block_id)
        door = queries.door(meeting_id)
        block = read.block_of(door, block_id)
        workshop = block.workshop(pool_id) if pool_id is not None else None
        if pool_id is not None and workshop is None:
            raise NotFound
        _require_seat(session, door, registration_id)
        known = session.scalar(select(Pin).where(Pin.block_id == block_id, Pin.registration_id == registration_id))
        before = block.workshop(known.pool_id) if known else None
        if known is not None and pool_id is None:
            session.delete(known)
        elif known is not None and pool_id is not None:
            known.pool_id = pool_id
        elif pool_id is not None:
            session.add(Pin(block_id=block_id, registration_id=registration_id, pool_id=pool_id))
        if before != workshop:
            subject = f"registration:{registration_id}"
            titles = (before.title if before else "", workshop.title if workshop else "")
            action = "registration.pin" if workshop else "registration.unpin"
            record(actor, action, now, meeting_id=meeting_id, subject=subject, changes={"workshop": titles})


def open_block(meeting_id: int, block_id: int) -> WorkshopBlock:
    """Return the row of a block whose places can be given out by wishes. Raises `Refused`, `NotFound`."""
    row = read.block_row(meeting_id, block_id)
    if refusal := refusal_to_assign(row.mode, row.published_at):
        raise Refused(refusal)
    if is_being_published(block_id):
        raise Refused(BlockReason.BEING_PUBLISHED)
    return row


def _require_seat(session: Session, door: Door, registration_id: int) -> None:
    state = session.scalar(
        select(Place.state).where(Place.pool_id == door.pool.id, Place.registration_id == registration_id)
    )
    if state is None:
        raise NotFound
    if state not in (PlaceState.CONFIRMED.value, PlaceState.HELD.value):
        raise Refused(BlockReason.NOT_COMING)
