"""How a speaker stands, until when their link works, who is asked again, and what is due when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from meetings.materials.rules import VersionState
from meetings.materials.rules import speaking as rules
from meetings.materials.rules.speaking import SpeakerReason, SpeakerState

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
WAITING, APPROVED, REFUSED = SpeakerState.WAITING, SpeakerState.APPROVED, SpeakerState.REFUSED
NOT_ASKED, MISSING, DECLINED = SpeakerState.NOT_ASKED, SpeakerState.MISSING, SpeakerState.DECLINED


@dataclass
class A_link:  # noqa: N801 - reads as a builder
    asked_at: datetime | None = NOW - 3 * DAY
    reminded_at: datetime | None = None
    declined_at: datetime | None = None
    erased_at: datetime | None = None


@dataclass
class A_meeting:  # noqa: N801
    state: str = "published"
    starts_at: datetime = datetime(2027, 3, 18, 8, tzinfo=UTC)
    ends_at: datetime = datetime(2027, 3, 18, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "declined", "offered", "taken", "refused", "state"),
    [
        (False, False, 0, 0, 0, NOT_ASKED),
        (True, False, 0, 0, 0, MISSING),
        (True, False, 1, 0, 0, WAITING),
        (False, False, 1, 0, 0, WAITING),  # who has the link from elsewhere
        (True, False, 1, 2, 1, WAITING),
        (True, False, 0, 1, 1, APPROVED),
        (True, False, 0, 0, 1, REFUSED),
        (True, True, 0, 0, 0, DECLINED),
        (True, True, 0, 0, 1, DECLINED),  # who gives up after a refusal
        (True, True, 0, 1, 0, APPROVED),
    ],
)
def test_how_a_speaker_stands(
    asked: bool, declined: bool, offered: int, taken: int, refused: int, state: SpeakerState
) -> None:
    link = A_link(asked_at=NOW if asked else None, declined_at=NOW if declined else None)
    assert rules.standing(link, offered=offered, taken=taken, refused=refused) is state


@pytest.mark.parametrize(
    ("versions", "offer", "is_shown", "state"),
    [
        ({"offered"}, "", False, VersionState.OFFERED),
        ({"refused", "offered"}, "", False, VersionState.OFFERED),
        ({"taken", "offered"}, "", True, VersionState.OFFERED),
        ({"taken", "refused"}, "", True, VersionState.TAKEN),
        ({"refused"}, "", False, VersionState.REFUSED),
        (set(), "offered", False, VersionState.OFFERED),
        (set(), "refused", False, VersionState.REFUSED),
        (set(), "refused", True, VersionState.TAKEN),
    ],
)
def test_what_became_of_one_thing(versions: set[str], offer: str, is_shown: bool, state: VersionState) -> None:
    assert rules.state_of_thing(versions, offer, is_shown=is_shown) is state


@pytest.mark.parametrize(
    ("asked", "reminded", "rests"),
    [
        (NOW - timedelta(hours=24), None, False),
        (NOW - timedelta(hours=24) + SECOND, None, True),
        (NOW - 9 * DAY, NOW - timedelta(hours=24), False),
        (NOW - 9 * DAY, NOW - SECOND, True),
        (NOW, NOW - 2 * DAY, True),  # asked anew after a reminder
        (None, None, False),
    ],
)
def test_nobody_gets_two_mails_in_24_hours(asked: datetime | None, reminded: datetime | None, rests: bool) -> None:
    link = A_link(asked_at=asked, reminded_at=reminded)
    assert rules.is_resting(link, NOW) is rests
    if asked is not None:
        assert rules.is_to_be_reminded(link, MISSING, NOW) is not rests
        refusal = rules.refusal_to_remind(link, MISSING, NOW, "Bo")
        assert (refusal.reason if refusal else None) is (SpeakerReason.RECENT if rests else None)


@pytest.mark.parametrize(
    ("state", "asked", "reminded"),
    [
        (NOT_ASKED, True, False),
        (MISSING, False, True),
        (REFUSED, False, True),
        (WAITING, False, False),
        (APPROVED, False, False),
        (DECLINED, False, False),
    ],
)
def test_who_is_asked_and_who_is_reminded(state: SpeakerState, asked: bool, reminded: bool) -> None:
    assert set(SpeakerState) == {NOT_ASKED, MISSING, REFUSED, WAITING, APPROVED, DECLINED}
    link = A_link()
    assert rules.is_to_be_asked(link, state) is asked
    assert rules.is_to_be_reminded(link, state, NOW) is reminded
    refusal = rules.refusal_to_remind(link, state, NOW, "Bo")
    assert (refusal is None) is (asked or reminded)
    gone = A_link(erased_at=NOW)
    assert not rules.is_to_be_asked(gone, state)
    assert not rules.is_to_be_reminded(gone, state, NOW)
    said = rules.refusal_to_remind(gone, state, NOW, "")
    assert said is not None
    assert said.reason is SpeakerReason.ERASED


@pytest.mark.parametrize(
    ("state", "after", "reason"),
    [
        ("published", -60 * DAY, None),
        ("draft", -60 * DAY, None),
        ("published", timedelta(0), None),  # the meeting has just ended
        ("published", 365 * DAY - SECOND, None),
        ("published", 365 * DAY, SpeakerReason.CLOSED),
        ("cancelled", -60 * DAY, SpeakerReason.CANCELLED),
    ],
)
def test_the_link_takes_things_until_a_year_after_the_meeting(
    state: str, after: timedelta, reason: SpeakerReason | None
) -> None:
    meeting = A_meeting(state)
    refusal = rules.refusal_to_send(meeting, meeting.ends_at + after)
    assert (refusal.reason if refusal else None) is reason


@pytest.mark.parametrize(
    ("number", "has", "reason"),
    [
        (1, 0, None),
        (0, 0, SpeakerReason.NOTHING),
        (1, 19, None),
        (2, 19, SpeakerReason.TOO_MANY),
        (1, 20, SpeakerReason.TOO_MANY),
    ],
)
def test_a_speaker_gives_something_and_not_too_much(number: int, has: int, reason: SpeakerReason | None) -> None:
    refusal = rules.refusal_to_give(A_meeting(), NOW, number=number, has=has)
    assert (refusal.reason if refusal else None) is reason


@pytest.mark.parametrize(
    ("starts", "now", "due"),
    [
        # The meeting is on 18 March: through the 16th, which ends with the Swedish midnight (UTC+1).
        ("2027-03-18T08:00", "2027-03-01T09:00", "2027-03-16T23:00"),
        ("2027-03-18T08:00", "2027-03-16T22:59:59", "2027-03-16T23:00"),
        ("2027-03-18T08:00", "2027-03-16T23:00", "2027-03-24T23:00"),  # the 17th: through the 24th
        ("2027-03-18T08:00", "2027-04-01T09:00", "2027-04-08T22:00"),  # summer time, UTC+2
        ("2027-03-30T08:00", "2027-03-01T09:00", "2027-03-28T22:00"),  # the day on which the clocks change
    ],
)
def test_two_days_before_the_meeting_or_a_week_from_now(starts: str, now: str, due: str) -> None:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    assert rules.default_due(A_meeting(starts_at=at(starts)), at(now)) == at(due)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Möjligheterna_med_AI.pptx", "Möjligheterna med AI"),
        ("v1.2 slutlig.pdf", "v1.2 slutlig"),
        ("utan ändelse", "utan ändelse"),
    ],
)
def test_a_file_without_a_title_is_called_by_its_name(name: str, title: str) -> None:
    assert rules.suggested_title(name) == title
