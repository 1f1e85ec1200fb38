"""The page of reminders: what goes out when to how many, writing one, reading the mail, on and off."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.audit.actions import Actor
from meetings.extensions import db
from meetings.reminders import actions
from meetings.reminders.actions import Draft
from meetings.reminders.models import Reminder
from meetings.schedule.models import Meeting
from tests.browser import Browser, Page
from tests.builders import NOW, a_meeting, a_registration, an_organiser, signed_in
from tests.clock import Clock
from tests.databases import only_sqlite

pytestmark = only_sqlite
OLLE = Actor("Olle", 1)


@pytest.fixture
def meeting(app: Flask, browser: Browser, clock: Clock) -> Meeting:
    clock.set(NOW)
    signed_in(browser, an_organiser())
    found = a_meeting(seats=1)
    a_registration(found, "Anna")
    a_registration(found, "Bo")
    return found


def path(meeting: Meeting) -> str:
    return f"/arbetsytan/moten/{meeting.id}/paminnelser"


def rows(page: Page) -> list[list[str]]:
    return [[" ".join(cell.split()) for cell in row[:5]] for row in page.rows("Påminnelser")[1:]]


def test_a_reminder_is_written_listed_changed_and_removed(browser: Browser, meeting: Meeting) -> None:
    page = browser.get(path(meeting))
    assert "Inga påminnelser" in page.text
    form = page.click("Lägg till en påminnelse").form("Spara")
    assert (form["number"], form["at"], form["to_seat"]) == ("3", "9.00", True)
    assert form["text"] == "Snart är det dags för mötet. Här är det du behöver veta."
    page = form.submit("Spara")
    assert rows(page) == [["3 dagar före mötet, kl. 9.00", "den 15 mars 2027 kl. 9.00", "har en plats", "1", "Väntar"]]
    assert db.session.scalars(select(Reminder)).one().text == ""
    form = page.click("3 dagar före mötet, kl. 9.00").form("Spara")
    page = form.fill(side="same", number="", at="8", to_line=True, text="Parkera på gården.").submit()
    assert rows(page) == [
        [
            "Samma dag som mötet, kl. 8.00 Parkera på gården.",
            "den 18 mars 2027 kl. 8.00",
            "har en plats, står i kö",
            "2",
            "Väntar",
        ]
    ]
    page = page.form("Stäng av").submit()
    assert rows(page)[0][4] == "Avstängd"
    page = page.form("Slå på").submit()
    assert rows(page)[0][4] == "Väntar"
    assert "Inga påminnelser" in page.form("Ta bort").submit().text


@pytest.mark.parametrize(
    ("typed", "status", "says"),
    [
        ({"number": ""}, 422, "Skriv antalet dagar med siffror, 1 till 60."),
        ({"number": "61"}, 422, "Skriv antalet dagar med siffror, 1 till 60."),
        ({"number": "²"}, 422, "Skriv antalet dagar med siffror, 1 till 60."),
        ({"at": "25"}, 422, "Skriv tiden som 9.00 eller 15.30."),
        ({"at": ""}, 422, "Skriv en tid, till exempel 9.00."),
        ({"to_seat": False}, 409, "Välj minst en grupp som ska få påminnelsen."),
        ({"anchor": "sign_up", "side": "after"}, 409, "Efter en sista dag finns det inget att påminna om."),
        ({"text": "x" * 2001}, 422, "Korta den till högst 2000."),
    ],
)
def test_what_cannot_be_is_said(
    browser: Browser, meeting: Meeting, typed: dict[str, str | bool], status: int, says: str
) -> None:
    page = browser.get(f"{path(meeting)}/ny").form("Spara").fill(**typed).submit()
    assert page.status == status
    assert says in page.text


def test_the_mail_is_read_before_it_goes_out(browser: Browser, meeting: Meeting) -> None:
    one = actions.add(meeting.id, Draft(to_line=True, to_silent=True, text="Ta <b>med</b> {{ mat }}."), NOW, OLLE)
    page = browser.get(f"{path(meeting)}/{one.id}/forhandsvisning")
    assert page.all("h2") == [
        "Till dem som har en plats",
        "Till dem som står i kö",
        "Till inbjudna som inte har svarat",
    ]
    assert page.text.count("Ta <b>med</b> {{ mat }}.") == 3
    assert "Du står fortfarande i kö." in page.text
    english = browser.get(f"/en{path(meeting)}/{one.id}/forhandsvisning")
    assert "Thursday 18 March 2027" in english.text


def test_what_has_gone_out_is_shown_with_how_many_and_cannot_be_changed(browser: Browser, meeting: Meeting) -> None:
    one = actions.add(meeting.id, Draft(), NOW, OLLE)
    stale = browser.get(f"{path(meeting)}/{one.id}/redigera").form("Spara").fill(number="2")
    actions.send_due(datetime(2027, 3, 15, 8, 0, tzinfo=UTC))
    page = browser.get(path(meeting))
    assert rows(page)[0][3:] == ["1", "Skickad till 1"]
    assert page.link("Läs mejlet 3 dagar före mötet, kl. 9.00")
    page = stale.submit()
    assert page.status == 409
    assert "har redan börjat gå ut" in page.text


def test_who_saves_second_is_told(browser: Browser, meeting: Meeting) -> None:
    one = actions.add(meeting.id, Draft(), NOW, OLLE)
    form = browser.get(f"{path(meeting)}/{one.id}/redigera").form("Spara").fill(number="5")
    actions.save(meeting.id, one.id, Draft(days=-2), 1, NOW, OLLE)
    page = form.submit()
    assert (page.status, db.session.scalars(select(Reminder.days)).one()) == (409, -2)


def test_a_reminder_is_of_its_own_meeting_only(browser: Browser, meeting: Meeting) -> None:
    one = actions.add(meeting.id, Draft(), NOW, OLLE)
    other = a_meeting()
    assert browser.get(f"{path(other)}/{one.id}/redigera").status == 404
