"""Phase, tense, publishing, cancelling: truth tables at their boundary instants."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from meetings.errors import Refusal
from meetings.schedule import rules
from meetings.schedule.rules import MeetingReason, Phase, Qualifier, State, Tense

STARTS = datetime(2018, 3, 23, 8, 0, tzinfo=UTC)
ENDS = datetime(2018, 3, 23, 14, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class AMeeting:
    state: str = State.PUBLISHED.value
    starts_at: datetime = STARTS
    ends_at: datetime = ENDS
    attendance: str = "place"
    venue: str = "Folkets Hus"
    town: str = "Vänersborg"
    online_url: str = ""
    summary: str = "För dig som vill driva eller delta i projekt."


DRAFT, PUBLISHED, CANCELLED = AMeeting("draft"), AMeeting("published"), AMeeting("cancelled")


@pytest.mark.parametrize(
    ("meeting", "now", "phase", "tense"),
    [
        (PUBLISHED, STARTS - SECOND, Phase.COMING, Tense.WILL_BE),
        (PUBLISHED, STARTS, Phase.NOW, Tense.IS),
        (PUBLISHED, STARTS + SECOND, Phase.NOW, Tense.IS),
        (PUBLISHED, ENDS - SECOND, Phase.NOW, Tense.IS),
        (PUBLISHED, ENDS, Phase.PAST, Tense.WAS),
        (PUBLISHED, ENDS + SECOND, Phase.PAST, Tense.WAS),
        (DRAFT, STARTS - SECOND, Phase.DRAFT, Tense.WILL_BE),
        (DRAFT, ENDS, Phase.DRAFT, Tense.WAS),
        (CANCELLED, STARTS - SECOND, Phase.CANCELLED, Tense.WILL_BE),
        (CANCELLED, STARTS, Phase.CANCELLED, Tense.WOULD_HAVE_BEEN),
        (CANCELLED, ENDS, Phase.CANCELLED, Tense.WOULD_HAVE_BEEN),
    ],
)
def test_the_clock_and_the_state_say_what_a_meeting_is(meeting, now, phase, tense):
    assert rules.phase(meeting, now) is phase
    assert rules.tense(meeting, now) is tense


def test_a_meeting_of_two_days_is_not_past_on_its_second():
    meeting = AMeeting(ends_at=ENDS + timedelta(days=1))
    assert rules.phase(meeting, ENDS) is Phase.NOW


@pytest.mark.parametrize(
    ("qualifier", "text"),
    [
        (Qualifier.EXACTLY, "100 deltagare"),
        (Qualifier.AT_LEAST, "minst 100 deltagare"),
        (Qualifier.NEARLY, "nästan 100 deltagare"),
        (Qualifier.ABOUT, "cirka 100 deltagare"),
        (Qualifier.OVER, "över 100 deltagare"),
    ],
)
def test_a_reported_number_says_how_exact_it_is(qualifier, text):
    assert rules.reported_text(qualifier.value) % {"number": 100} == text


@pytest.mark.parametrize(
    ("ends_at", "refusal"),
    [
        (STARTS - SECOND, Refusal(MeetingReason.ENDS_BEFORE_START)),
        (STARTS, Refusal(MeetingReason.ENDS_BEFORE_START)),
        (STARTS + SECOND, None),
    ],
)
def test_a_meeting_ends_after_it_begins(ends_at, refusal):
    assert rules.refusal_of_times(STARTS, ends_at) == refusal


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        ({}, []),
        ({"summary": ""}, [MeetingReason.NO_SUMMARY]),
        ({"venue": ""}, []),
        ({"venue": "", "town": ""}, [MeetingReason.NO_PLACE]),
        ({"attendance": "both", "venue": "", "town": ""}, [MeetingReason.NO_PLACE]),
        ({"attendance": "online", "venue": "", "town": ""}, [MeetingReason.NO_ONLINE_ADDRESS]),
        ({"attendance": "online", "online_url": "https://video.example.se"}, []),
        ({"ends_at": STARTS}, [MeetingReason.ENDS_BEFORE_START]),
        ({"summary": "", "venue": "", "town": ""}, [MeetingReason.NO_SUMMARY, MeetingReason.NO_PLACE]),
        ({"state": "published", "summary": ""}, [MeetingReason.ALREADY_PUBLISHED]),
        ({"state": "cancelled", "summary": ""}, [MeetingReason.ALREADY_CANCELLED]),
    ],
)
def test_all_that_is_missing_before_publishing_is_said_at_once(facts, reasons):
    meeting = replace(DRAFT, **facts)
    assert [one.reason for one in rules.refusals_to_publish(meeting, organisers=1, contacts=1)] == reasons


def test_a_meeting_needs_an_organiser_and_a_contact_to_be_published():
    found = rules.refusals_to_publish(DRAFT, organisers=0, contacts=0)
    assert [one.reason for one in found] == [MeetingReason.NO_ORGANISER, MeetingReason.NO_CONTACT]


@pytest.mark.parametrize(
    ("meeting", "now", "refusal"),
    [
        (PUBLISHED, ENDS - SECOND, None),
        (PUBLISHED, ENDS, Refusal(MeetingReason.HAS_BEEN)),
        (DRAFT, STARTS, Refusal(MeetingReason.NOT_PUBLISHED)),
        (CANCELLED, STARTS, Refusal(MeetingReason.ALREADY_CANCELLED)),
    ],
)
def test_a_published_meeting_can_be_cancelled_until_its_end(meeting, now, refusal):
    assert rules.refusal_to_cancel(meeting, now) == refusal


@pytest.mark.parametrize(
    ("state", "arrivals", "refusal"),
    [
        ("draft", 0, None),
        ("draft", 1, Refusal(MeetingReason.DRAFT_HAS_PEOPLE)),
        ("published", 0, Refusal(MeetingReason.NOT_A_DRAFT)),
        ("cancelled", 0, Refusal(MeetingReason.NOT_A_DRAFT)),
    ],
)
def test_only_a_draft_that_nobody_signed_up_to_is_deleted(state, arrivals, refusal):
    assert rules.refusal_to_delete(state, arrivals) == refusal


@pytest.mark.parametrize(
    ("chain", "refusal"),
    [
        ([], None),
        ([2, 3], None),
        ([1], Refusal(MeetingReason.FOLLOWS_ITSELF)),
        ([2, 1], Refusal(MeetingReason.FOLLOWS_ITSELF)),
    ],
)
def test_a_meeting_does_not_follow_up_itself_in_any_number_of_steps(chain, refusal):
    assert rules.refusal_to_follow(1, chain) == refusal


@pytest.mark.parametrize("names", [rules.STATE_NAMES, rules.PHASE_NAMES, rules.ATTENDANCE_NAMES])
def test_every_state_phase_and_way_to_take_part_has_a_name(names):
    kinds = {type(one) for one in names}
    assert set(names) == set(kinds.pop())
