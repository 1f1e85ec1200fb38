"""Give out the places of a block by ranked wishes: draw lots anew, pin people, publish who goes where."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import NotFound, Refused
from meetings.extensions import db
from meetings.outbox.actions import Mail, enqueue_all
from meetings.registration import mail, queries
from meetings.registration.models import Pin, Place, Registration, WorkshopBlock
from meetings.registration.queries import Door
from meetings.registration.queries import blocks as read
from meetings.registration.queries.blocks import Block
from meetings.registration.queries.wishing import Candidate, Wishes, wishes_in
from meetings.registration.rules import PlaceState, closed_by_the_meeting
from meetings.registration.rules.assignment import Assignment, Wisher, assignment, rank_of
from meetings.registration.rules.workshops import BlockReason, refusal_to_assign
from meetings.schedule.queries import lock_meeting

_PLACE = insert(Place)
_AT_ONCE = 1_000  # rows in one statement, people in one answer
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
        row = _open_block(meeting_id, block_id)
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
        _open_block(meeting_id, block_id)
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


def publish(meeting_id: int, block_id: int, seen: str, now: datetime, actor: Actor) -> int:
    """Give everybody the place that the assignment gives them, mail them all, and return how many got one.

    `seen` is the mark (`Wishes.mark`) of the proposal that the organiser saw: that very one is published. From then
    on one chooses as in a block where who comes first is served first; who is left without a place stands in line
    for what they wished. All is made ready before the lock. Raises `Refused`, `NotFound`.
    """
    made = _prepared(meeting_id, block_id, seen)
    with transaction.write() as session:
        lock_meeting(meeting_id)
        row = _open_block(meeting_id, block_id)
        door = queries.door(meeting_id)
        if refusal := closed_by_the_meeting(door, now):
            raise Refused(refusal)
        wishes = wishes_in(door, read.block_of(door, block_id))
        if wishes.mark != seen:
            raise Refused(BlockReason.CHANGED)
        if not wishes.people:
            raise Refused(BlockReason.NOBODY)
        row.published_at = now
        row.revision += 1
        _give_places(session, made, now)
        got = sum(pool is not None for pool in made.placed.values())
        figures: dict[str, tuple[object, object]] = {"people": ("", len(made.placed)), "seed": ("", row.seed)}
        record(actor, "registration.publish_workshops", now, meeting_id=meeting_id, changes=figures)
        return got


@dataclass
class _Prepared:
    """What a publication is made of, made ready without the lock; `mails` and `stamps` are by registration."""

    door: Door
    block: Block
    wishes: Wishes
    placed: Mapping[int, int | None]
    mails: dict[int, Mail]
    stamps: dict[int, tuple[int, int, int]]

    def waits(self, one: Candidate) -> list[int]:
        """Return the workshops in whose lines somebody without a place stands."""
        if self.placed[one.id] is not None:
            return []
        lines = {found.pool.id for found in self.block.workshops if found.pool and found.pool.waiting_list}
        return [wish for wish in one.wishes if wish in lines]

    def write(self, session: Session, people: Sequence[Candidate]) -> None:
        """Write the mails of these people."""
        by_id = {one.id: one for one in people}
        for found in session.scalars(select(Registration).where(Registration.id.in_(by_id))):
            one = by_id[found.id]
            pool_id = self.placed[one.id]
            self.mails[one.id] = mail.workshops_published(self.door, found, self.block, pool_id, self.waits(one))
            self.stamps[one.id] = (found.arrival, found.revision, found.link_version)


def _prepared(meeting_id: int, block_id: int, seen: str) -> _Prepared:
    door = queries.door(meeting_id)
    block = read.block_of(door, block_id)
    wishes = wishes_in(door, block)
    if wishes.mark != seen:
        return _Prepared(door, block, wishes, {}, {}, {})
    made = _Prepared(door, block, wishes, assigned(wishes), {}, {})
    for start in range(0, len(wishes.people), _AT_ONCE):
        made.write(db.session(), wishes.people[start : start + _AT_ONCE])
    return made


def _open_block(meeting_id: int, block_id: int) -> WorkshopBlock:
    row = read.block_row(meeting_id, block_id)
    if refusal := refusal_to_assign(row.mode, row.published_at):
        raise Refused(refusal)
    return row


def _require_seat(session: Session, door: Door, registration_id: int) -> None:
    state = session.scalar(
        select(Place.state).where(Place.pool_id == door.pool.id, Place.registration_id == registration_id)
    )
    if state is None:
        raise NotFound
    if state not in (PlaceState.CONFIRMED.value, PlaceState.HELD.value):
        raise Refused(BlockReason.NOT_COMING)


def _give_places(session: Session, made: _Prepared, now: datetime) -> None:
    """Write the places and the mails, a thousand people at a time; who has changed meanwhile is mailed as they are."""
    session.execute(delete(Place).where(Place.pool_id.in_([one.pool_id for one in made.block.workshops])))
    stamps = {
        row[0]: (row[1], row[2], row[3])
        for row in session.execute(
            select(Registration.id, Registration.arrival, Registration.revision, Registration.link_version).where(
                Registration.meeting_id == made.door.meeting_id
            )
        )
    }
    for start in range(0, len(made.wishes.people), _AT_ONCE):
        batch = made.wishes.people[start : start + _AT_ONCE]
        made.write(session, [one for one in batch if stamps[one.id] != made.stamps[one.id]])
        rows = [
            _place(one, pool, state, stamps[one.id][0], now)
            for one in batch
            for pool, state in [
                (made.placed[one.id], PlaceState.CONFIRMED),
                *((wish, PlaceState.WAITING) for wish in made.waits(one)),
            ]
            if pool is not None
        ]
        if rows:
            session.connection().execute(_PLACE, rows)
        enqueue_all([made.mails[one.id] for one in batch], now)


def _place(one: Candidate, pool_id: int, state: PlaceState, arrival: int, now: datetime) -> dict[str, Any]:
    return {
        "pool_id": pool_id,
        "registration_id": one.id,
        "state": state.value,
        "arrival": arrival,
        "rank": rank_of(one.wisher, pool_id) or len(one.wishes) + 1,
        "held_for": "",
        "changed_at": now,
    }
