"""Answers of every type on the desk: one person's page and its editor, the list's filter, and the exports."""

from __future__ import annotations

import io
from datetime import datetime, time

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from meetings.extensions import db
from meetings.questions import queries as questions
from meetings.questions import types
from meetings.questions.models import Question
from meetings.questions.rules import QuestionType
from meetings.registration.models import Registration
from meetings.schedule.models import Meeting
from tests.browser import Browser
from tests.builders import a_meeting, organisation_types
from tests.databases import only_sqlite
from tests.files.samples import pdf
from tests.questions.forms import add, when
from tests.registration.sign_ups import a_form

# label, type, what is typed, what the desk shows, what the spreadsheet holds, the filter's value (None: the choice)
EVERY = [
    ("Kort", "short_text", "=SUMMA(1)", "=SUMMA(1)", "=SUMMA(1)", "summa"),
    ("Lång", "long_text", "rad 1\nrad 2", "rad 1 rad 2", "rad 1\nrad 2", "rad 2"),
    ("Antal", "number", "1 200,5", "1 200,5", 1200.5, "1200,50"),
    ("Faktura", "yes_no", "Ja", "Ja", "Ja", None),
    ("Dag", "one_of", "Tisdag", "Tisdag", "Tisdag", None),
    ("Pass", "many_of", "Tisdag", "Tisdag", "Tisdag", None),
    ("Datum", "date", "2027-03-18", "den 18 mars 2027", datetime(2027, 3, 18), "18 mars 2027"),
    ("Tid", "time", "9.30", "kl. 9.30", time(9, 30), "9.30"),
    ("Adress", "email", "asa@ale.se", "asa@ale.se", "asa@ale.se", "ale"),
    ("Telefon", "phone", "+46 31 335 50 25", "+46 31 335 50 25", "+46 31 335 50 25", "335"),
    ("Sida", "link", "ale.se", "https://ale.se", "https://ale.se", "ale"),
    ("Orgnr", "org_number", "5566778899", "556677-8899", "556677-8899", "556677-8899"),
]


@pytest.fixture
def scene(app: Flask, organiser: Browser) -> tuple[Meeting, dict[str, Question]]:
    """A meeting that asks one question of every type, and Åsa, who answered them all; Bo answered none."""
    organisation_types()
    meeting = a_meeting()
    choices = ("Måndag", "Tisdag")
    made = {
        label: add(meeting, kind, label, *(choices if types.TYPES[QuestionType(kind)].has_choices else ()))
        for label, kind, *_rest in EVERY
    }
    made["Fil"] = add(meeting, "file", "Fil")
    add(meeting, "text_block", "Upplysning", help_sv="Text")
    made["Kost"] = add(meeting, "short_text", "Kost", sensitive=True)
    form = a_form(Browser(app), meeting)
    for label, _kind, typed, *_rest in EVERY:
        form[f"q{made[label].id}"] = typed
    form[f"q{made['Fil'].id}"] = (pdf(), "Skiss åäö.pdf")
    form[f"q{made['Kost'].id}"] = "utan nötter"
    page = form.submit()
    assert page.status == 200, page.errors
    assert a_form(Browser(app), meeting, name="Bo Ek", email="bo@example.se").submit().status == 200
    return meeting, made


def asa() -> Registration:
    db.session.expire_all()
    return db.session.scalars(select(Registration).where(Registration.email == "asa@example.se")).one()


def test_a_persons_page_shows_every_type(scene: tuple[Meeting, dict[str, Question]], organiser: Browser) -> None:
    meeting, _made = scene
    page = organiser.get(f"/arbetsytan/moten/{meeting.id}/deltagare/{asa().id}")
    for label, _kind, _typed, shown, *_rest in EVERY:
        assert f"{label} {shown}" in page.main
    assert {page.links["asa@ale.se"], page.links["+46 31 335 50 25"], page.links["https://ale.se"]} == {
        "mailto:asa@ale.se",
        "tel:+46313355025",
        "https://ale.se",
    }
    assert "Skiss åäö.pdf" in page.links


@pytest.mark.parametrize(("label", "kind", "wanted"), [(one[0], one[1], one[5]) for one in EVERY])
def test_the_list_is_filtered_by_any_answer(
    scene: tuple[Meeting, dict[str, Question]], organiser: Browser, label: str, kind: str, wanted: str | None
) -> None:
    meeting, made = scene
    question = made[label]
    of = next(one for one in questions.asked(question.form_id, "sv") if one.id == question.id)
    value = wanted or next(one for one, words in types.type_of(of).options(of) if words in ("Ja", "Tisdag"))
    people = f"/arbetsytan/moten/{meeting.id}/deltagare"
    page = organiser.get(f"{people}?fraga={question.id}")
    form = page.form("Filtrera på svar")
    form["svar"] = value
    page = form.submit()
    assert [row[0] for row in page.rows("Deltagare")][-1:] == ["Åsa Öberg"]
    assert "Bo Ek" not in page.main
    assert f"{label} " in page.main
    nobody = organiser.get(f"{people}?fraga={question.id}&svar=finns-inte")
    assert ("Ingen passar in" in nobody.main) is not types.type_of(of).options(of) or "Åsa" in nobody.main


