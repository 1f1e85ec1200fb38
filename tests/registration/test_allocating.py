"""Who gets a seat and who moves up, for every kind of pool: truth tables without app or database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from meetings.registration.rules import (
    HeldFor,
    PlaceState,
    PoolCounts,
    PoolKind,
    Seats,
    Standing,
    Want,
    WhyWaiting,
    moved_to_workshops,
    moved_up,
    places_of_newcomer,
    why_waiting,
)

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
STARTS = NOW + timedelta(days=17)
RELEASED = NOW + timedelta(days=2)
SOCIAL, PUBLIC = 7, 8
MEETING, ROOM, ONLINE, TUESDAY, FIRST, SECOND, THIRD, RESERVED = 1, 2, 3, 4, 11, 12, 13, 20
CONFIRMED, WAITING, HELD, CANCELLED = PlaceState.CONFIRMED, PlaceState.WAITING, PlaceState.HELD, PlaceState.CANCELLED


def meeting(seats: int | None, confirmed: int = 0, *, waiting_list: bool = True, held: int = 0) -> PoolCounts:
    return PoolCounts(MEETING, seats, waiting_list, confirmed=confirmed, held=held)


def pool(number: int, kind: PoolKind, seats: int | None, confirmed: int = 0, *, line: bool = True) -> PoolCounts:
    return PoolCounts(number, seats, line, confirmed=confirmed, kind=kind.value)


def workshop(number: int, seats: int | None, confirmed: int = 0, *, line: bool = True) -> PoolCounts:
    return pool(number, PoolKind.WORKSHOP, seats, confirmed, line=line)


def reserved(seats: int, there: int = 0, released_at: datetime | None = RELEASED) -> PoolCounts:
    return PoolCounts(
        RESERVED, seats, False, confirmed=there, kind=PoolKind.RESERVED.value, sector_id=SOCIAL, released_at=released_at
    )


@pytest.mark.parametrize(
    ("pools", "needs", "blocks", "expected"),
    [
        ([meeting(1)], (), (), {MEETING: CONFIRMED}),
        ([meeting(1, 1)], (), (), {MEETING: WAITING}),
        ([meeting(1, 0, held=1)], (), (), {MEETING: WAITING}),
        ([meeting(1, 2)], (), (), {MEETING: WAITING}),
        ([meeting(1, 1, waiting_list=False)], (), (), None),
        ([meeting(None, 9_999, waiting_list=False)], (), (), {MEETING: CONFIRMED}),
        # all that goes with the seat is had together or not at all
        ([meeting(9), pool(ROOM, PoolKind.ROOM, 1)], (ROOM,), (), {MEETING: CONFIRMED, ROOM: CONFIRMED}),
        ([meeting(9), pool(ROOM, PoolKind.ROOM, 1, 1)], (ROOM,), (), {MEETING: WAITING, ROOM: WAITING}),
        ([meeting(9, waiting_list=False), pool(ROOM, PoolKind.ROOM, 1, 1)], (ROOM,), (), None),
        ([meeting(9), pool(TUESDAY, PoolKind.CHOICE, 1, 1)], (TUESDAY,), (), {MEETING: WAITING, TUESDAY: WAITING}),
        # of a block the first with room, and the line for those one wants more
        ([meeting(9), workshop(FIRST, 1), workshop(SECOND, 1)], (), ((FIRST, SECOND),),
         {MEETING: CONFIRMED, FIRST: CONFIRMED}),
        ([meeting(9), workshop(FIRST, 1, 1), workshop(SECOND, 1)], (), ((FIRST, SECOND),),
         {MEETING: CONFIRMED, FIRST: WAITING, SECOND: CONFIRMED}),
        ([meeting(9), workshop(FIRST, 1, 1, line=False), workshop(SECOND, 1)], (), ((FIRST, SECOND),),
         {MEETING: CONFIRMED, SECOND: CONFIRMED}),
        ([meeting(9), workshop(FIRST, 1, 1), workshop(SECOND, 1, 1)], (), ((FIRST, SECOND),),
         {MEETING: CONFIRMED, FIRST: WAITING, SECOND: WAITING}),
        # who waits for the meeting takes no workshop from who comes
        ([meeting(1, 1), workshop(FIRST, 5)], (), ((FIRST,),), {MEETING: WAITING, FIRST: WAITING}),
    ],
)  # fmt: skip
def test_what_a_newcomer_gets(pools, needs, blocks, expected) -> None:
    assert places_of_newcomer(Seats(pools, NOW), needs, blocks) == expected


@pytest.mark.parametrize(
    ("sector", "confirmed", "there", "now", "expected"),
    [
        (PUBLIC, 79, 0, NOW, CONFIRMED),
        (PUBLIC, 80, 0, NOW, WAITING),  # the twenty left are kept
        (SOCIAL, 80, 0, NOW, CONFIRMED),
        (None, 80, 0, NOW, WAITING),
        (PUBLIC, 85, 5, NOW, WAITING),
        (PUBLIC, 84, 5, NOW, CONFIRMED),
        (PUBLIC, 99, 25, NOW, CONFIRMED),  # the kept ones are filled
        (SOCIAL, 100, 19, NOW, WAITING),  # kept or not, full is full
        (PUBLIC, 80, 0, RELEASED - timedelta(seconds=1), WAITING),
        (PUBLIC, 80, 0, RELEASED, CONFIRMED),
        (PUBLIC, 80, 0, RELEASED + timedelta(seconds=1), CONFIRMED),
    ],
)
def test_reserved_seats_are_kept_for_their_sector_until_they_are_released(
    sector, confirmed, there, now, expected
) -> None:
    seats = Seats([meeting(100, confirmed), reserved(20, there)], now)
    assert places_of_newcomer(seats, (), (), sector) == {MEETING: expected}


def test_reserved_seats_run_out_one_by_one() -> None:
    seats = Seats([meeting(3), reserved(2)], NOW)
    arrivals = [PUBLIC, PUBLIC, SOCIAL, SOCIAL, SOCIAL]
    assert [places_of_newcomer(seats, (), (), one)[MEETING] for one in arrivals] == [
        CONFIRMED, WAITING, CONFIRMED, CONFIRMED, WAITING,
    ]  # fmt: skip


def waits(number: int, **facts: object) -> Standing:
    return Standing(number, number, WAITING, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pools", "line", "asking", "expected"),
    [
        ([meeting(2, 1)], [waits(3), waits(5)], False, {3: CONFIRMED}),
        ([meeting(3, 1)], [waits(3), waits(5)], False, {3: CONFIRMED, 5: CONFIRMED}),
        ([meeting(2, 2)], [waits(3)], False, {}),
        ([meeting(2, 5)], [waits(3)], False, {}),
        ([meeting(None, 5)], [waits(3), waits(5)], False, {3: CONFIRMED, 5: CONFIRMED}),
        ([meeting(2, 1)], [waits(3), waits(5)], True, {3: HELD}),
        ([meeting(2, 1)], [waits(3, held_for=HeldFor.UNANSWERED.value), waits(5)], True, {5: HELD}),
        ([meeting(2, 1)], [waits(3, held_for=HeldFor.UNANSWERED.value), waits(5)], False, {3: CONFIRMED}),
        ([meeting(2, 1)], [waits(3, held_for=HeldFor.ADDRESS.value), waits(5)], False, {5: CONFIRMED}),
        # kept seats pass over those they are not for, and nobody else
        ([meeting(2, 1), reserved(1)], [waits(3, sector_id=PUBLIC), waits(5, sector_id=SOCIAL)], False,
         {5: CONFIRMED}),
        ([meeting(2, 1), reserved(1, released_at=NOW)], [waits(3, sector_id=PUBLIC), waits(5, sector_id=SOCIAL)],
         False, {3: CONFIRMED}),
        # a full room stops those who want the room alone
        ([meeting(9), pool(ROOM, PoolKind.ROOM, 1, 1), pool(ONLINE, PoolKind.ONLINE, 1)],
         [waits(3, needs=(ROOM,)), waits(5, needs=(ONLINE,))], False, {5: CONFIRMED}),
    ],
)  # fmt: skip
def test_who_moves_up(pools, line, asking, expected) -> None:
    moves = moved_up(Seats(pools, NOW), line, asking=asking)
    assert {one: state for (one, number), state in moves.items() if number == MEETING} == expected


def test_the_line_is_read_no_further_than_there_are_seats() -> None:
    read = []

    def line():
        for number in (3, 5, 7):
            read.append(number)
            yield waits(number)

    moved_up(Seats([meeting(1)], NOW), line(), asking=False)
    assert read == [3, 5]


def comes(number: int, *wants: Want) -> Standing:
    return Standing(number, number, CONFIRMED, blocks=(wants,))


def test_a_better_workshop_frees_the_other_for_the_next_in_its_line() -> None:
    people = [
        comes(1, Want(FIRST, WAITING, 1, rank=1), Want(SECOND, CONFIRMED, 1, rank=2)),
        comes(2, Want(SECOND, WAITING, 2, rank=1), Want(THIRD, CONFIRMED, 2, rank=2)),
        comes(3, Want(THIRD, WAITING, 3, rank=1)),
    ]
    seats = Seats([meeting(9, 3), workshop(FIRST, 2, 1), workshop(SECOND, 1, 1), workshop(THIRD, 1, 1)], NOW)
    assert moved_to_workshops(seats, people, asking=False) == {
        (1, FIRST): CONFIRMED, (1, SECOND): CANCELLED,
        (2, SECOND): CONFIRMED, (2, THIRD): CANCELLED,
        (3, THIRD): CONFIRMED,
    }  # fmt: skip


def test_near_the_start_the_other_workshop_is_kept_until_the_answer() -> None:
    people = [comes(1, Want(FIRST, WAITING, 1, rank=1), Want(SECOND, CONFIRMED, 1, rank=2))]
    seats = Seats([meeting(9, 1), workshop(FIRST, 1), workshop(SECOND, 1, 1)], NOW)
    assert moved_to_workshops(seats, people, asking=True) == {(1, FIRST): HELD}


def test_a_workshop_goes_to_who_has_stood_longest_in_its_own_line() -> None:
    people = [comes(1, Want(FIRST, WAITING, 9)), comes(2, Want(FIRST, WAITING, 4))]
    seats = Seats([meeting(9, 2), workshop(FIRST, 1)], NOW)
    assert moved_to_workshops(seats, people, asking=False) == {(2, FIRST): CONFIRMED}


def test_nobody_moves_to_a_workshop_that_they_want_less() -> None:
    people = [comes(1, Want(FIRST, CONFIRMED, 1, rank=1), Want(SECOND, WAITING, 1, rank=2))]
    seats = Seats([meeting(9, 1), workshop(FIRST, 1, 1), workshop(SECOND, 1)], NOW)
    assert moved_to_workshops(seats, people, asking=False) == {}


ROOMS = [meeting(9, 1), pool(ROOM, PoolKind.ROOM, 1, 1), pool(ONLINE, PoolKind.ONLINE, 3)]


@pytest.mark.parametrize(
    ("one", "pools", "now", "expected"),
    [
        (waits(3), [meeting(1, 1)], NOW, WhyWaiting.FULL),
        (waits(3, sector_id=PUBLIC), [meeting(2, 1), reserved(1)], NOW, WhyWaiting.RESERVED),
        (waits(3, sector_id=PUBLIC), [meeting(2, 1), reserved(1)], RELEASED, WhyWaiting.NEXT),
        (waits(3, needs=(ROOM,)), ROOMS, NOW, WhyWaiting.ROOM_FULL),
        (waits(3, needs=(TUESDAY,)), [meeting(9), pool(TUESDAY, PoolKind.CHOICE, 1, 1)], NOW, WhyWaiting.CHOICE_FULL),
        (waits(3, held_for=HeldFor.ADDRESS.value), [meeting(2)], NOW, WhyWaiting.UNCONFIRMED),
        (waits(3, held_for=HeldFor.UNANSWERED.value), [meeting(2)], NOW, WhyWaiting.UNANSWERED),
        (waits(3), [meeting(2)], STARTS, WhyWaiting.BEGUN),
        (waits(3), [meeting(2)], STARTS - timedelta(hours=24), WhyWaiting.ASKED_FIRST),
        (waits(3), [meeting(2)], STARTS - timedelta(hours=24, seconds=1), WhyWaiting.NEXT),
    ],
)
def test_everybody_in_line_can_be_told_why(one, pools, now, expected) -> None:
    assert why_waiting(one, Seats(pools, now), STARTS, now).reason is expected
