"""The report of a project: planned against reached, people counted once, as a page, a workbook and a document."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pypdfium2
from flask import Flask

from meetings.counting import actions as counting
from meetings.projects.models import Project
from meetings.projects.rules.content import ActivityText, FigureText
from tests.browser import Browser
from tests.builders import NOW, a_meeting, an_organisation, an_organiser, set_facts, signed_in
from tests.conftest import Clock
from tests.counting.builders import a_crowd, arranged_by
from tests.databases import listening, only_sqlite
from tests.projects.builders import a_content, a_project
from tests.site.test_queries import AT_MOST


def a_reported_project() -> Project:
    """A project with two courses that have been and one to come, of three planned, and figures."""
    project = a_project(
        a_content(
            activities=(ActivityText("course", 1, 3), ActivityText("conference", 5)),
            figures=(FigureText(480, 500, "nearly", "personal"), FigureText(None, 80, unit="ungdomar")),
        )
    )
    course = project.activities[0].id
    kept, gone = an_organisation("Ale kommun"), an_organisation("Ale Kommun | förvaltningen")
    set_facts(gone, merged_into_id=kept.id)
    for day, (addresses, organisation) in enumerate(
        ((["asa@example.se", "bo@example.se"], kept), (["asa@example.se"], gone))
    ):
        meeting = a_meeting(title=f"Kurs {day} | *Ale*", starts_at=NOW - timedelta(days=20 - day), town="Ale")
        arranged_by(project, meeting, course)
        a_crowd(meeting, addresses, attended=1, organisation_id=organisation.id)
    arranged_by(project, a_meeting(title="Kurs som kommer", starts_at=NOW + timedelta(days=20)), course)
    return project


def test_the_report_on_the_desk_counts_and_is_taken_out(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    signed_in(browser, an_organiser())
    project = a_reported_project()
    path = f"/arbetsytan/projekt/{project.id}/rapport"
    page = browser.get(path)
    assert "Inte räknat än" in page.text
    page = page.form("Räkna nu").submit()
    assert "2 möten är räknade på nytt." in page.text
    assert "Räknat den 1 mars 2027" in page.text
    assert page.rows("Aktiviteter")[1:] == [
        ["course 1 möte kommer", "3", "1", "2",
         "66 % av målet Fler möten har hållits än vad som står i projektet. Rätta course"],
        ["conference", "–", "5", "0", "Inget mål"],
    ]  # fmt: skip
    assert page.rows("Siffror")[1:] == [
        ["Personal", "500", "nästan 480", "96 % av målet"],
        ["Ungdomar", "80", "–", "Inte redovisat"],
    ]
    assert page.rows("Organisationer")[1:] == [["Ale kommun", "2", "1"]]
    assert [row[4:] for row in page.rows("Möten")[1:]] == [["2", "1"], ["1", "1"], ["–", "–"]]
    assert "Ingenting har ändrats" in page.form("Räkna nu").submit().text

    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"{path}.xlsx", check=False).body))
    assert book.sheetnames == [
        "Aktiviteter", "Siffror", "Personer", "Sektorer", "Kommuner", "Organisationer", "Möten",
    ]  # fmt: skip
    assert [[cell.value for cell in row] for row in book["Personer"]][1:] == [["Anmälda med plats", 2], ["Deltog", 1]]
    assert [row[1].value for row in book["Möten"]][1:] == ["Kurs 0 | *Ale*", "Kurs 1 | *Ale*", "Kurs som kommer"]
    assert [cell.value for cell in book["Aktiviteter"][2]] == ["course", 3, 1, 2, 2, "66 % av målet"]

    pdf = pypdfium2.PdfDocument(browser.get(f"/en{path}.pdf", check=False).body)
    text = " ".join(" ".join(leaf.get_textpage().get_text_range() for leaf in pdf).split())
    assert project.title in text
    assert "Kurs 0 | *Ale*" in text
    assert "asa@example.se" not in text


@only_sqlite
def test_a_project_without_anything_says_how_to_begin(browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    signed_in(browser, an_organiser())
    project = a_project(a_content(activities=(), figures=()))
    page = browser.get(f"/arbetsytan/projekt/{project.id}/rapport")
    assert "Inget är skrivet om vad projektet skulle nå" in page.text
    assert "Projektet har inga möten här" in page.text
    assert browser.get(f"/arbetsytan/projekt/{project.id}/rapport.pdf", check=False).status == 200
    assert browser.get("/arbetsytan/projekt/99999/rapport").status == 404


@only_sqlite
def test_the_report_takes_as_many_queries_whatever_it_holds(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    signed_in(browser, an_organiser())
    project = a_reported_project()
    counting.count_due(NOW)
    taken = []
    for more in (0, 60):
        for number in range(more):
            meeting = a_meeting(starts_at=NOW - timedelta(days=3))
            arranged_by(project, meeting)
            if not number % 20:
                a_crowd(
                    meeting, [f"p{n}@example.se" for n in range(40)], organisation_id=an_organisation(f"O {number}").id
                )
        counting.count_due(NOW)
        app.extensions["unchanged"].forget()
        with listening() as queries:
            assert browser.get(f"/arbetsytan/projekt/{project.id}/rapport?sida=1").status == 200
        taken.append(len(queries))
    assert taken[0] == taken[1] <= AT_MOST, taken
