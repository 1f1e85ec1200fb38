"""An organiser writes, confirms and follows a mailing in Chromium, on a phone, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.builders import a_meeting, an_organiser
from tests.chromium import Chromium, assert_fits, reload_until_shown
from tests.databases import only_sqlite
from tests.live import LiveServer
from tests.mailings.scenes import some_people

pytestmark = [only_sqlite, pytest.mark.browser, pytest.mark.settings(CLOCK="2027-03-01T10:00:00+01:00")]
PASSWORD = "grön tallrik 47 i Vänersborg"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_mailing_from_empty_page_to_sent(
    app: Flask, chromium: Chromium, start_server: Callable[..., LiveServer], scripts: bool
) -> None:
    meeting = a_meeting()
    some_people(meeting, "Anna", "Bo")
    an_organiser(password=PASSWORD)
    service = start_server(WEB_WORKERS=1)
    page: Any = chromium.open(service, f"/arbetsytan/moten/{meeting.id}/utskick", width=360, scripts=scripts)
    page.get_by_label("E-post").fill("olle@example.se")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.get_by_role("link", name="Skriv ett utskick").click()
    page.get_by_label("Ämne", exact=True).fill("Inför [möte]")
    page.get_by_label("Text", exact=True).fill("Ta med en idé, [namn].")
    page.get_by_role("button", name="Spara och granska").click()
    expect(page.get_by_role("button", name="Skicka till 2 personer")).to_be_visible()
    assert_fits(page)
    page.get_by_role("button", name="Skicka till 2 personer").click()
    expect(page.get_by_role("button", name="Skicka till 2 personer")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("Inför [möte]")
    done = page.get_by_text("2 av 2 mejl är skickade.")
    if not scripts:
        reload_until_shown(page, done)
    expect(done).to_be_visible(timeout=60_000)
    assert_fits(page)
