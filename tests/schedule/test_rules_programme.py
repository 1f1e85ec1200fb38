"""The programme's rows and its times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from meetings.schedule.rules import MeetingReason
from meetings.schedule.rules.programme import moments, refusals_of_programme, rows

STARTS, ENDS = datetime(2018, 3, 23, 8, tzinfo=UTC), datetime(2018, 3, 23, 14, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@dataclass(frozen=True)
class AnItem:
    starts_at: datetime
    ends_at: datetime | None = None
    title: str = "Föredrag"


def test_items_stand_by_time_and_those_that_begin_together_are_parallel():
    lunch, first, second = AnItem(STARTS + 3 * HOUR), AnItem(STARTS, title="A"), AnItem(STARTS, title="B")
    found = rows([lunch, second, first])
    assert [row.items for row in found] == [[second, first], [lunch]]
    assert [row.is_parallel for row in found] == [True, False]


@pytest.mark.parametrize(
    ("ends", "end"),
    [
        ([STARTS + HOUR], STARTS + HOUR),
        ([STARTS + HOUR, STARTS + 2 * HOUR], STARTS + 2 * HOUR),
        ([STARTS + HOUR, None], None),
        ([None], None),
    ],
)
def test_a_row_ends_with_its_last_item_if_all_have_an_end(ends, end):
    assert rows([AnItem(STARTS, one) for one in ends])[0].ends_at == end


@pytest.mark.parametrize(
    ("item", "reasons"),
    [
        (AnItem(STARTS, ENDS), []),
        (AnItem(STARTS, STARTS + SECOND), []),
        (AnItem(STARTS), []),
        (AnItem(ENDS - SECOND), []),
        (AnItem(STARTS, STARTS), [MeetingReason.ITEM_ENDS_BEFORE_START]),
        (AnItem(STARTS + HOUR, STARTS), [MeetingReason.ITEM_ENDS_BEFORE_START]),
        (AnItem(STARTS - SECOND, ENDS), [MeetingReason.ITEM_OUTSIDE_MEETING]),
        (AnItem(STARTS, ENDS + SECOND), [MeetingReason.ITEM_OUTSIDE_MEETING]),
        (AnItem(ENDS), [MeetingReason.ITEM_OUTSIDE_MEETING]),
    ],
)
def test_an_item_lies_within_the_meeting_and_ends_after_it_begins(item, reasons):
    assert [one.reason for one in refusals_of_programme([item], STARTS, ENDS)] == reasons


def test_every_item_that_does_not_fit_is_named():
    items = [AnItem(ENDS, title="För sent"), AnItem(STARTS, title=""), AnItem(ENDS, title="")]
    found = refusals_of_programme(items, STARTS, ENDS, ["Föredrag", "Paus", "Lunch"])
    assert [one.values["title"] for one in found] == ["För sent", "Lunch"]


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (STARTS - SECOND, ["next", "later", "later"]),
        (STARTS, ["now", "next", "later"]),
        (STARTS + HOUR - SECOND, ["now", "next", "later"]),
        (STARTS + HOUR, ["over", "next", "later"]),  # a gap: nothing is on
        (STARTS + 2 * HOUR, ["over", "now", "next"]),  # without an end until what comes next
        (STARTS + 3 * HOUR, ["over", "over", "now"]),
        (ENDS - SECOND, ["over", "over", "now"]),  # and the last one until the meeting's end
        (ENDS, ["over", "over", "over"]),
    ],
)
def test_a_row_is_over_on_next_or_later(now, told):
    items = [AnItem(STARTS, STARTS + HOUR), AnItem(STARTS + 2 * HOUR), AnItem(STARTS + 3 * HOUR)]
    assert [moment.value for moment in moments(rows(items), now, ENDS)] == told
    assert moments([], now, ENDS) == []
