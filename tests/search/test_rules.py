"""Which words a text holds, and where in it they are shown. No app, no database."""

from __future__ import annotations

import pytest

from meetings.search.rules import Depth, depths, excerpt, holds, marked, wanted, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Möte i Åmål.", {"möte", "i", "åmål"}),
        ("IT-Lyftet, 100% (nytt)", {"it", "lyftet", "it-lyftet", "100", "100%", "nytt"}),
        ("a_b/c", {"a", "b", "c", "a_b/c"}),
        ("…", set()),
        ("A\u030amål", {"åmål"}),
        ("x" * 70, {"x" * 60}),
    ],
)
def test_a_text_holds_its_words_and_what_they_are_put_together_of(text, words):
    assert words_of(text) == words


def test_a_word_of_the_title_stands_there_also_when_the_text_has_it():
    assert depths("Möte", "möte om idéer") == {"möte": Depth.TITLE, "om": Depth.TEXT, "idéer": Depth.TEXT}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Åmål", [("åmål", "amal", False)]),
        ("på (IT)", [("på", "pa", True), ("it", "it", True)]),
        ("100% %", [("100%", "100%", False), ("%", "%", False)]),
        ("ord ord. ORD", [("ord", "ord", False)]),
        ("\u030a \x00", []),
    ],
)
def test_what_is_typed_asks_for_words(typed, found):
    assert [(one.exact, one.folded, one.whole) for one in wanted(typed)] == found


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("Lastbilen i Åmål", "bil amal", "Last[bil]en i [Åmål]"),
        ("Straße och ström", "strasse str", "[Straße] och [str]öm"),
        ("På plats, inte uppåt", "på", "[På] plats, inte uppåt"),
        ("<b>", "b", "<[b]>"),
        ("inget", "annat", "inget"),
    ],
)
def test_the_words_are_marked_wherever_they_stand(text, typed, shown):
    assert "".join(f"[{one.text}]" if one.marked else one.text for one in marked(text, wanted(typed))) == shown


def test_an_excerpt_begins_a_little_before_the_first_of_the_words():
    text = "Början. " + "fyllnad " * 40 + "\n\nHär talade Martin Gellerstedt " + "och mer " * 40
    pieces = excerpt(text, wanted("gellerstedt"))
    line = "".join(piece.text for piece in pieces)
    assert line.startswith("… fyllnad")
    assert line.endswith(" …")
    assert "· Här talade Martin Gellerstedt och" in line
    assert [piece.text for piece in pieces if piece.marked] == ["Gellerstedt"]
    assert "".join(piece.text for piece in excerpt("Kort text", wanted("annat"))) == "Kort text"


@pytest.mark.parametrize(
    ("text", "typed", "answer"),
    [
        ("Martin på Högskolan Väst", "vast martin", True),
        ("Martin", "vast martin", False),
        ("upp", "på", False),
        ("x", "", False),
    ],
)
def test_all_words_have_to_stand_in_it(text, typed, answer):
    assert holds(text, wanted(typed)) is answer
