"""Somebody with a phone and no scripts signs up to a course of a series, and goes to another one instead."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from meetings.directory import actions as directory
from meetings.projects.queries import series as queries
from tests.builders import NOW
from tests.chromium import Chromium, assert_fits
from tests.databases import only_sqlite
from tests.live import LiveServer
from tests.projects.series_scenes import a_series


@only_sqlite
@pytest.mark.browser
@pytest.mark.settings(CLOCK=NOW.isoformat())
def test_somebody_signs_up_and_goes_to_another(app: Flask, chromium: Chromium, live_server: LiveServer) -> None:
    directory.ensure_vocabularies()
    series = a_series(4, 2, seats=1, start=NOW + timedelta(days=30))
    words = [f"{one.place}, " for one in queries.occasions(series.id)]
    page: Page = chromium.open(live_server, f"/serier/{series.id}", width=360, scripts=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Lokala kurser")
    assert_fits(page)
    page.get_by_label("Plats", exact=True).select_option("Härryda")
    page.get_by_role("button", name="Visa", exact=True).click()
    expect(page.get_by_role("heading", name="Ale", exact=True)).to_have_count(0)
    page.get_by_role("link", name=re.compile("Anmäl dig.*Härryda")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmäl dig")
    assert_fits(page)
    expect(page.get_by_role("radio", name=words[1]).first).to_be_checked()
    page.get_by_label("Namn").fill("Åsa Öberg")
    page.get_by_label("E-post").fill("asa@example.se")
    page.get_by_label("Typ av organisation").select_option(label="Kommun")
    page.get_by_label("Organisation", exact=True).fill("Härryda kommun")
    page.get_by_label("Vet inte än").check()
    page.get_by_role("button", name="Anmäl mig").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har en plats")
    page.get_by_role("link", name="Byt till ett annat tillfälle").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Byt till ett annat tillfälle")
    assert_fits(page)
    page.get_by_role("button", name="Byt tillfälle").click()
    expect(page.get_by_role("alert").or_(page.locator(".error-summary")).first).to_contain_text("älj ett tillfälle")
    page.get_by_role("radio", name="Kungälv, ").first.check()
    page.get_by_role("button", name="Byt tillfälle").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har en plats")
    expect(page.get_by_role("status")).to_contain_text("Du har bytt tillfälle.")
    expect(page.locator(".eyebrow")).to_have_text("Lokal kurs: Kungälv")
    assert_fits(page)
