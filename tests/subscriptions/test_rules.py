"""Which meeting concerns whom, and when it is told: truth tables without an app."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from meetings.subscriptions import rules
from meetings.subscriptions.rules import CALM, FRESH, About, Choice, Plan, Standing

PUBLISHED = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)
ALL: frozenset[str] = frozenset()


def codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


@pytest.mark.parametrize(
    ("topics", "counties", "wants_topics", "wants_counties", "told"),
    [
        ("unga", "halland", "", "", True),
        ("unga", "halland", "unga", "", True),
        ("unga", "halland", "unga digitalisering", "halland", True),
        ("unga", "halland", "digitalisering", "", False),
        ("unga", "halland", "", "vastra-gotaland", False),
        ("unga", "halland", "unga", "vastra-gotaland", False),
        ("unga", "halland", "digitalisering", "halland", False),
        ("", "halland", "unga", "halland", True),  # what a meeting does not say excludes nobody
        ("unga", "", "unga", "vastra-gotaland", True),
        ("", "", "unga", "halland", True),
        ("unga digitalisering", "", "digitalisering", "", True),
    ],
)
def test_a_meeting_concerns_who_wants_something_that_it_says(
    topics: str, counties: str, wants_topics: str, wants_counties: str, told: bool
) -> None:
    choice = Choice(codes(wants_topics), codes(wants_counties))
    assert rules.concerns(About(codes(topics), codes(counties)), choice) is told


COUNTIES = {"vanersborg": "vastra-gotaland", "varberg": "halland"}


@pytest.mark.parametrize(
    ("theme", "groups", "attendance", "town", "topics", "counties"),
    [
        ("Digital hälsa", ["young"], "place", "Vänersborg", "digital-halsa young", "vastra-gotaland"),
        ("", [], "place", "VARBERG", "", "halland"),
        ("", [], "place", "Skene", "", ""),  # no municipality's name: it may be in any county
        ("", [], "online", "Varberg", "", ""),
        ("", [], "both", "Varberg", "", ""),
    ],
)
def test_a_meeting_says_its_theme_groups_and_county(
    theme: str, groups: list[str], attendance: str, town: str, topics: str, counties: str
) -> None:
    assert rules.about(theme, groups, attendance, town, COUNTIES) == About(codes(topics), codes(counties))


@dataclass(frozen=True)
class Meeting:
    state: str = "published"
    listed: bool = True
    access: str = "open"
    published_at: datetime | None = PUBLISHED
    starts_at: datetime = PUBLISHED + timedelta(days=30)


NEW = Meeting()
SOON = replace(NEW, starts_at=PUBLISHED + timedelta(hours=1))
SENDING, TOLD, STOPPED = (one.value for one in (Standing.SENDING, Standing.TOLD, Standing.STOPPED))


@pytest.mark.parametrize(
    ("meeting", "standing", "after", "plan"),
    [
        (NEW, None, timedelta(0), Plan.WAITS),
        (NEW, None, CALM - TICK, Plan.WAITS),
        (NEW, None, CALM, Plan.DUE),
        (NEW, None, FRESH - TICK, Plan.DUE),
        (NEW, None, FRESH, Plan.NEVER),  # what stood still for a week is no news
        (NEW, SENDING, FRESH, Plan.SENDING),  # but what has begun is ended
        (NEW, TOLD, CALM, Plan.TOLD),
        (NEW, STOPPED, timedelta(0), Plan.STOPPED),
        (SOON, None, CALM, Plan.DUE),
        (SOON, None, timedelta(hours=1) - TICK, Plan.DUE),
        (SOON, None, timedelta(hours=1), Plan.NEVER),  # it has begun
        (SOON, SENDING, timedelta(hours=1), Plan.NEVER),
        (replace(NEW, state="draft"), None, CALM, Plan.NEVER),
        (replace(NEW, state="draft"), TOLD, CALM, Plan.TOLD),  # published anew, it is not told again
        (replace(NEW, state="cancelled"), None, CALM, Plan.NEVER),
        (replace(NEW, state="cancelled"), SENDING, CALM, Plan.NEVER),
        (replace(NEW, listed=False), None, CALM, Plan.NEVER),
        (replace(NEW, access="link"), None, CALM, Plan.NEVER),
        (replace(NEW, access="invited"), None, CALM, Plan.NEVER),
        (replace(NEW, published_at=None), None, CALM, Plan.NEVER),
    ],
)
def test_a_meeting_is_told_once_after_a_calm_while(
    meeting: Meeting, standing: str | None, after: timedelta, plan: Plan
) -> None:
    assert rules.plan(meeting, standing, PUBLISHED + after) is plan


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (["young", "po2.1"], {"young", "po2.1"}),
        (["Unga", "å", "", "-", "a" * 61, "a\n", "a b", "<script>"], set()),
    ],
)
def test_an_address_names_codes_or_nothing(typed: list[str], kept: set[str]) -> None:
    assert rules.codes(typed) == kept
    assert len(rules.codes(f"x{number}" for number in range(200))) == rules.CODES_AT_MOST


def test_a_link_to_confirm_with_holds_for_three_days() -> None:
    assert not rules.lapses(PUBLISHED, PUBLISHED + timedelta(days=3) - TICK)
    assert rules.lapses(PUBLISHED, PUBLISHED + timedelta(days=3))
