"""What differs between two proposals: a truth table of the marks."""

from __future__ import annotations

import pytest

from meetings.registration.rules.assignment import Wisher
from meetings.registration.rules.publishing import PROBLEMS, Differs, differences, mark_of

PEOPLE = [Wisher(1, (10, 11)), Wisher(2, (11,), 10)]
SEATS = [(10, 5), (11, None)]


def mark(people=PEOPLE, seats=SEATS, ranks: int = 3, seed: int = 7) -> str:
    return mark_of(people, seats, ranks, seed)


@pytest.mark.parametrize(
    ("now", "differs"),
    [
        (mark(), []),
        (mark(PEOPLE[::-1], SEATS[::-1]), []),  # the order of the rows decides nothing
        (mark(seed=8), [Differs.SEED]),
        (mark(ranks=2), [Differs.SEATS]),
        (mark(seats=[(10, 6), (11, None)]), [Differs.SEATS]),
        (mark([Wisher(1, (11, 10)), PEOPLE[1]]), [Differs.WISHES]),
        (mark([PEOPLE[0], Wisher(2, (11,))]), [Differs.PINS]),
        (mark([PEOPLE[0], Wisher(2, (11,), 11)]), [Differs.PINS]),
        (mark([*PEOPLE, Wisher(3)]), [Differs.NUMBER, Differs.WISHES]),
        (mark([PEOPLE[0], Wisher(3, (11,), 10)]), [Differs.PEOPLE, Differs.WISHES, Differs.PINS]),
        (mark([], seed=8), [Differs.NUMBER, Differs.WISHES, Differs.PINS, Differs.SEED]),
    ],
)
def test_what_differs(now: str, differs: list[Differs]) -> None:
    assert [one.reason for one in differences(mark(), now)] == differs
    assert (now != mark()) == bool(differs)


@pytest.mark.parametrize("seen", ["", "abc", "1.2.3", "." * 50])
def test_of_what_is_no_mark_nothing_is_said(seen: str) -> None:
    assert differences(seen, mark()) == []


def test_a_mark_fits_its_column() -> None:
    many = [Wisher(number, (10, 11)) for number in range(10_000)]
    assert len(mark(many, seed=999_999)) < 100
    assert all(len(code) <= 12 for code in PROBLEMS)
