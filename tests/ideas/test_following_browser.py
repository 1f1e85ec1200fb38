"""The follow-up in Chromium: the page for the projector by keys and by links, and the public pages on a phone."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect

from meetings.extensions import db
from meetings.ideas.models import IdeaCall
from meetings.ideas.views.screen import screen_address
from tests.chromium import DESKTOP, PHONE, Chromium, assert_accessible, assert_fits
from tests.databases import only_sqlite
from tests.ideas.builders import an_idea
from tests.ideas.followups import a_call_with_follow_up, a_published_idea, planned
from tests.live import LiveServer


@only_sqlite
@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_ideas_are_shown_one_after_the_other(
    app: Flask, chromium: Chromium, live_server: LiveServer, scripts: bool
) -> None:
    call, follow_up = a_call_with_follow_up()
    one, two, three = a_published_idea(call, "Lots"), a_published_idea(call, "Kompis"), an_idea(call)
    planned(call, follow_up, [two, one, three])
    address = screen_address(db.session.get_one(IdeaCall, call.id)).partition("/uppfoljning")[2]
    page = chromium.open(live_server, f"/uppfoljning{address}", width=DESKTOP, scripts=scripts)
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("Kompis")
    if scripts:
        assert_accessible(page)
        for key, shown in (("ArrowRight", "Lots"), ("PageDown", f"Projektidé {three.number}"), ("PageUp", "Lots")):
            page.keyboard.press(key)
            expect(title).to_have_text(shown)
    else:
        page.get_by_role("link", name="Nästa").click()
        expect(title).to_have_text("Lots")
    page.get_by_role("link", name="Nästa").click()
    expect(title).to_have_text(f"Projektidé {three.number}")

    page = chromium.open(live_server, "/", width=PHONE, scripts=scripts)
    page.get_by_role("link", name="Se 2 projektidéer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Projektidéer")
    page.get_by_label("Ord i idén").fill("kompis")
    page.get_by_role("button", name="Visa").click()
    expect(page.get_by_role("status")).to_have_text("1 idé")
    assert_fits(page)
    page.get_by_role("link", name="Kompis").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kompis")
    expect(page.get_by_role("link", name="Vi vill vara med")).to_be_visible()
    assert_fits(page)
    if scripts:
        assert_accessible(page)
