"""Who gets a seat, who stands in line, who moves up: one allocator for every kind of pool."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from meetings.registration.rules.states import PlaceState

ASKED_WITHIN = timedelta(hours=24)  # before the start nobody moves up without being asked
OFFER_KEPT = timedelta(hours=4)  # how long somebody who is asked has to answer
ADDRESS_KEPT = timedelta(hours=24)  # how long a seat waits for its owner to confirm the address


class PoolKind(str, Enum):
    """What a pool's seats are: see `models.Pool`."""

    MEETING = "meeting"
    ROOM = "room"
    ONLINE = "online"
    WORKSHOP = "workshop"
    CHOICE = "choice"
    RESERVED = "reserved"


ATTENDING = (PoolKind.ROOM.value, PoolKind.ONLINE.value)
WITH_A_SEAT = (*ATTENDING, PoolKind.CHOICE.value)  # pools that go with a seat at the meeting, all or none


class HeldFor(str, Enum):
    """Why a place is held, or held back: its address is not confirmed, its owner is asked, or did not answer."""

    ADDRESS = "address"
    OFFER = "offer"
    UNANSWERED = "unanswered"


@dataclass(frozen=True)
class PoolCounts:
    """A pool as the allocator sees it. `seats` None: no limit. `held` seats are taken until their moment.

    Of a reserved pool `confirmed` is how many of its sector have a seat at the meeting.
    """

    id: int
    seats: int | None
    waiting_list: bool
    confirmed: int = 0
    waiting: int = 0
    held: int = 0
    kind: str = PoolKind.MEETING.value
    block_id: int | None = None
    choice_id: int | None = None
    sector_id: int | None = None
    released_at: datetime | None = None
    item_id: int | None = None

    @property
    def taken(self) -> int:
        """Seats that somebody has."""
        return self.confirmed + self.held

    @property
    def free(self) -> int | None:
        """Seats that nobody has; None without limit, 0 also when seats were lowered below those taken."""
        return None if self.seats is None else max(0, self.seats - self.taken)

    @property
    def over(self) -> int:
        """How many more have a seat than there are seats, after seats were lowered."""
        return 0 if self.seats is None else max(0, self.taken - self.seats)

    def kept(self, now: datetime) -> int:
        """Return how many of the meeting's seats a reserved pool still keeps for its sector."""
        if self.kind != PoolKind.RESERVED.value or self.seats is None:
            return 0
        released = self.released_at is not None and now >= self.released_at
        return 0 if released else max(0, self.seats - self.taken)


NO_POOL = PoolCounts(0, 0, waiting_list=False)


def placing(pool: PoolCounts) -> PlaceState | None:
    """Return what somebody who arrives now gets in a pool that stands alone; None when it is closed to them.

    Free seats belong to those who stand in line first: a newcomer gets one only if some are left after them.
    """
    if pool.free is None or pool.free > pool.waiting:
        return PlaceState.CONFIRMED
    return PlaceState.WAITING if pool.waiting_list else None


class Seats:
    """What is left of every pool of one meeting while seats are given out, one after the other.

    `pools` are all of the meeting's, its own among them; `now` decides whether reserved seats are released.
    """

    def __init__(self, pools: Iterable[PoolCounts], now: datetime) -> None:
        self.pools: Mapping[int, PoolCounts] = {pool.id: pool for pool in pools}
        self._left = {
            pool.id: None if pool.seats is None else pool.seats - pool.taken
            for pool in self.pools.values()
            if pool.kind != PoolKind.RESERVED.value
        }
        by_kind = {pool.kind: pool.id for pool in self.pools.values()}
        self.meeting = by_kind.get(PoolKind.MEETING.value, 0)
        self._limited = by_kind.get(PoolKind.ROOM.value, self.meeting)  # what the reserved seats are part of
        self._kept = {
            pool.sector_id: pool.kept(now) for pool in self.pools.values() if pool.kind == PoolKind.RESERVED.value
        }

    def has_room(self, pool_id: int, sector_id: int | None = None) -> bool:
        """Tell whether somebody of this sector can have a seat of the pool."""
        left = self._left.get(pool_id)
        if left is None:
            return pool_id in self._left
        if pool_id == self._limited:
            left -= sum(kept for sector, kept in self._kept.items() if sector != sector_id)
        return left > 0

    def is_reserved(self, pool_id: int, sector_id: int | None) -> bool:
        """Tell whether there are seats in the pool, but all of them kept for other sectors."""
        left = self._left.get(pool_id)
        return left is not None and left > 0 and not self.has_room(pool_id, sector_id)

    def take(self, pool_id: int, sector_id: int | None = None) -> None:
        """Give out one seat; one that is kept for the sector first."""
        left = self._left.get(pool_id)
        if left is not None:
            self._left[pool_id] = left - 1
        if pool_id == self._limited and self._kept.get(sector_id):
            self._kept[sector_id] -= 1

    def give_back(self, pool_id: int) -> None:
        """Take back one seat of a workshop."""
        left = self._left.get(pool_id)
        if left is not None:
            self._left[pool_id] = left + 1

    def keep_one(self, sector_id: int | None) -> None:
        """Have a seat at the meeting, and in its room, for somebody for whom one was kept until now."""
        others = sum(kept for sector, kept in self._kept.items() if sector != sector_id)
        for pool_id in (self.meeting, self._limited):
            left = self._left.get(pool_id)
            if left is not None:
                self._left[pool_id] = max(left, 1 + (others if pool_id == self._limited else 0))

    def is_full(self, pool_id: int) -> bool:
        """Tell whether nobody whatever can have a seat of the pool."""
        left = self._left.get(pool_id)
        return left is not None and left <= 0


