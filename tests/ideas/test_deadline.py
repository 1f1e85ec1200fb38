"""When an idea may be sent: to the second, on Swedish clocks, whatever zone the machine is in."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta

import pytest

from meetings.ideas.rules.calls import CallReason, CallTimes, Warned, refusal_of_times, refusal_to_extend, warnings
from meetings.ideas.rules.deadline import Phase, Times, closing, phase
from meetings.ideas.views.told import Left, left
from meetings.web import dates
from meetings.web.typed import instant, shown_until, until
from tests.databases import only_sqlite

pytestmark = only_sqlite
SECOND = timedelta(seconds=1)
COMING, OPEN, CLOSED = Phase.COMING, Phase.OPEN, Phase.CLOSED
CLOSES = until(date(2018, 4, 24), None)
OPENS = instant(date(2018, 3, 23), time(15, 30))


@pytest.mark.parametrize(
    ("day", "at", "in_utc"),
    [
        (date(2018, 4, 24), None, "2018-04-24T22:00"),
        (date(2018, 4, 24), time(16), "2018-04-24T14:00"),
        (date(2018, 3, 23), None, "2018-03-23T23:00"),  # winter time
        (date(2018, 3, 24), None, "2018-03-24T23:00"),  # ends as the day of the spring change begins
        (date(2018, 3, 25), None, "2018-03-25T22:00"),  # a day of 23 hours
        (date(2018, 3, 25), time(1, 59), "2018-03-25T00:59"),
        (date(2018, 3, 25), time(3), "2018-03-25T01:00"),
        (date(2018, 10, 27), None, "2018-10-27T22:00"),  # ends as the day of the autumn change begins
        (date(2018, 10, 28), None, "2018-10-28T23:00"),  # a day of 25 hours
        (date(2018, 10, 28), time(2, 30), "2018-10-28T00:30"),  # read twice on the clock: the first time counts
        (date(2018, 10, 28), time(3), "2018-10-28T02:00"),
    ],
)
def test_a_closing_written_on_a_swedish_clock_holds_to_the_second(day: date, at: time | None, in_utc: str) -> None:
    closes = until(day, at)
    assert closes == datetime.fromisoformat(in_utc).replace(tzinfo=UTC)
    assert shown_until(closes) == (day, at)
    times = Times(None, closes)
    moments = (closes - SECOND, closes - timedelta(microseconds=1), closes, closes + SECOND)
    assert [phase(times, moment) for moment in moments] == [OPEN, OPEN, CLOSED, CLOSED]


def test_the_hour_that_autumn_repeats_is_open_once_before_and_closed_once_after() -> None:
    times = Times(None, until(date(2018, 10, 28), time(2, 30)))
    first, second = datetime(2018, 10, 28, 0, 29, 59, tzinfo=UTC), datetime(2018, 10, 28, 1, 29, 59, tzinfo=UTC)
    assert dates.local(first).time() == dates.local(second).time() == time(2, 29, 59)
    assert (phase(times, first), phase(times, second)) == (OPEN, CLOSED)


@pytest.mark.parametrize(
    ("times", "moment", "expected"),
    [
        (Times(OPENS, CLOSES), OPENS - SECOND, COMING),
        (Times(OPENS, CLOSES), OPENS, OPEN),
        (Times(OPENS, CLOSES), CLOSES - SECOND, OPEN),
        (Times(OPENS, CLOSES), CLOSES, CLOSED),
        (Times(None, CLOSES), OPENS - timedelta(days=900), OPEN),
        (Times(OPENS, CLOSES, CLOSES + timedelta(days=1)), CLOSES, OPEN),
        (Times(OPENS, CLOSES, CLOSES + timedelta(days=1)), CLOSES + timedelta(days=1) - SECOND, OPEN),
        (Times(OPENS, CLOSES, CLOSES + timedelta(days=1)), CLOSES + timedelta(days=1), CLOSED),
        (Times(OPENS, CLOSES, CLOSES - timedelta(days=1)), CLOSES - SECOND, OPEN),  # it takes no time from anybody
        (Times(OPENS, CLOSES, CLOSES + timedelta(days=1)), OPENS - SECOND, OPEN),
    ],
)
def test_a_call_is_open_from_its_opening_until_its_closing_or_an_extension(
    times: Times, moment: datetime, expected: Phase
) -> None:
    assert phase(times, moment) is expected
    assert closing(times) >= times.closes_at


def test_the_machine_s_own_time_zone_decides_nothing() -> None:
    script = (
        "from datetime import date, time, timedelta; from meetings.web.typed import until;"
        "from meetings.ideas.rules.deadline import Times, phase;"
        "days = ((date(2018, 3, 25), None), (date(2018, 4, 24), None), (date(2018, 10, 28), time(16)));"
        "closes = [until(*one) for one in days];"
        "print([str(one) for one in closes],"
        " [phase(Times(None, one), one + timedelta(seconds=s)).value for one in closes for s in (-1, 0, 1)])"
    )
    said = {
        zone: subprocess.run(
            [sys.executable, "-c", script], env=os.environ | {"TZ": zone}, capture_output=True, text=True, check=True
        ).stdout
        for zone in ("Europe/Stockholm", "Pacific/Kiritimati", "America/Los_Angeles")
    }
    assert len(set(said.values())) == 1
    assert "'2018-04-24 22:00:00+00:00'" in said["Pacific/Kiritimati"]
    assert said["Pacific/Kiritimati"].count("open") == 3


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (timedelta(days=90), None),
        (timedelta(days=3), Left("days", 2)),
        (timedelta(hours=24, seconds=1), Left("days", 1)),
        (timedelta(hours=24), Left("hours", 24)),
        (timedelta(hours=5, minutes=59), Left("hours", 5)),
        (timedelta(minutes=60), Left("hours", 1)),
        (timedelta(minutes=59), Left("minutes", 59)),
        (timedelta(seconds=1), Left("minutes", 1)),
        (timedelta(), None),
    ],
)
def test_the_time_left_counts_midnights_then_hours_then_minutes(before: timedelta, expected: Left | None) -> None:
    assert left(CLOSES, CLOSES - before) == expected


def test_times_that_do_not_hold_together_are_refused() -> None:
    day = date(2018, 4, 24)
    good = CallTimes(OPENS, CLOSES, instant(day, time(16)), date(2018, 5, 9))
    table = [
        (good, None),
        (CallTimes(None, CLOSES), None),
        (CallTimes(CLOSES, CLOSES), CallReason.CLOSES_BEFORE_IT_OPENS),
        (CallTimes(OPENS, CLOSES, CLOSES), None),
        (CallTimes(OPENS, CLOSES, CLOSES + SECOND), CallReason.ANSWERS_TOO_LATE),
        (CallTimes(OPENS, CLOSES, None, day), None),
        (CallTimes(OPENS, CLOSES, None, date(2018, 4, 23)), CallReason.DECIDES_BEFORE_IT_CLOSES),
    ]
    assert [refusal_of_times(times, day) for times, _reason in table] == [reason for _times, reason in table]


def test_more_time_is_later_than_the_closing_and_than_now() -> None:
    hour = timedelta(hours=1)
    assert refusal_to_extend(CLOSES, CLOSES + hour, CLOSES - hour) is None
    assert refusal_to_extend(CLOSES, CLOSES + hour, CLOSES + hour - SECOND) is None  # also when it has closed
    assert refusal_to_extend(CLOSES, CLOSES + hour, CLOSES + hour) is CallReason.IS_PAST
    assert refusal_to_extend(CLOSES, CLOSES, CLOSES - hour) is CallReason.NOT_LATER


def test_moving_the_closing_says_what_it_means() -> None:
    def warned(now: datetime, closes: datetime) -> list[Warned]:
        return list(warnings(CallTimes(None, CLOSES), CallTimes(None, closes), now))

    day = timedelta(days=1)
    before, after = CLOSES - 10 * day, CLOSES + day
    assert warned(before, CLOSES) == []
    assert warned(before, CLOSES - day) == [Warned.EARLIER]
    assert warned(before, CLOSES + day) == [Warned.LATER]
    assert warned(before, before) == [Warned.CLOSES_NOW]
    assert warned(after, after + day) == [Warned.OPENS_AGAIN]
