"""A visitor on a phone: finds the meeting, signs up, changes, leaves, comes back; with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from meetings.schedule.models import Meeting
from tests.builders import a_meeting, organisation_types, ready_questions
from tests.chromium import PHONE, Chromium, assert_accessible, assert_fits
from tests.databases import only_sqlite
from tests.journeys.mails import link_in, mail_about
from tests.live import LiveServer
from tests.mailserver import MailServer

pytestmark = [only_sqlite, pytest.mark.browser, pytest.mark.settings(CLOCK="2027-03-01T10:00:00+01:00")]
TITLE = "Digitalisering som öppnar vägen till arbete"
with_and_without_scripts = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


@dataclass
class Scene:
    """A meeting with one seat and a waiting list, the service, and its mail."""

    meeting: Meeting
    server: LiveServer
    mail: MailServer

    def signs_up(self, name: str, email: str) -> str:
        """Somebody else signs up; returns the heading that they see."""
        form = self.server.browser().get(f"/moten/{self.meeting.id}/anmalan").form()
        form.fill(name=name, email=email, organisation_type="Privatperson")
        form[_interest(form.fields)] = "Delta i någon annans projekt"
        return form.submit().heading


def _interest(fields: list[str]) -> str:
    return next(name for name in fields if name.startswith("q"))


@pytest.fixture
def scene(app: Flask, start_server: Callable[..., LiveServer], mailserver: MailServer) -> Scene:
    organisation_types()
    meeting = a_meeting(seats=1)
    ready_questions(meeting)
    return Scene(meeting, start_server(WEB_WORKERS=1, **mailserver.settings), mailserver)


@with_and_without_scripts
def test_a_visitor_signs_up_changes_leaves_and_comes_back(chromium: Chromium, scene: Scene, scripts: bool) -> None:
    page = chromium.open(scene.server, "/", width=PHONE, scripts=scripts)
    page.get_by_role("link", name=TITLE, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    page.get_by_role("link", name="Anmäl dig").first.click()

    _sign_up_with_one_mistake(page, scripts)
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har en plats")
    expect(page.get_by_role("status")).to_contain_text("Tack, du är anmäld.")
    reference = page.locator(".reference").inner_text()

    confirmation = mail_about(scene.mail, "asa@example.se", "Du har en plats")
    assert reference in confirmation.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "text/calendar" in [part.get_content_type() for part in confirmation.walk()]
    assert scene.signs_up("Bo Ek", "bo@example.se") == "Du har reservplats 1"
    assert scene.signs_up("Cia Dahl", "cia@example.se") == "Du har reservplats 2"

    page.goto(link_in(confirmation, "/min-anmalan/"))
    _change_the_name(page)
    _leave(page)

    promoted = mail_about(scene.mail, "bo@example.se", "Du har fått en plats")
    visitor = scene.server.browser()
    assert visitor.get(link_in(promoted, "/min-anmalan/").removeprefix(scene.server.url)).heading == "Du har en plats"

    page.get_by_role("link", name="Anmäl dig igen").click()
    expect(page.get_by_text("Du hamnar sist på reservlistan")).to_be_visible()
    page.get_by_role("button", name="Ställ mig på reservlistan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har reservplats 2")
    mail_about(scene.mail, "asa@example.se", "Du står på reservlistan")


def _sign_up_with_one_mistake(page: Page, scripts: bool) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmäl dig")
    page.get_by_label("Namn", exact=True).fill("Åsa Öberg")
    page.get_by_label("E-post", exact=True).fill("asa.example.se")
    page.get_by_label("Typ av organisation").select_option("Kommun")
    page.get_by_label("Organisation", exact=True).fill("Åmåls kommun")
    page.locator("label", has_text="Driva ett projekt").click()
    page.locator("label", has_text="Vegansk kost").click()
    page.get_by_role("button", name="Anmäl mig").click()

    summary = page.locator("[data-error-summary]")
    expect(summary).to_contain_text("Ett svar behöver rättas")
    if scripts:
        expect(summary).to_be_focused()
        assert_accessible(page)
        assert_fits(page)
    expect(page.get_by_label("Namn", exact=True)).to_have_value("Åsa Öberg")
    expect(page.get_by_label("E-post", exact=True)).to_have_value("asa.example.se")
    expect(page.get_by_label("Organisation", exact=True)).to_have_value("Åmåls kommun")
    expect(page.get_by_label("Typ av organisation").locator("option:checked")).to_have_text("Kommun")
    expect(page.get_by_label("Driva ett projekt")).to_be_checked()
    expect(page.get_by_label("Vegansk kost")).to_be_checked()

    summary.get_by_role("link", name="det fattas ett @").click()
    field = page.get_by_label("E-post", exact=True)
    expect(field).to_be_focused()
    field.fill("asa@example.se")
    page.get_by_role("button", name="Anmäl mig").click()


def _change_the_name(page: Page) -> None:
    page.get_by_role("link", name="Ändra", exact=True).click()
    page.get_by_label("Namn", exact=True).fill("Åsa Östberg")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("status")).to_contain_text("Ändringarna är sparade.")
    expect(page.locator("main")).to_contain_text("Åsa Östberg")


def _leave(page: Page) -> None:
    page.get_by_role("link", name="Avanmäl dig").click()
    expect(page.get_by_text("Din plats går direkt till den som står först på reservlistan.")).to_be_visible()
    page.get_by_role("button", name="Avanmäl mig").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du är avanmäld")


@with_and_without_scripts
def test_a_visitor_signs_up_by_keyboard_alone(chromium: Chromium, scene: Scene, scripts: bool) -> None:
    page = chromium.open(scene.server, f"/m/{scene.meeting.id}", width=PHONE, scripts=scripts)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Gå direkt till huvudinnehållet")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    expect(page.locator("main")).to_be_focused()

    _tab_to(page, "a", "Anmäl dig")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmäl dig")
    _tab_to(page, "input", "Namn")
    page.keyboard.type("Åsa Öberg")
    page.keyboard.press("Tab")
    page.keyboard.type("asa@example.se")
    _tab_to(page, "select", "Typ av organisation")
    page.keyboard.type("P")  # one letter: a list forgets the first while it waits for the next
    _tab_to(page, "input", "Driva ett projekt")
    page.keyboard.press("Space")
    _tab_to(page, "button", "Anmäl mig")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har en plats")


FOCUSED = """element => {
  const focused = document.activeElement;
  const label = focused.labels && focused.labels.length ? focused.labels[0].innerText : focused.innerText;
  return [focused.localName, label.trim()];
}"""


def _tab_to(page: Page, kind: str, words: str) -> None:
    """Press Tab until the focus is on such an element with these words, as one who cannot point does."""
    passed = []
    for _press in range(60):
        page.keyboard.press("Tab")
        name, label = page.locator("body").evaluate(FOCUSED)
        if name == kind and label.startswith(words):
            return
        passed.append((name, label[:30]))
    raise AssertionError(f"Tab does not reach {kind} {words}; it passed {passed}")
