"""When somebody may ask, be invited, answer, take back: the rules as truth tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from meetings.ideas.rules.partnering import (
    CONFIRM_WITHIN,
    Asked,
    Before,
    PartnerReason,
    is_listed,
    is_public,
    lapses,
    refusal_to_become,
    refusal_to_invite,
    refusal_to_join,
    stands,
)
from tests.builders import NOW


@dataclass(frozen=True)
class AnIdea:
    state: str = "received"
    seeks_partners: bool = True
    publish_consent: bool = True
    published_at: datetime | None = NOW
    erased_at: datetime | None = None


@dataclass(frozen=True)
class AnOrganisation:
    confirmed_at: datetime | None = NOW
    withdrawn_at: datetime | None = None
    hidden_at: datetime | None = None
    erased_at: datetime | None = None


@pytest.mark.parametrize(
    ("idea", "stands_so", "public"),
    [
        (AnIdea(), True, True),
        (AnIdea(publish_consent=False), True, False),
        (AnIdea(published_at=None), True, False),
        (AnIdea(state="follow_up"), True, True),
        (AnIdea(state="draft"), False, False),
        (AnIdea(state="withdrawn"), False, False),
        (AnIdea(state="merged"), False, False),
        (AnIdea(erased_at=NOW), False, False),
    ],
)
def test_which_ideas_may_be_asked(idea: AnIdea, stands_so: bool, public: bool) -> None:
    assert (stands(idea), is_public(idea)) == (stands_so, public)
    expected = None if public else PartnerReason.NOT_SEEKING
    assert refusal_to_join(idea, None) is expected
    assert refusal_to_join(replace(idea, seeks_partners=False), None) is PartnerReason.NOT_SEEKING
    invited = refusal_to_invite(idea, AnOrganisation(), None)
    assert invited is (None if stands_so else PartnerReason.NOT_SENT)


@pytest.mark.parametrize("column", ["withdrawn_at", "hidden_at", "erased_at"])
def test_who_stands_in_the_list(column: str) -> None:
    assert is_listed(AnOrganisation())
    gone = replace(AnOrganisation(), **{column: NOW})
    assert not is_listed(gone)
    assert not is_listed(AnOrganisation(confirmed_at=None))
    assert refusal_to_invite(AnIdea(), gone, None) is PartnerReason.NOT_LISTED


J, INV = "join", "invite"


@pytest.mark.parametrize(
    ("before", "join", "invite"),
    [
        (None, None, None),
        (Before(J, "unconfirmed"), None, None),
        (Before(J, "withdrawn"), None, None),
        (Before(J, "asked"), PartnerReason.ALREADY_ASKED, PartnerReason.HAS_ASKED_YOU),
        (Before(INV, "asked"), PartnerReason.ALREADY_INVITED, PartnerReason.ALREADY_ASKED),
        (Before(J, "accepted"), PartnerReason.ALREADY_PARTNERS, PartnerReason.ALREADY_PARTNERS),
        (Before(J, "declined"), PartnerReason.SAID_NO, None),  # who said no may change their mind, and ask
        (Before(INV, "declined"), None, PartnerReason.SAID_NO),
    ],
)
def test_asking_twice(before: Before | None, join: PartnerReason | None, invite: PartnerReason | None) -> None:
    assert refusal_to_join(AnIdea(), before) is join
    assert refusal_to_invite(AnIdea(), AnOrganisation(), before) is invite


@pytest.mark.parametrize(
    ("now", "may_become", "says"),
    [
        ("unconfirmed", {"asked", "withdrawn"}, PartnerReason.NOT_CONFIRMED),
        ("asked", {"accepted", "declined", "withdrawn"}, PartnerReason.ALREADY_ASKED),
        ("accepted", {"withdrawn"}, PartnerReason.ANSWERED_YES),
        ("declined", set(), PartnerReason.ANSWERED_NO),
        ("withdrawn", set(), PartnerReason.TAKEN_BACK),
    ],
)
def test_which_state_follows_which(now: str, may_become: set[str], says: PartnerReason) -> None:
    for then in Asked:
        assert refusal_to_become(now, then) is (None if then.value in may_become else says)


@pytest.mark.parametrize(("after", "expected"), [(-1, False), (0, True), (1, True)])
def test_a_link_lapses_at_its_moment(after: int, expected: bool) -> None:
    assert lapses(NOW, NOW + CONFIRM_WITHIN + timedelta(seconds=after)) is expected
