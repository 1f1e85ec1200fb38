"""A visitor's way in Chromium, with scripts and without: sign up, change, withdraw, come back."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.builders import a_meeting, organisation_types, ready_questions
from tests.chromium import assert_accessible, assert_fits
from tests.databases import only_sqlite
from tests.live import LiveServer


@only_sqlite
@pytest.mark.browser
@pytest.mark.settings(CLOCK="2027-03-01T10:00:00+01:00")
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_visitor_signs_up_changes_withdraws_and_comes_back(
    app: Flask, chromium: Any, live_server: LiveServer, scripts: bool
) -> None:
    organisation_types()
    meeting = a_meeting()
    ready_questions(meeting)

    def looks_right(page: Page) -> None:
        assert_fits(page)
        if scripts:
            assert_accessible(page)

    page: Page = chromium.open(live_server, f"/moten/{meeting.id}/anmalan", width=360, scripts=scripts)
    looks_right(page)
    page.get_by_label("Namn").fill("Åsa Öberg")
    page.get_by_label("E-post").fill("asa.oberg.example.se")
    page.get_by_label("Typ av organisation").select_option(label="Privatperson")
    page.get_by_role("button", name="Anmäl mig").click()
    expect(page.get_by_role("alert")).to_contain_text("2 svar behöver rättas")
    looks_right(page)

    page.get_by_label("E-post").fill("asa.oberg@example.se")
    page.get_by_label("Driva ett projekt").check()
    page.get_by_label("Glutenfri kost").check()
    page.get_by_role("button", name="Anmäl mig").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har en plats")
    looks_right(page)

    page.get_by_role("link", name="Ändra", exact=True).click()
    expect(page.get_by_role("button", name="Spara")).to_be_visible()
    page.get_by_label("Namn").fill("Åsa Ek")
    looks_right(page)
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("status")).to_have_text("Ändringarna är sparade.")
    expect(page.get_by_text("Åsa Ek", exact=True)).to_be_visible()

    page.get_by_role("link", name="Avanmäl dig").click()
    expect(page.get_by_role("button", name="Avanmäl mig")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Avanmäl mig").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du är avanmäld")
    looks_right(page)

    page.get_by_role("link", name="Anmäl dig igen").click()
    page.get_by_role("button", name="Anmäl mig igen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har en plats")
