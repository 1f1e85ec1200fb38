"""Dates: written as Swedes write them, and right around both clock changes."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from meetings.web import dates
from meetings.web.lang import speaking


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        (datetime(2018, 3, 23, 9, 0), datetime(2018, 3, 23, 8, 0, tzinfo=UTC)),  # winter time
        (datetime(2018, 4, 24, 9, 0), datetime(2018, 4, 24, 7, 0, tzinfo=UTC)),  # summer time
        (datetime(2018, 3, 25, 2, 30), datetime(2018, 3, 25, 1, 30, tzinfo=UTC)),  # skipped: read as 3.30
        (datetime(2018, 10, 28, 2, 30), datetime(2018, 10, 28, 0, 30, tzinfo=UTC)),  # twice: the first
    ],
)
def test_wall_clock_time_in_sweden_is_an_instant(wall: datetime, instant: datetime) -> None:
    assert dates.from_local(wall) == instant


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2018, 4, 24), datetime(2018, 4, 24, 22, 0, tzinfo=UTC)),
        (date(2018, 3, 25), datetime(2018, 3, 25, 22, 0, tzinfo=UTC)),  # a day of 23 hours
        (date(2018, 10, 28), datetime(2018, 10, 28, 23, 0, tzinfo=UTC)),  # a day of 25 hours
    ],
)
def test_a_day_ends_at_the_next_swedish_midnight(day: date, end: datetime) -> None:
    assert dates.end_of(day) == end


START = datetime(2027, 3, 18, 8, 0, tzinfo=UTC)
END = datetime(2027, 3, 18, 14, 30, tzinfo=UTC)
WRITTEN = [  # a no-break space holds "kl." to its time
    ("sv", lambda: dates.date_text(START), "den 18 mars 2027"),
    ("en", lambda: dates.date_text(START), "18 March 2027"),
    ("sv", lambda: dates.weekday_date(START), "torsdag den 18 mars 2027"),
    ("en", lambda: dates.weekday_date(START), "Thursday 18 March 2027"),
    ("sv", lambda: dates.time_range(START, END), "kl.\u00a09.00–15.30"),
    ("en", lambda: dates.time_range(START, END), "9:00–15:30"),
    ("sv", lambda: dates.moment(START), "den 18 mars 2027 kl.\u00a09.00"),
    ("sv", lambda: dates.deadline(dates.end_of(date(2018, 4, 24))), "senast den 24 april 2018 (kl.\u00a023.59)"),
    ("en", lambda: dates.deadline(dates.end_of(date(2018, 4, 24))), "no later than 24 April 2018 (23:59)"),
    ("sv", lambda: dates.deadline(datetime(2018, 4, 24, 14, 0, tzinfo=UTC)), "före kl.\u00a016.00 den 24 april 2018"),
    ("sv", lambda: dates.month_short(START), "mars"),
    ("sv", lambda: dates.month_short(date(2018, 9, 1)), "sep"),
    ("en", lambda: dates.month_short(date(2018, 6, 1)), "Jun"),
    ("sv", lambda: dates.stamp(datetime(2018, 7, 9, 6, 1, tzinfo=UTC)), "2018-07-09 08.01"),
    ("sv", lambda: dates.period(START, END), "torsdag den 18 mars 2027 kl.\u00a09.00–15.30"),
]


@pytest.mark.parametrize(("language", "written", "expected"), WRITTEN, ids=[row[2] for row in WRITTEN])
def test_dates_are_written_with_year_and_dot(app: Flask, language: str, written, expected: str) -> None:
    with speaking(language):
        assert written() == expected
