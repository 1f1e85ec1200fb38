"""What scores come to, and when criteria may be changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from meetings.ideas.rules.assessing import (
    AssessReason,
    Criterion,
    Marks,
    Progress,
    progress,
    refusal_to_assess,
    refusal_to_change,
    result,
    words_of_scale,
)
from tests.databases import only_sqlite

pytestmark = only_sqlite
NEED, REACH = Criterion(1, "Behov", most=5, weight=3), Criterion(2, "Räckvidd", most=10, weight=1)
BOTH = (NEED, REACH)


@pytest.mark.parametrize(
    ("given", "number", "means", "total", "lowest", "highest"),
    [
        ([], 0, {}, None, None, None),
        ([Marks({1: 5, 2: 10})], 1, {1: 5, 2: 10}, 100, 100, 100),
        ([Marks({1: 1, 2: 1})], 1, {1: 1, 2: 1}, 100 * (3 / 5 + 1 / 10) / 4, 17.5, 17.5),
        ([Marks({1: 5, 2: 5}), Marks({1: 4, 2: 2})], 2, {1: 4.5, 2: 3.5}, (87.5 + 65) / 2, 65, 87.5),
        ([Marks({1: 5})], 0, {}, None, None, None),  # begun: does not count
        ([Marks({1: 5, 2: 10}, conflict=True)], 0, {}, None, None, None),
        ([Marks({1: 5, 2: 10}), Marks(conflict=True), Marks({2: 1})], 1, {1: 5, 2: 10}, 100, 100, 100),
    ],
)
def test_scores_come_to_means_and_a_weighted_total(given, number, means, total, lowest, highest) -> None:
    found = result(given, BOTH)

    assert (found.number, found.means) == (number, pytest.approx(means))
    for value, wanted in ((found.total, total), (found.lowest, lowest), (found.highest, highest)):
        assert value == (None if wanted is None else pytest.approx(wanted))
    assert found.spread == pytest.approx((highest or 0) - (lowest or 0))
    assert found.conflicts == sum(one.conflict for one in given)


@pytest.mark.parametrize(
    ("marks", "of_version", "how"),
    [
        (None, 0, Progress.NEW),
        (Marks(comment="Än så länge"), 2, Progress.BEGUN),
        (Marks({1: 1}), 2, Progress.BEGUN),
        (Marks({1: 1, 2: 1}), 2, Progress.DONE),
        (Marks({1: 1, 2: 1}), 1, Progress.CHANGED),
        (Marks(conflict=True), 1, Progress.CONFLICT),
    ],
)
def test_progress(marks, of_version, how) -> None:
    assert progress(marks, BOTH, of_version=of_version, current=2) is how


@pytest.mark.parametrize(
    ("new", "may"),
    [
        (BOTH, True),
        ((REACH, NEED), True),  # another order
        ((Criterion(1, "Nytta", "Mer", 5, 3), REACH), True),  # other words
        ((Criterion(1, "Behov", most=4, weight=3), REACH), False),
        ((Criterion(1, "Behov", most=5, weight=2), REACH), False),
        ((NEED,), False),
        ((NEED, REACH, Criterion(None, "Ny")), False),
    ],
)
def test_criteria_are_locked_once_there_are_scores(new, may) -> None:
    assert refusal_to_change(BOTH, new, has_scores=False) is None
    refusal = refusal_to_change(BOTH, new, has_scores=True)
    assert (refusal is None) is may
    assert may or refusal.reason is AssessReason.HAS_SCORES


def test_time_to_assess_is_half_open() -> None:
    until = datetime(2027, 5, 5, 22, 0, tzinfo=UTC)
    second = timedelta(seconds=1)

    assert refusal_to_assess(None, until) is None
    assert refusal_to_assess(until, until - second) is None
    assert refusal_to_assess(until, until).reason is AssessReason.OVER
    assert refusal_to_assess(until, until + second).values == {"until": until}


def test_every_score_of_a_scale_has_a_word() -> None:
    assert words_of_scale(2) == ((1, "mycket svag"), (2, "mycket god"))
    assert [word for _score, word in words_of_scale(5)] == ["mycket svag", "svag", "godtagbar", "god", "mycket god"]
    assert [word for _score, word in words_of_scale(4)] == ["mycket svag", "svag", "god", "mycket god"]
    assert len(words_of_scale(10)) == 10
