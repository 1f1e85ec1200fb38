"""Which names are alike, and which are suggested: letters alone, no database."""

from __future__ import annotations

import pytest

from meetings.organisations.rules.likeness import ALIKE, Likely, core, likeness, typed_key
from meetings.organisations.rules.suggesting import Spelling, suggested
from meetings.text import fold


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Göteborgs stad", "Göteborg stad", True),
        ("GÖTEBORGS STAD", "goteborg", True),
        ("Vänersborgs kommun", "Vänersborg", True),
        ("Västra Götalands regionen", "Västra Götalandsregionen", True),
        ("Region Halland", "Halland region", True),
        ("Högskolan Väst", "Högskolan i Väst", True),
        ("Arbetsförmedlingen", "Arbetsformedling", True),
        ("Effektbutiken AB", "Effektbutiken", True),
        ("VG-regionen", "Västra Götalandsregionen", False),
        ("Göteborgs stad", "Göteborgs universitet", False),
        ("Kungälvs kommun", "Kungsbacka kommun", False),
        ("Ale kommun", "Åre kommun", False),
        ("Skola 1", "Skola 2", False),
        ("Stad", "Kommun", False),
        ("AB", "", False),
    ],
)
def test_names_are_alike_by_their_letters(one: str, other: str, alike: bool) -> None:
    assert (likeness(core(one), core(other)) >= ALIKE) is alike
    assert likeness(core(one), core(other)) == likeness(core(other), core(one))


def test_the_likest_come_first_and_those_said_to_be_others_do_not_come() -> None:
    likely = Likely({1: "Göteborgs stad", 2: "Göteborgsregionen", 3: "Götaborgs stad", 4: "Ale kommun", 5: "Göteborg"})
    assert list(likely.of("goteborg stad")) == [1, 5, 3]
    assert list(likely.of("goteborg stad", but=[1, 5])) == [3]
    assert list(likely.of("GR")) == []
    assert typed_key("a", "Göteborgs STAD") == typed_key("a", "goteborgs stad") != typed_key("a", "goteborg stad")
    assert typed_key("a", "goteborg") != typed_key("b", "goteborg")


def test_what_begins_as_typed_is_suggested_before_what_holds_such_a_word() -> None:
    names = [Spelling(fold(name), name) for name in ("Ale kommun", "Göteborgs stad", "IT-Ale", "Region Göteborg")]
    merged = Spelling(fold("Göteborg stad"), "Göteborgs stad")
    assert suggested([*names, merged], "GOTE") == ["Göteborgs stad", "Region Göteborg"]
    assert suggested(names, " ale") == ["Ale kommun", "IT-Ale"]
    assert suggested(names, "g") == suggested(names, "eborg") == suggested(names, "%") == []
    assert len(suggested([Spelling(f"ale {number}", f"Ale {number}") for number in range(20)], "ale")) == 8
