"""Who tries too often waits and loses nothing; what a program fills in is not accepted."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.extensions import db
from meetings.registration.views.public import PER_ADDRESS
from meetings.text import key
from meetings.web.limits import RateWindow, seconds_to_wait
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
@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
def test_one_address_waits_whether_it_is_known_or_not(app: Flask, browser: Browser, clock: Clock, known: bool) -> None:
    clock.set(NOW)
    meeting, other = a_ready_meeting(), a_ready_meeting()
    if known:
        a_form(browser, other, email="Asa@example.se").submit()
    before = 1 if known else 0
    for number in range(before, 20):  # wherever they come from, over all meetings together
        assert seconds_to_wait(PER_ADDRESS, "sign-up", key("asa@EXAMPLE.se")) == 0, number
    form = a_form(browser, meeting, email="asa@example.se", name="Åsa <b>")
    page = form.submit()
    assert (page.status, page.heading) == (429, "Anmäl dig")
    assert page.errors == [
        "Många anmälningar har kommit med den här adressen på kort tid. Vänta 10 minuter och skicka igen."
    ]
    assert 540 < int(page.headers["Retry-After"]) <= 600
    again = page.form("Anmäl mig")
    assert (again["name"], again["email"]) == ("Åsa <b>", "asa@example.se")
    assert "asa@" not in " ".join(db.session.scalars(select(RateWindow.key))).lower()
    assert a_form(browser, meeting, email="bo@example.se").submit().heading == "Du har en plats"
    db.session.rollback()
    app.extensions["limiter"].copy().pop().reset()
    assert again.submit().heading == "Du har en plats"
    assert browser.get(f"/moten/{meeting.id}/anmalan").status == 200


@pytest.mark.settings(RATE_LIMITS=True)
def test_a_form_with_errors_does_not_count_for_its_address(browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    form = a_form(browser, a_ready_meeting(), name="")
    assert [form.submit().status for _time in range(25)] == [422] * 25
    assert form.fill(name="Åsa").submit().heading == "Du har en plats"


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
