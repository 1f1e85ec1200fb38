"""Who goes to which workshop when everybody has ranked their wishes: least total rank, and lots decide between equals.

A place that was wished for costs its rank, any other place one more than the last rank, and no place at all one more
still: so nobody is without while there are places. What makes one of several equally good assignments the right one
is a lot for each person and workshop, drawn from the recorded seed and the numbers of both; all lots together weigh
less than one step of rank. The order in which rows come therefore decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import shake_256
from heapq import heapify, heappop, heappush
from itertools import pairwise

Assignment = dict[int, int | None]  # person → workshop, None: no place is left for them

_LOT = 32  # bits of one lot
_FAR = 1 << 200  # further than any path
_MANY = 1 << 60  # seats where there is no limit


@dataclass(frozen=True)
class Wisher:
    """Somebody who is to have a place: the workshops they wish, the most wanted first; `pinned` binds them to one."""

    id: int
    wishes: Sequence[int] = ()
    pinned: int | None = None


@dataclass(frozen=True)
class Tally:
    """What came of an assignment: how many got their first wish, their second …, another workshop, none; were pinned.

    Who is pinned counts among those with a wish too, when it is a workshop that they wished.
    """

    by_rank: Mapping[int, int] = field(default_factory=dict)
    other: int = 0
    without: int = 0
    pinned: int = 0
    taken: Mapping[int, int] = field(default_factory=dict)

    @property
    def people(self) -> int:
        """How many the assignment is for."""
        return sum(self.by_rank.values()) + self.other + self.without


def assignment(people: Iterable[Wisher], seats: Mapping[int, int | None], *, ranks: int, seed: int) -> Assignment:
    """Return the best assignment of these people to the workshops; `seats` None: no limit, `ranks`: how many one ranks.

    Exact: no other assignment that keeps the pins and the seats has a lower total. Pins take their seats first, also
    beyond those there are. Who wished nothing is given a place like everybody else.
    """
    everybody = sorted(people, key=lambda one: one.id)
    pools = sorted(seats)
    placed: Assignment = {one.id: one.pinned for one in everybody if one.pinned is not None}
    taken: dict[int | None, int] = {}
    for pool in placed.values():
        taken[pool] = taken.get(pool, 0) + 1
    rooms = [_room(seats[pool], taken.get(pool, 0)) for pool in pools]
    free = [one for one in everybody if one.pinned is None]
    last = max([ranks, *(len(one.wishes) for one in free)])
    costs = _costs(free, pools, rooms, last, seed)
    at = _Flow(costs, [*rooms, _MANY]).solved()
    for one, place in zip(free, at, strict=True):
        placed[one.id] = pools[place] if place < len(pools) else None
    return placed


def tally(people: Iterable[Wisher], placed: Mapping[int, int | None]) -> Tally:
    """Return what came of it, in figures."""
    by_rank: dict[int, int] = {}
    taken: dict[int, int] = {}
    other = without = pinned = 0
    for one in people:
        pool = placed[one.id]
        pinned += one.pinned is not None
        if pool is None:
            without += 1
            continue
        taken[pool] = taken.get(pool, 0) + 1
        rank = rank_of(one, pool)
        if rank:
            by_rank[rank] = by_rank.get(rank, 0) + 1
        else:
            other += 1
    return Tally(by_rank, other, without, pinned, taken)


def rank_of(one: Wisher, pool: int | None) -> int:
    """Return which of somebody's wishes the workshop is, from 1; 0 when they did not wish it."""
    return one.wishes.index(pool) + 1 if pool in one.wishes else 0


def total_rank(people: Iterable[Wisher], placed: Mapping[int, int | None], *, ranks: int) -> int:
    """Return what an assignment costs: the ranks, one more for a workshop not wished, two more for no place."""
    total = 0
    everybody = [one for one in people if one.pinned is None]
    last = max([ranks, *(len(one.wishes) for one in everybody)])
    for one in everybody:
        pool = placed[one.id]
        total += last + 2 if pool is None else rank_of(one, pool) or last + 1
    return total


def _room(seats: int | None, taken: int) -> int:
    return _MANY if seats is None else max(0, seats - taken)


def _costs(
    people: Sequence[Wisher], pools: Sequence[int], rooms: Sequence[int], last: int, seed: int
) -> list[list[int]]:
    """Return what each place costs each person; the last column is having none."""
    step = (len(people) + 1) << _LOT  # one step of rank: more than all lots together
    index = {pool: place for place, pool in enumerate(pools)}
    open_ = [room > 0 for room in rooms]
    found = []
    for one in people:
        costs = [(last + 1) * step + lot for lot in _lots(seed, one.id, len(pools) + 1)]
        costs[-1] += step
        for rank, pool in enumerate(dict.fromkeys(one.wishes), 1):
            if pool in index:
                costs[index[pool]] -= (last + 1 - rank) * step
        found.append([cost if is_open else _FAR for cost, is_open in zip(costs, [*open_, True], strict=True)])
    return found


