"""Who tries too often waits and loses nothing; what a program fills in is not accepted."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.browser import Browser
from tests.builders import NOW, an_organiser
from tests.clock import Clock
from tests.registration.sign_ups import a_form, a_ready_meeting, line


@pytest.mark.settings(RATE_LIMITS=True)
def test_who_has_to_wait_sends_again_what_was_typed(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    meeting = a_ready_meeting()
    form = a_form(browser, meeting, name="Åsa ”Öberg” <x>")
    path = f"/moten/{meeting.id}/anmalan"
    assert [browser.post(path, {}).status for _time in range(60)] == [422] * 60

    page = form.submit()

    assert page.status == 429
    assert page.heading == "Det blev för många försök"
    assert 1 <= int(page.headers["Retry-After"]) <= 60
    assert "Det du skrev finns kvar här." in page.text
    again = page.form("Skicka igen")
    assert again["name"] == "Åsa ”Öberg” <x>"
    app.extensions["limiter"].copy().pop().reset()
    assert again.submit().heading == "Du har en plats"
    assert [name for name, _state, _arrival in line(meeting)] == ["Åsa ”Öberg” <x>"]


@pytest.mark.settings(RATE_LIMITS=True)
def test_a_password_is_not_kept_for_later(browser: Browser) -> None:
    an_organiser(password="rätt lösenord här")
    typed = {name: values[0] for name, values in browser.get("/logga-in").form("Logga in").values.items()}
    pages = [browser.post("/logga-in", typed | {"email": "olle@example.se", "password": "fel"}) for _time in range(11)]
    assert pages[-1].status == 429
    assert "Det du skrev finns kvar" not in pages[-1].text


def test_what_fills_in_the_trap_is_not_accepted_and_a_human_can_send_again(browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    meeting = a_ready_meeting()
    form = a_form(browser, meeting)
    typed = {name: values[0] for name, values in form.values.items() if values}

    page = browser.post(f"/moten/{meeting.id}/anmalan", typed | {"webbplats": "https://example.com"})

    assert page.status == 422
    assert "ett program har skickat formuläret" in page.errors[0]
    assert line(meeting) == []
    assert page.form("Anmäl mig").submit().heading == "Du har en plats"


def test_nobody_sees_or_reaches_the_trap(browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    page = browser.get(f"/moten/{a_ready_meeting().id}/anmalan")
    trap = page.tree.css_first('div[hidden] > label > input[name="webbplats"]')
    assert trap is not None
    assert trap.attributes["tabindex"] == "-1"
