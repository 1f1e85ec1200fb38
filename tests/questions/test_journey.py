"""A form of forty questions and ten conditions in Chromium: with scripts at once, without them step by step."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from meetings.extensions import db
from meetings.questions import queries as questions
from meetings.questions.rules import Asked
from meetings.schedule.models import Meeting
from tests.builders import NOW, a_meeting, organisation_types
from tests.chromium import Chromium, assert_accessible, assert_fits
from tests.conftest import Clock
from tests.databases import only_sqlite
from tests.questions.forms import form_of, forty_questions
from tests.registration.sign_ups import the_registration

CHROMIUM = [only_sqlite, pytest.mark.browser]
pytestmark = CHROMIUM
STEP = "Några frågor till, utifrån dina svar"
DEPENDENT = 10


@pytest.fixture
def meeting(app: Flask, clock: Clock) -> Meeting:
    clock.set(NOW)
    organisation_types()
    meeting = a_meeting()
    forty_questions(meeting)
    return meeting


def asked(meeting: Meeting) -> list[Asked]:
    return questions.asked(form_of(meeting).id, "sv")


def the_field(page: Page, label: str) -> Locator:
    return page.get_by_label(label, exact=False).first


def group(page: Page, legend: str) -> Locator:
    return page.get_by_role("group", name=legend)


def answers() -> dict[str, str]:
    db.session.rollback()  # what was read before the form was sent shows nothing of it
    found: dict[str, str] = {}
    for given in questions.answers(the_registration().submission_id):
        found[given.asked] = f"{found[given.asked]}, {given.text}" if given.asked in found else given.text
    return found


def who(page: Page) -> None:
    page.get_by_label("Namn").fill("Åsa Öberg")
    page.get_by_label("E-post", exact=True).fill("asa@example.se")
    page.get_by_label("Typ av organisation").select_option(label="Kommun")
    page.get_by_label("Organisation", exact=True).fill("Åmåls kommun")


def test_with_scripts_questions_open_at_once_and_are_told_of(
    meeting: Meeting, chromium: Chromium, live_server: Any
) -> None:
    forty = asked(meeting)
    assert len(forty) == 40
    assert sum(question.shown_if is not None for question in forty) == DEPENDENT
    page = chromium.open(live_server, f"/moten/{meeting.id}/anmalan", width=360)
    assert_accessible(page)
    assert_fits(page)
    who(page)
    what, party = page.get_by_label("Vad då?"), page.get_by_label("Vilket parti?")
    expect(what).to_be_hidden()
    group(page, "Vad är du?").get_by_label("Annat").check()
    expect(what).to_be_visible()
    expect(page.locator("[data-questions-status]")).to_have_text("En fråga till: Vad då?")
    what.fill("Konstnär")
    group(page, "Vad är du?").get_by_label("Politiker").check()
    expect(what).to_be_hidden()
    expect(party).to_be_visible()
    expect(page.locator("[data-questions-status]")).to_have_text(
        "En fråga till: Vilket parti?. Frågas inte längre: Vad då?"
    )
    party.fill("S")
    # a chain of three
    group(page, "Har du ett projekt?").get_by_label("Ja").check()
    page.get_by_label("Vad heter projektet?").fill("IT-Lyftet")
    group(page, "Har projektet pengar?").get_by_label("Ja").check()
    page.get_by_label("Hur mycket, i kronor?").fill("1 200,50")
    expect(page.get_by_label("Projektets webbplats")).to_be_visible()
    group(page, "Vilka dagar kommer du?").get_by_label("Tisdag").check()
    group(page, "Vilka dagar kommer du?").get_by_label("Onsdag").check()
    page.get_by_label("När kommer du på tisdagen?").fill("9.30")
    page.get_by_label("Hur många gäster tar du med?").fill("2,0")
    page.get_by_label("Vad heter gästerna?").fill("Bo och Cia")
    group(page, "Behöver du något på plats?").get_by_label("Nej").check()
    expect(page.get_by_label("Vad behöver du?")).to_be_hidden()
    assert_accessible(page)
    page.get_by_role("button", name="Anmäl mig").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har en plats")
    assert answers() == {
        "Vad är du?": "Politiker",
        "Vilket parti?": "S",
        "Har du ett projekt?": "Ja",
        "Vad heter projektet?": "IT-Lyftet",
        "Har projektet pengar?": "Ja",
        "Hur mycket, i kronor?": "1200.5",
        "Vilka dagar kommer du?": "Tisdag, Onsdag",
        "När kommer du på tisdagen?": "09:30",
        "Hur många gäster tar du med?": "2",
        "Vad heter gästerna?": "Bo och Cia",
        "Behöver du något på plats?": "Nej",
    }


def test_a_chain_closes_at_once_from_its_first_link(meeting: Meeting, chromium: Chromium, live_server: Any) -> None:
    page = chromium.open(live_server, f"/moten/{meeting.id}/anmalan")
    project = group(page, "Har du ett projekt?")
    project.get_by_label("Ja").check()
    page.get_by_label("Vad heter projektet?").fill("Lyftet")
    group(page, "Har projektet pengar?").get_by_label("Ja").check()
    expect(page.get_by_label("Hur mycket, i kronor?")).to_be_visible()
    project.get_by_label("Nej").check()
    for label in ("Vad heter projektet?", "Hur mycket, i kronor?", "Projektets webbplats"):
        expect(page.get_by_label(label)).to_be_hidden()
    project.get_by_label("Ja").check()
    expect(page.get_by_label("Hur mycket, i kronor?")).to_be_visible()


def test_without_scripts_it_takes_steps_and_all_that_was_typed_stays(
    meeting: Meeting, chromium: Chromium, live_server: Any
) -> None:
    page = chromium.open(live_server, f"/moten/{meeting.id}/anmalan", width=360, scripts=False)
    who(page)
    group(page, "Vad är du?").get_by_label("Annat").check()
    group(page, "Har du ett projekt?").get_by_label("Ja").check()
    group(page, "Vilka dagar kommer du?").get_by_label("Tisdag").check()
    page.get_by_label("Hur många gäster tar du med?").fill("2")
    group(page, "Behöver du något på plats?").get_by_label("Ja").check()
    page.get_by_label("Fråga 25").fill("asa@example.se")
    with page.expect_response("**/anmalan") as answer:
        page.get_by_role("button", name="Anmäl mig").click()
    assert answer.value.status == 200
    step = page.locator("[data-step]")
    expect(step.get_by_role("heading")).to_have_text(STEP)
    expect(step).to_be_focused()
    expect(step.get_by_role("listitem")).to_have_text(
        ["Vad då?", "Vad heter projektet?", "När kommer du på tisdagen?", "Vad heter gästerna?", "Vad behöver du?"]
    )
    expect(page.locator(".error-summary, .field__error")).to_have_count(0)
    expect(page.get_by_label("Namn", exact=True)).to_have_value("Åsa Öberg")
    expect(page.get_by_label("Fråga 25")).to_have_value("asa@example.se")
    # a mistake and a further link of the chain at the same time: the mistake is named, the new question shown
    page.get_by_label("Vad då?").fill("Konstnär")
    page.get_by_label("Vad heter projektet?").fill("Lyftet")
    page.get_by_label("Vad behöver du?").fill("Hörslinga")
    page.get_by_role("button", name="Anmäl mig").click()
    expect(page.locator(".error-summary li")).to_have_text(["Vad heter gästerna? Fyll i vad heter gästerna?."])
    expect(page.locator("[data-step] li")).to_have_text(["Har projektet pengar?"])
    page.get_by_label("Vad heter gästerna?").fill("Bo")
    group(page, "Har projektet pengar?").get_by_label("Ja").check()
    page.get_by_role("button", name="Anmäl mig").click()
    expect(page.locator("[data-step] li")).to_have_text(["Hur mycket, i kronor?"])
    # who takes the answer back is asked no more, and what was answered to it is not kept
    group(page, "Har projektet pengar?").get_by_label("Nej").check()
    page.get_by_label("Hur mycket, i kronor?").fill("5")
    page.get_by_role("button", name="Anmäl mig").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har en plats")
    found = answers()
    assert "Hur mycket, i kronor?" not in found
    assert (found["Vad då?"], found["Vad behöver du?"], found["Vad heter gästerna?"]) == ("Konstnär", "Hörslinga", "Bo")


def test_the_form_is_filled_in_with_the_keyboard_alone(meeting: Meeting, chromium: Chromium, live_server: Any) -> None:
    page = chromium.open(live_server, f"/moten/{meeting.id}/anmalan")
    page.get_by_label("Namn", exact=True).focus()
    for typed in ("Åsa Öberg", "asa@example.se"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.type("K")  # one letter: a list forgets the first while it waits for the next
    page.keyboard.press("Tab")
    page.keyboard.type("Åmåls kommun")
    _tab_to(page, "Projektledare")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(group(page, "Vad är du?").get_by_label("Annat")).to_be_checked()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Vad då?")).to_be_focused()
    page.keyboard.type("Konstnär")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(group(page, "Har du ett projekt?").get_by_label("Ja")).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Vad heter projektet?")).to_be_hidden()
    page.keyboard.press("Tab")
    _tab_to(page, "Måndag")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Anmäl mig").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har en plats")
    assert answers()["Vad då?"] == "Konstnär"


def _tab_to(page: Page, label: str) -> None:
    """Press Tab until the field with this label has focus, twenty times at most."""
    for _ in range(20):
        if page.get_by_label(label, exact=True).first.evaluate("field => field === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no focus on {label!r}")
