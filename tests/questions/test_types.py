"""Every type of question: asked, read, shown, exported, filtered; what is wrong is refused with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form

from meetings.app import create_app
from meetings.questions import types
from meetings.questions.rules import Asked, Comparison, Condition, Given, Offered, QuestionType, ShownIf, differences
from meetings.questions.types.files import Attached
from tests.conftest import SETTINGS
from tests.databases import Databases, close_database, only_sqlite

ROOT = Path(__file__).parents[2]
CHOICES = (Offered(7, "run", "Driva"), Offered(8, "join", "Delta"), Offered(9, "full", "Tisdag", full=True))
TRIGGER = Asked(100, QuestionType.ONE_OF, "", "Vill du?", choices=(Offered(1, "yes", "Ja"), Offered(2, "no", "Nej")))

EMPTY, VALID, LONG, WRONG, TAMPERED, UNICODE = "empty", "valid", "too long", "wrong type", "tampered", "unicode"
NUMBER = "Skriv ett tal med siffror, till exempel 12 eller 2,5."
DAY = "Skriv dagen som 2018-04-24 eller 24 april 2018."
CLOCK = "Skriv tiden som 9.00 eller 15.30."
PHONE = "Skriv telefonnumret med siffror, till exempel 031-335 50 25."
LINK = "Skriv hela adressen, till exempel https://www.example.se/sida."
LINK_SCHEME = "Adressen måste börja med https:// eller http://."
ORGANISATION = "Skriv organisationsnumret med tio siffror, till exempel 556677-8899."
CONTROL = "Texten innehåller ett styrtecken som inte går att spara. Skriv om den för hand."
ONE_OF_THESE, SOME_OF_THESE = "Välj ett av svaren som finns här.", "Välj bland svaren som finns här."
FULL = "”Tisdag” är fullt. Välj något annat."
BIDI = "Texten innehåller ett osynligt tecken som vänder läsriktningen. Skriv om den för hand."

# type, case, what is sent, the error, the texts that are stored
TABLE: list[tuple[str, str, list[str], str | None, list[str]]] = [
    ("short_text", EMPTY, ["  "], None, []),
    ("short_text", VALID, [" en rad "], None, ["en rad"]),
    ("short_text", VALID, ["x" * 200], None, ["x" * 200]),
    ("short_text", LONG, ["x" * 201], "Texten är 201 tecken. Korta den till högst 200.", []),
    ("short_text", WRONG, ["a\nb"], "Skriv på en rad, utan radbrytning.", []),
    ("short_text", TAMPERED, ["a\x00"], CONTROL, []),
    ("short_text", UNICODE, ["A\u030asa 𝄞 Öberg"], None, ["Åsa 𝄞 Öberg"]),
    ("long_text", EMPTY, [""], None, []),
    ("long_text", VALID, ["a\r\nb"], None, ["a\nb"]),
    ("long_text", LONG, ["x" * 2001], "Texten är 2001 tecken. Korta den till högst 2000.", []),
    ("long_text", WRONG, ["a\x07"], CONTROL, []),
    ("long_text", TAMPERED, ["a\u202eb"], BIDI, []),
    ("long_text", UNICODE, ["Čáhppesnjuni\r\nÅmål"], None, ["Čáhppesnjuni\nÅmål"]),
    ("number", EMPTY, [""], None, []),
    ("number", VALID, ["1 200,50"], None, ["1200.5"]),
    ("number", VALID, ["-0"], None, ["0"]),
    ("number", VALID, ["−3"], None, ["-3"]),
    ("number", LONG, ["1" * 16], "Talet har för många siffror. Skriv högst femton.", []),
    ("number", WRONG, ["tolv"], NUMBER, []),
    ("number", TAMPERED, ["1e99"], NUMBER, []),
    ("number", UNICODE, ["１２"], NUMBER, []),
    ("yes_no", EMPTY, [], None, []),
    ("yes_no", VALID, ["8"], None, ["Delta"]),
    ("yes_no", LONG, ["8" * 5000], ONE_OF_THESE, []),
    ("yes_no", WRONG, ["Delta"], ONE_OF_THESE, []),
    ("yes_no", TAMPERED, ["99"], ONE_OF_THESE, []),
    ("yes_no", UNICODE, ["\ud800"], ONE_OF_THESE, []),
    ("one_of", EMPTY, [], None, []),
    ("one_of", VALID, ["8"], None, ["Delta"]),
    ("one_of", LONG, ["8" * 5000], ONE_OF_THESE, []),
    ("one_of", WRONG, ["Delta"], ONE_OF_THESE, []),
    ("one_of", TAMPERED, ["99"], ONE_OF_THESE, []),
    ("one_of", TAMPERED, ["9"], FULL, []),
    ("one_of", UNICODE, ["８"], ONE_OF_THESE, []),
    ("many_of", EMPTY, [], None, []),
    ("many_of", VALID, ["8", "7"], None, ["Driva", "Delta"]),
    ("many_of", LONG, ["7"] * 5000, None, ["Driva"]),
    ("many_of", WRONG, ["Delta"], SOME_OF_THESE, []),
    ("many_of", TAMPERED, ["7", "99"], SOME_OF_THESE, []),
    ("many_of", TAMPERED, ["7", "9"], FULL, []),
    ("many_of", UNICODE, ["\ud800"], SOME_OF_THESE, []),
    ("date", EMPTY, [""], None, []),
    ("date", VALID, ["2027-03-18"], None, ["2027-03-18"]),
    ("date", VALID, ["18 mars 2027"], None, ["2027-03-18"]),
    ("date", LONG, ["2027-03-18" * 500], DAY, []),
    ("date", WRONG, ["i morgon"], DAY, []),
    ("date", TAMPERED, ["2027-02-30"], DAY, []),
    ("date", UNICODE, ["２０２７-03-18\x00"], DAY, []),
    ("time", EMPTY, [""], None, []),
    ("time", VALID, ["kl.\u00a09.30"], None, ["09:30"]),
    ("time", VALID, ["0"], None, ["00:00"]),
    ("time", LONG, ["9" * 5000], CLOCK, []),
    ("time", WRONG, ["i morse"], CLOCK, []),
    ("time", TAMPERED, ["25.00"], CLOCK, []),
    ("time", UNICODE, ["９.30"], CLOCK, []),
    ("email", EMPTY, [" "], None, []),
    ("email", VALID, ["Asa@EXAMPLE.se"], None, ["Asa@example.se"]),
    ("email", LONG, ["a" * 300 + "@example.se"], "Texten är 311 tecken. Korta den till högst 254.", []),
    ("email", WRONG, ["asa.example.se"], "Det fattas ett @ i adressen.", []),
    ("email", TAMPERED, ["asa@example.se\nBcc: b@example.se"], "Skriv på en rad, utan radbrytning.", []),
    ("email", UNICODE, ["asa@västerås.example"], None, ["asa@västerås.example"]),
    ("phone", EMPTY, [""], None, []),
    ("phone", VALID, [" 031-335 50 25 "], None, ["031-335 50 25"]),
    ("phone", VALID, ["+46 (0)31 335 50 25"], None, ["+46 (0)31 335 50 25"]),
    ("phone", LONG, ["0" * 16], PHONE, []),
    ("phone", WRONG, ["ring mig"], PHONE, []),
    ("phone", TAMPERED, ["031-335;DROP"], PHONE, []),
    ("phone", UNICODE, ["０31-335 50 25"], PHONE, []),
    ("link", EMPTY, [""], None, []),
    ("link", VALID, ["www.example.se/å"], None, ["https://www.example.se/å"]),
    ("link", VALID, ["http://example.se:8080/?a=1#b"], None, ["http://example.se:8080/?a=1#b"]),
    ("link", LONG, ["https://example.se/" + "x" * 500], "Adressen är för lång. Skriv högst 500 tecken.", []),
    ("link", WRONG, ["ingen länk"], LINK, []),
    ("link", TAMPERED, ["javascript:alert(1)"], LINK_SCHEME, []),
    ("link", TAMPERED, ["data:text/html,x"], LINK_SCHEME, []),
    ("link", TAMPERED, ["ftp://example.se"], LINK_SCHEME, []),
    ("link", TAMPERED, ["https://user@example.se"], LINK, []),
    ("link", TAMPERED, ['https://example.se/"><script>'], LINK, []),
    ("link", UNICODE, ["https://räksmörgås.example"], None, ["https://räksmörgås.example"]),
    ("org_number", EMPTY, [""], None, []),
    ("org_number", VALID, ["5566778899"], None, ["556677-8899"]),
    ("org_number", VALID, ["16 556677-8899"], None, ["556677-8899"]),
    ("org_number", LONG, ["556677-88990"], ORGANISATION, []),
    ("org_number", WRONG, ["Ale kommun"], ORGANISATION, []),
    (
        "org_number",
        TAMPERED,
        ["556677-8898"],
        "Någon siffra i organisationsnumret är fel: kontrollsiffran stämmer inte. Jämför med numret igen.",
        [],
    ),
    (
        "org_number",
        TAMPERED,
        ["121212-1212"],
        "Numret ser ut som ett personnummer. Skriv inget personnummer här.",
        [],
    ),
    ("org_number", UNICODE, ["５56677-8899"], ORGANISATION, []),
]
# A file is not typed: tests/questions/test_files.py holds its cases. A text block takes nothing.
TYPED = {kind for kind in QuestionType if kind not in (QuestionType.FILE, QuestionType.TEXT_BLOCK)}
VALUES = {kind: values for kind, case, values, _error, _texts in TABLE if case == VALID}


def a_question(kind: str, **facts: Any) -> Asked:
    of = QuestionType(kind)
    choices = CHOICES if types.TYPES[of].has_choices or types.TYPES[of].fixed_choices else ()
    return Asked(**({"id": 1, "type": of, "code": "", "label": "Fråga", "choices": choices} | facts))


def sent(asked: list[Asked], values: list[tuple[str, str]]) -> Any:
    form: Any = type("F", (Form,), types.fields(asked))
    return form(MultiDict(values))


@pytest.fixture(scope="module")
def asks(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One app for the whole table: no row of it writes anything."""
    url = databases.new("sqlite")
    yield create_app({**SETTINGS, "DATABASE_URL": url, "INSTANCE": str(tmp_path_factory.mktemp("types"))})
    databases.drop(url)


