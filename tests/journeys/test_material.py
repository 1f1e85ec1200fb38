"""An organiser shows a presentation, with and without scripts, and a visitor downloads it from the meeting's page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from meetings import clock
from meetings.directory.actions import ensure_site_pages
from tests.builders import a_meeting, a_programme_item, a_site, an_organiser
from tests.chromium import Chromium, assert_accessible, assert_fits
from tests.databases import only_sqlite
from tests.files import samples
from tests.live import LiveServer

pytestmark = [only_sqlite, pytest.mark.browser, pytest.mark.settings(CLOCK="2027-03-01T10:00:00+01:00")]
Start = Callable[..., LiveServer]
PASSWORD = "fika med ideer i Åmål"
NAME = "Möjligheterna å ä ö.pdf"
TITLE = "Möjligheterna som digitalisering skapar"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_presentation_is_uploaded_published_and_downloaded(
    app: Flask, chromium: Chromium, start_server: Start, tmp_path: Path, scripts: bool
) -> None:
    a_site()
    ensure_site_pages(clock.now())
    an_organiser("Cecilia Nilsson", "cecilia@example.se", password=PASSWORD)
    meeting = a_meeting()
    a_programme_item(meeting, title="Digitalisering")
    (tmp_path / NAME).write_bytes(samples.pdf())
    server = start_server(worker=False, WEB_WORKERS=1)

    page = chromium.open(server, f"/arbetsytan/moten/{meeting.id}/material", scripts=scripts)
    page.get_by_label("E-postadress").fill("cecilia@example.se")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Material")
    page.get_by_role("link", name="Lägg till en fil").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lägg till en fil")
    page.locator("input[type=file]").set_input_files(tmp_path / NAME)
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("main")).to_contain_text(f"Vald fil: {NAME}")
    page.get_by_label("Titel").fill(TITLE)
    page.get_by_label("Hör till").select_option(index=1)
    page.locator("main form button[type=submit]").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    if scripts:
        assert_accessible(page)
        assert_fits(page)
    page.get_by_role("button", name="Publicera", exact=True).click()
    expect(page.locator("main")).to_contain_text("Materialet är publicerat.")

    visitor = chromium.open(server, f"/m/{meeting.id}", width=360, scripts=scripts)
    expect(visitor.get_by_role("heading", name="Material", exact=True)).to_be_visible()
    with visitor.expect_download() as coming:
        visitor.locator("#material").get_by_role("link", name=TITLE).click()
    assert coming.value.suggested_filename == NAME
    assert Path(coming.value.path()).read_bytes() == samples.pdf()
