"""Who goes to which workshop by ranked wishes: exact, whole, fair by lot, and the same for the same seed."""

from __future__ import annotations

import random
import time
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.registration.rules.assignment import Wisher, assignment, rank_of, tally, total_rank

A, B, C = 11, 12, 13


def least_total(people: list[Wisher], seats: dict[int, int | None], ranks: int) -> int:
    """The least total rank there is, by trying every assignment that keeps the pins and the seats."""
    bound = {one.id: one.pinned for one in people if one.pinned is not None}
    pinned = list(bound.values())
    rooms = {pool: None if at is None else max(at, pinned.count(pool)) for pool, at in seats.items()}
    best = None
    for places in product([*seats, None], repeat=len(people) - len(bound)):
        free = iter(places)
        placed = {one.id: bound[one.id] if one.id in bound else next(free) for one in people}
        used = list(placed.values())
        if all(room is None or used.count(pool) <= room for pool, room in rooms.items()):
            total = total_rank(people, placed, ranks=ranks)
            best = total if best is None else min(best, total)
    assert best is not None
    return best


@st.composite
def problems(draw):
    pools = [A, B, C][: draw(st.integers(1, 3))]
    seats = {pool: draw(st.sampled_from([None, 0, 1, 2, 3])) for pool in pools}
    people = [
        Wisher(
            number,
            draw(st.permutations(pools).map(lambda order: order[: draw(st.integers(0, 3))])),
            draw(st.sampled_from([None, None, None, *pools])),
        )
        for number in range(1, draw(st.integers(1, 6)) + 1)
    ]
    return people, seats, draw(st.integers(1, 3)), draw(st.integers(0, 99))


@given(problems())
@settings(max_examples=300, deadline=None)
def test_no_other_assignment_has_a_lower_total(problem):
    people, seats, ranks, seed = problem
    placed = assignment(people, seats, ranks=ranks, seed=seed)
    assert total_rank(people, placed, ranks=ranks) == least_total(people, seats, ranks)
    for pool, there_are in seats.items():
        pinned = sum(one.pinned == pool for one in people)
        assert there_are is None or list(placed.values()).count(pool) <= max(there_are, pinned)
    assert all(placed[one.id] == one.pinned for one in people if one.pinned is not None)


@given(problems(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_the_rows_decides_nothing(problem, chance):
    people, seats, ranks, seed = problem
    mixed, mixed_seats = list(people), list(seats.items())
    chance.shuffle(mixed)
    chance.shuffle(mixed_seats)
    expected = assignment(people, seats, ranks=ranks, seed=seed)
    assert assignment(mixed, dict(mixed_seats), ranks=ranks, seed=seed) == expected


def many(number: int, seats: int, chance: random.Random) -> tuple[list[Wisher], dict[int, int | None]]:
    """So many people who rank three of twenty workshops, some much more wanted than others."""
    pools = list(range(100, 120))
    wanted = [1 / place for place in range(1, 21)]
    people = []
    for person in range(number):
        wishes: list[int] = []
        while len(wishes) < 3:
            wish = chance.choices(pools, wanted)[0]
            if wish not in wishes:
                wishes.append(wish)
        people.append(Wisher(person + 1, wishes))
    return people, dict.fromkeys(pools, seats)


def test_nobody_is_without_while_there_are_places():
    people, seats = many(400, 20, random.Random(1))
    came = tally(people, assignment(people, seats, ranks=3, seed=5))
    assert (came.people, came.without) == (400, 0)
    assert came.taken == dict.fromkeys(seats, 20)
    less = tally(people, assignment(people, dict.fromkeys(seats, 15), ranks=3, seed=5))
    assert less.without == 100


def test_lots_decide_between_equals_and_another_seed_draws_other_lots():
    people, seats = [Wisher(number, [A, B]) for number in range(1, 9)], {A: 4, B: 4}
    drawn = [assignment(people, seats, ranks=2, seed=seed) for seed in range(30)]
    assert all(list(one.values()).count(A) == 4 for one in drawn)
    assert len({tuple(sorted(one.items())) for one in drawn}) > 10
    lucky = {number: sum(one[number] == A for one in drawn) for number in range(1, 9)}
    assert min(lucky.values()) >= 5


def test_a_pin_takes_its_seat_first_also_beyond_those_there_are():
    people = [Wisher(1, [A]), Wisher(2, [A]), Wisher(3, [B], pinned=A), Wisher(4, [B], pinned=A)]
    placed = assignment(people, {A: 1, B: 1}, ranks=3, seed=1)
    assert (placed[3], placed[4]) == (A, A)
    assert sorted([placed[1], placed[2]], key=str) == [B, None]
    came = tally(people, placed)
    assert (came.by_rank, came.other, came.without, came.pinned, came.taken) == ({}, 3, 1, 2, {A: 2, B: 1})


@pytest.mark.parametrize(("wishes", "pool", "rank"), [([A, B], A, 1), ([A, B], B, 2), ([A], C, 0), ([], None, 0)])
def test_which_wish_a_place_is(wishes, pool, rank):
    assert rank_of(Wisher(1, wishes), pool) == rank


def test_nobody_and_nothing():
    assert assignment([], {A: 1}, ranks=3, seed=1) == {}
    assert assignment([Wisher(1, [A])], {}, ranks=3, seed=1) == {1: None}
    assert assignment([Wisher(1, [A])], {A: 0, B: None}, ranks=3, seed=1) == {1: B}


def test_a_thousand_people_are_assigned_in_a_moment():
    people, seats = many(1_000, 50, random.Random(3))
    began = time.process_time()
    placed = assignment(people, seats, ranks=3, seed=1)
    assert len(placed) == 1_000
    assert time.process_time() - began < 2


@pytest.mark.proof
@pytest.mark.parametrize("share", [1.0, 0.8, 0.5])
def test_ten_thousand_people_twenty_workshops_three_ranks(share):
    people, seats = many(10_000, int(500 * share), random.Random(4))
    began = time.perf_counter()
    placed = assignment(people, seats, ranks=3, seed=1)
    took = time.perf_counter() - began
    came = tally(people, placed)
    ranks = ", ".join(f"{number} got wish {rank}" for rank, number in sorted(came.by_rank.items()))
    print(f"\n10,000 x 20 x 3, seats for {share:.0%}: {took:.2f} s; {ranks}, {came.other} other, {came.without} none")
    assert came.without == 10_000 - int(10_000 * share)
    assert took <= 10
