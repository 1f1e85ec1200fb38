"""The waiting list on the desk: its order, why each waits, offers that are out, moving up, how many are over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.audit.models import AuditEntry, AuditValue
from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.pages import jobs
from meetings.registration import actions
from meetings.registration.actions import Reserve, Settings
from meetings.registration.rules import PoolKind
from meetings.schedule.models import Meeting
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_registration, a_term, an_organiser, signed_in
from tests.conftest import Clock
from tests.databases import listening
from tests.registration.sign_ups import ORGANISER, line
from tests.registration.test_hybrid import a_hybrid_meeting


@pytest.fixture
def desk(browser: Browser, clock: Clock) -> Browser:
    clock.set(NOW)
    return signed_in(browser, an_organiser())


def path(meeting: Meeting) -> str:
    return f"/arbetsytan/moten/{meeting.id}/reservlista"


def whys(desk: Browser, meeting: Meeting) -> list[list[str]]:
    """Number, name and why of each in line."""
    return [[row[0], row[1], row[3]] for row in desk.get(path(meeting)).rows("I kö")[1:]]


def test_the_line_says_why_each_waits(desk: Browser) -> None:
    meeting = a_hybrid_meeting(room=1, online=2)
    for name in ("Anna", "Bo", "Cia"):
        a_registration(meeting, name, attends="room")
    a_registration(meeting, "Dan", attends="online")
    why = "I lokalen. Platserna i lokalen är slut. Det finns plats på nätet."
    assert whys(desk, meeting) == [["1", "Bo", why], ["2", "Cia", why]]


def test_who_would_switch_stands_below_the_line(desk: Browser) -> None:
    meeting = a_hybrid_meeting(room=1, online=1)
    bo = a_registration(meeting, "Bo", attends="room")
    a_registration(meeting, "Cia", attends="online")
    actions.switch(bo.id, PoolKind.ONLINE, NOW)
    page = desk.get(path(meeting))
    assert [row[:2] for row in page.rows("Vill byta")[1:]] == [["Bo", "På nätet"]]
    assert "Ingen står i kö" in page.text


def test_reserved_seats_are_said_to_be_for_others_and_may_be_given_for_a_reason(desk: Browser) -> None:
    social = a_term(Vocabulary.SECTOR, "social", "Social ekonomi", "Social economy")
    meeting = a_meeting(seats=1)
    actions.save_settings(meeting.id, Settings(1, reserved=(Reserve(social.id, 1),)), 1, NOW, ORGANISER)
    a_registration(meeting, "Anna")
    bo = a_registration(meeting, "Bo")
    assert whys(desk, meeting)[1] == ["2", "Bo", "Platserna som är lediga är reserverade för andra."]
    page = desk.get(path(meeting)).click("Flytta upp Bo")
    page = page.form("Flytta upp").submit()
    assert (page.status, page.errors) == (422, ["Skäl: skriv varför. Skälet står i loggen."])
    page = page.form("Flytta upp").fill(reason="Håller första föredraget.").submit()
    assert "Bo har fått en plats och får ett mejl om det." in page.text
    assert line(meeting) == [("Anna", "waiting", 1), ("Bo", "confirmed", 2)]
    entry = db.session.scalars(select(AuditEntry).filter_by(action="registration.promote_out_of_turn")).one()
    assert (entry.subject, entry.fields) == (f"registration:{bo.id}", ["reason"])
    assert db.session.scalars(select(AuditValue.new).filter_by(field="reason")).all() == ["Håller första föredraget."]
    assert "Flytta upp Anna" not in desk.get(path(meeting)).links


def test_a_full_meeting_promotes_nobody_by_hand(desk: Browser) -> None:
    meeting = a_meeting(seats=0)
    anna = a_registration(meeting, "Anna")
    page = desk.get(f"{path(meeting)}/{anna.id}/flytta-upp").form("Flytta upp").fill(reason="Vill.").submit()
    assert (page.status, page.errors) == (409, ["Alla platser är tagna. Höj antalet platser först."])
    other = a_meeting()
    assert desk.get(f"{path(other)}/{anna.id}/flytta-upp", check=False).status == 404


def test_offers_are_shown_and_who_did_not_answer_is_asked_again(desk: Browser, clock: Clock) -> None:
    meeting = a_meeting(seats=1)
    anna, _bo, _cia = (a_registration(meeting, name) for name in ("Anna", "Bo", "Cia"))
    clock.set(meeting.starts_at - timedelta(hours=12))
    signed_in(desk, an_organiser("Eva", "eva@example.se"))
    actions.withdraw(anna.id, clock.now())
    page = desk.get(path(meeting))
    assert page.rows("Har fått frågan")[1] == ["Bo", "den 18 mars 2027 kl. 1.00"]
    clock.forward(hours=4)
    jobs.promotions(clock.now())
    assert whys(desk, meeting) == [["1", "Bo", "Fick frågan om en ledig plats men svarade inte i tid."]]
    page = desk.get(path(meeting)).form("Fråga igen Bo").submit()
    assert "Bo får frågan igen när det är deras tur." in page.text
    clock.forward(hours=4)
    jobs.promotions(clock.now())
    assert desk.get(path(meeting)).rows("Har fått frågan")[1][0] == "Bo"


def test_lowering_seats_says_how_many_are_over(desk: Browser) -> None:
    meeting = a_meeting(seats=3)
    for name in ("Anna", "Bo", "Cia"):
        a_registration(meeting, name)
    actions.set_seats(meeting.id, 1, True, NOW, ORGANISER)
    assert "2 personer fler har en plats än det finns platser (Mötet)." in desk.get(path(meeting)).main


def test_the_line_is_paged_at_a_flat_cost(desk: Browser) -> None:
    meeting, other = a_meeting(seats=0), a_meeting(seats=0)
    a_registration(meeting, "Anna")
    for number in range(60):
        a_registration(other, f"Person {number:02}")
    desk.get(path(meeting))
    asked = []
    for one in (meeting, other):
        with listening() as statements:
            desk.get(path(one))
        asked.append(len(statements))
    assert asked[0] == asked[1]
    rows = desk.get(f"{path(other)}?sida=2").rows("I kö")[1:]
    assert [row[:2] for row in rows][:2] == [["51", "Person 50"], ["52", "Person 51"]]
