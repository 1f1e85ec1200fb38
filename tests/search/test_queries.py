"""Words are found as written or without their diacritics; exact hits first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from meetings.extensions import db
from meetings.search import queries
from meetings.search.actions import put, remove, remove_within
from meetings.search.models import SearchPlace, SearchRow, SearchText, SearchWord

AT = datetime(2027, 3, 18, 8, tzinfo=UTC)


def hits(words, kind=None, now=AT):
    return [hit.title for hit in queries.hits(queries.found(words, now, kind).rows)]


def a_thing(ref_id, title, text="", days=0, kind="meeting", **more):
    put(kind, ref_id, title, text, AT + timedelta(days=days), **more)


@pytest.mark.parametrize("words", ["åmål", "ÅMÅL", "Åmål", "amal", "AMAL", "A\u030ama\u030al", "  åmål  ", "måL"])
def test_a_town_is_found_however_it_is_typed(app, words):
    a_thing(1, "Möte i Åmål")
    a_thing(2, "Möte i Vänersborg")
    assert hits(words) == ["Möte i Åmål"]


def test_exact_hits_come_before_folded_ones_and_titles_before_texts(app):
    a_thing(1, "I title, folded: amal", days=9)
    a_thing(2, "In text, as written", "Vi ses i Åmål", days=1)
    a_thing(3, "In text, folded", "Vi ses i Amal", days=10)
    a_thing(4, "I title, as written: Åmål")
    assert hits("åmål") == [
        "I title, as written: Åmål",
        "In text, as written",
        "I title, folded: amal",
        "In text, folded",
    ]


def test_the_newest_comes_first_among_equals(app):
    a_thing(1, "Digitalisering 2018", days=-10)
    a_thing(2, "Digitalisering 2027", days=10)
    a_thing(3, "Digitalisering 2024")
    assert hits("digitalisering") == ["Digitalisering 2027", "Digitalisering 2024", "Digitalisering 2018"]


def test_every_word_has_to_be_there(app):
    a_thing(1, "Digitalisering", "Vänersborg")
    a_thing(2, "Livsmedel", "Vänersborg")
    assert hits("vanersborg digital") == ["Digitalisering"]
    assert hits("digital livsmedel") == []


@pytest.mark.parametrize(
    ("words", "titles"),
    [("100%", ["100% digitalt"]), ("a_b", ["a_b"]), ("/", ["på plats/online"]), ("%", ["100% digitalt"]), ("\\", [])],
)
def test_marks_mean_themselves(app, words, titles):
    for number, title in enumerate(["100% digitalt", "a_b", "axb", "på plats/online"], 1):
        a_thing(number, title)
    assert hits(words) == titles


@pytest.mark.parametrize("words", ["", "   ", "\x00", "\ud800"])
def test_without_a_word_nothing_is_found(app, words):
    a_thing(1, "Möte")
    assert hits(words) == []


def test_a_query_as_long_as_a_book_is_cut(app):
    a_thing(1, "Möte")
    assert hits("ord " * 5000) == []
    assert hits("möte " * 5000) == ["Möte"]
    assert hits("x" * 50_000) == []


def test_putting_again_replaces_and_removing_takes_away(app):
    a_thing(1, "Gammal rubrik")
    a_thing(1, "Ny rubrik", "text")
    assert hits("gammal") == []
    assert hits("rubrik") == ["Ny rubrik"]
    remove("meeting", 1)
    remove("meeting", 1)
    assert [db.session.query(one).count() for one in (SearchRow, SearchText, SearchWord, SearchPlace)] == [0] * 4


def test_things_of_one_kind_can_be_asked_for_alone(app):
    a_thing(1, "Möte om idéer")
    a_thing(1, "Idé", "idéer", kind="idea")
    assert hits("idéer", "idea") == ["Idé"]
    assert sorted(hits("idéer")) == ["Idé", "Möte om idéer"]


def test_there_is_a_count_for_each_kind(app):
    a_thing(1, "Möte om idéer")
    a_thing(1, "Anteckningar om idéer", kind="note")
    a_thing(2, "Fler idéer", kind="note")
    assert queries.found("idéer", AT).kinds == {"meeting": 1, "note": 2}
    assert queries.found("idéer", AT, "note").kinds == {"meeting": 1, "note": 2}


def test_a_part_is_found_only_while_its_meeting_is(app):
    a_thing(1, "Mötet")
    a_thing(7, "Anteckningar", "lastbil", kind="note", within=1)
    assert hits("bil") == ["Anteckningar"]
    remove("meeting", 1)
    assert hits("bil") == []
    a_thing(1, "Mötet")
    assert hits("bil") == ["Anteckningar"]
    remove_within(1)
    assert (hits("bil"), hits("mötet")) == ([], ["Mötet"])


def test_what_is_published_at_a_moment_is_found_from_then_on(app):
    a_thing(1, "Bilderna", kind="material", since=AT)
    assert hits("bilderna", now=AT - timedelta(seconds=1)) == []
    assert hits("bilderna", now=AT) == ["Bilderna"]


@pytest.mark.parametrize(
    ("words", "titles"),
    [("it", ["IT-lyftet", "Mer it!"]), ("i", []), ("lyft", ["IT-lyftet"]), ("it-lyft", ["IT-lyftet"])],
)
def test_a_word_of_two_letters_is_found_whole_and_a_longer_one_anywhere(app, words, titles):
    for number, title in enumerate(["Mer it!", "IT-lyftet", "Politik"], 1):
        a_thing(number, title, days=number)
    assert hits(words) == titles


def test_a_word_that_stands_in_more_and_less_is_written_once_and_goes_with_the_last(app):
    a_thing(1, "ett", "gemensamt ord")
    a_thing(2, "två", "gemensamt ord")
    a_thing(1, "ord", "annat")
    assert (hits("ord"), hits("gemensamt")) == (["ord", "två"], ["två"])
    remove("meeting", 2)
    assert sorted(word.exact for word in db.session.query(SearchWord)) == ["annat", "ord"]
