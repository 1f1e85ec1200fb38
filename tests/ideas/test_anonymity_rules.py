"""What is hidden of who is behind an idea, and what is not."""

from __future__ import annotations

import time
import unicodedata
from dataclasses import fields

import pytest

from meetings.ideas.rules.anonymity import (
    HIDDEN,
    WRITTEN,
    Behind,
    anonymised,
    anonymised_answers,
    hidden_in,
    withheld,
)
from meetings.ideas.rules.content import Attached, Content
from tests.databases import only_sqlite

pytestmark = only_sqlite
BEHIND = Behind(
    organisations=("Lotsen på Åmålsön (LPÅ) ek. för.",),
    people=("Maja-Stina Öberg",),
    emails=("maja@lotsen.se",),
    phones=("031-335 50 25",),
    words=("Norra bryggan",),
)
DECOMPOSED = unicodedata.normalize("NFD", "Lotsen på Åmålsön")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Lotsen på Åmålsön (LPÅ) ek. för. vill", "[dolt]. vill"),
        ("LOTSEN PÅ ÅMÅLSÖN vill", "[dolt] vill"),
        (f"{DECOMPOSED} vill", "[dolt] vill"),
        ("Lotsen pa Amalson vill", "[dolt] vill"),
        ("Lotsen\npå  Åmålsön vill", "[dolt] vill"),
        ("Lotsen\u00ad på Åm\u200bålsön vill", "[dolt] vill"),
        ("Ｌｏｔｓｅｎ på Åmålsön vill", "[dolt] vill"),
        ("**Lotsen** på *Åmåls*ön vill", "**[dolt]ön vill".replace("ön", "")),
        ("Lotsen p&aring; &Aring;m&aring;ls&ouml;n vill", "[dolt] vill"),
        ("lotsen på åmålsöns lots", "[dolt] lots"),
        ("LPÅ:s lots och LPÅ-lotsen", "[dolt]:s lots och [dolt]-[dolt]"),
        ("Lotsen vill", "[dolt] vill"),  # as its domain is called
        ("Lotsenheten vill", "Lotsenheten vill"),  # another word
        ("Maja-Stina Öberg och maja stina öberg", "[dolt] och [dolt]"),
        ("Ring Maja, eller Öbergs bror", "Ring [dolt], eller [dolt] bror"),
        ("i maja och öberg", "i maja och öberg"),  # no name begins so
        ("Skriv till annan@kommun.example.se.", "Skriv till [dolt]"),
        ("se https://lots.example.se/om-oss och www.lots.se", "se [dolt] och [dolt]"),
        ("se [oss](https://lots.example.se/om)", "se [oss]([dolt])"),
        ("031-335 50 25, 0313355025, +46 (0)31 335 50 25", "[dolt], [dolt], [dolt]"),
        ("1 031 335 502 512 kronor", "1 031 335 502 512 kronor"),
        ("vid norra  bryggan", "vid [dolt]"),
        ("Samverkan med Arbetsförmedlingen", "Samverkan med Arbetsförmedlingen"),
        ("", ""),
    ],
)
def test_what_says_who_is_behind_is_hidden(written: str, read: str) -> None:
    assert hidden_in(written, BEHIND) == read


def test_every_field_that_is_written_freely_is_hidden_and_the_organisation_is_gone() -> None:
    words = "Canarino AB, Kajsa Kanarie"
    values = {f.name: words for f in fields(Content) if f.type == "str"}
    content = Content(**values, target_groups=("young",), places=("ale",), answers={"q1": words})

    read = anonymised(content, Behind(organisations=("Canarino AB",), people=("Kajsa Kanarie",)))

    assert {name for name in values if HIDDEN in getattr(read, name)} == set(WRITTEN)
    assert (read.organisation, read.organisation_type, read.municipality, read.answers) == ("", "", "", {})
    codes = {"role", "sector", "starts_in", "ends_in"}  # chosen from a list, never written
    assert {name for name in values if "anari" in getattr(read, name)} == codes
    assert (read.target_groups, read.places) == (("young",), ("ale",))


def test_answers_are_hidden_and_attachments_withheld() -> None:
    attached = [Attached("key", "Canarino.pdf", "application/pdf", 12, "0" * 64)]

    assert anonymised_answers([("Vem?", "Canarino")], Behind(organisations=("Canarino AB",))) == (("Vem?", HIDDEN),)
    assert withheld(attached) == ((1, "application/pdf"),)


def test_nobody_behind_hides_nothing_but_addresses() -> None:
    assert hidden_in("Text av a@b.se", Behind(organisations=("", "X"), people=("",))) == "Text av [dolt]"


def test_a_long_word_is_read_once() -> None:
    for letter in "aå@-.":
        started = time.process_time()
        hidden_in(letter * 100_000, BEHIND)
        assert time.process_time() - started < 2
