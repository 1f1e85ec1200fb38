"""The deployed service: everybody in the hall at once, and the story from a phone to the wall."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from playwright.sync_api import expect

from meetings.extensions import db
from tests.builders import an_organiser
from tests.chromium import Chromium, assert_accessible, assert_fits
from tests.databases import only_sqlite
from tests.live import LiveServer
from tests.sparks.scenes import an_open_meeting, texts_of, wall_of

AT_ONCE = 50
PASSWORD = "en lång fras om ekar"


@pytest.mark.settings(RATE_LIMITS=True)
def test_fifty_at_the_same_time_lose_nothing(app: Flask, live_server: LiveServer) -> None:
    """Each presses twice, all behind one address."""
    meeting = an_open_meeting()
    db.session.rollback()

    def send(number: int) -> list[int]:
        phone = live_server.browser(X_Forwarded_For="192.0.2.1")
        try:
            form = phone.get(f"/g/{meeting.id}").form("Skicka gnistan").fill(text=f"Idé {number}")
            return [form.submit().status, form.submit().status]
        finally:
            phone.close()

    with ThreadPoolExecutor(AT_ONCE) as hall:
        answers = list(hall.map(send, range(AT_ONCE)))
    assert answers == [[200, 200]] * AT_ONCE
    assert sorted(texts_of(meeting)) == sorted(f"Idé {number}" for number in range(AT_ONCE))


@only_sqlite
@pytest.mark.browser
def test_from_a_phone_to_the_wall_in_one_tap(app: Flask, live_server: LiveServer, chromium: Chromium) -> None:
    meeting = an_open_meeting(prompt="Vad vill du prova?")
    an_organiser(password=PASSWORD)
    desk = f"/arbetsytan/moten/{meeting.id}/gnistor"
    path = wall_of(meeting)
    db.session.rollback()

    wall = chromium.open(live_server, path, width=1280, height=720)
    expect(wall.get_by_role("heading", level=1)).to_have_text("Vad vill du prova?")
    expect(wall.get_by_role("button", name="Pausa")).to_be_visible()
    expect(wall.get_by_role("link", name="Uppdatera")).to_be_hidden()

    organiser = chromium.open(live_server, "/logga-in")
    organiser.get_by_label("E-post").fill("olle@example.se")
    organiser.get_by_label("Lösenord").fill(PASSWORD)
    organiser.get_by_role("button", name="Logga in").click()
    expect(organiser.get_by_role("heading", level=1)).not_to_have_text("Logga in")
    organiser.goto(desk)
    expect(organiser.get_by_text("Inga gnistor ännu")).to_be_visible()

    phone = chromium.open(live_server, f"/g/{meeting.id}", width=360)
    phone.get_by_label("Din idé").fill("En digital lots på biblioteket")
    phone.get_by_role("button", name="Skicka gnistan").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tack")

    row = organiser.locator("li[data-spark]")
    expect(row).to_contain_text("En digital lots på biblioteket")  # it comes by itself
    expect(wall.locator("[data-spark]")).to_have_count(0)
    organiser.get_by_role("button", name="Godkänn En digital").click()
    expect(row).to_contain_text("Godkänd")
    expect(organiser.get_by_text("1 godkänd gnista är inte publicerad på webben.")).to_be_visible()
    expect(wall.locator("[data-spark]")).to_have_text("En digital lots på biblioteket")
    for page in (wall, organiser):
        assert_accessible(page)
        assert_fits(page)
