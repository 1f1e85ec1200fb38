"""Together, in Chromium, with scripts and without: a group, an invitation, a place that is handed over, an offer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from meetings import clock, transaction
from meetings.registration import actions, mail, queries
from meetings.registration.actions import Asking, Invitee
from meetings.schedule.models import Meeting
from tests.builders import a_meeting, a_registration, organisation_types, set_facts
from tests.chromium import assert_accessible, assert_fits
from tests.databases import only_sqlite
from tests.live import LiveServer
from tests.registration.sign_ups import ORGANISER, line, own_path

NOW = "2027-03-01T10:00:00+01:00"
pytestmark = [
    only_sqlite,
    pytest.mark.browser,
    pytest.mark.settings(CLOCK=NOW),
    pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"]),
]


def looks_right(page: Page, scripts: bool) -> None:
    assert_fits(page)
    if scripts:
        assert_accessible(page)


def test_a_group_of_four(app: Flask, chromium: Any, live_server: LiveServer, scripts: bool) -> None:
    organisation_types()
    meeting = a_meeting(seats=3)
    page: Page = chromium.open(live_server, f"/moten/{meeting.id}/anmalan", width=360, scripts=scripts)
    page.get_by_role("link", name="Är ni flera? Anmäl en grupp").click()
    expect(page.get_by_role("button", name="Lägg till rad")).to_be_visible()
    looks_right(page, scripts)
    page.get_by_role("button", name="Lägg till rad").click()
    for row, name in enumerate(("Anna", "Bo", "Cia", "Dan")):
        person = page.get_by_role("group", name=f"Person {row + 1}", exact=False)
        person.get_by_label("Namn").fill(name)
        person.get_by_label("E-post").fill(f"{name.lower()}@example.se")
    page.get_by_label("Typ av organisation").select_option(label="Privatperson")
    page.get_by_label("Anmäl alla eller ingen").check()
    page.get_by_role("button", name="Anmäl gruppen").click()
    expect(page.get_by_role("alert")).to_contain_text("Platserna räcker inte till alla")
    looks_right(page, scripts)
    page.get_by_label("Anmäl så många som får plats").check()
    page.get_by_role("button", name="Anmäl gruppen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gruppen är anmäld")
    expect(page.get_by_role("heading", level=2, name="Står på reservlistan")).to_be_visible()
    looks_right(page, scripts)
    assert [state for _name, state, _at in line(meeting)] == ["confirmed"] * 3 + ["waiting"]


def test_an_invitation_is_answered(app: Flask, chromium: Any, live_server: LiveServer, scripts: bool) -> None:
    organisation_types()
    meeting = a_meeting(seats=2)
    people = [Invitee("Bo Ek", "bo@example.se"), Invitee("Cia Ek", "cia@example.se")]
    asking = Asking("Välkommen!", meeting.starts_at - timedelta(days=5))
    bo, cia = actions.invite(meeting.id, people, asking, clock.now(), ORGANISER)
    page: Page = chromium.open(live_server, mail.invitation_path(cia), width=360, scripts=scripts)
    looks_right(page, scripts)
    page.get_by_role("link", name="Kan du inte komma? Tacka nej").click()
    page.get_by_label("Vill du säga varför?").fill("Jag är på semester.")
    looks_right(page, scripts)
    page.get_by_role("button", name="Tacka nej").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har tackat nej")
    page.goto(mail.invitation_path(bo))
    expect(page.get_by_text("Vi håller en plats åt dig.")).to_be_visible()
    page.get_by_label("Typ av organisation").select_option(label="Privatperson")
    page.get_by_role("button", name="Anmäl mig").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har en plats")
    assert line(meeting) == [("Bo Ek", "confirmed", 1)]


def test_a_place_is_handed_over(app: Flask, chromium: Any, live_server: LiveServer, scripts: bool) -> None:
    meeting = a_meeting()
    anna = a_registration(meeting, "Anna")
    page: Page = chromium.open(live_server, own_path(anna), width=360, scripts=scripts)
    page.get_by_role("link", name="Överlåt platsen").click()
    page.get_by_label("Kollegans namn").fill("Bo Ek")
    page.get_by_label("Kollegans e-post").fill("bo")
    page.get_by_role("button", name="Överlåt platsen").click()
    expect(page.get_by_role("alert")).to_contain_text("Ett svar behöver rättas")
    looks_right(page, scripts)
    page.get_by_label("Kollegans e-post").fill("bo@example.se")
    page.get_by_role("button", name="Överlåt platsen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har överlåtit din plats")
    looks_right(page, scripts)
    found = queries.registration_of_address(meeting.id, "bo@example.se")
    assert found is not None
    page.goto(own_path(found))
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har en plats")


def test_an_offer_is_taken(app: Flask, chromium: Any, live_server: LiveServer, scripts: bool) -> None:
    meeting: Meeting = a_meeting(seats=1)
    anna, bo = a_registration(meeting, "Anna"), a_registration(meeting, "Bo")
    with transaction.write():
        start = clock.now() + timedelta(hours=12)
        set_facts(meeting, starts_at=start, ends_at=start + timedelta(hours=2))
    actions.withdraw(anna.id, clock.now())
    page: Page = chromium.open(live_server, own_path(bo), width=360, scripts=scripts)
    expect(page.get_by_role("heading", level=1)).to_have_text("Vill du ha en ledig plats?")
    looks_right(page, scripts)
    page.get_by_role("link", name="Tacka nej").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tacka nej till platsen")
    looks_right(page, scripts)
    page.get_by_role("link", name="Svara senare").click()
    page.get_by_role("button", name="Tacka ja").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har en plats")
    looks_right(page, scripts)
    assert {name: state for name, state, _at in line(meeting)} == {"Anna": "cancelled", "Bo": "confirmed"}
