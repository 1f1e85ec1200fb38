"""Workshops held at the same time, their clashes, their seats, and until when one chooses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from meetings.errors import Refusal
from meetings.registration.rules.states import SignUpReason
from meetings.registration.rules.workshops import (
    BlockReason,
    SeatsWarning,
    Times,
    blocks,
    choice_closes,
    clash,
    end_of,
    refusal_of_block_times,
    refusal_of_way,
    refusal_to_assign,
    refusal_to_choose,
    shortage,
)

NOON = datetime(2027, 3, 18, 12, tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@dataclass(frozen=True)
class AWorkshop:
    title: str
    starts_at: datetime
    ends_at: datetime


def held(title: str, start: int, end: int) -> AWorkshop:
    """A workshop from so many minutes after noon until so many."""
    return AWorkshop(title, NOON + start * MINUTE, NOON + end * MINUTE)


@pytest.mark.parametrize(
    ("workshops", "found"),
    [
        ([], []),
        ([held("A", 0, 60)], ["A"]),
        ([held("A", 0, 60), held("B", 0, 60)], ["AB"]),
        ([held("A", 0, 60), held("B", 60, 90)], ["A", "B"]),
        ([held("A", 0, 60), held("B", 59, 90)], ["AB"]),
        ([held("C", 60, 120), held("A", 0, 60), held("B", 30, 90)], ["ABC"]),  # A and C only through B
        ([held("A", 0, 180), held("B", 10, 20), held("C", 30, 40), held("D", 180, 200)], ["ABC", "D"]),
    ],
    ids=["none", "one", "same time", "one after the other", "a minute", "through another", "within a long one"],
)
def test_what_overlaps_forms_a_block(workshops, found):
    assert ["".join(one.title for one in block) for block in blocks(workshops)] == found


@pytest.mark.parametrize(
    ("chosen", "refusal"),
    [
        ([held("A", 0, 60)], None),
        ([held("A", 0, 60), held("B", 60, 120)], None),
        ([held("B", 60, 120), held("A", 0, 60)], None),
        ([held("A", 0, 60), held("B", 59, 120)], ("A", "B", 59, 120)),
        ([held("B", 30, 90), held("A", 0, 60)], ("A", "B", 30, 90)),
        ([held("A", 0, 60), held("B", 60, 120), held("C", 100, 130)], ("B", "C", 100, 130)),
        ([held("A", 0, 300), held("B", 60, 120), held("C", 130, 140)], ("A", "B", 60, 120)),
    ],
)
def test_a_clash_is_refused_with_its_reason(chosen, refusal):
    expected = None
    if refusal:
        one, other, start, end = refusal
        time = (NOON + start * MINUTE, NOON + end * MINUTE)
        expected = Refusal(SignUpReason.WORKSHOPS_CLASH, {"workshop": one, "other": other, "time": time})
    assert clash(chosen) == expected


def test_an_item_without_end_lasts_until_what_comes_next():
    programme = [Times(NOON + start * MINUTE, None) for start in (0, 0, 45, 90)]
    ends = NOON + 120 * MINUTE
    assert end_of(programme[0], programme, ends) == NOON + 45 * MINUTE
    assert end_of(programme[3], programme, ends) == ends
    assert end_of(Times(NOON, NOON + 10 * MINUTE), programme, ends) == NOON + 10 * MINUTE


@pytest.mark.parametrize(
    ("seats", "meeting", "coming", "warning"),
    [
        ([30, 40], 120, 0, (SeatsWarning.FEWER_THAN_MEETING, 70, 120)),
        ([60, 60], 120, 0, None),
        ([60, 59], 120, 0, (SeatsWarning.FEWER_THAN_MEETING, 119, 120)),
        ([30, None], 120, 0, None),
        ([], 120, 0, None),
        ([30, 40], None, 71, (SeatsWarning.FEWER_THAN_PEOPLE, 70, 71)),
        ([30, 40], None, 70, None),
    ],
)
def test_the_desk_warns_when_the_workshops_have_too_few_seats(seats, meeting, coming, warning):
    expected = Refusal(warning[0], {"seats": warning[1], "people": warning[2]}) if warning else None
    assert shortage(seats, meeting, coming) == expected


@dataclass(frozen=True)
class ABlock:
    mode: str = "first"
    wishes_until: datetime | None = None
    changes_until: datetime | None = None
    published_at: datetime | None = None
    starts_at: datetime = NOON


EARLY, LATER = NOON - 60 * MINUTE, NOON + 60 * MINUTE


@pytest.mark.parametrize(
    ("block", "closes"),
    [
        (ABlock(), NOON),
        (ABlock(changes_until=EARLY), EARLY),
        (ABlock(changes_until=LATER), NOON),
        (ABlock(mode="ranked"), NOON),
        (ABlock(mode="ranked", wishes_until=EARLY, changes_until=NOON), EARLY),
        (ABlock(mode="ranked", wishes_until=EARLY, changes_until=NOON, published_at=EARLY), NOON),
    ],
)
def test_until_when_one_chooses(block, closes):
    assert choice_closes(block) == closes
    assert refusal_to_choose(block, closes - SECOND) is None
    for moment in (closes, closes + SECOND):
        assert refusal_to_choose(block, moment) == Refusal(SignUpReason.TOO_LATE_TO_CHOOSE, {"until": closes})


@pytest.mark.parametrize(
    ("block", "closes"),
    [
        (ABlock(changes_until=EARLY), NOON),
        (ABlock(mode="ranked", wishes_until=EARLY), EARLY),
        (ABlock(mode="ranked", wishes_until=EARLY, changes_until=EARLY, published_at=EARLY), NOON),
    ],
)
def test_who_signs_up_chooses_also_when_others_can_no_longer_change(block, closes):
    assert choice_closes(block, newcomer=True) == closes
    assert refusal_to_choose(block, closes - SECOND, newcomer=True) is None
    assert refusal_to_choose(block, closes, newcomer=True) is not None


@pytest.mark.parametrize(
    ("before", "after", "places", "wishes", "published", "reason"),
    [
        ("first", "ranked", 0, 0, False, None),
        ("first", "ranked", 1, 0, False, BlockReason.CHOSEN),
        ("first", "first", 1, 0, False, None),
        ("first", "", 1, 0, False, BlockReason.CHOSEN),
        ("first", "", 0, 0, False, None),
        ("", "ranked", 0, 0, False, None),
        ("ranked", "first", 0, 1, False, BlockReason.WISHED),
        ("ranked", "first", 0, 0, False, None),
        ("ranked", "first", 0, 1, True, BlockReason.CHOSEN),
        ("ranked", "ranked", 9, 9, True, None),
    ],
)
def test_the_way_changes_only_while_nobody_has_chosen(before, after, places, wishes, published, reason):
    refusal = refusal_of_way(before, after, places=places, wishes=wishes, published=published)
    assert (refusal.reason if refusal else None) == reason


@pytest.mark.parametrize(
    ("wishes", "changes", "reason"),
    [
        (None, None, None),
        (NOON, NOON, None),
        (NOON + SECOND, None, BlockReason.WISHES_AFTER_START),
        (NOON, NOON + SECOND, BlockReason.CHANGES_AFTER_START),
    ],
)
def test_one_chooses_at_the_latest_until_the_workshops_begin(wishes, changes, reason):
    refusal = refusal_of_block_times(wishes, changes, NOON)
    assert (refusal.reason if refusal else None) == reason


@pytest.mark.parametrize(
    ("mode", "published_at", "reason"),
    [("first", None, BlockReason.NOT_RANKED), ("ranked", None, None), ("ranked", NOON, BlockReason.PUBLISHED)],
)
def test_only_a_ranked_block_that_is_not_published_is_assigned(mode, published_at, reason):
    refusal = refusal_to_assign(mode, published_at)
    assert (refusal.reason if refusal else None) == reason
