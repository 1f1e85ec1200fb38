"""Who has lost their link gets it by mail, and nobody else learns a thing."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from meetings.registration import actions
from tests.browser import Browser, Page
from tests.builders import NOW, a_meeting, a_registration, a_site, delivered_mails
from tests.clock import Clock
from tests.registration.sign_ups import mails, own_path

ANSWER = "Är adressen anmäld till något möte som inte har varit har vi skickat länken dit."


def asked(browser: Browser, email: str, path: str = "/min-anmalan") -> Page:
    return browser.get(path).form("Mejla mig länken").fill(email=email).submit()


def test_the_links_to_all_that_is_to_come_are_mailed_to_the_address(browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    first, second = a_registration(a_meeting()), a_registration(a_meeting(starts_at=NOW + timedelta(days=3)))
    past = a_registration(meeting := a_meeting(starts_at=NOW + timedelta(days=1)))
    delivered_mails()
    clock.set(meeting.ends_at)

    page = asked(browser, " Asa-Oberg@Example.se ")

    assert ANSWER in page.text
    body = delivered_mails()[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert own_path(first) in body
    assert own_path(second) in body
    assert own_path(past) not in body
    assert body.index(own_path(second)) < body.index(own_path(first))


def test_an_unknown_address_gets_the_same_answer_and_no_mail(browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    a_registration(a_meeting(), email="asa@example.se")

    known, unknown = asked(browser, "asa@example.se"), asked(browser, "orjan@example.se")

    assert (known.status, known.heading, known.text) == (unknown.status, unknown.heading, unknown.text)
    assert mails(template="lost_links") == [("lost_links", "Åsa Öberg")]


def test_of_one_meeting_only_its_link_is_mailed(browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    one, other = a_meeting(), a_meeting()
    here, elsewhere = a_registration(one), a_registration(other)

    asked(browser, here.email, f"/moten/{one.id}/min-anmalan")

    body = delivered_mails()[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert own_path(here) in body
    assert own_path(elsewhere) not in body


def test_who_is_cancelled_has_no_link_to_find(browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    gone = a_registration(a_meeting())
    actions.withdraw(gone.id, NOW)

    asked(browser, gone.email)

    assert mails(template="lost_links") == []


def test_an_address_gets_at_most_three_mails_an_hour(browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    one = a_registration(a_meeting())

    for _ in range(4):
        assert ANSWER in asked(browser, one.email).text
    assert len(mails(template="lost_links")) == 3

    clock.forward(hours=1, seconds=1)
    asked(browser, one.email)
    assert len(mails(template="lost_links")) == 4


def test_what_is_no_address_is_said(app: Flask, browser: Browser) -> None:
    a_site()
    page = asked(browser, "ingen adress")
    assert page.status == 422
    assert page.form("Mejla mig länken")["email"] == "ingen adress"
