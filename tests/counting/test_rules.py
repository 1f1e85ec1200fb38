"""Within what one counts once, by which hash, and when only numbers stay."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from meetings.counting.rules import (
    key_of,
    mark_of,
    number_in,
    of_project,
    of_year,
    person_in,
    project_closes,
    year_closes,
    year_of,
)

KEY, SALT = "a key of the service", "ab" * 32


def test_a_person_is_another_in_every_scope_and_with_every_key() -> None:
    person = person_in(KEY, SALT, "asa@example.se")
    assert person == person_in(KEY, SALT, "asa@example.se")
    others = [(KEY, "cd" * 32, "asa@example.se"), ("another key", SALT, "asa@example.se"), (KEY, SALT, "bo@example.se")]
    assert len({person, *(person_in(*one) for one in others)}) == 4
    assert len(person) == 32


def test_the_key_of_a_scope_is_known_again_while_it_is_kept() -> None:
    mark = mark_of(KEY, SALT)
    assert key_of(["a new key", KEY], SALT, mark) == KEY
    assert key_of(["a new key"], SALT, mark) is None
    assert KEY not in mark


@pytest.mark.parametrize(
    ("instant", "year"), [("2026-12-31T22:59:59", 2026), ("2026-12-31T23:00:00", 2027), ("2027-06-01T12:00:00", 2027)]
)
def test_a_year_is_swedish(instant: str, year: int) -> None:
    assert year_of(datetime.fromisoformat(instant).replace(tzinfo=UTC)) == year
    assert (number_in(of_year(year)), number_in(of_project(12))) == (year, 12)


@pytest.mark.parametrize(
    ("year", "months", "closes"),
    [
        (2027, 0, "2027-12-31T23:00"),
        (2027, 6, "2028-06-30T22:00"),
        (2027, 12, "2028-12-31T23:00"),
        (2027, 18, "2029-06-30T22:00"),
    ],
)
def test_a_year_closes_months_after_it(year: int, months: int, closes: str) -> None:
    assert year_closes(year, months) == _utc(closes)


@pytest.mark.parametrize(
    ("last", "latest", "closes"),
    [
        (None, None, None),  # nothing is known: not foreseen
        (201404, None, "2014-10-31T23:00"),  # the whole of April, then six months
        (201412, None, "2015-06-30T22:00"),
        (201404, "2014-03-01T12:00", "2014-10-31T23:00"),
        (201404, "2014-09-15T12:00", "2015-03-31T22:00"),  # a meeting afterwards
        (None, "2014-03-15T12:00", "2016-03-31T22:00"),  # no end was said: two years
        (None, "2014-03-31T22:30", "2016-04-30T22:00"),  # which is April in Sweden
    ],
)
def test_a_project_closes_months_after_its_end_and_its_last_meeting(
    last: int | None, latest: str | None, closes: str | None
) -> None:
    found = project_closes(last, _utc(latest) if latest else None, 6)
    assert found == (_utc(closes) if closes else None)


def test_a_project_without_an_end_waits_longer_when_the_service_does() -> None:
    assert project_closes(None, _utc("2014-03-15T12:00"), 36) == _utc("2017-03-31T22:00")


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