@pytest.fixture
def asking(asks: Flask) -> Iterator[None]:
    with asks.test_request_context("/"):
        yield
        close_database()


def test_the_table_holds_every_case_of_every_type() -> None:
    held = {(kind, case) for kind, case, *_rest in TABLE}
    assert held == {(kind.value, case) for kind in TYPED for case in (EMPTY, VALID, LONG, WRONG, TAMPERED, UNICODE)}


@only_sqlite
@pytest.mark.parametrize(("kind", "case", "values", "error", "texts"), TABLE)
def test_each_type_takes_what_it_should(
    asking: None, kind: str, case: str, values: list[str], error: str | None, texts: list[str]
) -> None:
    asked = a_question(kind)
    form = sent([asked], [(asked.name, value) for value in values])
    assert form.validate() is (error is None)
    assert [str(one) for one in form[asked.name].errors] == ([error] if error else [])
    if error is None:
        assert [given.text for given in types.given([asked], form.data)] == texts


@only_sqlite
@pytest.mark.parametrize("kind", sorted(TYPED))
def test_what_is_hidden_is_neither_required_nor_kept_even_when_it_is_sent(asking: None, kind: str) -> None:
    shown_if = ShownIf(TRIGGER.id, Comparison.IS, choice_id=1)
    hidden = a_question(kind, required=True, shown_if=shown_if)
    for values in (VALUES[kind], ["\x00 skräp"]):
        sends = [("q100", "2"), ("seen", "1"), *((hidden.name, value) for value in values)]
        form = sent([TRIGGER, hidden], sends)
        reading = types.read(form, [TRIGGER, hidden], ["1"])
        assert form.validate(), form.errors
        assert ([one.id for one in reading.visible], reading.unseen) == ([100], [])
        assert [given.question_id for given in types.given([TRIGGER, hidden], form.data)] == [100]


