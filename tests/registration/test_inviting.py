"""Invitations: links of their own, seats that are kept, yes and no, reminders, and what the desk shows of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from meetings import transaction
from meetings.errors import Refused
from meetings.extensions import db
from meetings.pages import jobs
from meetings.registration import actions, mail, queries
from meetings.registration.actions import Applicant, Asking, Invitee
from meetings.registration.models import Invitation, SignUp
from meetings.registration.rules.inviting import InvitingReason
from meetings.schedule.models import Meeting
from tests.browser import Browser, Page
from tests.builders import NOW, a_registration, delivered_mails
from tests.conftest import Clock
from tests.registration.sign_ups import ORGANISER, a_ready_meeting, line, mails, own_path

LATER = NOW + timedelta(days=3)
BO, CIA = Invitee("Bo Ek", "bo@example.se", "Åmåls kommun"), Invitee("Cia Ek", "cia@example.se")


@pytest.fixture(autouse=True)
def _now(clock: Clock) -> None:
    clock.set(NOW)


def invited(meeting: Meeting, *people: Invitee, hold: bool = False, message: str = "") -> list[Invitation]:
    asking = Asking(message=message, hold_until=LATER if hold else None)
    return actions.invite(meeting.id, people or (BO,), asking, NOW, ORGANISER)


def path_of(invitation: Invitation) -> str:
    return mail.invitation_path(invitation)


def state_of(invitation: Invitation) -> str:
    db.session.expire_all()
    return db.session.get_one(Invitation, invitation.id).state


def accepted(browser: Browser, invitation: Invitation) -> Page:
    form = browser.get(path_of(invitation)).form()
    form["organisation_type"] = "Kommun"
    return form.fill(organisation="Åmåls kommun").submit()


def test_an_invitation_is_mailed_and_answered_with_yes(browser: Browser) -> None:
    meeting = a_ready_meeting()
    (bo,) = invited(meeting, message="Vi hoppas att du kan komma.\n\nÅsa")
    (sent,) = delivered_mails()
    body = str(sent.get_body(("plain",)))
    assert path_of(bo) in body
    assert "Vi hoppas att du kan komma." in body
    page = browser.get(path_of(bo))
    assert page.heading == "Du är inbjuden"
    form = page.form("Anmäl mig")
    assert (form["name"], form["organisation"], "email" in form.fields) == ("Bo Ek", "Åmåls kommun", False)
    page = accepted(browser, bo)
    assert page.heading == "Du har en plats"
    assert (line(meeting), state_of(bo)) == ([("Bo Ek", "confirmed", 1)], "accepted")
    page = browser.get(path_of(bo))
    assert page.heading == "Du har tackat ja"
    assert page.click("Öppna din sida").heading == "Du har en plats"


@pytest.mark.parametrize("access", ["open", "link", "invited"])
def test_the_seat_that_is_kept_is_had_however_full_the_meeting_is(browser: Browser, access: str) -> None:
    meeting = a_ready_meeting(seats=1, waiting_list=False)
    (bo,) = invited(meeting, hold=True)
    with pytest.raises(Refused):
        a_registration(meeting, "Dan Ek")
    with transaction.write() as session:
        session.get_one(SignUp, meeting.id).access = access
    actions.set_seats(meeting.id, 0, False, NOW, ORGANISER)
    assert "Vi håller en plats åt dig." in browser.get(path_of(bo)).main
    assert accepted(browser, bo).heading == "Du har en plats"


def test_a_kept_seat_is_had_though_others_stand_in_line(browser: Browser) -> None:
    meeting = a_ready_meeting(seats=2)
    (bo,) = invited(meeting, hold=True)
    a_registration(meeting, "Dan Ek")
    a_registration(meeting, "Eva Ek")
    assert line(meeting) == [("Dan Ek", "confirmed", 1), ("Eva Ek", "waiting", 2)]
    accepted(browser, bo)
    assert line(meeting) == [("Dan Ek", "confirmed", 1), ("Eva Ek", "waiting", 2), ("Bo Ek", "confirmed", 3)]


def test_who_says_no_gives_the_seat_to_the_next(browser: Browser) -> None:
    meeting = a_ready_meeting(seats=1)
    (bo,) = invited(meeting, hold=True)
    a_registration(meeting, "Dan Ek")
    page = browser.get(path_of(bo)).click("Kan du inte komma? Tacka nej")
    assert state_of(bo) == "invited"
    page = page.form("Tacka nej").fill(reason="Jag är på semester.").submit()
    assert page.heading == "Du har tackat nej"
    assert line(meeting) == [("Dan Ek", "confirmed", 1)]
    db.session.expire_all()
    found = db.session.get_one(Invitation, bo.id)
    assert (found.state, found.reason, found.holds_seat) == ("declined", "Jag är på semester.", False)
    page = browser.get(path_of(bo))
    assert "Du har tackat nej. Har du ändrat dig kan du anmäla dig här." in page.main
    accepted(browser, bo)
    assert line(meeting) == [("Dan Ek", "confirmed", 1), ("Bo Ek", "waiting", 2)]


def test_a_seat_is_kept_until_its_moment_and_then_goes_on(app: Flask) -> None:
    meeting = a_ready_meeting(seats=1)
    (bo,) = invited(meeting, hold=True)
    a_registration(meeting, "Dan Ek")
    assert jobs.promotions(LATER - timedelta(seconds=1)) is None
    assert jobs.promotions(LATER) == "1 meetings, 1 people moved up"
    assert line(meeting) == [("Dan Ek", "confirmed", 1)]
    assert state_of(bo) == "invited"


def test_no_more_seats_are_kept_than_there_are(app: Flask) -> None:
    meeting = a_ready_meeting(seats=1)
    with pytest.raises(Refused) as refused:
        invited(meeting, BO, CIA, hold=True)
    assert refused.value.refusal.reason is InvitingReason.TOO_FEW_SEATS
    assert mails() == []
    with pytest.raises(Refused) as refused:
        actions.invite(meeting.id, [BO], Asking(hold_until=meeting.starts_at + timedelta(seconds=1)), NOW, ORGANISER)
    assert refused.value.refusal.reason is InvitingReason.HELD_TOO_LONG


def test_nobody_is_invited_twice_and_who_said_no_is_asked_anew(browser: Browser) -> None:
    meeting = a_ready_meeting()
    a_registration(meeting, "Cia Ek", "cia@example.se")
    (bo,) = invited(meeting, BO, CIA, BO)
    old = path_of(bo)
    assert invited(meeting, BO, CIA) == []
    actions.decline_invitation(bo.id, "", NOW)
    (again,) = invited(meeting, BO)
    assert (again.id, state_of(again)) == (bo.id, "invited")
    assert browser.get(old).status == 404
    assert browser.get(path_of(again)).heading == "Du är inbjuden"
    assert mails(template="meeting_invitation") == [("meeting_invitation", "Bo Ek")] * 2


def test_a_revoked_invitation_says_so_and_its_seat_goes_on(browser: Browser) -> None:
    meeting = a_ready_meeting(seats=1)
    (bo,) = invited(meeting, hold=True)
    a_registration(meeting, "Dan Ek")
    actions.revoke_invitation(meeting.id, bo.id, NOW, ORGANISER)
    assert line(meeting) == [("Dan Ek", "confirmed", 1)]
    assert "Inbjudan gäller inte längre." in browser.get(path_of(bo)).main
    with pytest.raises(Refused):
        actions.accept_invitation(bo.id, Applicant("Bo", "bo@example.se"), "t", NOW, "sv")
    assert "Inbjudan gäller inte längre." in browser.get(f"{path_of(bo)}/nej").main


def test_the_silent_are_reminded_once_a_day(app: Flask, clock: Clock) -> None:
    meeting = a_ready_meeting()
    bo, _cia, dan = invited(meeting, BO, CIA, Invitee("Dan Ek", "dan@example.se"))
    a_registration(meeting, "Cia Ek", "cia@example.se")
    actions.decline_invitation(bo.id, "", NOW)
    with pytest.raises(Refused) as refused:
        actions.remind_silent(meeting.id, NOW + timedelta(hours=23), ORGANISER)
    assert refused.value.refusal.reason is InvitingReason.REMINDED_TODAY
    assert actions.remind_silent(meeting.id, NOW + timedelta(hours=24), ORGANISER) == 1
    assert mails(template="invitation_reminder") == [("invitation_reminder", "Dan Ek")]
    with pytest.raises(Refused):
        actions.remind_silent(meeting.id, NOW + timedelta(hours=47), ORGANISER)
    actions.revoke_invitation(meeting.id, dan.id, NOW, ORGANISER)
    with pytest.raises(Refused) as refused:
        actions.remind_silent(meeting.id, NOW + timedelta(days=9), ORGANISER)
    assert refused.value.refusal.reason is InvitingReason.NOBODY_SILENT


def test_who_stands_in_line_already_gets_the_seat_that_was_kept(browser: Browser) -> None:
    meeting = a_ready_meeting(seats=2)
    (bo,) = invited(meeting, hold=True)
    a_registration(meeting, "Dan Ek")
    a_registration(meeting, "Eva Ek")
    early = a_registration(meeting, "Bo Ek", "bo@example.se")
    assert [state for _name, state, _at in line(meeting)] == ["confirmed", "waiting", "waiting"]
    page = accepted(browser, bo)
    assert page.heading == "Du har en plats"
    assert [state for _name, state, _at in line(meeting)] == ["confirmed", "waiting", "confirmed"]
    assert browser.get(own_path(early)).status == 200
    assert queries.door(meeting.id).pool.held == 0
