"""Read who has chosen workshops: how many in each block, who is pinned, what somebody wishes, their numbers in line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Select, func, select, union

from meetings.extensions import db
from meetings.registration.models import Pin, Place, Pool, Wish
from meetings.registration.queries.door import Door
from meetings.registration.rules.states import PlaceState

_HOLDS = (
    PlaceState.CONFIRMED.value,
    PlaceState.WAITING.value,
    PlaceState.HELD.value,
    PlaceState.PENDING.value,
)


@dataclass(frozen=True)
class Use:
    """How many have chosen in a block: places of any kind, people who wished, people with two places in it.

    `decided` are those with a seat at the meeting who have chosen or wished something.
    """

    places: int = 0
    wishers: int = 0
    twice: int = 0
    decided: int = 0


def use_of(block_id: int) -> Use:
    """Return how many have chosen in a block, with three statements; who of them is decided is not counted."""
    return _uses(Pool.block_id == block_id).get(block_id, Use())


def uses(door: Door, *, required: Collection[int]) -> dict[int | None, Use]:
    """Return how many have chosen in each block of the meeting, only where somebody has; at most six statements.

    Who is decided is counted in the blocks that are `required`.
    """
    found = _uses(Pool.meeting_id == door.meeting_id, Pool.block_id.is_not(None))
    for block_id, decided in _decided(door, required).items():
        found[block_id] = replace(found.get(block_id, Use()), decided=decided)
    return found


def _uses(*of: ColumnElement[bool]) -> dict[int | None, Use]:
    held = select(Pool.block_id, Place.registration_id).join(Place, Place.pool_id == Pool.id).where(*of)
    places = held.where(Place.state.in_(_HOLDS)).with_only_columns(Pool.block_id, func.count()).group_by(Pool.block_id)
    wishers = (
        select(Pool.block_id, func.count(Wish.registration_id.distinct()))
        .join(Wish, Wish.pool_id == Pool.id)
        .where(*of)
        .group_by(Pool.block_id)
    )
    two = (
        held.where(Place.state == PlaceState.CONFIRMED.value)
        .group_by(Pool.block_id, Place.registration_id)
        .having(func.count() > 1)
        .subquery()
    )
    twice = select(two.c.block_id, func.count()).group_by(two.c.block_id)
    counted = [_by_block(statement) for statement in (places, wishers, twice)]
    blocks_found = {block_id for found in counted for block_id in found}
    return {block_id: Use(*(found.get(block_id, 0) for found in counted)) for block_id in blocks_found}


def _decided(door: Door, block_ids: Collection[int]) -> dict[int | None, int]:
    """Return how many who come have chosen or wished something in these blocks.

    Counted here: without statistics PostgreSQL joins the two lists row by row, which takes minutes for many.
    """
    if not block_ids:
        return {}
    coming = set(
        db.session.scalars(
            select(Place.registration_id).where(
                Place.pool_id == door.pool.id, Place.state == PlaceState.CONFIRMED.value
            )
        )
    )
    held = select(Pool.block_id, Place.registration_id).join(Place, Place.pool_id == Pool.id)
    wished = select(Pool.block_id, Wish.registration_id).join(Wish, Wish.pool_id == Pool.id)
    rows = db.session.execute(
        union(
            held.where(Pool.block_id.in_(block_ids), Place.state.in_(_HOLDS)),
            wished.where(Pool.block_id.in_(block_ids)),
        )
    )
    return Counter(block_id for block_id, registration_id in rows if registration_id in coming)


def _by_block(statement: Select[int | None, int]) -> dict[int | None, int]:
    return {row[0]: row[1] for row in db.session.execute(statement)}


def chosen_items(item_ids: Sequence[int]) -> set[int]:
    """Return which of these items of a programme are workshops that somebody has, waits for or wishes."""
    pools = select(Pool.id, Pool.item_id).where(Pool.item_id.in_(item_ids)).subquery()
    placed = select(pools.c.item_id).join(Place, Place.pool_id == pools.c.id).where(Place.state.in_(_HOLDS))
    wished = select(pools.c.item_id).join(Wish, Wish.pool_id == pools.c.id)
    return {item_id for item_id in db.session.scalars(union(placed, wished)) if item_id is not None}


def pins_of(block_id: int) -> dict[int, int]:
    """Return who is pinned to which pool of the block: registration → pool."""
    rows = db.session.execute(select(Pin.registration_id, Pin.pool_id).where(Pin.block_id == block_id))
    return {row[0]: row[1] for row in rows}


def wishes_of(registration_id: int) -> dict[int, int]:
    """Return what somebody wishes: pool → rank."""
    rows = db.session.execute(select(Wish.pool_id, Wish.rank).where(Wish.registration_id == registration_id))
    return {row[0]: row[1] for row in rows}
