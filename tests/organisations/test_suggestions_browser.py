"""At sign-up, names of the directory are suggested while one types.

The list itself is the browser's own, and a Chromium without a window draws none: what is chosen is written here.
"""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect

from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.registration.models import Registration
from tests.builders import a_meeting, a_term, an_organisation, organisation_types
from tests.chromium import Chromium, assert_accessible, assert_fits
from tests.databases import only_sqlite
from tests.live import LiveServer


@only_sqlite
@pytest.mark.browser
def test_an_organisation_is_suggested_while_somebody_types(
    app: Flask, chromium: Chromium, live_server: LiveServer
) -> None:
    organisation_types()
    a_term(Vocabulary.MUNICIPALITY, "goteborg", "Göteborg")
    for name in ("Göteborgs stad", "Göteborgsregionen", "Ale kommun"):
        an_organisation(name)
    meeting = a_meeting()
    page = chromium.open(live_server, f"/moten/{meeting.id}/anmalan", width=360)
    field = page.get_by_label("Organisation", exact=True)
    options = page.locator("#organisation-suggestions option")
    expect(options).to_have_count(0)

    field.press_sequentially("goteborgs s")
    expect(options).to_have_count(1)
    expect(options.first).to_have_attribute("value", "Göteborgs stad")
    expect(options.first).to_have_attribute("label", "Göteborgs stad (goteborgs s)")
    field.press("Backspace")
    field.press("Backspace")
    expect(options).to_have_count(2)
    field.fill("Göteborgs stad")
    expect(options).to_have_count(1)
    expect(options.first).not_to_have_attribute("label", "Göteborgs stad (Göteborgs stad)")
    assert_accessible(page)
    assert_fits(page)

    page.get_by_label("Namn", exact=True).fill("Åsa Öberg")
    page.get_by_label("E-post").fill("asa@example.se")
    page.get_by_label("Typ av organisation").select_option(label="Kommun")
    page.locator("#municipality").select_option(label="Göteborg")
    page.get_by_role("button", name="Anmäl mig").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har en plats")
    signed_up = db.session.query(Registration).one()
    assert signed_up.organisation_id is not None
