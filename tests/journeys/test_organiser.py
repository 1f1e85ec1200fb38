"""An organiser at a desk, with and without scripts: from three questions to a cancelled meeting, and two at once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from meetings import clock
from meetings.directory.actions import ensure_site_pages, ensure_vocabularies
from meetings.extensions import db
from meetings.schedule import queries
from tests.builders import a_meeting, a_registration, a_site, an_organiser, ready_questions
from tests.chromium import Chromium, assert_accessible, assert_fits
from tests.databases import only_sqlite
from tests.journeys.mails import mail_about
from tests.live import LiveServer
from tests.mailserver import MailServer

pytestmark = [only_sqlite, pytest.mark.browser, pytest.mark.settings(CLOCK="2027-03-01T10:00:00+01:00")]
Start = Callable[..., LiveServer]
PASSWORD = "fika med ideer i Åmål"
with_and_without_scripts = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


@pytest.fixture
def house(app: Flask) -> None:
    """A site with its words and pages, and one organiser."""
    a_site()
    ensure_vocabularies()
    ensure_site_pages(clock.now())
    an_organiser("Cecilia Nilsson", "cecilia@example.se", password=PASSWORD)


def desk_of(chromium: Chromium, server: LiveServer, scripts: bool, email: str = "cecilia@example.se") -> Page:
    """Sign in by the form, and return the window with the desk."""
    page = chromium.open(server, "/arbetsytan", scripts=scripts)
    page.get_by_label("E-postadress").fill(email)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alla möten")
    return page


@with_and_without_scripts
def test_an_organiser_makes_a_meeting_and_a_visitor_comes(
    house: None, chromium: Chromium, start_server: Start, scripts: bool
) -> None:
    server = start_server(worker=False, WEB_WORKERS=1)
    page = desk_of(chromium, server, scripts)
    page.get_by_role("link", name="Skapa ditt första möte").click()
    _answer_three_questions(page)
    _fill_in_the_rest(page)
    _write_the_programme(page)
    if scripts:
        assert_accessible(page)
        assert_fits(page)

    page.goto(re.sub(r"/program$", "/forhandslank", page.url))
    preview = page.locator(".copyfield").inner_text()
    visitor = chromium.open(server, "/", width=360, scripts=scripts)
    expect(visitor.get_by_text("Inga möten är planerade just nu")).to_be_visible()
    visitor.goto(preview.replace("http://localhost", server.url))
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Digitalisering i Åmål")
    expect(visitor.get_by_text("Förhandsvisning av ett utkast")).to_be_visible()
    _is_the_programme(visitor)

    page.goto(re.sub(r"/forhandslank.*", "/publicera", page.url))
    page.get_by_role("button", name="Publicera mötet").click()
    expect(page.locator("main")).to_contain_text("Mötet är publicerat och kan hittas av alla.")
    page.get_by_role("link", name="Öppna anmälan").click()
    page.get_by_label("Antal platser").fill("40")
    page.get_by_role("button", name="Öppna anmälan").click()
    expect(page.locator("main")).to_contain_text("Anmälan är öppen.")

    visitor.goto("/")
    visitor.get_by_role("link", name="Digitalisering i Åmål", exact=True).click()
    _is_the_programme(visitor)
    visitor.get_by_role("link", name="Anmäl dig").first.click()
    visitor.get_by_label("Namn", exact=True).fill("Åsa Öberg")
    visitor.get_by_label("E-post", exact=True).fill("asa@example.se")
    visitor.get_by_label("Typ av organisation").select_option("Privatperson")
    visitor.locator("label", has_text="Driva ett projekt").click()
    visitor.get_by_role("button", name="Anmäl mig").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Du har en plats")

    page.goto(re.sub(r"/anmalan$", "/deltagare", page.url))
    page.get_by_role("link", name="Åsa Öberg").click()
    expect(page.locator("main")).to_contain_text("asa@example.se")
    expect(page.locator("main")).to_contain_text("Driva ett projekt")


def _answer_three_questions(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Nytt möte")
    page.get_by_label("Vad handlar mötet om?").fill("Digitalisering i Åmål")
    page.get_by_label("Slags möte").select_option("Mobiliseringsmöte")
    page.locator('[name="day"]').fill("2027-03-18")
    page.locator('[name="starts_time"]').fill("9")
    page.locator('[name="ends_time"]').fill("15.30")
    page.locator('[name="venue"]').fill("Folkets Hus")
    page.locator('[name="town"]').fill("Åmål")
    page.get_by_role("button", name="Skapa utkastet").click()
    expect(page).to_have_url(re.compile("/redigera$"))


def _fill_in_the_rest(page: Page) -> None:
    page.get_by_label("Sammanfattning (frivilligt)").fill("För dig som vill driva eller delta i projekt.")
    page.get_by_label("Syfte").fill("Att hitta **nya** vägar till arbete.")
    page.locator('[name="contacts-0-name"]').fill("Cecilia Nilsson")
    page.locator('[name="contacts-0-email"]').fill("cecilia@example.se")
    page.get_by_role("button", name="Spara", exact=True).last.click()
    expect(page.locator("main")).to_contain_text("Sparat.")
    page.get_by_role("link", name="Program", exact=True).first.click()


def _write_the_programme(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Program")
    rows = [("9", "", "Välkomst", "", ""), *(("13", "14.30", "Workshop", room, title) for room, title in WORKSHOPS)]
    for number, (starts, ends, kind, room, title) in enumerate(rows):
        if number:
            page.get_by_role("button", name="Lägg till programpunkt").click()
        page.locator(f'[name="items-{number}-starts"]').fill(starts)
        page.locator(f'[name="items-{number}-ends"]').fill(ends)
        page.locator(f'[name="items-{number}-kind"]').select_option(kind)
        page.locator(f'[name="items-{number}-room"]').fill(room)
        page.locator(f'[name="items-{number}-title"]').fill(title)
    page.get_by_role("button", name="Lägg till medverkande").first.click()
    page.locator('[name="items-0-appearances-0-name"]').fill("Alex Bergström")
    page.locator('[name="items-0-appearances-0-party"]').fill("S")
    page.locator('[name="items-0-appearances-0-roles"]').fill("ledamot, regionråd")
    page.get_by_role("button", name="Spara programmet").last.click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("Programmet är sparat.")


WORKSHOPS = [("Sal A", "Vägar in"), ("Sal B", "Att lära sig om")]


def _is_the_programme(page: Page) -> None:
    programme = page.locator("#program")
    for words in ("Alex Bergström (S)", "regionråd", "Vägar in", "Att lära sig om", "Sal A", "Sal B", "13.00–14.30"):
        expect(programme).to_contain_text(words)


@with_and_without_scripts
def test_an_organiser_exports_copies_and_cancels(
    house: None, chromium: Chromium, start_server: Start, mailserver: MailServer, scripts: bool
) -> None:
    meeting = a_meeting()
    ready_questions(meeting)
    for name in ("Åsa Öberg", "Bo Ek", "Örjan Ek"):
        a_registration(meeting, name, now=clock.now())
    server = start_server(WEB_WORKERS=1, **mailserver.settings)
    page = desk_of(chromium, server, scripts)

    page.goto(f"/arbetsytan/moten/{meeting.id}/deltagare")
    heads, *rows = list(csv.reader(io.StringIO(_exported(page, "CSV").decode("utf-8-sig")), delimiter=";"))
    assert [row[heads.index("Namn")] for row in rows] == ["Bo Ek", "Åsa Öberg", "Örjan Ek"]
    sheet = openpyxl.load_workbook(io.BytesIO(_exported(page, "Excel"))).active
    assert {cell.value for cell in sheet["A"]} | {cell.value for cell in sheet["B"]} >= {
        "Namn",
        "Åsa Öberg",
        "Örjan Ek",
    }

    page.goto(f"/arbetsytan/moten/{meeting.id}")
    page.get_by_role("link", name="Kopiera mötet").click()
    page.locator("label", has_text="ppföljning").first.click()
    page.locator('[name="day"]').fill("2027-05-06")
    page.locator('[name="time"]').fill("13")
    page.get_by_role("button", name="Skapa utkast").click()
    expect(page).to_have_url(re.compile("/redigera"))
    copy_path = re.sub(r"/redigera.*", "", page.url)
    page.goto(f"{copy_path}/redigera")
    page.get_by_label("Rubrik", exact=True).fill("Uppföljning om digitalisering")
    page.get_by_role("button", name="Spara", exact=True).last.click()
    expect(page.locator("main")).to_contain_text("Sparat.")
    page.goto(f"{copy_path}/publicera")
    page.get_by_role("button", name="Publicera mötet").click()
    expect(page.locator("main")).to_contain_text("Mötet är publicerat")

    visitor = chromium.open(server, f"/m/{meeting.id}", scripts=scripts)
    visitor.locator("main").get_by_role("link", name="Uppföljning om digitalisering").first.click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Uppföljning om digitalisering")
    expect(visitor.locator("main").get_by_role("link", name=meeting.title).first).to_be_visible()
    visitor.get_by_role("link", name="Anmäl dig").first.click()
    visitor.get_by_label("Namn", exact=True).fill("Åsa Öberg")
    visitor.get_by_label("E-post", exact=True).fill("asa@example.se")
    visitor.get_by_label("Typ av organisation").select_option("Privatperson")
    visitor.locator("label", has_text="Driva ett projekt").click()
    visitor.get_by_role("button", name="Anmäl mig").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Du har en plats")

    page.goto(copy_path)
    page.get_by_role("link", name="Ställ in mötet").click()
    expect(page.locator("main")).to_contain_text("får ett mejl")
    page.get_by_label("Varför").fill("Lokalen är upptagen.")
    page.get_by_role("button", name="Ställ in mötet").click()
    expect(page.locator("main")).to_contain_text("inställt")
    mail = mail_about(mailserver, "asa@example.se", "Inställt")
    assert "Lokalen är upptagen." in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    visitor.reload()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Mötet är inställt")


def _exported(page: Page, kind: str) -> bytes:
    page.locator("label", has_text=kind).click()
    with page.expect_download() as started:
        page.get_by_role("button", name="Exportera").click()
    return Path(started.value.path()).read_bytes()


@with_and_without_scripts
@pytest.mark.settings(CLOCK="2027-03-18T10:00:00+01:00")
def test_who_came_is_ticked_on_the_day(house: None, chromium: Chromium, start_server: Start, scripts: bool) -> None:
    meeting = a_meeting()
    for name in ("Åsa Öberg", "Bo Ek"):
        a_registration(meeting, name)
    page = desk_of(chromium, start_server(worker=False, WEB_WORKERS=1), scripts)
    page.goto(f"/arbetsytan/moten/{meeting.id}/deltagare")
    page.get_by_label("Åsa Öberg deltog").check()
    page.get_by_role("button", name="Spara närvaro").click()
    expect(page.locator("main")).to_contain_text("Närvaron är sparad.")
    expect(page.get_by_label("Åsa Öberg deltog")).to_be_checked()
    expect(page.get_by_label("Bo Ek deltog")).not_to_be_checked()
    page.get_by_role("link", name="Åsa Öberg").click()
    expect(page.locator("main")).to_contain_text("Deltog, antecknat")


@with_and_without_scripts
def test_the_second_of_two_organisers_sees_what_changed_and_loses_nothing(
    house: None, chromium: Chromium, start_server: Start, scripts: bool
) -> None:
    meeting = a_meeting()
    an_organiser("Alex Bergström", "alex@example.se", password=PASSWORD)
    server = start_server(worker=False, WEB_WORKERS=1)
    editor = f"/arbetsytan/moten/{meeting.id}/redigera"
    cecilia = desk_of(chromium, server, scripts)
    alex = desk_of(chromium, server, scripts, "alex@example.se")
    cecilia.goto(editor)
    alex.goto(editor)
    alex.get_by_label("Rubrik", exact=True).fill("Alex rubrik")
    alex.locator('[name="town"]').fill("Åmål")
    alex.get_by_role("button", name="Spara", exact=True).last.click()
    expect(alex.locator("main")).to_contain_text("Sparat.")

    cecilia.get_by_label("Rubrik", exact=True).fill("Cecilias rubrik")
    cecilia.get_by_label("Syfte").fill("Ett nytt syfte.")
    cecilia.get_by_role("button", name="Spara", exact=True).last.click()
    expect(cecilia.get_by_role("heading", name="Alex Bergström sparade medan du skrev")).to_be_visible()
    for words in ("Alex rubrik", "Cecilias rubrik", "Åmål"):
        expect(cecilia.locator("#collisions")).to_contain_text(words)
    if scripts:
        assert_accessible(cecilia)
        assert_fits(cecilia)
    expect(cecilia.get_by_label("Rubrik", exact=True)).to_have_value("Cecilias rubrik")
    expect(cecilia.locator('[name="town"]')).to_have_value("Åmål")
    cecilia.get_by_role("button", name="Spara", exact=True).last.click()
    expect(cecilia.locator("main")).to_contain_text("Sparat.")
    db.session.expire_all()
    saved = queries.meeting(meeting.id)
    assert (saved.title, saved.town, saved.purpose) == ("Cecilias rubrik", "Åmål", "Ett nytt syfte.")
