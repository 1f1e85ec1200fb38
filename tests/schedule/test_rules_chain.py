"""The chain: which steps there are, in which order, and which is now."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from meetings.schedule.rules.chain import Link, SignUpTimes, StepKind, StepState, chain

SECOND = timedelta(seconds=1)
OPENS = datetime(2018, 2, 1, 8, tzinfo=UTC)
CLOSES = datetime(2018, 3, 19, 23, tzinfo=UTC)
STARTS, ENDS = datetime(2018, 3, 23, 8, tzinfo=UTC), datetime(2018, 3, 23, 14, 30, tzinfo=UTC)
IDEAS = datetime(2018, 4, 24, 22, tzinfo=UTC)
NEXT, NEXT_ENDS = datetime(2018, 5, 9, 7, tzinfo=UTC), datetime(2018, 5, 9, 10, tzinfo=UTC)

SIGN_UP = SignUpTimes(OPENS, CLOSES)
FIRST = Link(1, "vanersborg", "published", STARTS, ENDS, IDEAS, SIGN_UP)
FOLLOW_UP = Link(2, "uppfoljning", "published", NEXT, NEXT_ENDS, None, SignUpTimes())
DONE, NOW, COMING = StepState.DONE, StepState.NOW, StepState.COMING


@pytest.mark.parametrize(
    ("now", "states"),
    [
        (OPENS - SECOND, [COMING, COMING, COMING, COMING]),
        (OPENS, [NOW, COMING, COMING, COMING]),
        (CLOSES - SECOND, [NOW, COMING, COMING, COMING]),
        (CLOSES, [DONE, COMING, COMING, COMING]),
        (STARTS - SECOND, [DONE, COMING, COMING, COMING]),
        (STARTS, [DONE, NOW, COMING, COMING]),
        (ENDS - SECOND, [DONE, NOW, COMING, COMING]),
        (ENDS, [DONE, DONE, NOW, COMING]),
        (IDEAS - SECOND, [DONE, DONE, NOW, COMING]),
        (IDEAS, [DONE, DONE, DONE, COMING]),
        (NEXT, [DONE, DONE, DONE, NOW]),
        (NEXT_ENDS, [DONE, DONE, DONE, DONE]),
    ],
)
def test_the_clock_moves_along_the_chain(now, states):
    steps = chain(FIRST, now, after=FOLLOW_UP)
    assert [step.kind for step in steps] == [StepKind.SIGN_UP, StepKind.MEETING, StepKind.IDEAS, StepKind.FOLLOW_UP]
    assert [step.state for step in steps] == states


def test_a_follow_up_shows_the_chain_of_the_meeting_before_it():
    assert chain(FOLLOW_UP, IDEAS, before=FIRST) == chain(FIRST, IDEAS, after=FOLLOW_UP)


def test_a_follow_up_goes_on_with_its_own_ideas_and_follow_up():
    here = replace(FOLLOW_UP, ideas_until=NEXT_ENDS + timedelta(days=20))
    last = replace(FIRST, id=3, starts_at=NEXT + timedelta(days=30), ends_at=NEXT_ENDS + timedelta(days=30))
    kinds = [step.kind for step in chain(here, NEXT, before=FIRST, after=last)]
    assert kinds[-3:] == [StepKind.FOLLOW_UP, StepKind.IDEAS, StepKind.FOLLOW_UP]
    assert [step.meeting_id for step in chain(here, NEXT, before=FIRST, after=last)] == [1, 1, 1, 2, 2, 3]


@pytest.mark.parametrize(
    ("link", "after", "kinds"),
    [
        (replace(FIRST, sign_up=None), FOLLOW_UP, [StepKind.MEETING, StepKind.IDEAS, StepKind.FOLLOW_UP]),
        (replace(FIRST, ideas_until=None), None, [StepKind.SIGN_UP, StepKind.MEETING]),
        (FIRST, replace(FOLLOW_UP, state="draft"), [StepKind.SIGN_UP, StepKind.MEETING, StepKind.IDEAS]),
        (FIRST, replace(FOLLOW_UP, state="cancelled"), [StepKind.SIGN_UP, StepKind.MEETING, StepKind.IDEAS]),
        (replace(FIRST, sign_up=None, ideas_until=None), None, []),
        (replace(FIRST, state="cancelled"), FOLLOW_UP, []),
    ],
)
def test_only_the_steps_that_exist_are_shown_and_one_alone_is_no_chain(link, after, kinds):
    assert [step.kind for step in chain(link, OPENS, after=after)] == kinds


def test_a_draft_or_cancelled_meeting_before_is_left_out():
    for state in ("draft", "cancelled"):
        steps = chain(FOLLOW_UP, OPENS, before=replace(FIRST, state=state))
        assert [step.kind for step in steps] == [StepKind.SIGN_UP, StepKind.MEETING]


def test_sign_up_without_times_is_open_until_the_meeting_begins():
    link = replace(FIRST, sign_up=SignUpTimes())
    assert chain(link, STARTS - SECOND)[0].state is NOW
    assert chain(link, STARTS)[0].state is DONE
    assert chain(link, STARTS)[0].at == STARTS


def test_sign_up_that_has_not_opened_says_when_it_does():
    step = chain(FIRST, OPENS - SECOND)[0]
    assert (step.at, step.is_deadline) == (OPENS, False)
    step = chain(FIRST, OPENS)[0]
    assert (step.at, step.is_deadline) == (CLOSES, True)
