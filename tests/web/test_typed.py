"""Typed days and times are understood as people write them."""

from datetime import date, time

import pytest

from meetings.web import typed
from meetings.web.requests import request_start


@pytest.mark.parametrize(
    "value", ["2018-04-24", "24/4 2018", "24.4.2018", "24 april 2018", "den 24 april 2018", "24 apr 2018"]
)
def test_a_day_is_understood(value: str) -> None:
    assert typed.day_typed(value) == date(2018, 4, 24)


@pytest.mark.parametrize("value", ["2018-02-30", "i morgon", "24 aprilia 2018", "24 x 2018", "2018", "99999-01-01"])
def test_what_is_no_day_is_not_guessed(value: str) -> None:
    assert typed.day_typed(value) is None


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("9", time(9)),
        ("9.00", time(9)),
        ("09:00", time(9)),
        ("kl. 15.30", time(15, 30)),
        ("0.00", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_a_time_is_understood(value: str, at: time) -> None:
    assert typed.time_typed(value) == at


@pytest.mark.parametrize("value", ["24.00", "9.5", "9.60", "nio", "-1", "９.00", "9."])
def test_what_is_no_time_is_not_guessed(value: str) -> None:
    assert typed.time_typed(value) is None


@pytest.mark.parametrize("day", [date(2018, 4, 24), date(2018, 3, 25), date(2018, 10, 28)])
@pytest.mark.parametrize("at", [None, time(16, 0), time(0, 1)])
def test_a_deadline_is_shown_as_it_was_typed(day: date, at: time | None) -> None:
    assert typed.shown_until(typed.until(day, at)) == (day, at)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("t=1524606000.123", 1524606000.123), ("1524606000123", 1524606000.123), ("1524606000", 1524606000.0)],
)
def test_a_proxys_arrival_time_is_read(header: str, seconds: float) -> None:
    moment = request_start(header)

    assert moment is not None
    assert moment.timestamp() == pytest.approx(seconds, abs=1e-6)


@pytest.mark.parametrize("header", ["", "t=", "yesterday", "t=15246.1", "1524606000123456789"])
def test_a_strange_arrival_time_is_not_believed(header: str) -> None:
    assert request_start(header) is None
