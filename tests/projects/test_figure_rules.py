"""Figures that are part of another, what may be saved and published, and how two who write are merged: truth tables."""

from __future__ import annotations

from typing import Any

import pytest

from meetings.ideas.rules.content import Content as Idea
from meetings.projects.rules.content import (
    ActivityText,
    ContactText,
    Content,
    FigureText,
    OutcomeText,
    PartnerText,
    from_json,
    to_json,
)
from meetings.projects.rules.figures import FigureReason, refusals_of_figures
from meetings.projects.rules.growing import content_from
from meetings.projects.rules.merging import collided, in_both
from meetings.projects.rules.saving import ProjectReason, refusal_to_delete, refusal_to_save, refusals_to_publish
from tests.databases import only_sqlite
from tests.projects.builders import a_content

pytestmark = only_sqlite


@pytest.mark.parametrize(
    ("figures", "refused"),
    [
        ([FigureText(80), FigureText(31, whole=0)], {}),
        ([FigureText(80), FigureText(80, whole=0)], {}),
        ([FigureText(80), FigureText(81, whole=0)], {1: FigureReason.PART_IS_LARGER}),
        ([FigureText(81, whole=1), FigureText(80)], {0: FigureReason.PART_IS_LARGER}),
        ([FigureText(80), FigureText(0, whole=0)], {}),
        ([FigureText(planned=80), FigureText(planned=81, whole=0)], {1: FigureReason.PART_IS_LARGER}),
        ([FigureText(80, planned=100), FigureText(31, planned=100, whole=0)], {}),
        ([FigureText(80), FigureText(planned=500, whole=0)], {}),  # what was planned is no part of what was reached
        ([FigureText(80, whole=0)], {0: FigureReason.PART_OF_ITSELF}),
        ([FigureText(5, whole=1), FigureText(5, whole=0)], dict.fromkeys((0, 1), FigureReason.PART_OF_ITSELF)),
        ([FigureText(5, whole=7)], {0: FigureReason.NO_SUCH_WHOLE}),
        ([FigureText(5, whole=-1)], {0: FigureReason.NO_SUCH_WHOLE}),
        ([FigureText(unit="ungdomar"), FigureText(5, whole=0)], {1: FigureReason.NO_SUCH_WHOLE}),
        ([FigureText(80), FigureText(40, whole=0), FigureText(41, whole=1)], {2: FigureReason.PART_IS_LARGER}),
    ],
)
def test_a_part_is_never_larger_than_its_whole(figures: list[FigureText], refused: dict[int, FigureReason]) -> None:
    assert {row: refusal.reason for row, refusal in refusals_of_figures(figures).items()} == refused


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, None),
        ({"title": ""}, ProjectReason.UNTITLED),
        ({"begins": "2012-13"}, ProjectReason.NO_TIME),
        ({"activities": (ActivityText("course", at="snart"),)}, ProjectReason.NO_TIME),
        ({"begins": "2014-05", "ends": "2014-04"}, ProjectReason.ENDS_FIRST),
        ({"begins": "2014-04", "ends": "2014-04"}, None),
        ({"begins": "2013-host", "ends": "2013"}, None),  # an end may lie around the beginning
        ({"begins": "2014", "ends": "2013-vinter"}, None),
        ({"begins": "2014-var", "ends": "2013-vinter"}, ProjectReason.ENDS_FIRST),
        ({"begins": "", "ends": "2014"}, None),
        ({"figures": (FigureText(80), FigureText(81, whole=0))}, FigureReason.PART_IS_LARGER),
        ({"contacts": (ContactText(),)}, ProjectReason.UNREACHABLE),
        ({"contacts": (ContactText(phones=("031-335 50 25",)),)}, None),  # no mail
        ({"outcomes": (OutcomeText("", "kommunerna"),)}, ProjectReason.EMPTY_OUTCOME),
    ],
)
def test_what_may_be_saved(facts: dict[str, Any], reason: object) -> None:
    refusal = refusal_to_save(a_content(**facts))
    assert (refusal.reason if refusal else None) is reason


def test_what_is_lacking_before_all_may_read_it_and_when_a_draft_may_go() -> None:
    assert refusals_to_publish(a_content()) == []
    assert refusals_to_publish(a_content(summary="")) == []
    bare = a_content(owner="", summary="", purpose="")
    assert [one.reason for one in refusals_to_publish(bare)] == [
        ProjectReason.WITHOUT_OWNER,
        ProjectReason.WITHOUT_TEXT,
    ]
    assert refusal_to_delete("draft", 0) is None
    refused = (refusal_to_delete("published", 0), refusal_to_delete("draft", 1))
    assert [one and one.reason for one in refused] == [ProjectReason.IS_PUBLIC, ProjectReason.ARRANGES]


def test_content_is_whole_after_it_was_stored_and_reads_what_older_revisions_lack() -> None:
    content = a_content(
        contacts=(ContactText("Ulrica Furby", phones=("031-335 50 25", "0766-45 33 13")),), items=(3, 5)
    )
    assert from_json(to_json(content)) == content
    assert "key" not in to_json(content)["activities"][0]
    assert from_json({"title": "Gammalt", "något": 1, "figures": [{"value": 3, "nytt": 1}]}) == Content(
        "Gammalt", figures=(FigureText(3),)
    )


def test_two_who_write_are_merged_field_by_field_and_row_by_row() -> None:
    base = to_json(a_content(partners=(PartnerText("Ale kommun"), PartnerText("Lerums kommun"))))
    mine = base | {"title": "Mitt", "partners": [base["partners"][0], {**base["partners"][1], "unit": "Min"}]}
    theirs = base | {"summary": "Deras", "partners": [{**base["partners"][0], "unit": "Deras"}, base["partners"][1]]}
    both = in_both(base, mine, theirs)
    assert (both["title"], both["summary"]) == ("Mitt", "Deras")
    assert [one["unit"] for one in both["partners"]] == ["Deras", "Min"]
    assert from_json(both).figures == a_content().figures
    assert [(one.part, one.is_conflict) for one in collided(base, mine, theirs)] == [
        ("summary", False),
        ("partners:1", False),
    ]
    longer = theirs | {"partners": [*theirs["partners"], {"organisation": "Härryda kommun"}]}
    found = [(one.part, one.is_conflict) for one in collided(base, mine, longer)]
    assert found == [("summary", False), ("partners", True)]  # a row came: the list is one part, and both changed it
    assert in_both(base, mine, longer)["partners"] == mine["partners"]
    assert in_both(base, base, longer)["partners"] == longer["partners"]


def test_a_project_begins_with_what_its_idea_said() -> None:
    idea = Idea(
        title="Äldre lär unga", organisation="Ale kommun", about="x" * 601, background="Bakgrund.", purpose="Syfte.",
        target_groups=("young",), starts_in="2019-01", ends_in="snart",
    )  # fmt: skip
    content = content_from(
        idea, "sv", idea_id=7, spark_id=None, meeting_ids=(1, 2), partners=("Ale kommun", "Lerum", "Lerum", "")
    )
    assert (content.title, content.owner, content.purpose) == ("Äldre lär unga", "Ale kommun", "Syfte.")
    assert (content.begins, content.ends) == ("2019-01", "")  # what is no month is left out
    assert (content.summary, content.body) == ("", "x" * 601 + "\n\nBakgrund.")
    assert (content.partners, content.target_groups) == ((PartnerText("Lerum"),), ("young",))
    assert (content.ideas, content.sparks, content.meetings) == ((7,), (), (1, 2))
