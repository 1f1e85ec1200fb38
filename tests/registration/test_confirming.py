"""An address that has to be confirmed: the seat is held for 24 hours, and the link in the mail leads to a button."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from meetings import transaction
from meetings.errors import Refused
from meetings.pages import jobs
from meetings.registration import actions, mail, queries
from meetings.registration.models import Registration, SignUp
from meetings.registration.rules import SignUpReason
from meetings.schedule.models import Meeting
from tests.browser import Browser
from tests.builders import NOW, a_registration, delivered_mails
from tests.conftest import Clock
from tests.registration.sign_ups import a_form, a_ready_meeting, line, mails, the_registration

DAY = timedelta(hours=24)


@pytest.fixture(autouse=True)
def _now(clock: Clock) -> None:
    clock.set(NOW)


def a_careful_meeting(**facts: object) -> Meeting:
    """A meeting where addresses are confirmed; `moderated` may be given as well."""
    set_up = {name: facts.pop(name) for name in ("moderated", "access") if name in facts}
    meeting = a_ready_meeting(**facts)
    with transaction.write() as session:
        sign_up = session.get_one(SignUp, meeting.id)
        sign_up.confirm_address = True
        for name, value in set_up.items():
            setattr(sign_up, name, value)
    return meeting


def confirm_path(registration: Registration) -> str:
    return mail.confirm_path(registration)


def test_the_browser_gets_no_link_and_the_mail_leads_to_a_button(browser: Browser) -> None:
    meeting = a_careful_meeting(seats=1)
    page = a_form(browser, meeting).submit("Anmäl mig")
    found = the_registration()
    assert (page.heading, page.path) == ("Bekräfta din adress", f"/moten/{meeting.id}/anmalan/bekrafta")
    assert mail.own_path(found) not in page.html
    assert line(meeting) == [("Åsa Öberg", "held", 1)]
    (sent,) = delivered_mails()
    assert confirm_path(found) in str(sent.get_body(("plain",)))
    assert mail.own_path(found) not in str(sent.get_body(("plain",)))
    page = browser.get(confirm_path(found))
    assert (page.heading, line(meeting)) == ("Bekräfta din adress", [("Åsa Öberg", "held", 1)])
    assert "Vi håller en plats åt dig till den 2 mars 2027 kl. 10.00." in page.main
    page = page.form("Adressen är min").submit()
    assert page.heading == "Du har en plats"
    assert "Adressen är bekräftad." in page.main
    assert line(meeting) == [("Åsa Öberg", "confirmed", 1)]
    assert mails() == [("confirm_address", "Åsa Öberg"), ("confirmation", "Åsa Öberg")]


def test_the_same_form_again_shows_no_more_than_the_first_time(browser: Browser) -> None:
    meeting = a_careful_meeting()
    form = a_form(browser, meeting)
    form.submit()
    actions.confirm_address(the_registration().id, NOW)
    assert form.submit().heading == "Bekräfta din adress"


def test_a_known_address_looks_like_a_new_one_and_gets_the_button_again(browser: Browser) -> None:
    meeting = a_careful_meeting()
    first = a_form(browser, meeting).submit()
    again = a_form(browser, meeting).submit()
    assert (first.path, first.body) == (again.path, again.body)
    assert mails() == [("confirm_address", "Åsa Öberg")] * 2


def test_a_seat_that_nobody_confirms_goes_to_the_next(clock: Clock, browser: Browser) -> None:
    meeting = a_careful_meeting(seats=1)
    asa = a_registration(meeting, "Åsa Öberg")
    bo = a_registration(meeting, "Bo Ek")
    assert line(meeting) == [("Åsa Öberg", "held", 1), ("Bo Ek", "waiting", 2)]
    actions.confirm_address(bo.id, NOW)
    clock.forward(hours=24, seconds=-1)
    assert jobs.promotions(clock.now()) is None
    clock.forward(seconds=1)
    assert jobs.promotions(clock.now()) == "1 meetings, 1 people moved up"
    assert line(meeting) == [("Åsa Öberg", "cancelled", 1), ("Bo Ek", "confirmed", 2)]
    page = browser.get(confirm_path(asa))
    assert page.heading == "Anmälan är struken"
    with pytest.raises(Refused) as refused:
        actions.confirm_address(asa.id, clock.now())
    assert refused.value.refusal.reason is SignUpReason.ADDRESS_LAPSED


def test_who_waits_is_struck_without_confirming_and_moves_up_at_once_when_confirmed(app: Flask) -> None:
    meeting = a_careful_meeting(seats=1)
    asa = a_registration(meeting, "Åsa Öberg")
    bo = a_registration(meeting, "Bo Ek")
    a_registration(meeting, "Cia Ek")
    actions.withdraw(asa.id, NOW)
    assert line(meeting) == [("Åsa Öberg", "cancelled", 1), ("Bo Ek", "waiting", 2), ("Cia Ek", "waiting", 3)]
    actions.confirm_address(bo.id, NOW)
    assert line(meeting) == [("Åsa Öberg", "cancelled", 1), ("Bo Ek", "confirmed", 2), ("Cia Ek", "waiting", 3)]
    assert mails(to_name="Bo Ek") == [("confirm_address", "Bo Ek"), ("promotion", "Bo Ek")]
    jobs.promotions(NOW + DAY)
    assert line(meeting)[2] == ("Cia Ek", "cancelled", 3)


def test_confirming_twice_changes_nothing(browser: Browser) -> None:
    meeting = a_careful_meeting()
    found = a_registration(meeting)
    actions.confirm_address(found.id, NOW)
    actions.confirm_address(found.id, NOW)
    assert mails() == [("confirm_address", "Åsa Öberg"), ("confirmation", "Åsa Öberg")]
    assert browser.get(confirm_path(found)).heading == "Adressen är bekräftad"


def test_at_a_moderated_meeting_the_sign_up_goes_on_to_the_organiser(browser: Browser) -> None:
    meeting = a_careful_meeting(moderated=True)
    a_form(browser, meeting).submit()
    found = the_registration()
    assert line(meeting) == [("Åsa Öberg", "pending", 1)]
    page = browser.get(confirm_path(found)).form().submit()
    assert page.heading == "Din anmälan väntar på svar"
    assert mails() == [("confirm_address", "Åsa Öberg"), ("confirmation", "Åsa Öberg")]
    assert queries.door(meeting.id).pool.taken == 0
