"""A visitor leafs through a slideshow by keyboard and plays a film; with and without scripts, and axe finds nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.builders import NOW, a_meeting, a_site
from tests.chromium import Chromium, assert_accessible, assert_fits
from tests.databases import only_sqlite
from tests.live import LiveServer
from tests.materials.test_showing import a_film, a_slideshow


@only_sqlite
@pytest.mark.browser
@pytest.mark.settings(CLOCK=NOW.isoformat())
def test_a_slideshow_is_leafed_by_keyboard_and_a_film_waits_until_it_is_played(
    app: Flask, chromium: Chromium, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "INSTANCE", str(live_server.instance))  # where its files lie
    a_site()
    meeting = a_meeting()
    show, film = a_slideshow(meeting), a_film(meeting)
    here = f"/material/{show.id}-bildspel-fran-dagen"

    page = chromium.open(live_server, here, width=360)
    slides, status = page.locator("[data-slide]"), page.get_by_role("status")
    expect(status).to_have_text("Bild 1 av 3")
    expect(slides.nth(1)).to_be_hidden()
    following = page.get_by_role("button", name="Nästa")
    following.focus()
    page.keyboard.press("Enter")
    expect(status).to_have_text("Bild 2 av 3")
    expect(following).to_be_focused()
    page.keyboard.press("End")
    expect(status).to_have_text("Bild 3 av 3")
    expect(slides.nth(2)).to_be_visible()
    page.keyboard.press("ArrowRight")  # the last stays the last
    expect(status).to_have_text("Bild 3 av 3")
    expect(following).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("img", name="Bild 2")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Visa alla på en gång").click()
    expect(slides.nth(0)).to_be_visible()
    expect(slides.nth(2)).to_be_visible()

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/material/{film.id}-dagen-pa-atta-sekunder")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dagen på åtta sekunder")
    assert_accessible(page)
    assert [url for url in asked if not url.startswith(live_server.url)] == []
    src = page.locator("video").get_attribute("src") or ""
    assert [url for url in asked if url.endswith(src)] == []
    page.locator("video").evaluate("film => { film.muted = film.loop = true; return film.play(); }")
    expect(page.locator("video")).to_have_js_property("paused", False)
    page.locator("video").evaluate("film => film.pause()")

    bare = chromium.open(live_server, here, width=360, scripts=False)
    expect(bare.locator("[data-slide]")).to_have_count(3)
    expect(bare.locator("[data-slide]").nth(2)).to_be_visible()
    expect(bare.get_by_role("button", name="Nästa")).to_have_count(0)
    assert_fits(bare)
