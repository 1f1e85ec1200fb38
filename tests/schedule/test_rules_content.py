"""Content as JSON and back, merged three ways, and compared word by word."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from meetings.schedule.rules.content import (
    AppearanceText,
    ContactText,
    Details,
    ItemText,
    by_key,
    details_from,
    differences,
    merged,
    plain,
    programme_from,
)
from meetings.schedule.rules.wording import Fate, changed_words

STARTS, ENDS = datetime(2018, 3, 23, 8, tzinfo=UTC), datetime(2018, 3, 23, 14, tzinfo=UTC)
DETAILS = Details(
    kind="mobilisation",
    title="Mobiliseringsmöte Digitalisering",
    starts_at=STARTS,
    ends_at=ENDS,
    organisers=("Strukturfondspartnerskapet",),
    contacts=(ContactText("Cecilia Nilsson", phones=("031-335 50 25", "0700-85 73 00")),),
    target_groups=("young", "far-from-work"),
    reported_number=100,
)
ITEM = ItemText(
    7, "talk", STARTS, ENDS, "Stora salen", "Vinnare och förlorare", "…", (AppearanceText("Alex", "S"),), (8,)
)


def test_details_and_programme_survive_json_unchanged():
    assert details_from(json.loads(json.dumps(plain(DETAILS)))) == DETAILS
    assert programme_from(json.loads(json.dumps(plain((ITEM,))))) == (ITEM,)


def test_a_field_that_an_older_content_lacks_is_empty():
    content = plain(DETAILS)
    del content["conclusions"], content["contacts"]
    assert details_from(content).conclusions == ""
    assert details_from(content).contacts == ()


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "both", "conflicts"),
    [
        ("a", "a", "a", "a", []),
        ("a", "b", "a", "b", []),
        ("a", "a", "c", "c", [False]),
        ("a", "b", "c", "b", [True]),
        ("a", "c", "c", "c", [False]),
    ],
)
def test_what_i_did_not_touch_is_theirs_and_what_i_changed_is_mine(base, mine, theirs, both, conflicts):
    assert merged({"title": base}, {"title": mine}, {"title": theirs}) == {"title": both}
    found = differences({"title": base}, {"title": mine}, {"title": theirs})
    assert [one.is_conflict for one in found] == conflicts


def test_items_added_by_both_stay_and_one_taken_away_by_either_goes():
    base = {"1": "a", "2": "b", "3": "c"}
    mine = {"1": "a", "3": "c", "-1": "my own"}
    theirs = {"1": "a", "2": "b", "4": "their own"}
    assert merged(base, mine, theirs) == {"1": "a", "4": "their own", "-1": "my own"}


def test_an_item_that_i_changed_and_they_took_away_stays_with_me():
    assert merged({"1": "a"}, {"1": "b"}, {}) == {"1": "b"}
    (found,) = differences({"1": "a"}, {"1": "b"}, {})
    assert (found.before, found.theirs, found.mine, found.is_conflict) == ("a", None, "b", True)


def test_an_empty_field_that_both_have_stays_empty():
    assert merged({"follows": None}, {"follows": None}, {"follows": None}) == {"follows": None}


def test_items_are_told_apart_by_their_keys():
    assert by_key(plain((ITEM,))) == {"7": plain(ITEM)}


def test_a_correction_of_one_word_shows_that_word():
    found = changed_words("Arbets och leva i väst", "Arbeta och leva i väst")
    assert [(one.fate, one.text) for one in found] == [
        (Fate.REMOVED, "Arbets"),
        (Fate.ADDED, "Arbeta"),
        (Fate.KEPT, " och leva i väst"),
    ]


def test_very_long_texts_are_compared_whole():
    found = changed_words("a " * 3000, "b " * 3000)
    assert [one.fate for one in found] == [Fate.REMOVED, Fate.ADDED]
