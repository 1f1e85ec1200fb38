"""Read workshops by blocks: as the programme has them, as one chooses among them, and who has chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, select
from sqlalchemy.orm import aliased

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.registration.models import Place, Pool, Wish, WorkshopBlock
from meetings.registration.queries.door import Door
from meetings.registration.rules.allocating import PoolCounts, PoolKind
from meetings.registration.rules.states import PlaceState
from meetings.registration.rules.workshops import Times, Way, blocks, end_of
from meetings.schedule.models import ProgrammeItem
from meetings.schedule.rules import ItemKind

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Workshop:
    """One workshop of the programme; `pool` None: it has no seats to choose yet. Instants are aware.

    Read for one person, `wish` is the rank that they wished it with (0: they did not), and `in_line` their number in
    its line (1 is next; 0: they do not wait for it).
    """

    item_id: int
    title: str
    room: str
    starts_at: datetime
    ends_at: datetime
    pool: PoolCounts | None = None
    wish: int = 0
    in_line: int = 0

    @property
    def pool_id(self) -> int:
        """The pool's number; 0 without one."""
        return self.pool.id if self.pool else 0


@dataclass(frozen=True)
class Block:
    """Workshops of which one chooses one, and how; `id` 0: nobody chooses among them yet. See `WorkshopBlock`.

    `is_stale` says that the programme has changed since it was saved: it has other workshops now.
    """

    id: int
    mode: str
    required: bool
    ranks: int
    wishes_until: datetime | None
    changes_until: datetime | None
    seed: int
    published_at: datetime | None
    revision: int
    workshops: tuple[Workshop, ...] = ()
    is_stale: bool = False

    @property
    def starts_at(self) -> datetime:
        """When the first of them begins."""
        return min((one.starts_at for one in self.workshops), default=_LONG_AGO)

    @property
    def ends_at(self) -> datetime:
        """When the last of them ends."""
        return max((one.ends_at for one in self.workshops), default=_LONG_AGO)

    @property
    def item_ids(self) -> tuple[int, ...]:
        """The items of the programme that it is made of."""
        return tuple(one.item_id for one in self.workshops)

    def workshop(self, pool_id: int) -> Workshop | None:
        """Return the workshop that has this pool."""
        return next((one for one in self.workshops if one.pool is not None and one.pool.id == pool_id), None)


NOT_SET = Block(0, Way.NONE.value, False, 3, None, None, 0, None, 0)


def blocks_of_programme(door: Door) -> list[Block]:
    """Return the blocks as the programme has them now, with how one chooses where that is set; one statement."""
    workshops, known = _workshops(door)
    found = []
    for together in blocks(workshops):
        saved = [one.pool.block_id for one in together if one.pool is not None and one.pool.block_id in known]
        block = known[saved[0]] if saved and saved[0] is not None else NOT_SET
        stale = block.id != 0 and _items_of(door, block.id) != {one.item_id for one in together}
        found.append(replace(block, workshops=tuple(together), is_stale=stale))
    return found


def chosen_blocks(door: Door, registration_id: int | None = None) -> list[Block]:
    """Return the blocks that one chooses in, as they were saved, by time; one statement, none without workshops.

    With a registration, each workshop says what its person wishes and waits for.
    """
    if not door.of_kind(PoolKind.WORKSHOP):
        return []
    workshops, known = _workshops(door, registration_id)
    by_block: dict[int, list[Workshop]] = {}
    for one in workshops:
        if one.pool is not None and one.pool.block_id in known:
            by_block.setdefault(one.pool.block_id or 0, []).append(one)
    found = [replace(known[block_id], workshops=tuple(of)) for block_id, of in by_block.items()]
    return sorted(found, key=lambda block: (block.starts_at, block.id))


def block_of(door: Door, block_id: int) -> Block:
    """Return one block that one chooses in. Raises `NotFound`."""
    for block in chosen_blocks(door):
        if block.id == block_id:
            return block
    raise NotFound


def block_of_item(door: Door, item_id: int) -> Block:
    """Return the block that holds this item of the programme, as the programme has it now. Raises `NotFound`."""
    for block in blocks_of_programme(door):
        if item_id in block.item_ids:
            return block
    raise NotFound


