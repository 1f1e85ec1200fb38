"""The programme with scripts: rows come, go and move at once, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from meetings import clock
from meetings.accounts import actions as accounts
from meetings.accounts.actions import NewAccount
from meetings.audit.actions import TERMINAL
from meetings.schedule import queries
from tests.builders import a_meeting, a_programme_item
from tests.chromium import assert_accessible, assert_fits
from tests.databases import only_sqlite

PASSWORD = "tre gula cyklar vid ån"


@only_sqlite
@pytest.mark.browser
def test_rows_of_the_programme_come_go_and_move_at_once(app, chromium, live_server):
    meeting = a_meeting()
    a_programme_item(meeting, title="Utgår", position=0)
    a_programme_item(meeting, title="Först", position=1)
    a_programme_item(meeting, title="Sedan", position=2)
    new = NewAccount("Åsa Öberg", "asa.oberg@example.se")
    accounts.add(new, clock.now(), TERMINAL, password=PASSWORD)
    page = chromium.open(live_server, f"/arbetsytan/moten/{meeting.id}/program", width=1280)
    page.get_by_label("E-post").fill(new.email)
    page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Program")
    page.wait_for_load_state()  # until then the buttons are those of a page without scripts

    rows = page.locator("form > [data-repeat] > [data-repeat-row]")
    expect(rows).to_have_count(3)
    rows.nth(0).get_by_role("button", name="Ta bort").first.click()
    expect(rows.nth(0).get_by_role("button", name="Ångra borttagningen")).to_be_visible()
    rows.nth(2).get_by_role("button", name="Upp").first.click()
    page.get_by_role("button", name="Lägg till programpunkt").click()
    expect(rows).to_have_count(4)
    last = rows.nth(3)
    last.get_by_label("Börjar").fill("14")
    last.get_by_label("Rubrik").fill("Gruppsamtal")
    last.get_by_role("button", name="Lägg till medverkande").click()
    last.get_by_role("button", name="Lägg till medverkande").click()
    expect(last.locator("[data-repeat-row]")).to_have_count(2)
    last.locator("[data-repeat-row]").nth(0).get_by_label("Namn").fill("Alex Bergström")
    last.locator("[data-repeat-row]").nth(1).get_by_label("Organisation").fill("Högskolan Väst")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Spara programmet").click()
    expect(page.get_by_text("Programmet är sparat.")).to_be_visible()
    found = queries.programme_of(queries.meeting(meeting.id))
    assert [item.title for item in found] == ["Sedan", "Först", "Gruppsamtal"]
    assert [(one.name, one.organisation) for one in found[2].appearances] == [
        ("Alex Bergström", ""),
        ("", "Högskolan Väst"),
    ]


@only_sqlite
@pytest.mark.browser
def test_the_editor_of_a_meeting_is_accessible_on_a_phone(app, chromium, live_server):
    meeting = a_meeting(state="draft")
    new = NewAccount("Åsa Öberg", "asa.oberg@example.se")
    accounts.add(new, clock.now(), TERMINAL, password=PASSWORD)
    page = chromium.open(live_server, f"/arbetsytan/moten/{meeting.id}/redigera", width=360)
    page.get_by_label("E-post").fill(new.email)
    page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Uppgifter och texter")
    page.wait_for_load_state()
    page.get_by_role("button", name="Lägg till kontaktperson").click()
    expect(page.get_by_role("group", name="Kontaktperson 2")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