@dataclass(frozen=True)
class Want:
    """A workshop that somebody has or waits for; `arrival` is their number in its line."""

    pool_id: int
    state: PlaceState
    arrival: int
    rank: int = 1
    held_for: str = ""


@dataclass(frozen=True)
class Standing:
    """Somebody as the allocator sees them: `state` is that of their place at the meeting, `arrival` its number.

    `needs` are the pools that go with a seat at the meeting, all or none: the room or the net, the choices with
    seats. `blocks` are the workshops they have or wait for, block by block. `held_for`: see `HeldFor`.
    """

    id: int
    arrival: int
    state: PlaceState
    sector_id: int | None = None
    needs: tuple[int, ...] = ()
    blocks: tuple[tuple[Want, ...], ...] = ()
    held_for: str = ""


Moves = dict[tuple[int, int], PlaceState]  # (registration, pool) → what they have there now


def places_of_newcomer(
    seats: Seats, needs: Sequence[int], blocks: Sequence[Sequence[int]], sector_id: int | None = None
) -> dict[int, PlaceState] | None:
    """Return what somebody who arrives now gets in each of the pools they ask for; None when they get nothing.

    All who wait and could move up have moved up before. `blocks` are workshops in order of preference: of each
    block the first with room is theirs, and they stand in line for those they want more.
    """
    together = (seats.meeting, *needs)
    if all(seats.has_room(pool_id, sector_id) for pool_id in together):
        for pool_id in together:
            seats.take(pool_id, sector_id)
        places = dict.fromkeys(together, PlaceState.CONFIRMED)
        for wanted in blocks:
            places |= _of_block(seats, wanted)
        return places
    if not seats.pools[seats.meeting].waiting_list:
        return None
    return dict.fromkeys((*together, *(pool_id for wanted in blocks for pool_id in wanted)), PlaceState.WAITING)


def _of_block(seats: Seats, wanted: Sequence[int]) -> dict[int, PlaceState]:
    places: dict[int, PlaceState] = {}
    for pool_id in wanted:
        if seats.has_room(pool_id):
            seats.take(pool_id)
            places[pool_id] = PlaceState.CONFIRMED
            break
        if seats.pools[pool_id].waiting_list:
            places[pool_id] = PlaceState.WAITING
    return places


def moved_up(seats: Seats, line: Iterable[Standing], *, asking: bool) -> Moves:
    """Return who moves up to a seat at the meeting, strictly by arrival among those who can have one.

    `line` comes by arrival and is read only until no seat is left. With `asking` they get a seat that is held
    while they are asked, and who has been asked before is passed over.
    """
    state = PlaceState.HELD if asking else PlaceState.CONFIRMED
    moves: Moves = {}
    for one in line:
        if seats.is_full(seats.meeting):
            break
        together = (seats.meeting, *one.needs)
        if can_move_up(one, asking=asking) and all(seats.has_room(pool, one.sector_id) for pool in together):
            for pool_id in together:
                seats.take(pool_id, one.sector_id)
                moves[one.id, pool_id] = state
    return moves


def can_move_up(one: Standing, *, asking: bool) -> bool:
    """Tell whether somebody waits and nothing about themselves holds them back."""
    if one.state is not PlaceState.WAITING or one.held_for == HeldFor.ADDRESS.value:
        return False
    return not (asking and one.held_for == HeldFor.UNANSWERED.value)


def moved_to_workshops(seats: Seats, people: Sequence[Standing], *, asking: bool) -> Moves:
    """Return who moves up in the lines of the workshops, by arrival in each; a better place frees the other.

    `people` have a seat at the meeting. With `asking` the better place is held, and nothing is freed yet.
    """
    held = {(one.id, index): list(block) for one in people for index, block in enumerate(one.blocks)}
    queue = sorted(
        (want.arrival, want.rank, key, want.pool_id)
        for key, block in held.items()
        for want in block
        if want.state is PlaceState.WAITING and not (asking and want.held_for == HeldFor.UNANSWERED.value)
    )
    moves: Moves = {}
    again = True
    while again:
        again = False
        for _arrival, _rank, key, pool_id in queue:
            if not seats.has_room(pool_id):
                continue
            changed, freed = _improved(held[key], pool_id, asking=asking)
            if not changed:
                continue
            seats.take(pool_id)
            for gone in freed:
                seats.give_back(gone)
            again = again or bool(freed)
            moves |= {(key[0], pool): state for pool, state in changed.items()}
    return moves


def _improved(block: list[Want], pool_id: int, *, asking: bool) -> tuple[dict[int, PlaceState], list[int]]:
    """Give the workshop to somebody who waits for it, in place; return what changes, and which seats are freed."""
    wanted = next((want for want in block if want.pool_id == pool_id), None)
    has = (PlaceState.CONFIRMED, PlaceState.HELD)
    if wanted is None or wanted.state is not PlaceState.WAITING:
        return {}, []
    if any(want.state in has and want.rank < wanted.rank for want in block):
        return {}, []
    changed = {pool_id: PlaceState.HELD if asking else PlaceState.CONFIRMED}
    freed: list[int] = []
    for want in [] if asking else block:
        if want.rank > wanted.rank and want.state is not PlaceState.CANCELLED:
            changed[want.pool_id] = PlaceState.CANCELLED
            if want.state in has:
                freed.append(want.pool_id)
    block[:] = [
        Want(want.pool_id, changed.get(want.pool_id, want.state), want.arrival, want.rank, want.held_for)
        for want in block
    ]
    return changed, freed