def _lots(seed: int, person: int, number: int) -> list[int]:
    """Draw the lots of one person: the same for the same seed, person and number of workshops, on every machine."""
    size = _LOT // 8
    drawn = shake_256(f"{seed}:{person}".encode()).digest(size * number)
    return [int.from_bytes(drawn[start : start + size], "big") for start in range(0, size * number, size)]


class _Flow:
    """Least cost by successive shortest paths, over the places and not the people.

    Everybody stands where it costs them least, whatever the seats. Then, one at a time, somebody leaves a place that
    is too full: along the chain of moves that costs least, from place to place, to one with room. What the cheapest
    move from one place to another costs is the top of a heap. Potentials keep all distances from being negative, so
    that each chain is found by Dijkstra's way (Ahuja, Magnanti and Orlin, Network Flows, 9.7).
    """

    def __init__(self, costs: Sequence[Sequence[int]], rooms: Sequence[int]) -> None:
        self.costs = costs
        self.rooms = rooms
        self.places = range(len(rooms))
        self.end = len(rooms)  # a node behind all places that have room
        self.people = max(1, len(costs))
        self.at = [min(self.places, key=row.__getitem__) for row in costs]
        self.there = [0] * len(rooms)
        for place in self.at:
            self.there[place] += 1
        self.potential = [0] * (len(rooms) + 1)
        self.heaps: dict[int, list[list[int]]] = {}
        self.moves: dict[int, list[int]] = {}  # by place: what the cheapest move to each other place costs

    def solved(self) -> list[int]:
        """Return where each person is when no place is too full."""
        full = [place for place in self.places if self.there[place] >= self.rooms[place]]
        for place in full:
            self._fill_heaps(place)
        for place in full:
            while self.there[place] > self.rooms[place]:
                self._relieve(place)
        return self.at

    def _fill_heaps(self, place: int) -> None:
        """Note every move from a place that is full; from one with room nobody ever needs to move."""
        here = [person for person, at in enumerate(self.at) if at == place]
        heaps: list[list[int]] = []
        for other in self.places:
            heap = [
                (self.costs[person][other] - self.costs[person][place]) * self.people + person
                for person in here
                if other != place
            ]
            heapify(heap)
            heaps.append(heap)
        self.heaps[place] = heaps
        self._look_again(place)

    def _look_again(self, place: int) -> None:
        """Find the cheapest moves from a place after somebody has come or gone."""
        people, at, found = self.people, self.at, []
        for heap in self.heaps[place]:
            while heap and at[heap[0] % people] != place:
                heappop(heap)
            found.append(heap[0] // people if heap else _FAR)
        self.moves[place] = found

    def _relieve(self, place: int) -> None:
        """Let one fewer be in the place: move everybody on the shortest way to a place with room."""
        way = self._shortest_way(place)
        for start, end in reversed(list(pairwise(way))):
            self._move(self.heaps[start][end][0] % self.people, end)
        self.there[place] -= 1
        self.there[way[-1]] += 1
        for passed in way[:-1]:
            self._look_again(passed)
        if self.there[way[-1]] == self.rooms[way[-1]]:
            self._fill_heaps(way[-1])

    def _move(self, person: int, place: int) -> None:
        self.at[person] = place
        heaps = self.heaps.get(place)
        if heaps is None:
            return
        costs = self.costs[person]
        stays = costs[place]
        for other, heap in enumerate(heaps):
            if other != place:
                heappush(heap, (costs[other] - stays) * self.people + person)

    def _shortest_way(self, start: int) -> list[int]:
        """Return the places on the cheapest way from `start` to a place with room, and bring potentials up to date."""
        far, before, potential = [_FAR] * (self.end + 1), [start] * (self.end + 1), self.potential
        far[start] = 0
        open_ = list(range(self.end + 1))
        while True:
            place = min(open_, key=far.__getitem__)
            if place == self.end:
                break
            open_.remove(place)
            base = far[place] + potential[place]
            if self.there[place] < self.rooms[place]:
                length = base - potential[self.end]
                if length < far[self.end]:
                    far[self.end], before[self.end] = length, place
                continue
            costs = self.moves[place]
            for other in open_[:-1]:  # the last is the end
                length = base + costs[other] - potential[other]
                if length < far[other]:
                    far[other], before[other] = length, place
        whole = far[self.end]
        self.potential = [old + min(new, whole) for old, new in zip(potential, far, strict=True)]
        way = [before[self.end]]
        while way[-1] != start:
            way.append(before[way[-1]])
        return way[::-1]
