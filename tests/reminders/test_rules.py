"""When a reminder goes out: to the second, across both changes of the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from meetings.reminders.rules import Occasion, ReminderReason, Stage, is_due, moment, refusal_to_save, stage, too_late

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Rule:
    anchor: str = "meeting"
    days: int = -3
    at_minute: int = 9 * 60
    active: bool = True
    started_at: datetime | None = None
    finished_at: datetime | None = None


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def an_occasion(starts: str = "2027-03-18 08:00", ends: str = "2027-03-18 14:30", **facts: Any) -> Occasion:
    values = {"state": "published", "closes_at": at("2027-03-11 23:00"), "ideas_until": at("2027-03-12 15:00")}
    return Occasion(**(values | {"starts_at": at(starts), "ends_at": at(ends)} | facts))


@pytest.mark.parametrize(
    ("rule", "of", "expected"),
    [
        (Rule(), an_occasion(), "2027-03-15 08:00"),
        (Rule(days=0, at_minute=480), an_occasion(), "2027-03-18 07:00"),
        (Rule(days=2), an_occasion(), "2027-03-20 08:00"),
        # Two days: before the first, after the last; an end at midnight is the day before.
        (Rule(days=1), an_occasion(ends="2027-03-19 14:00"), "2027-03-20 08:00"),
        (Rule(days=-1), an_occasion(ends="2027-03-19 14:00"), "2027-03-17 08:00"),
        (Rule(days=1), an_occasion(ends="2027-03-18 23:00"), "2027-03-19 08:00"),
        # The day in Sweden: 23.30 UTC on the 17th is the 18th.
        (Rule(days=-1), an_occasion(starts="2027-03-17 23:30"), "2027-03-17 08:00"),
        # Deadlines are exclusive: one at midnight is through the day before, one at a time is that day.
        (Rule("sign_up", -3), an_occasion(), "2027-03-08 08:00"),
        (Rule("sign_up", 0), an_occasion(closes_at=at("2027-03-11 15:00")), "2027-03-11 08:00"),
        (Rule("ideas", -1), an_occasion(), "2027-03-11 08:00"),
        (Rule("sign_up", -3), an_occasion(closes_at=None), None),
        (Rule("ideas", -3), an_occasion(ideas_until=None), None),
        # Clocks go forward on 28 March: 9.00 is 9.00 on both sides, 2.30 is not there and comes an hour later.
        (Rule(), an_occasion("2027-03-30 07:00", "2027-03-30 10:00"), "2027-03-27 08:00"),
        (Rule(days=-2), an_occasion("2027-03-30 07:00", "2027-03-30 10:00"), "2027-03-28 07:00"),
        (Rule(days=-2, at_minute=150), an_occasion("2027-03-30 07:00", "2027-03-30 10:00"), "2027-03-28 01:30"),
        (Rule(days=-2, at_minute=119), an_occasion("2027-03-30 07:00", "2027-03-30 10:00"), "2027-03-28 00:59"),
        (Rule(days=-2, at_minute=180), an_occasion("2027-03-30 07:00", "2027-03-30 10:00"), "2027-03-28 01:00"),
        # And back on 31 October: 2.30 comes twice and counts the first time.
        (Rule(days=-1, at_minute=150), an_occasion("2027-11-01 08:00", "2027-11-01 10:00"), "2027-10-31 00:30"),
        (Rule(days=-1, at_minute=180), an_occasion("2027-11-01 08:00", "2027-11-01 10:00"), "2027-10-31 02:00"),
        (Rule(), an_occasion("2027-11-02 08:00", "2027-11-02 10:00"), "2027-10-30 07:00"),
    ],
)
def test_the_moment(rule: Rule, of: Occasion, expected: str | None) -> None:
    assert moment(rule, of) == (at(expected) if expected else None)


@pytest.mark.parametrize(
    ("rule", "of", "end"),
    [
        (Rule(), an_occasion(), "2027-03-15 14:00"),  # six hours
        (Rule(at_minute=20 * 60), an_occasion(), "2027-03-15 23:00"),  # its day is over
        (Rule(days=0, at_minute=480), an_occasion(), "2027-03-18 08:00"),  # the meeting has begun
        (Rule(days=2), an_occasion(), "2027-03-20 14:00"),
        (Rule("ideas", 0, at_minute=14 * 60), an_occasion(), "2027-03-12 15:00"),  # the deadline has come
        (Rule("sign_up", 0), an_occasion(closes_at=None), None),
    ],
)
def test_when_it_is_too_late(rule: Rule, of: Occasion, end: str | None) -> None:
    assert too_late(rule, of) == (at(end) if end else None)


@pytest.mark.parametrize(
    ("rule", "of"),
    [
        (Rule(), an_occasion()),
        (Rule(days=0, at_minute=480), an_occasion()),
        (Rule(days=-2, at_minute=150), an_occasion("2027-03-30 07:00", "2027-03-30 10:00")),
        (Rule(days=-1, at_minute=150), an_occasion("2027-11-01 08:00", "2027-11-01 10:00")),
        (Rule("sign_up", -3), an_occasion()),
    ],
)
def test_it_is_due_from_its_moment_until_it_is_too_late(rule: Rule, of: Occasion) -> None:
    begins, ends = moment(rule, of), too_late(rule, of)
    assert begins is not None
    assert ends is not None
    assert [is_due(rule, of, begins + by) for by in (-SECOND, 0 * SECOND, SECOND)] == [False, True, True]
    assert [is_due(rule, of, ends + by) for by in (-SECOND, 0 * SECOND, SECOND)] == [True, False, False]


@pytest.mark.parametrize(
    ("rule", "of"),
    [
        (Rule(active=False), an_occasion()),
        (Rule(finished_at=at("2027-03-15 08:01")), an_occasion()),
        (Rule(), an_occasion(state="draft")),
        (Rule(), an_occasion(state="cancelled")),
    ],
)
def test_these_never_go_out(rule: Rule, of: Occasion) -> None:
    assert not is_due(rule, of, at("2027-03-15 08:00") + SECOND)


@pytest.mark.parametrize(
    ("rule", "now", "expected"),
    [
        (Rule(), "2027-03-15 07:59", Stage.COMING),
        (Rule(), "2027-03-15 09:00", Stage.COMING),
        (Rule(), "2027-03-15 14:00", Stage.MISSED),
        (Rule(started_at=at("2027-03-15 08:00")), "2027-03-15 08:01", Stage.SENDING),
        (Rule(started_at=at("2027-03-15 08:00")), "2027-03-15 14:00", Stage.SENT),
        (Rule(finished_at=at("2027-03-15 08:00")), "2027-03-15 08:01", Stage.SENT),
        (Rule(active=False), "2027-03-15 14:00", Stage.OFF),
        (Rule("sign_up"), "2027-03-01 00:00", Stage.NO_DATE),
    ],
)
def test_how_far_it_has_come(rule: Rule, now: str, expected: Stage) -> None:
    assert stage(rule, an_occasion(closes_at=None), at(now)) is expected


@pytest.mark.parametrize(
    ("anchor", "days", "groups", "reason"),
    [
        ("meeting", -3, "seat", None),
        ("meeting", 2, "seat line", None),
        ("sign_up", 0, "silent", None),
        ("meeting", -3, "", ReminderReason.NOBODY),
        ("sign_up", 1, "seat", ReminderReason.AFTER_A_DEADLINE),
        ("meeting", 1, "seat silent", ReminderReason.SILENT_AFTER),
    ],
)
def test_which_there_can_be(anchor: str, days: int, groups: str, reason: ReminderReason | None) -> None:
    chosen = {f"to_{name}": name in groups.split() for name in ("seat", "line", "silent")}
    assert refusal_to_save(anchor, days, **chosen) is reason
