"""Set how one chooses among the workshops of a block: the way, the times, and the seats of each."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from meetings import revisions, transaction
from meetings.audit.actions import Actor, record
from meetings.errors import Refused
from meetings.registration import queries
from meetings.registration.actions.seats import settle
from meetings.registration.models import Pin, Pool, Wish, WorkshopBlock
from meetings.registration.queries import blocks as read
from meetings.registration.queries.blocks import Block
from meetings.registration.queries.choices import use_of
from meetings.registration.queries.publications import is_being_published
from meetings.registration.rules import PoolKind
from meetings.registration.rules.workshops import (
    MOST_RANKS,
    BlockReason,
    Way,
    refusal_of_block_times,
    refusal_of_way,
)
from meetings.schedule.models import Meeting
from meetings.schedule.queries import lock_meeting

Changes = dict[str, tuple[object, object]]
_OF_BLOCK = ("mode", "required", "ranks", "wishes_until", "changes_until")
_LOTS = 1_000_000  # seeds are numbers that one can read aloud


@dataclass(frozen=True)
class WorkshopSeats:
    """How many can be in a workshop (None: no limit), and whether one may stand in line when it is full."""

    seats: int | None
    waiting_list: bool = True


@dataclass(frozen=True)
class Plan:
    """How one chooses in a block; instants are aware, ends exclusive. `seats` are by item of the programme."""

    mode: str
    required: bool = False
    ranks: int = 3
    wishes_until: datetime | None = None
    changes_until: datetime | None = None
    seats: Mapping[int, WorkshopSeats] = field(default_factory=dict)


def save_block(
    meeting_id: int, item_ids: Sequence[int], plan: Plan, base_revision: int, now: datetime, actor: Actor
) -> int:
    """Save how one chooses among these workshops, which form a block; return how many left its lines for a place.

    More seats go to the first in line at once; fewer drop nobody. Without a way to choose (`Way.NONE`) the seats are
    taken away, which is refused when somebody has chosen. Raises `Refused` also when the programme has changed so
    that these workshops form no block, `Stale` when somebody saved since `base_revision`, `NotFound`.
    """
    with transaction.write() as session:
        meeting = lock_meeting(meeting_id)
        door = queries.door(meeting_id)
        if not door.takes_sign_ups:
            raise Refused(BlockReason.NO_SIGN_UP)
        block = read.block_of_item(door, item_ids[0])
        revisions.require_current(base_revision, block.revision)
        if set(block.item_ids) != set(item_ids):
            raise Refused(BlockReason.PROGRAMME_CHANGED)
        if block.id and is_being_published(block.id):
            raise Refused(BlockReason.BEING_PUBLISHED)
        _refuse(block, plan)
        if plan.mode == Way.NONE:
            changes = _take_away(session, meeting_id, block)
        else:
            changes = _put(session, meeting, block, plan)
        if changes:
            meeting.version += 1
            meeting.updated_at = now
            record(actor, "registration.workshops", now, meeting_id=meeting_id, changes=changes)
        waited = _waiting(block)
        settle(session, meeting_id, now)
        return max(0, waited - _waiting(read.block_of_item(queries.door(meeting_id), item_ids[0])))


def _waiting(block: Block) -> int:
    return sum(one.pool.waiting for one in block.workshops if one.pool is not None)


def _refuse(block: Block, plan: Plan) -> None:
    use = use_of(block.id)
    refusal = refusal_of_way(
        block.mode, plan.mode, places=use.places, wishes=use.wishers, published=block.published_at is not None
    ) or refusal_of_block_times(plan.wishes_until, plan.changes_until, block.starts_at)
    if refusal:
        raise Refused(refusal)


def _take_away(session: Session, meeting_id: int, block: Block) -> Changes:
    """Let nobody choose here any more: nobody has."""
    pool_ids = [one.pool_id for one in block.workshops if one.pool_id]
    session.execute(delete(Wish).where(Wish.pool_id.in_(pool_ids)))
    session.execute(delete(Pin).where(Pin.pool_id.in_(pool_ids)))
    session.execute(delete(Pool).where(Pool.id.in_(pool_ids)))
    _drop_empty_blocks(session, meeting_id)
    return {"mode": (block.mode, Way.NONE.value)} if block.id else {}


def _put(session: Session, meeting: Meeting, block: Block, plan: Plan) -> Changes:
    changes: Changes = {}
    if block.id:
        row = read.block_row(meeting.id, block.id)
    else:
        row = WorkshopBlock(meeting_id=meeting.id, seed=secrets.randbelow(_LOTS), revision=0, ranks=0)
        row.required, row.mode = False, Way.NONE.value
        session.add(row)
    values = {name: getattr(plan, name) for name in _OF_BLOCK}
    values["ranks"] = max(1, min(plan.ranks, MOST_RANKS, len(block.workshops)))
    for name, after in values.items():
        before = getattr(row, name)
        if before != after:
            changes[name] = (before, after)
            setattr(row, name, after)
    session.flush()
    changes |= _put_seats(session, meeting.id, row.id, block, plan)
    if changes:
        row.revision += 1
    _drop_empty_blocks(session, meeting.id)
    return changes


def _put_seats(session: Session, meeting_id: int, block_id: int, block: Block, plan: Plan) -> Changes:
    """Give each workshop its seats, in the order of the programme."""
    pools = {pool.item_id: pool for pool in read.workshop_pools(meeting_id)}
    before = [_said(one.title, pools.get(one.item_id)) for one in block.workshops]
    moved = False
    for position, one in enumerate(block.workshops):
        wanted = plan.seats.get(one.item_id, WorkshopSeats(None))
        pool = pools.get(one.item_id)
        if pool is None:
            pool = pools[one.item_id] = Pool(meeting_id=meeting_id, kind=PoolKind.WORKSHOP.value, item_id=one.item_id)
            session.add(pool)
        moved = moved or pool.block_id != block_id
        pool.seats, pool.waiting_list = wanted.seats, wanted.waiting_list
        pool.block_id, pool.position = block_id, position
    session.flush()
    after = [_said(one.title, pools[one.item_id]) for one in block.workshops]
    return {"seats": ("; ".join(before), "; ".join(after))} if moved or before != after else {}


def _said(title: str, pool: Pool | None) -> str:
    if pool is None:
        return f"{title}: –"
    seats = "∞" if pool.seats is None else str(pool.seats)
    return f"{title}: {seats}{'' if pool.waiting_list else ' (-)'}"


def _drop_empty_blocks(session: Session, meeting_id: int) -> None:
    """Take away blocks that have no workshop any more."""
    session.flush()
    in_use = select(Pool.block_id).where(Pool.block_id.is_not(None))
    session.execute(
        delete(WorkshopBlock)
        .where(WorkshopBlock.meeting_id == meeting_id, WorkshopBlock.id.not_in(in_use))
        .execution_options(synchronize_session="fetch")
    )


def copy_blocks(from_meeting_id: int, to_meeting_id: int) -> None:
    """Let one choose in the other meeting's workshops as in this one's: same ways and seats; no times, no people.

    The other's programme is a new copy of this one's: their items correspond in order. Raises `NotFound`.
    """
    with transaction.write() as session:
        lock_meeting(to_meeting_id)
        if not queries.door(to_meeting_id).takes_sign_ups:
            return
        copies = dict(zip(read.item_ids_of(from_meeting_id), read.item_ids_of(to_meeting_id), strict=False))
        for block in read.chosen_blocks(queries.door(from_meeting_id)):
            row = WorkshopBlock(meeting_id=to_meeting_id, mode=block.mode, required=block.required, ranks=block.ranks)
            row.seed = secrets.randbelow(_LOTS)
            session.add(row)
            session.flush()
            for position, one in enumerate(block.workshops):
                if one.pool is not None and one.item_id in copies:
                    pool = Pool(meeting_id=to_meeting_id, kind=PoolKind.WORKSHOP.value, item_id=copies[one.item_id])
                    pool.block_id, pool.position = row.id, position
                    pool.seats, pool.waiting_list = one.pool.seats, one.pool.waiting_list
                    session.add(pool)
        session.flush()
