"""Every type of question: asked, read, shown, exported, filtered; what is wrong is refused with its reason."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form

from meetings.questions import types
from meetings.questions.rules import Asked, Condition, Given, Offered, QuestionType, differences
from tests.databases import only_sqlite

CHOICES = (Offered(7, "run", "Driva"), Offered(8, "join", "Delta"))


def a_question(kind: str, **facts: Any) -> Asked:
    of = QuestionType(kind)
    choices = CHOICES if types.TYPES[of].has_choices else ()
    return Asked(**({"id": 1, "type": of, "code": "", "label": "Fråga", "choices": choices} | facts))


def sent(asked: Asked, *values: str) -> Any:
    form: Any = type("F", (Form,), types.fields([asked]))
    return form(MultiDict([(asked.name, value) for value in values]))


@only_sqlite
@pytest.mark.parametrize(
    ("kind", "required", "values", "error", "texts"),
    [
        ("short_text", False, [], None, []),
        ("short_text", False, ["  "], None, []),
        ("short_text", True, [""], "Fyll i fråga.", []),
        ("short_text", True, [" Åsa \u0041\u030a "], None, ["Åsa Å"]),
        ("short_text", False, ["x" * 200], None, ["x" * 200]),
        ("short_text", False, ["x" * 201], "Texten är 201 tecken. Korta den till högst 200.", []),
        ("short_text", False, ["a\nb"], "Skriv på en rad, utan radbrytning.", []),
        (
            "short_text",
            False,
            ["a\x00"],
            "Texten innehåller ett styrtecken som inte går att spara. Skriv om den för hand.",
            [],
        ),
        ("long_text", False, ["a\r\nb"], None, ["a\nb"]),
        ("long_text", False, ["x\r\n" * 1000], None, [("x\n" * 1000).strip()]),
        ("long_text", False, ["x" * 2001], "Texten är 2001 tecken. Korta den till högst 2000.", []),
        ("long_text", True, [""], "Fyll i fråga.", []),
        ("one_of", False, [], None, []),
        ("one_of", True, [], "Välj ett svar.", []),
        ("one_of", True, ["8"], None, ["Delta"]),
        ("one_of", False, ["9"], "Välj ett av svaren som finns här.", []),
        ("one_of", True, ["Delta"], "Välj ett av svaren som finns här.", []),
        ("many_of", False, [], None, []),
        ("many_of", True, [], "Välj ett svar.", []),
        ("many_of", False, ["8", "7"], None, ["Driva", "Delta"]),
        ("many_of", False, ["7", "99"], "Välj bland svaren som finns här.", []),
        ("many_of", False, ["\ud800"], "Välj bland svaren som finns här.", []),
    ],
)
def test_each_type_takes_what_it_should(
    app: Flask, kind: str, required: bool, values: list[str], error: str | None, texts: list[str]
) -> None:
    asked = a_question(kind, required=required)
    with app.test_request_context("/"):
        form = sent(asked, *values)
        assert form.validate() is (error is None)
        assert [str(one) for one in form[asked.name].errors] == ([error] if error else [])
        if error is None:
            assert [given.text for given in types.given([asked], form.data)] == texts


@only_sqlite
@pytest.mark.parametrize("kind", [kind.value for kind in QuestionType])
def test_what_was_answered_fills_in_the_form_again(app: Flask, kind: str) -> None:
    asked = a_question(kind)
    value = "8" if types.type_of(asked).has_choices else "En text"
    with app.test_request_context("/"):
        first = types.given([asked], sent(asked, value).data)
        form: Any = type("F", (Form,), types.fields([asked]))
        again = form(data=types.data([asked], first))
        assert types.given([asked], again.data) == first
        assert value in str(again[asked.name]())


@pytest.mark.parametrize(
    ("kind", "wanted", "expected"),
    [
        ("short_text", "hörsl", Condition(1, words="hörsl")),
        ("short_text", " ", None),
        ("one_of", "7", Condition(1, choice_ids=(7,))),
        ("one_of", "99", None),
        ("many_of", "8", Condition(1, choice_ids=(8,))),
    ],
)
def test_each_type_knows_how_it_is_filtered(kind: str, wanted: str, expected: Condition | None) -> None:
    assert types.type_of(a_question(kind)).condition(a_question(kind), wanted) == expected


def test_answers_are_shown_and_exported_in_the_words_they_were_given_in() -> None:
    text, many = a_question("short_text", label="Kost"), a_question("many_of", id=2, label="Vill du?")
    answers = [
        Given(2, "Vill du?", "Driva", 7),
        Given(2, "Vill du?", "Delta", 8),
        Given(1, "Kost", "utan nötter"),
        Given(9, "Borttagen fråga", "gammalt svar"),
    ]
    assert types.shown([text, many], answers) == [
        ("Kost", "utan nötter"),
        ("Vill du?", "Driva, Delta"),
        ("Borttagen fråga", "gammalt svar"),
    ]
    assert types.columns([text, many]) == ["Kost", "Vill du?"]
    assert types.cells([text, many], answers) == ["utan nötter", "Driva; Delta"]


def test_a_choice_that_was_reworded_is_still_the_same_answer() -> None:
    asked = [a_question("one_of"), a_question("short_text", id=2)]
    old = [Given(1, "Fråga", "Leda", 7), Given(2, "Fråga", "a"), Given(3, "Borttagen", "x")]
    assert differences(asked, old, [Given(1, "Fråga", "Driva", 7), Given(2, "Fråga", "a")]) == []
    changed = differences(asked, old, [Given(1, "Fråga", "Delta", 8)])
    assert [(one.question_id, one.old, one.new) for one in changed] == [(1, "Leda", "Delta"), (2, "a", "")]


def test_every_type_has_its_class() -> None:
    assert set(types.TYPES) == set(QuestionType)
