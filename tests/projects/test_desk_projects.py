"""The register on the desk: a project is written, saved by two at once, gone back in, published and taken away."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask

from meetings import transaction
from meetings.directory.rules import Vocabulary
from meetings.projects.models import Project
from meetings.projects.queries import projects as queries
from meetings.projects.rules.content import ActivityText, ContactText, FigureText, OutcomeText
from tests.browser import Browser
from tests.builders import a_meeting, a_programme_item, a_site, a_term, an_organiser, signed_in
from tests.databases import only_sqlite
from tests.projects.builders import a_content, a_project

DESK = "/arbetsytan/projekt"


def the_words() -> None:
    with transaction.write():
        a_site()
        a_term(Vocabulary.ACTIVITY_KIND, "course")
        a_term(Vocabulary.ACTIVITY_KIND, "study-trip")
        a_term(Vocabulary.FUNDER, "esf")
        a_term(Vocabulary.MUNICIPALITY, "goteborg")


def newest() -> Project:
    return queries.project(max(row[0] for row in transaction_ids()))


def transaction_ids() -> list[tuple[int]]:
    with transaction.write() as session:
        return [(one.id,) for one in session.query(Project)]


@only_sqlite
def test_a_project_is_written_from_a_few_answers_to_its_publication(app: Flask, browser: Browser) -> None:
    the_words()
    signed_in(browser, an_organiser())
    page = browser.get(DESK)
    assert "Inga projekt än" in page.text
    form = page.click("Nytt projekt").form("Skapa utkast")
    page = form.fill(title="", begins_part="var").submit()
    assert page.status == 422
    assert page.errors == ["Vad heter projektet? Skriv vad projektet heter.", "Börjar, år: skriv också vilket år."]
    page = (
        page.form("Skapa utkast")
        .fill(
            title="IT-Lyftet", owner="Göteborgsregionen", begins_year="2012", begins_part="februari", ends_year="2011"
        )
        .submit()
    )
    assert "sluta innan det börjar" in page.form("Skapa utkast").error("ends_year")
    page = page.form("Skapa utkast").fill(ends_year="2014", ends_part="april").submit()
    assert page.status == 200
    assert "Utkastet är sparat" in page.text

    form = page.form("Spara")
    form["figures-0-value"], form["figures-0-unit"], form["figures-0-group"] = "80", "ungdomar", "arbetslösa"
    form["partners-0-organisation"], form["partners-0-unit"] = "Göteborgs stad", "Majorna-Linné"
    form["partners-0-municipality"] = "goteborg"
    form["activities-0-kind"], form["activities-0-count"] = "course", "53"
    form["contacts-0-name"], form["contacts-0-phones"] = "Ulrica Furby", "031-335 50 25, 0766-45 33 13"
    form["outcomes-0-actor"] = "kommunernas arbetsmarknadsenheter"
    page = form.submit("Lägg till siffra")
    form = page.form("Spara")
    assert form["figures-0-value"] == "80"  # nothing of what was typed is lost
    form["figures-1-value"], form["figures-1-whole"] = "81", "0"
    page = form.submit("Spara")
    assert page.status == 422
    assert page.form("Spara").error("figures-1-value") == "81 kan inte vara en del av 80: delen är större än helheten."
    assert "Skriv vad det blev" in page.form("Spara").error("outcomes-0-text")
    form = page.form("Spara")
    form["figures-1-value"], form["outcomes-0-text"] = "31", "Stöd i fortsatt arbetssökande"
    page = form.submit("Spara")
    assert page.status == 200, page.errors

    project = newest()
    content = queries.content_of(project)
    assert content.figures == (FigureText(80, unit="ungdomar", group="arbetslösa"), FigureText(31, whole=0))
    assert content.contacts == (ContactText("Ulrica Furby", phones=("031-335 50 25", "0766-45 33 13")),)
    assert content.outcomes == (OutcomeText("Stöd i fortsatt arbetssökande", "kommunernas arbetsmarknadsenheter"),)
    assert content.activities == (ActivityText("course", 53),)

    page = browser.get(f"{DESK}/{project.id}")
    assert "Skriv en sammanfattning eller ett syfte" in page.text
    form = browser.get(f"{DESK}/{project.id}/redigera").form("Spara")
    form["purpose"] = "Att lyfta personalens kunskap."
    form.submit("Spara")
    page = browser.get(f"{DESK}/{project.id}")
    preview = urlsplit(page.links["Öppna förhandsvisningen"]).path
    assert "31 av 80" in Browser(app).get(preview).text
    page = page.form("Publicera").submit()
    assert "kan hittas av alla" in page.text
    public = Browser(app).get(page.links["Visa projektets sida"])
    assert public.status == 200
    assert public.heading == "IT-Lyftet"
    assert Browser(app).get(preview).path == public.path  # the link leads on when it is public
    page = browser.get(f"{DESK}/{project.id}").form("Ta bort från webben").submit()
    assert Browser(app).get(public.path).status == 404
    browser.get(f"{DESK}/{project.id}").form("Ny länk").submit()
    assert Browser(app).get(preview).status == 404  # the old link opens nothing any more
    number = project.id
    page = browser.get(f"{DESK}/{number}/ta-bort").form("Ta bort utkastet").submit()
    assert "Utkastet är borttaget" in page.text
    assert browser.get(f"{DESK}/{number}").status == 404


@only_sqlite
def test_two_who_save_at_once_see_each_others_work_and_lose_none(app: Flask, browser: Browser) -> None:
    project = a_project()
    other = Browser(app)
    signed_in(browser, an_organiser())
    signed_in(other, an_organiser("Bo Ek", "bo@example.se"))
    mine = browser.get(f"{DESK}/{project.id}/redigera").form("Spara")
    theirs = other.get(f"{DESK}/{project.id}/redigera").form("Spara")
    theirs["summary"], theirs["figures-0-value"], theirs["purpose"] = "Deras sammanfattning.", "90", "Deras syfte."
    assert theirs.submit("Spara").status == 200
    mine["title"], mine["figures-1-value"], mine["purpose"] = "IT-Lyftet 2", "32", "Mitt syfte."
    page = mine.submit("Spara")
    assert page.status == 409
    assert "Bo Ek sparade medan du skrev" in page.text
    assert [row[0] for row in page.rows("Vad som har ändrats")[1:]] == [
        "Sammanfattning",
        "Syfte",
        "Resultat i siffror 1",
    ]
    form = page.form("Spara")
    assert (form["summary"], form["title"], form["purpose"]) == ("Deras sammanfattning.", "IT-Lyftet 2", "Mitt syfte.")
    assert (form["figures-0-value"], form["figures-1-value"]) == ("90", "32")
    assert form.submit("Spara").status == 200
    figures = queries.content_of(queries.project(project.id)).figures
    assert [(one.value, one.whole) for one in figures] == [(90, None), (32, 0)]

    history = browser.get(f"{DESK}/{project.id}/historik")
    assert [row[0] for row in history.rows("Versioner")[1:]] == ["Version 3", "Version 2", "Version 1"]
    assert history.rows("Versioner")[1][3] == "Projektets namn, Syfte, Resultat i siffror"
    page = browser.get(f"{DESK}/{project.id}/historik/1")
    page = page.form("Återställ den här versionen").submit()
    assert "återställd som den nyaste" in page.text
    assert queries.content_of(queries.project(project.id)) == a_content()


@only_sqlite
def test_the_list_is_searched_and_narrowed_in_swedish_order(app: Flask, browser: Browser, clock: object) -> None:
    clock.set("2012-06-01 10:00")  # type: ignore[attr-defined]
    for title, begins, ends, state in (
        ("Öppna dörrar", "2013", "", "draft"),
        ("Ängen", "2010", "2011-host", "published"),
        ("Ålder", "2012-02", "2014-04", "published"),
        ("Zon", "", "", "published"),
    ):
        a_project(a_content(title=title, begins=begins, ends=ends), state=state)
    signed_in(browser, an_organiser())

    def titles(address: str) -> list[str]:
        page = browser.get(address)
        return [row[0] for row in page.rows("Projekt")[1:]] if "Inget projekt stämmer" not in page.text else []

    assert titles(DESK) == ["Zon", "Ålder", "Ängen", "Öppna dörrar"]
    assert titles(f"{DESK}?status=draft") == ["Öppna dörrar"]
    assert titles(f"{DESK}?period=ahead") == ["Öppna dörrar"]
    assert titles(f"{DESK}?period=running") == ["Ålder"]
    assert titles(f"{DESK}?period=ended") == ["Ängen"]
    assert titles(f"{DESK}?period=undated&status=published") == ["Zon"]
    assert titles(f"{DESK}?q=alder") == ["Ålder"]
    assert titles(f"{DESK}?q=finns-inte") == []


@only_sqlite
def test_a_project_is_linked_to_where_it_was_presented_and_what_led_to_it(app: Flask, browser: Browser) -> None:
    project = a_project()
    meeting = a_meeting(title="Mobiliseringsmöte")
    item = a_programme_item(meeting, kind="project", title="Effektbutiken")
    before = meeting.version
    signed_in(browser, an_organiser())
    page = browser.get(f"{DESK}/{project.id}/samband?q=effektbutiken")
    page = page.form("Koppla Effektbutiken").submit()
    assert "Kopplingen är sparad" in page.text
    assert queries.linked(project.id, "items") == (item.id,)
    assert meeting.version == before + 1  # its page names the project
    page = browser.get(f"{DESK}/{project.id}/samband?q=mobiliseringsmöte")
    page.form("Koppla Mobiliseringsmöte").submit()
    assert queries.linked(project.id, "meetings") == (meeting.id,)
    page = browser.get(f"{DESK}/{project.id}/samband")
    page.form("Ta bort Effektbutiken").submit()
    assert queries.linked(project.id, "items") == ()
    assert browser.get(f"{DESK}/{project.id}/historik").rows("Versioner")[1][3] == (
        "Programpunkter där projektet presenterades"
    )