_ITEM = (
    ProgrammeItem.id,
    ProgrammeItem.kind,
    ProgrammeItem.title,
    ProgrammeItem.room,
    ProgrammeItem.starts_at,
    ProgrammeItem.ends_at,
)
_SAVED = (
    WorkshopBlock.id,
    WorkshopBlock.mode,
    WorkshopBlock.required,
    WorkshopBlock.ranks,
    WorkshopBlock.wishes_until,
    WorkshopBlock.changes_until,
    WorkshopBlock.seed,
    WorkshopBlock.published_at,
    WorkshopBlock.revision,
)


def _workshops(door: Door, registration_id: int | None = None) -> tuple[list[Workshop], dict[int | None, Block]]:
    """Return the workshops of the programme in its order, and the blocks that they were saved in, by id.

    What has seats though it is no workshop any more is among them.
    """
    block_of_item = select(Pool.block_id).where(Pool.item_id == ProgrammeItem.id).limit(1).scalar_subquery()
    rows = db.session.execute(
        select(*_ITEM, *_SAVED, *_own(registration_id))
        .outerjoin(WorkshopBlock, WorkshopBlock.id == block_of_item)
        .where(ProgrammeItem.meeting_id == door.meeting_id)
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.position, ProgrammeItem.id)
    ).all()
    values = [tuple(row)[len(_ITEM) : -2] for row in rows]
    return _of_programme(door, rows), {saved[0]: Block(*saved) for saved in values if saved[0] is not None}


def _own(registration_id: int | None) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Return the rank that somebody wishes an item's workshop with, and their number in its line, as columns."""
    if registration_id is None:
        return literal(0).label("wish"), literal(0).label("in_line")
    ahead, waits = aliased(Place), PlaceState.WAITING.value
    wish = select(func.min(Wish.rank)).join(Pool, Pool.id == Wish.pool_id)
    line = (
        select(func.count())
        .select_from(Pool)
        .join(Place, and_(Place.pool_id == Pool.id, Place.state == waits, Place.registration_id == registration_id))
        .join(ahead, and_(ahead.pool_id == Pool.id, ahead.state == waits, ahead.arrival <= Place.arrival))
    )
    of_item = Pool.item_id == ProgrammeItem.id
    wish = wish.where(of_item, Wish.registration_id == registration_id)
    return wish.scalar_subquery().label("wish"), line.where(of_item).scalar_subquery().label("in_line")


def _of_programme(door: Door, rows: Sequence[Any]) -> list[Workshop]:
    programme = [Times(row.starts_at, row.ends_at) for row in rows]
    pools = {pool.item_id: pool for pool in door.of_kind(PoolKind.WORKSHOP)}
    return [
        Workshop(
            row.id,
            row.title or "Workshop",
            row.room,
            row.starts_at,
            end_of(times, programme, door.ends_at),
            pools.get(row.id),
            row.wish or 0,
            row.in_line,
        )
        for row, times in zip(rows, programme, strict=True)
        if row.kind == ItemKind.WORKSHOP.value or row.id in pools
    ]


def _items_of(door: Door, block_id: int) -> set[int | None]:
    """Return the items whose seats the block was saved with."""
    return {pool.item_id for pool in door.of_kind(PoolKind.WORKSHOP) if pool.block_id == block_id}


def item_ids_of(meeting_id: int) -> Sequence[int]:
    """Return the items of a meeting's programme, in its order."""
    order = (ProgrammeItem.starts_at, ProgrammeItem.position, ProgrammeItem.id)
    return db.session.scalars(
        select(ProgrammeItem.id).where(ProgrammeItem.meeting_id == meeting_id).order_by(*order)
    ).all()


def block_row(meeting_id: int, block_id: int) -> WorkshopBlock:
    """Return the block's row, read afresh. Raises `NotFound`."""
    found = db.session.scalar(
        select(WorkshopBlock)
        .where(WorkshopBlock.id == block_id, WorkshopBlock.meeting_id == meeting_id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def workshop_pools(meeting_id: int) -> Sequence[Pool]:
    """Return the pools of the meeting's workshops, read afresh."""
    return db.session.scalars(
        select(Pool)
        .where(Pool.meeting_id == meeting_id, Pool.kind == PoolKind.WORKSHOP.value)
        .execution_options(populate_existing=True)
    ).all()