@only_sqlite
@pytest.mark.parametrize("kind", sorted(TYPED))
def test_what_became_visible_is_asked_first_and_required_then(asking: None, kind: str) -> None:
    shown_if = ShownIf(TRIGGER.id, Comparison.IS, choice_id=1)
    asked = [TRIGGER, a_question(kind, required=True, shown_if=shown_if)]
    form = sent(asked, [("q100", "1")])
    reading = types.read(form, asked)
    assert form.validate()
    assert [one.id for one in reading.unseen] == [1]
    again = sent(asked, [("q100", "1"), ("q1", "")])
    assert types.read(again, asked, ["1"]).unseen == []
    assert not again.validate()
    answered = sent(asked, [("q100", "1"), *(("q1", value) for value in VALUES[kind])])
    types.read(answered, asked, ["1"])
    assert answered.validate()
    assert {given.question_id for given in types.given(asked, answered.data)} == {100, 1}


@only_sqlite
@pytest.mark.parametrize("kind", sorted(TYPED))
def test_nothing_at_all_is_an_answer_that_is_required(asking: None, kind: str) -> None:
    asked = a_question(kind, required=True)
    for sends in ([], [(asked.name, "")]):
        form = sent([asked], sends)
        assert not form.validate()
        assert types.given([asked], form.data) == []


@only_sqlite
@pytest.mark.parametrize("kind", sorted(TYPED))
def test_what_was_answered_fills_in_the_form_again(asking: None, kind: str) -> None:
    asked = a_question(kind)
    first = types.given([asked], sent([asked], [(asked.name, value) for value in VALUES[kind]]).data)
    form: Any = type("F", (Form,), types.fields([asked]))
    again = form(data=types.data([asked], first))
    assert types.given([asked], again.data) == first
    shown = types.data([asked], first)[asked.name]
    written = again[asked.name]()
    values = re.findall(r'value="([^"]*)"', written) or [re.sub("<[^>]*>", "", written).strip()]
    resent = sent([asked], [(asked.name, value) for value in (shown if isinstance(shown, list) else values[:1])])
    if not asked.choices:
        assert types.given([asked], resent.data) == first


