"""Near the start a seat is offered, not given: it is taken by a button, or goes on to the next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from meetings.errors import Refused
from meetings.pages import jobs
from meetings.registration import actions, queries
from meetings.registration.models import Registration
from meetings.registration.rules import OFFER_KEPT, SignUpReason
from meetings.schedule.models import Meeting
from tests.browser import Browser
from tests.builders import NOW, a_registration, delivered_mails
from tests.conftest import Clock
from tests.registration.sign_ups import a_ready_meeting, line, mails, own_path


def near_the_start(clock: Clock) -> tuple[Meeting, Registration, Registration]:
    """A meeting tomorrow morning whose only seat has become free: it is offered to the first in line."""
    clock.set(NOW)
    meeting = a_ready_meeting(seats=1)
    anna = a_registration(meeting, "Anna")
    bo, cia = a_registration(meeting, "Bo"), a_registration(meeting, "Cia")
    clock.set(meeting.starts_at - timedelta(hours=12))
    actions.withdraw(anna.id, clock.now())
    return meeting, bo, cia


def states(meeting: Meeting) -> dict[str, str]:
    return {name: state for name, state, _arrival in line(meeting)}


def test_the_offer_is_taken_by_a_button(browser: Browser, clock: Clock) -> None:
    meeting, bo, _cia = near_the_start(clock)
    assert states(meeting) == {"Anna": "cancelled", "Bo": "held", "Cia": "waiting"}
    page = browser.get(own_path(bo))
    assert page.heading == "Vill du ha en ledig plats?"
    assert "Svara senast den 18 mars 2027 kl. 1.00, annars går platsen vidare." in page.main
    pool = queries.door(meeting.id).pool.id
    assert browser.get(f"{own_path(bo)}/erbjudande/{pool}/ja").heading == "Ta platsen"
    assert states(meeting)["Bo"] == "held"
    page = browser.get(own_path(bo)).form("Tacka ja").submit()
    assert page.heading == "Du har en plats"
    assert "Platsen är din." in page.main
    assert mails(to_name="Bo")[-2:] == [("offer", "Bo"), ("confirmation", "Bo")]


def test_who_declines_is_withdrawn_and_the_next_is_asked(browser: Browser, clock: Clock) -> None:
    meeting, bo, _cia = near_the_start(clock)
    page = browser.get(own_path(bo)).click("Tacka nej")
    assert page.heading == "Tacka nej till platsen"
    page = page.form("Nej, låt den gå vidare").submit()
    assert page.heading == "Du är avanmäld"
    assert "Du har tackat nej. Platsen går vidare till nästa." in page.main
    assert states(meeting) == {"Anna": "cancelled", "Bo": "cancelled", "Cia": "held"}


def test_who_does_not_answer_is_passed_over_and_stays_in_line(browser: Browser, clock: Clock) -> None:
    meeting, bo, cia = near_the_start(clock)
    clock.forward(hours=OFFER_KEPT.total_seconds() / 3600)
    assert jobs.promotions(clock.now()) == "1 meetings, 0 people moved up"
    assert states(meeting) == {"Anna": "cancelled", "Bo": "waiting", "Cia": "held"}
    pool = queries.door(meeting.id).pool.id
    assert "Erbjudandet gäller inte längre." in browser.get(f"{own_path(bo)}/erbjudande/{pool}/ja").main
    with pytest.raises(Refused) as refused:
        actions.accept_offer(bo.id, pool, clock.now())
    assert refused.value.refusal.reason is SignUpReason.NOT_OFFERED
    actions.accept_offer(cia.id, pool, clock.now())
    assert states(meeting)["Cia"] == "confirmed"


def test_an_offer_is_answered_once(app: Flask, clock: Clock) -> None:
    meeting, bo, _cia = near_the_start(clock)
    pool = queries.door(meeting.id).pool.id
    actions.accept_offer(bo.id, pool, clock.now())
    for answer in (actions.accept_offer, actions.decline_offer):
        with pytest.raises(Refused):
            answer(bo.id, pool, clock.now())
    assert states(meeting)["Bo"] == "confirmed"


def test_the_mail_of_a_promotion_says_how_to_decline(browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    meeting = a_ready_meeting(seats=1)
    anna, bo = a_registration(meeting, "Anna"), a_registration(meeting, "Bo")
    actions.withdraw(anna.id, NOW)
    sent = next(one for one in delivered_mails() if "fått en plats" in str(one["Subject"]))
    body = sent.get_body(("plain",)).get_content()
    assert f"{own_path(bo)}/avanmal" in body
    browser.get(f"{own_path(bo)}/avanmal").form().submit()
    assert states(meeting) == {"Anna": "cancelled", "Bo": "cancelled"}
