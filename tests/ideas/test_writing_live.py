"""A draft on two devices in Chromium: it saves by itself, changes come in, and a clash is settled on the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.ideas.models import Idea
from tests.builders import a_term
from tests.chromium import assert_accessible, assert_fits
from tests.databases import only_sqlite
from tests.ideas.builders import a_call

SAVED = "[data-idea-state]"


@only_sqlite
@pytest.mark.browser
@pytest.mark.settings(CLOCK="2027-04-20T09:00:00+02:00")
def test_a_draft_is_written_on_two_devices(app, chromium, live_server):
    a_term(Vocabulary.ORGANISATION_TYPE, "municipality", "Kommun")
    a_term(Vocabulary.TARGET_GROUP, "young", "Unga")
    call = a_call()
    phone = chromium.open(live_server, f"/moten/{call.meeting_id}/ideer/ny", width=360)
    phone.get_by_label("Idéns titel").fill("Digital lots")
    phone.get_by_role("button", name="Spara utkast").last.click()
    expect(phone.get_by_role("heading", name="Utkastet är sparat")).to_be_visible()
    address = phone.locator(".copyfield code").inner_text()
    assert_accessible(phone)
    assert_fits(phone)
    path = address[address.index("/ide/") :]
    desk = chromium.open(live_server, path)
    phone.get_by_label("Berätta om idén").fill("Unga lotsas till arbete.")
    expect(phone.locator(SAVED)).to_contain_text("Sparat", timeout=15_000)
    desk.locator("#del-need summary").click()
    desk.get_by_label("Unga", exact=True).check()
    expect(desk.get_by_label("Berätta om idén")).to_have_value("Unga lotsas till arbete.", timeout=15_000)
    expect(desk.get_by_label("Unga", exact=True)).to_be_checked()  # what the other wrote came in beside it
    phone.context.set_offline(True)
    phone.get_by_label("Idéns titel").fill("Titel från telefonen")
    expect(phone.locator(SAVED)).to_contain_text("Inget nät", timeout=15_000)
    desk.get_by_label("Idéns titel").fill("Titel från datorn")
    expect(desk.locator(SAVED)).to_contain_text("Sparat", timeout=15_000)
    phone.context.set_offline(False)
    conflict = phone.get_by_role("heading", name="Samma sak är ändrad på två ställen")
    expect(conflict).to_be_visible(timeout=15_000)
    expect(phone.locator(".clash__theirs")).to_have_text("Titel från datorn")
    expect(phone.get_by_label("Idéns titel")).to_have_value("Titel från telefonen")
    assert_fits(phone)
    phone.get_by_role("button", name="Spara min version").click()
    expect(phone.get_by_text("Utkastet är sparat.")).to_be_visible()
    expect(desk.get_by_label("Idéns titel")).to_have_value("Titel från telefonen", timeout=15_000)
    db.session.rollback()
    draft = db.session.query(Idea).one().draft
    assert (draft["title"], draft["about"]) == ("Titel från telefonen", "Unga lotsas till arbete.")
    assert draft["target_groups"] == ["young"]
    # Without a net a browser complains of what it could not send, and of the answer that there are two versions.
    expected = ("ERR_INTERNET_DISCONNECTED", "409 (CONFLICT)")
    chromium.complaints[:] = [one for one in chromium.complaints if not any(word in one for word in expected)]