@pytest.mark.parametrize(
    ("kind", "wanted", "expected"),
    [
        ("short_text", "hörsl", Condition(1, words="hörsl")),
        ("short_text", " ", None),
        ("long_text", "x", Condition(1, words="x")),
        ("email", "@ale.se", Condition(1, words="@ale.se")),
        ("phone", "031", Condition(1, words="031")),
        ("link", "ale", Condition(1, words="ale")),
        ("one_of", "7", Condition(1, choice_ids=(7,))),
        ("one_of", "99", None),
        ("yes_no", "7", Condition(1, choice_ids=(7,))),
        ("many_of", "8", Condition(1, choice_ids=(8,))),
        ("number", "1 200,0", Condition(1, exactly="1200")),
        ("number", "många", None),
        ("date", "18 mars 2027", Condition(1, exactly="2027-03-18")),
        ("date", "snart", None),
        ("time", "9", Condition(1, exactly="09:00")),
        ("org_number", "5566778899", Condition(1, exactly="556677-8899")),
        ("org_number", "1", None),
        ("file", "fil", Condition(1)),
        ("file", "annat", None),
        ("text_block", "x", None),
    ],
)
def test_each_type_knows_how_it_is_filtered(kind: str, wanted: str, expected: Condition | None) -> None:
    assert types.type_of(a_question(kind)).condition(a_question(kind), wanted) == expected


@only_sqlite
@pytest.mark.parametrize(
    ("kind", "text", "shown", "cells", "href"),
    [
        ("short_text", "utan nötter", "utan nötter", ["utan nötter"], ""),
        ("long_text", "a\nb", "a\nb", ["a\nb"], ""),
        ("number", "1200.5", "1\xa0200,5", [1200.5], ""),
        ("number", "12", "12", [12], ""),
        ("date", "2027-03-18", "den 18 mars 2027", [date(2027, 3, 18)], ""),
        ("time", "09:30", "kl.\u00a09.30", [time(9, 30)], ""),
        ("email", "asa@ale.se", "asa@ale.se", ["asa@ale.se"], "mailto:asa@ale.se"),
        ("phone", "031-335 50 25", "031-335 50 25", ["031-335 50 25"], "tel:+46313355025"),
        ("link", "https://ale.se", "https://ale.se", ["https://ale.se"], "https://ale.se"),
        ("org_number", "556677-8899", "556677-8899", ["556677-8899"], ""),
        ("file", "CV Åsa.pdf", "CV Åsa.pdf", ["CV Åsa.pdf"], ""),
        ("text_block", "x", "x", [], ""),
        # what an answer of another type left behind is shown as it is
        ("number", "många", "många", ["många"], ""),
        ("date", "snart", "snart", ["snart"], ""),
    ],
)
def test_each_type_shows_and_exports_its_answers(
    asking: None, kind: str, text: str, shown: str, cells: list[object], href: str
) -> None:
    of, given = types.type_of(a_question(kind)), [Given(1, "Fråga", text, file_key="k" if kind == "file" else "")]
    assert (of.shown(given), of.cells([text]), of.href(given)) == (shown, cells, href)
    assert len(of.columns(a_question(kind))) == len(cells)


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


def test_another_file_of_the_same_name_is_another_answer() -> None:
    asked = [a_question("file")]
    old, new = [Given(1, "CV", "cv.pdf", file_key="a")], [Given(1, "CV", "cv.pdf", file_key="b")]
    assert [one.question_id for one in differences(asked, old, new)] == [1]
    assert differences(asked, old, old) == []
    assert types.type_of(asked[0]).data(old) == Attached("a", "cv.pdf")


def test_every_type_has_its_class() -> None:
    assert set(types.TYPES) == set(QuestionType)
    assert [kind.code for kind in types.ALL] == list(dict.fromkeys(kind.code for kind in types.ALL))


def test_nothing_but_the_classes_asks_what_type_a_question_is() -> None:
    """A new type is a member of the enum and a class: no `if type ==` anywhere else."""
    names = "|".join(kind.value for kind in QuestionType if "_" in kind.value)  # the others are common words
    asks = re.compile(
        r"\b(?:question|asked|draft|item|ready|one)\.type (?:==|!=|in)|QuestionType\.[A-Z_]+\b"
        rf"""|== ?["'](?:{names})["']"""
    )
    may = ("meetings/questions/types/", "meetings/questions/rules/__init__.py", "meetings/questions/rules/ready.py")
    found = []
    for path in [*ROOT.glob("meetings/**/*.py"), *ROOT.glob("templates/**/*.html"), *ROOT.glob("static/js/*.js")]:
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(may):
            lines = path.read_text(encoding="utf-8").splitlines()
            found += [f"{name}:{number}: {line.strip()}" for number, line in enumerate(lines, 1) if asks.search(line)]
    assert found == []
