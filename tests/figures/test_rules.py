"""Which small numbers are not told, so that none can be worked out; and which figures of projects are added up."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.figures.rules.adding import Reached, Sum, sums
from meetings.figures.rules.everything import Everything, OfYear
from meetings.figures.rules.shielding import ALL, FEWEST, Cell, shielded


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ({(2027, 1): 3, (2027, 2): 40}, {(2027, 1): 3, (2027, 2): 40, (ALL, 1): 3, (ALL, 2): 40}),
        # One small number alone: the sum of the year would give it away, so the next smallest goes too.
        (
            {(2027, 1): 2, (2027, 2): 5, (2027, 3): 40},
            {(2027, 1): None, (2027, 2): None, (2027, 3): 40, (ALL, 1): None, (ALL, 2): None, (ALL, 3): 40},
        ),
        # 1 + 2: whose is the one cannot be told.
        ({(2027, 1): 1, (2027, 2): 2, (2027, 3): 40}, {(2027, 3): 40, (ALL, 3): 40}),
        # 1 + 1 can: a sum of two that are both fewer than three, and at least one.
        ({(2027, 1): 1, (2027, 2): 1, (2027, 3): 40}, {}),
        # A word that is small in one year alone: all years less the others would give it away.
        (
            {(2026, 1): 9, (2027, 1): 2, (2026, 2): 9, (2027, 2): 1, (2025, 1): 7, (2025, 2): 8},
            {(2026, 1): 9, (2026, 2): 9, (ALL, 1): 18, (ALL, 2): 18},
        ),
        ({(2027, None): 0}, {}),
    ],
)  # fmt: skip
def test_small_numbers_are_not_told(numbers: dict[Cell, int], told: dict[Cell, int]) -> None:
    found = shielded(numbers)
    assert {cell: number for cell, number in found.items() if number is not None} == {
        cell: number for cell, number in told.items() if number is not None
    }


_TABLES = st.dictionaries(st.tuples(st.sampled_from([2026, 2027]), st.sampled_from([1, 2, 3])), st.integers(1, 6))


@settings(max_examples=60, deadline=None)
@given(_TABLES)
def test_no_small_number_stands_there_and_none_is_the_only_one_of_its_line(numbers: dict[Cell, int]) -> None:
    found = shielded(numbers)
    assert all(number is None or number >= FEWEST for number in found.values())
    for at, of in product((0, 1), {part for cell in found for part in cell}):
        line = [cell for cell in found if cell[at] == of]
        hidden = [cell for cell in line if found[cell] is None]
        assert len(hidden) != 1 or len(line) == 1


def reached(project: int, value: int, **facts: object) -> Reached:
    values = {"year": 2014, "exactness": "exactly", "unit": "personer", "group": "unga"} | facts
    return Reached(project_id=project, value=value, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("figures", "year", "found"),
    [
        ([reached(1, 80), reached(2, 31)], None, [Sum("personer", "unga", 111, "exactly", 2)]),
        ([reached(1, 8), reached(2, 3, unit="PERSONER")], None, [Sum("personer", "unga", 11, "exactly", 2)]),
        ([reached(1, 80), reached(2, 31, group="äldre")], None, []),
        ([reached(1, 80), reached(2, 31, unit="kurser")], None, []),
        ([reached(1, 80), reached(1, 31)], None, []),
        ([reached(1, 80, unit="", group=""), reached(2, 31, unit="", group="")], None, []),
        ([reached(1, 80), reached(2, 500, exactness="at_least")], None, [Sum("personer", "unga", 580, "at_least", 2)]),
        ([reached(1, 80), reached(2, 500, exactness="nearly")], None, [Sum("personer", "unga", 580, "about", 2)]),
        ([reached(1, 80), reached(2, 31, year=2015)], 2014, []),
        ([reached(1, 8), reached(2, 3), reached(3, 9, year=None)], 2014, [Sum("personer", "unga", 11, "exactly", 2)]),
    ],
)  # fmt: skip
def test_only_what_is_alike_is_added_up(figures: list[Reached], year: int | None, found: list[Sum]) -> None:
    assert sums(figures, year) == found


def test_all_years_are_added_up_but_no_project_counts_twice() -> None:
    of_2013 = OfYear(held=1, signed_up=3, running=1)
    found = Everything(
        years={2012: OfYear(held=2, signed_up=8, running=1), 2013: of_2013, 2014: OfYear()},
        kinds={}, unique={}, sectors={}, municipalities={}, reached=[], projects=1,
    )  # fmt: skip
    assert found.counted == [2013, 2012]
    assert found.of(None) == OfYear(held=3, signed_up=11, running=1)
    assert found.of(2014) == found.of(1999) == OfYear()
