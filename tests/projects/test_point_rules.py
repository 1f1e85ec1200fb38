"""Times as exactly as they are known, the years that they meet, and where a project stands: truth tables."""

from __future__ import annotations

import pytest

from meetings.projects.rules.points import Point, is_in_year, point
from meetings.projects.rules.states import Standing, standing
from tests.databases import only_sqlite

pytestmark = only_sqlite


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2012-02", 201202, 201202),
        ("2012-12", 201212, 201212),
        ("2013-var", 201303, 201305),
        ("2013-sommar", 201306, 201308),
        ("2013-host", 201309, 201311),
        ("2013-vinter", 201312, 201402),  # a winter is named by the year in which it begins
        ("2014", 201401, 201412),
    ],
)
def test_a_time_has_a_first_and_a_last_month_and_keeps_its_code(code: str, first: int, last: int) -> None:
    found = point(code)
    assert found is not None
    assert (found.first, found.last, found.code) == (first, last, code)


@pytest.mark.parametrize(
    "code", ["", "2012-00", "2012-13", "2012-2", "2012-", "12-02", "1812", "2112", "2012-winter", "2012-02-01", "året"]
)
def test_what_is_no_time_is_none(code: str) -> None:
    assert point(code) is None


def test_a_season_stands_after_the_month_before_it() -> None:
    codes = ["2012", "2012-02", "2012-var", "2012-04", "2012-vinter", "2013"]
    firsts = [found.first for found in map(point, codes) if found]
    assert firsts == sorted(firsts)
    assert Point(2012, 2) == point("2012-02")


@pytest.mark.parametrize(
    ("first", "last", "year", "expected"),
    [
        (201202, 201404, 2011, False),
        (201202, 201404, 2012, True),
        (201202, 201404, 2013, True),
        (201202, 201404, 2014, True),
        (201202, 201404, 2015, False),
        (201202, None, 2040, True),  # until further notice
        (201202, None, 2011, False),
        (None, 201404, 2014, True),  # an end alone is of its last year
        (None, 201404, 2013, False),
        (None, None, 2014, False),
    ],
)
def test_a_period_meets_a_year(first: int | None, last: int | None, year: int, expected: bool) -> None:
    assert is_in_year(first, last, year) is expected


@pytest.mark.parametrize(
    ("first", "last", "month", "expected"),
    [
        (None, None, 201301, Standing.UNDATED),
        (201202, 201404, 201201, Standing.AHEAD),
        (201202, 201404, 201202, Standing.RUNNING),
        (201202, 201404, 201404, Standing.RUNNING),
        (201202, 201404, 201405, Standing.ENDED),
        (201202, None, 201201, Standing.AHEAD),
        (201202, None, 204001, Standing.RUNNING),
        (None, 201404, 201404, Standing.RUNNING),
        (None, 201404, 201405, Standing.ENDED),
    ],
)
def test_where_a_project_stands(first: int | None, last: int | None, month: int, expected: Standing) -> None:
    assert standing(first, last, month) is expected
