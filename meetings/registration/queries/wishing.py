"""Read who is to be given a place in a block by ranked wishes, with what they wish and where they are pinned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select

from meetings.directory.models import Organisation
from meetings.extensions import db
from meetings.registration.models import Pin, Place, Registration, Wish
from meetings.registration.queries.blocks import Block
from meetings.registration.queries.door import Door
from meetings.registration.rules.assignment import Wisher
from meetings.registration.rules.publishing import mark_of
from meetings.registration.rules.states import PlaceState

_COMING = (PlaceState.CONFIRMED.value, PlaceState.HELD.value)


@dataclass(frozen=True)
class Candidate:
    """Somebody who is to have a place, as the desk lists them; `wishes` are pools, the most wanted first."""

    id: int
    name: str
    organisation: str
    search_text: str
    wishes: tuple[int, ...]
    pinned: int | None

    @property
    def wisher(self) -> Wisher:
        """The same as the assignment sees it."""
        return Wisher(self.id, self.wishes, self.pinned)


@dataclass(frozen=True)
class Wishes:
    """All that an assignment is made of: the people by name, the seats of the workshops, the seed."""

    people: tuple[Candidate, ...]
    seats: tuple[tuple[int, int | None], ...]
    ranks: int
    seed: int

    @property
    def wishers(self) -> tuple[Wisher, ...]:
        """The people as the assignment sees them."""
        return tuple(one.wisher for one in self.people)

    @property
    def mark(self) -> str:
        """What differs whenever anything differs that the assignment depends on, and tells what; see `mark_of`."""
        return mark_of(self.wishers, self.seats, self.ranks, self.seed)


def wishes_in(door: Door, block: Block) -> Wishes:
    """Return what the assignment of the block is made of, with three statements.

    Who has a seat at the meeting takes part if they wish something or are pinned; in a block where one must choose,
    everybody who has a seat.
    """
    pool_ids = [one.pool.id for one in block.workshops if one.pool is not None]
    wishes = _wishes(pool_ids)
    pins = {row[0]: row[1] for row in db.session.execute(_pins(block.id, pool_ids))}
    rows = db.session.execute(_people(door, block, pool_ids))
    people = tuple(
        Candidate(key, name, organisation, words, wishes.get(key, ()), pins.get(key))
        for key, name, organisation, words in rows
    )
    seats = tuple((one.pool.id, one.pool.seats) for one in block.workshops if one.pool is not None)
    return Wishes(people, seats, block.ranks, block.seed)


def _wishes(pool_ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    rows = db.session.execute(
        select(Wish.registration_id, Wish.pool_id)
        .where(Wish.pool_id.in_(pool_ids))
        .order_by(Wish.registration_id, Wish.rank, Wish.id)
    )
    found: dict[int, list[int]] = {}
    for registration_id, pool_id in rows:
        found.setdefault(registration_id, []).append(pool_id)
    return {registration_id: tuple(pools) for registration_id, pools in found.items()}


def _pins(block_id: int, pool_ids: Sequence[int]) -> Select[int, int]:
    return select(Pin.registration_id, Pin.pool_id).where(Pin.block_id == block_id, Pin.pool_id.in_(pool_ids))


def _people(door: Door, block: Block, pool_ids: Sequence[int]) -> Select[int, str, str, str]:
    statement = (
        select(
            Registration.id,
            Registration.name,
            func.coalesce(Organisation.name, Registration.organisation_typed),
            Registration.search_text,
        )
        .join(Place, Place.registration_id == Registration.id)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(Place.pool_id == door.pool.id, Place.state.in_(_COMING))
        .order_by(Registration.name_sort, Registration.id)
    )
    if block.required:
        return statement
    wished = select(Wish.registration_id).where(Wish.pool_id.in_(pool_ids))
    pinned = select(Pin.registration_id).where(Pin.block_id == block.id)
    return statement.where(or_(Registration.id.in_(wished), Registration.id.in_(pinned)))
