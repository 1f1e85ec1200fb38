"""When is the door open, and what is a spark: without app or database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from meetings.sparks import rules
from meetings.sparks.rules import Shut, SparkReason, SparkState

START = datetime(2027, 3, 18, 8, 0, tzinfo=UTC)
END = START + timedelta(hours=6, minutes=30)
LAST = END + timedelta(days=14)
A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Board:
    state: str = "published"
    starts_at: datetime = START
    ends_at: datetime = END
    is_open: bool = False
    closed_at: datetime | None = None


OPEN = Board(is_open=True)
CLOSED = Board(closed_at=START + timedelta(hours=5))


@pytest.mark.parametrize(
    ("board", "now", "reason", "values"),
    [
        (OPEN, START - timedelta(days=3), None, {}),
        (OPEN, START, None, {}),
        (OPEN, LAST - A_SECOND, None, {}),
        (OPEN, LAST, Shut.CLOSED, {"closed_at": LAST}),
        (OPEN, LAST + A_SECOND, Shut.CLOSED, {"closed_at": LAST}),
        (Board(), START - timedelta(days=3), Shut.NOT_YET, {"starts_at": START}),
        (Board(), END - A_SECOND, Shut.NOT_YET, {"starts_at": START}),
        (Board(), END, Shut.OVER, {}),
        (CLOSED, START + timedelta(hours=6), Shut.CLOSED, {"closed_at": START + timedelta(hours=5)}),
        (CLOSED, LAST, Shut.CLOSED, {"closed_at": START + timedelta(hours=5)}),
        (Board(state="cancelled", is_open=True), START, Shut.CANCELLED, {}),
        (Board(state="draft", is_open=True), START, Shut.CANCELLED, {}),
    ],
)
def test_the_door_says_why_it_is_shut(
    board: Board, now: datetime, reason: Shut | None, values: dict[str, datetime]
) -> None:
    refusal = rules.refusal_to_spark(board, now)
    assert (refusal.reason, refusal.values) == (reason, values) if reason else refusal is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("state", "now", "reason"),
    [
        ("published", LAST - A_SECOND, None),
        ("published", LAST, SparkReason.TOO_LATE),
        ("draft", START, SparkReason.NOT_PUBLIC),
        ("cancelled", START, SparkReason.CANCELLED),
    ],
)
def test_who_may_open(state: str, now: datetime, reason: SparkReason | None) -> None:
    assert rules.refusal_to_open(Board(state=state), now) is reason


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  En  digital\r\nlots\tpå\n\nbiblioteket ", "En digital lots på biblioteket"),
        ("A\u030amål", "Åmål"),
        ("Z\u0335\u0336\u0337\u0338algo\u0335\u0336\u0337", "Z\u0335\u0336algo\u0335\u0336"),
        ("Läs https://example.se/a?b=1", "Läs https://example.se/a?b=1"),
        ("👩\u200d💻 kurs", "👩\u200d💻 kurs"),
        (None, ""),
    ],
)
def test_a_spark_is_one_line(typed: str | None, kept: str) -> None:
    assert rules.normalised(typed) == kept


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Lots", None),
        ("5", None),
        ("…!?", SparkReason.NO_WORDS),
        ("🎉🎉", SparkReason.NO_WORDS),
        ("\u200b", SparkReason.NO_WORDS),
        ("Ring 811218-9876 om det", SparkReason.PERSONAL_NUMBER),
        ("Ring 031-335 50 25", None),
    ],
)
def test_what_is_no_spark(text: str, reason: SparkReason | None) -> None:
    assert rules.problem_in(text) is reason


def test_a_spark_waits_unless_it_shows_at_once() -> None:
    assert rules.state_at_first(shows_at_once=False) is SparkState.NEW
    assert rules.state_at_first(shows_at_once=True) is SparkState.APPROVED
