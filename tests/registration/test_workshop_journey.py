"""Workshops in Chromium, with scripts and without: chosen at sign-up, changed, given out by wishes at the desk."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from meetings.registration.mail import own_path
from tests.builders import a_meeting, an_organiser, organisation_types
from tests.chromium import assert_accessible, assert_fits, reload_until_shown
from tests.databases import only_sqlite
from tests.live import LiveServer
from tests.registration.workshop_scenes import a_block, a_ranked_meeting, in_workshops, many_wishers, wants

pytestmark = [only_sqlite, pytest.mark.browser, pytest.mark.settings(CLOCK="2027-03-01T10:00:00+01:00")]
PASSWORD = "en mening som ingen gissar"


def looks_right(page: Page, *, scripts: bool) -> None:
    assert_fits(page)
    if scripts:
        assert_accessible(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_visitor_chooses_workshops_and_changes_them(
    app: Flask, chromium: Any, live_server: LiveServer, scripts: bool
) -> None:
    organisation_types()
    meeting = a_meeting()
    block = a_block(meeting, {"Spel": 1, "E-handel": 5, "Vägledning": 5}, required=True)
    somebody = wants(meeting, "Bo", block, "Spel")

    page: Page = chromium.open(live_server, f"/moten/{meeting.id}/anmalan", width=360, scripts=scripts)
    page.get_by_label("Namn").fill("Åsa Öberg")
    page.get_by_label("E-post").fill("asa.oberg@example.se")
    page.get_by_label("Typ av organisation").select_option(label="Privatperson")
    page.get_by_label("Spel").check()
    page.get_by_role("button", name="Anmäl mig").click()
    expect(page.get_by_role("alert")).to_contain_text("Om den är full")
    looks_right(page, scripts=scripts)

    page.get_by_label("Om den är full").select_option(label="E-handel")
    page.get_by_role("button", name="Anmäl mig").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har en plats")
    expect(page.locator("#workshoppar")).to_contain_text("Plats 1 i kön")
    looks_right(page, scripts=scripts)

    page.get_by_role("link", name="Byt workshop").click()
    expect(page.get_by_role("button", name="Spara")).to_be_visible()
    looks_right(page, scripts=scripts)
    page.get_by_label("Om den är full").select_option(label="Vägledning")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("status")).to_have_text("Ditt val av workshop är sparat.")

    other: Page = chromium.open(live_server, own_path(somebody), width=360, scripts=scripts)
    other.get_by_role("link", name="Avanmäl dig").click()
    other.get_by_role("button", name="Avanmäl mig").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Du är avanmäld")
    page.reload()
    expect(page.locator("#workshoppar")).to_contain_text("Har en plats")
    expect(page.locator("#workshoppar")).not_to_contain_text("Vägledning")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_organiser_gives_out_places_by_wishes(app: Flask, chromium: Any, start_server: Any, scripts: bool) -> None:
    meeting, block = a_ranked_meeting({"Spel": 1, "E-handel": 2})
    people = many_wishers(meeting, block, [["Spel", "E-handel"]] * 3)
    an_organiser(email="olle@example.se", password=PASSWORD)
    server = start_server()  # with its worker, which gives the places out
    page: Page = chromium.open(server, f"/arbetsytan/moten/{meeting.id}/workshoppar", width=1280, scripts=scripts)
    page.get_by_label("E-post").fill("olle@example.se")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_text("Workshopparna har 3 platser, mötet 120.")).to_be_visible()
    looks_right(page, scripts=scripts)

    page.get_by_role("link", name="Fördela platserna").click()
    expect(page.get_by_role("button", name="Publicera och mejla alla")).to_be_visible()
    looks_right(page, scripts=scripts)
    page.get_by_label("Fäst Person 00003 vid").select_option(label="Spel")
    page.get_by_role("button", name="Spara för Person 00003").click()
    expect(page.get_by_role("heading", name="Fästa personer")).to_be_visible()
    page.get_by_role("button", name="Publicera och mejla alla").click()
    published = page.get_by_role("heading", level=1, name="Platserna kl. 13.00–14.00 är publicerade")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Platserna kl. 13.00–14.00 ")  # whatever has been done
    if not scripts:
        reload_until_shown(page, published)
    expect(published).to_be_visible(timeout=60_000)  # with scripts the page follows by itself
    expect(page.get_by_text("3 personer har fått en plats.")).to_be_visible()
    looks_right(page, scripts=scripts)
    assert [in_workshops(one) for one in people] == [{"E-handel": "confirmed"}] * 2 + [{"Spel": "confirmed"}]
