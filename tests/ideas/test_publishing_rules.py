"""What decides whether an idea is published, and what of it and of its follow-up anybody is told: truth tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from meetings.ideas.rules.following import Wanted, is_told, may_be_taken_up, programme_with, said, times
from meetings.ideas.rules.publishing import PublishReason, Standing, public_state, refusal_to_publish, standing
from meetings.ideas.rules.states import State
from meetings.schedule.rules.content import AppearanceText, ItemText
from tests.databases import only_sqlite

pytestmark = only_sqlite
AT = datetime(2027, 5, 9, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Facts:
    """What decides about an idea."""

    state: str = "received"
    current: int = 2
    late: bool = False
    late_decision: str = ""
    publish_consent: bool = True
    published_version: int | None = None


@pytest.mark.parametrize(
    ("facts", "seen", "meeting", "reason"),
    [
        (Facts(), 2, "published", None),
        (Facts(state="merged"), 2, "published", None),
        (Facts(published_version=1), 2, "cancelled", None),
        (Facts(late=True, late_decision="accepted"), 2, "published", None),
        (Facts(publish_consent=False), 2, "published", PublishReason.NO_LEAVE),
        (Facts(state="withdrawn"), 2, "published", PublishReason.NOT_RECEIVED),
        (Facts(state="draft"), 2, "published", PublishReason.NOT_RECEIVED),
        (Facts(current=0), 0, "published", PublishReason.NOT_RECEIVED),
        (Facts(late=True), 2, "published", PublishReason.LATE),
        (Facts(late=True, late_decision="declined"), 2, "published", PublishReason.LATE),
        (Facts(), 2, "draft", PublishReason.MEETING_IS_DRAFT),
        (Facts(), 1, "published", PublishReason.NEWER_CAME),
        (Facts(published_version=2), 2, "published", PublishReason.AS_IT_STANDS),
    ],
)
def test_who_may_be_published(facts: Facts, seen: int, meeting: str, reason: PublishReason | None) -> None:
    refusal = refusal_to_publish(facts, seen, meeting)
    assert (refusal.reason if refusal else None) is reason


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(), Standing.READY),
        (Facts(publish_consent=False), Standing.NO_LEAVE),
        (Facts(state="withdrawn"), Standing.CANNOT),
        (Facts(published_version=2), Standing.PUBLISHED),
        (Facts(published_version=1), Standing.NEWER),
    ],
)
def test_where_an_idea_stands(facts: Facts, expected: Standing) -> None:
    assert standing(facts) is expected


@pytest.mark.parametrize(
    ("state", "told", "shown"),
    [
        ("received", "", None),
        ("incomplete", "incomplete", None),
        ("follow_up", "", None),
        ("follow_up", "follow_up", State.FOLLOW_UP),
        ("project", "follow_up", None),
        ("project", "project", State.PROJECT),
        ("resting", "resting", State.RESTING),
    ],
)
def test_readers_are_shown_no_state_before_its_actors_are(state: str, told: str, shown: State | None) -> None:
    assert public_state(state, told) is shown
    assert is_told("project", state, told, public=True) == (shown is not None or state in ("received", "incomplete"))
    assert not is_told("project", state, told, public=False)
    assert not is_told("", state, told, public=True)


@pytest.mark.parametrize(
    ("state", "late", "decision", "may"),
    [
        ("received", False, "", True),
        ("resting", False, "", True),
        ("project", False, "", True),
        ("received", True, "", False),
        ("received", True, "accepted", True),
        ("withdrawn", False, "", False),
        ("merged", False, "", False),
        ("draft", False, "", False),
    ],
)
def test_who_may_get_a_slot(state: str, late: bool, decision: str, may: bool) -> None:
    assert may_be_taken_up(state, late=late, late_decision=decision) is may


def test_an_idea_that_is_not_public_is_a_number_on_the_programme() -> None:
    assert said("Lots", "Maja Lind", public=True, instead="Projektidé 3") == ("Lots", "Maja Lind")
    assert said("Lots", "Maja Lind", public=False, instead="Projektidé 3") == ("Projektidé 3", "")


def test_slots_follow_each_other_among_the_rest_of_the_programme() -> None:
    lasting = times(AT, [10, 15])
    assert lasting == [(AT, AT + timedelta(minutes=10)), (AT + timedelta(minutes=10), AT + timedelta(minutes=25))]
    had = [
        ItemText(1, "welcome", AT - timedelta(minutes=30)),
        ItemText(5, "project", AT - timedelta(minutes=5), title="Förr", room="Dalbo", summary="Text"),
        ItemText(7, "project", AT, title="Bort"),
        ItemText(8, "break", AT + timedelta(minutes=12)),
    ]
    wanted = [Wanted(5, "Lots", "Maja", *lasting[0]), Wanted(None, "Kompis", "", *lasting[1])]
    found = programme_with(had, wanted, {7})
    assert [(one.key, one.title) for one in found] == [(1, ""), (5, "Lots"), (-2, "Kompis"), (8, "")]
    assert (found[1].room, found[1].summary, found[1].appearances) == ("Dalbo", "Text", (AppearanceText("Maja"),))
    assert (found[2].kind, found[2].ends_at, found[2].appearances) == ("project", lasting[1][1], ())
