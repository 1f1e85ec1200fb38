"""Which organisations fit which ideas, and why: the rule as a truth table, and its twin in SQL."""

from __future__ import annotations

import pytest
from flask import Flask

from meetings import transaction
from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.ideas.models import Idea, IdeaCall
from meetings.ideas.queries import matches
from meetings.ideas.queries import seeking as lists
from meetings.ideas.rules.matching import Match, Offering, Reason, Seeking, Why, match
from tests.builders import NOW, a_term
from tests.ideas.builders import a_call, a_content, an_idea
from tests.ideas.followups import a_published_idea
from tests.ideas.partner_scenes import an_interest, vocabulary

YOUNG, TOWN, SOUGHT, COUNTY = (
    Reason(Why.TARGET_GROUP, ("young",)),
    Reason(Why.MUNICIPALITY, ("vanersborg",)),
    Reason(Why.SECTOR, ("social-economy",)),
    Reason(Why.COUNTY, ("vastra-gotaland",)),
)
VG = "vastra-gotaland"
FULL = Seeking(("young", "newcomers", "sick", "women"), "vanersborg", VG, ("social-economy", "private"))


@pytest.mark.parametrize(
    ("idea", "organisation", "expected"),
    [
        (FULL, Offering(), None),
        (FULL, Offering(("old",), "boras", "", "public"), None),
        (FULL, Offering((), "trollhattan", VG, "public"), None),  # a county alone is no reason
        (FULL, Offering(("young",)), Match(3, (YOUNG,))),
        (FULL, Offering(("newcomers", "young")), Match(4, (Reason(Why.TARGET_GROUP, ("young", "newcomers")),))),
        (FULL, Offering(FULL.target_groups), Match(5, (Reason(Why.TARGET_GROUP, tuple(FULL.target_groups)),))),
        (FULL, Offering(sector="social-economy"), Match(3, (SOUGHT,))),
        (Seeking(sectors=()), Offering(sector="social-economy"), None),
        (FULL, Offering((), "vanersborg", VG), Match(3, (TOWN,))),
        (Seeking((), "other"), Offering((), "other"), None),  # two who say "annan kommun" are no neighbours
        (Seeking((), "whole-region"), Offering((), "whole-region"), None),
        (FULL, Offering(("young",), "trollhattan", VG), Match(4, (YOUNG, COUNTY))),
        (FULL, Offering(("young",), "vanersborg", VG), Match(6, (YOUNG, TOWN))),
        (FULL, Offering(("young",), "vanersborg", VG, "social-economy"), Match(9, (YOUNG, TOWN, SOUGHT))),
        (Seeking(("young",)), Offering(("young",), "", ""), Match(3, (YOUNG,))),
    ],
)
def test_points_and_reasons(idea: Seeking, organisation: Offering, expected: Match | None) -> None:
    assert match(idea, organisation) == expected


def test_suggestions_are_the_rules_best_and_strangers_only(app: Flask) -> None:
    vocabulary()
    for code in ("other",):
        a_term(Vocabulary.MUNICIPALITY, code, "Annan kommun")
    call, elsewhere = a_call(), a_call()
    idea = a_published_idea(call, says={"target_groups": ("young", "newcomers")})
    far = a_published_idea(
        call, "Långt bort", says={"municipality": "other", "target_groups": (), "partners_sought": ("private",)}
    )
    an_idea(call, content=a_content(title="Söker ingen", partners_sought=(), partners_text=""))
    towns, sectors = ("", "vanersborg", "trollhattan", "other"), ("public", "social-economy", "private")
    for number, (town, sector, groups) in enumerate(
        (town, sector, groups)
        for town in towns
        for sector in sectors
        for groups in ((), ("young",), ("newcomers", "young"))
    ):
        an_interest(call, f"Organisation {number:02}", municipality=town, sector=sector, groups=groups)
    best = {"municipality": "vanersborg", "sector": "social-economy", "groups": ("young", "newcomers")}
    an_interest(elsewhere, "I ett annat inspel", **best)
    an_interest(call, "Ej bekräftad", confirmed=False, **best)
    an_interest(call, "Har lämnat", withdrawn_at=NOW, **best)
    an_interest(call, "Dold", hidden_at=NOW, **best)
    an_interest(call, "Raderad", erased_at=NOW, **best)
    an_interest(call, "Samma adress", email=idea.contact_email, **best)
    an_interest(call, "Vänersborgs kommun", **best)  # the idea's own organisation
    found = matches.for_ideas([idea.id, far.id], 100)
    assert_same_as_the_rule(call, found)
    assert [one.interest.organisation_name for one in matches.for_ideas([idea.id], 2)[idea.id]] == [
        "Organisation 14",
        "Organisation 13",
    ]
    interest = next(one.interest for one in found[idea.id] if one.interest.organisation_name == "Organisation 14")
    assert [one.idea.title for one in matches.for_interest(interest)] == ["Digital lots för unga"]


def assert_same_as_the_rule(call: IdeaCall, found: dict[int, list[matches.Suggestion]]) -> None:
    """What SQL chose is what the rule says of every pair, in the order of its points."""
    from meetings.ideas.models import PartnerInterest
    from meetings.ideas.rules.partnering import is_listed

    interests = db.session.query(PartnerInterest).filter_by(call_id=call.id).order_by("organisation_sort").all()
    for idea_id, suggestions in found.items():
        idea = db.session.get_one(Idea, idea_id)
        expected = [
            (one.organisation_name, points)
            for one in interests
            if is_listed(one) and one.contact_email != idea.contact_email
            if one.organisation_name != idea.organisation_name
            if (points := match(seeking(idea), offering(one))) is not None
        ]
        expected.sort(key=lambda pair: -pair[1].points)
        assert [(one.interest.organisation_name, one.match) for one in suggestions] == expected
        assert expected


def seeking(idea: Idea) -> Seeking:
    place = idea.municipality
    return Seeking(
        tuple(term.code for term in idea.target_groups), place.code, place.parent.code if place.parent else "",
        tuple(term.code for term in idea.sought),
    )  # fmt: skip


def offering(one: object) -> Offering:
    place = one.municipality
    return Offering(
        tuple(term.code for term in one.target_groups), place.code if place else "",
        place.parent.code if place and place.parent else "", one.sector.code,
    )  # fmt: skip


def test_others_meet_an_idea_as_it_was_published_not_as_a_newer_version_says(app: Flask) -> None:
    vocabulary()
    call = a_call()
    idea = a_published_idea(call)
    one = an_interest(call, municipality="vanersborg", sector="social-economy", groups=("young",))
    (before,) = matches.for_interest(one)
    with transaction.write() as session:  # a newer version is received, and not published
        row = session.get_one(Idea, idea.id)
        row.seeks_partners, row.municipality = False, a_term(Vocabulary.MUNICIPALITY, "trollhattan")
        row.target_groups, row.sought = [a_term(Vocabulary.TARGET_GROUP, "newcomers")], []
    (after,) = matches.for_interest(one)
    assert (after.match, after.municipality_id) == (before.match, before.municipality_id)
    assert after.match.reasons == (YOUNG, TOWN, SOUGHT)
    assert matches.for_ideas([idea.id]) == {idea.id: []}  # its own contact is told by what was received last
    of_sector = lists.Wanted(sector=a_term(Vocabulary.SECTOR, "social-economy").id)
    assert [found.idea_id for found in db.session.scalars(lists.seeking(call.id, of_sector))] == [idea.id]