def test_who_sent_a_file_is_found_and_sensitive_answers_too(
    scene: tuple[Meeting, dict[str, Question]], organiser: Browser
) -> None:
    meeting, made = scene
    people = f"/arbetsytan/moten/{meeting.id}/deltagare"
    for label, value in (("Fil", "fil"), ("Kost", "nötter")):
        page = organiser.get(f"{people}?fraga={made[label].id}&svar={value}")
        assert "Åsa Öberg" in page.main
        assert "Bo Ek" not in page.main
    for nonsense in ("?fraga=999999&svar=1", "?fraga=x&svar=1", "?fraga=1", "?svar=1", "?fraga=1&svar=%00"):
        assert "Bo Ek" in organiser.get(people + nonsense).main


def test_numbers_and_days_are_such_in_excel(scene: tuple[Meeting, dict[str, Question]], organiser: Browser) -> None:
    meeting, _made = scene
    form = organiser.get(f"/arbetsytan/moten/{meeting.id}/deltagare").form("Exportera")
    form["format"] = "xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(form.submit(check=False).body)).active
    heads, *rows = list(sheet.iter_rows(values_only=True))
    row = next(dict(zip(heads, row, strict=True)) for row in rows if row[1] == "Åsa Öberg")
    assert {label: row[label] for label, *_rest in EVERY} == {label: cell for label, _k, _t, _s, cell, _f in EVERY}
    assert (row["Fil"], "Upplysning" in row, "Kost" in row) == ("Skiss åäö.pdf", False, False)
    bo = next(dict(zip(heads, row, strict=True)) for row in rows if row[1] == "Bo Ek")
    assert {bo[label] for label, *_rest in EVERY} == {None}


@only_sqlite
def test_csv_has_a_comma_in_its_numbers_and_runs_no_formula(
    scene: tuple[Meeting, dict[str, Question]], organiser: Browser
) -> None:
    meeting, _made = scene
    form = organiser.get(f"/arbetsytan/moten/{meeting.id}/deltagare").form("Exportera")
    form["format"] = "csv"
    text = form.submit(check=False).body.decode("utf-8-sig")
    assert ";'=SUMMA(1);" in text
    assert ";1200,5;" in text
    assert ";2027-03-18;09:30;" in text
    assert ";'+46 31 335 50 25;" in text


def test_an_organiser_corrects_answers_but_no_sensitive_ones(
    scene: tuple[Meeting, dict[str, Question]], organiser: Browser
) -> None:
    meeting, made = scene
    path = f"/arbetsytan/moten/{meeting.id}/deltagare/{asa().id}/andra"
    form = organiser.get(path).form("Spara")
    assert f"q{made['Kost'].id}" not in form.fields
    page = form.fill({f"q{made['Antal'].id}": "tolv"}).submit("Spara")
    assert (page.status, page.form("Spara").error(f"q{made['Antal'].id}")) == (
        422,
        "Skriv ett tal med siffror, till exempel 12 eller 2,5.",
    )
    page = page.form("Spara").fill({f"q{made['Antal'].id}": "12", f"q{made['Dag'].id}": "Måndag"}).submit("Spara")
    assert page.status == 200
    given = {one.asked: one.text for one in questions.answers(asa().submission_id)}
    assert (given["Antal"], given["Dag"], given["Kost"], given["Fil"]) == (
        "12",
        "Måndag",
        "utan nötter",
        "Skiss åäö.pdf",
    )
    assert len(given) == len(EVERY) + 2


def test_what_depends_on_a_sensitive_answer_is_left_alone(app: Flask, organiser: Browser) -> None:
    organisation_types()
    meeting = a_meeting()
    needs = add(meeting, "yes_no", "Behöver du något?", sensitive=True)
    what = add(meeting, "short_text", "Vad?", shown_if=when(needs, "Ja"))
    form = a_form(Browser(app), meeting)
    form[f"q{needs.id}"] = "Ja"
    page = form.submit()
    assert page.form().fill({f"q{what.id}": "En stol"}).submit().status == 200
    form = organiser.get(f"/arbetsytan/moten/{meeting.id}/deltagare/{asa().id}/andra").form("Spara")
    assert f"q{what.id}" not in form.fields
    assert form.fill(name="Åsa Ek").submit("Spara").status == 200
    assert {one.text for one in questions.answers(asa().submission_id)} == {"Ja", "En stol"}
