"""Hand over: the colleague has the place with its number, a link of their own, and none of the sensitive answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from meetings import transaction
from meetings.errors import Refused
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.questions import queries as questions
from meetings.registration import actions, queries
from meetings.registration.models import OptIn, Registration, SignUp
from meetings.registration.rules import PlaceState, SignUpReason
from tests.browser import Browser
from tests.builders import NOW, a_registration, ready_questions
from tests.conftest import Clock
from tests.registration.sign_ups import a_form, a_ready_meeting, line, mails, own_path, the_registration
from tests.registration.test_confirming import a_careful_meeting


@pytest.fixture(autouse=True)
def _now(clock: Clock) -> None:
    clock.set(NOW)


def the(name: str) -> Registration:
    db.session.expire_all()
    return db.session.scalars(select(Registration).filter_by(name=name)).one()


def test_a_seat_goes_to_a_colleague_with_a_link_of_their_own(browser: Browser) -> None:
    meeting = a_ready_meeting(seats=1)
    questions_of = ready_questions(meeting)
    fields = {question.code: f"q{question.id}" for question in questions_of.questions}
    form = a_form(browser, meeting)
    interest = f"q{questions_of.questions[0].id}"
    form.fill({interest: "Driva ett projekt", fields["diet"]: "Glutenfri kost"}).submit()
    old = the_registration()
    a_registration(meeting, "Bo Ek")
    page = browser.get(own_path(old)).click("Överlåt platsen")
    assert page.heading == "Överlåt platsen"
    page = page.form("Överlåt platsen").fill(name="Cia Ek", email="cia@example.se").submit()
    assert page.heading == "Du har överlåtit din plats"
    assert "Platsen är överlåten." in page.main
    new = the("Cia Ek")
    states = {name: (state, arrival) for name, state, arrival in line(meeting) if state != "cancelled"}
    assert states == {"Cia Ek": ("confirmed", 1), "Bo Ek": ("waiting", 2)}
    assert (new.organisation_typed, new.sector_id) == (old.organisation_typed, old.sector_id)
    assert questions.answers(new.submission_id) == []
    assert own_path(new) not in page.html
    sent = [row for row in mails() if row[1] in ("Åsa Öberg", "Cia Ek")]
    assert sent == [("confirmation", "Åsa Öberg"), ("handed_over", "Åsa Öberg"), ("taken_over", "Cia Ek")]
    rows = db.session.execute(select(OutgoingMail.template, OutgoingMail.calendar_method))
    methods = {row[0]: row[1] for row in rows}
    assert (methods["handed_over"], methods["taken_over"]) == ("CANCEL", "REQUEST")
    page = browser.get(own_path(new))
    assert page.heading == "Du har en plats"
    assert "Arrangören har frågor till dig" in page.main


def test_a_place_in_line_keeps_its_number(browser: Browser) -> None:
    meeting = a_ready_meeting(seats=1)
    a_registration(meeting, "Anna")
    bo = a_registration(meeting, "Bo")
    a_registration(meeting, "Cia")
    new = actions.hand_over(bo.id, "Dan", "dan@example.se", NOW)
    assert browser.get(own_path(new)).heading == "Du har reservplats 1"
    actions.withdraw(the("Anna").id, NOW)
    assert {name: state for name, state, _at in line(meeting)} == {
        "Anna": "cancelled",
        "Bo": "cancelled",
        "Dan": "confirmed",
        "Cia": "waiting",
    }


def test_who_had_withdrawn_can_be_given_a_place_and_their_old_link_is_dead(browser: Browser) -> None:
    meeting = a_ready_meeting()
    cia = a_registration(meeting, "Cia Ek", "cia@example.se")
    old_link = own_path(cia)
    actions.withdraw(cia.id, NOW)
    anna = a_registration(meeting, "Anna")
    new = actions.hand_over(anna.id, "Cia Ek", "cia@example.se", NOW)
    assert new.id == cia.id
    assert browser.get(old_link).status == 404
    assert browser.get(own_path(new)).heading == "Du har en plats"


@pytest.mark.parametrize(
    ("facts", "email", "reason"),
    [
        ({"hand_over": False}, "ny@example.se", SignUpReason.NO_HAND_OVER),
        ({}, "bo@example.se", SignUpReason.KNOWN_ADDRESS),
        ({}, "ANNA@example.se", SignUpReason.OWN_ADDRESS),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_moves(
    browser: Browser, facts: dict[str, Any], email: str, reason: SignUpReason
) -> None:
    meeting = a_ready_meeting()
    anna = a_registration(meeting, "Anna", "anna@example.se")
    a_registration(meeting, "Bo", "bo@example.se")
    with transaction.write() as session:
        for name, value in facts.items():
            setattr(session.get_one(SignUp, meeting.id), name, value)
    before = line(meeting)
    with pytest.raises(Refused) as refused:
        actions.hand_over(anna.id, "Ny", email, NOW)
    assert refused.value.refusal.reason is reason
    assert line(meeting) == before
    assert ("Överlåt platsen" in browser.get(own_path(anna)).links) is (not facts)


def test_not_after_the_meeting_nor_twice_nor_before_the_address_is_confirmed(browser: Browser) -> None:
    meeting = a_careful_meeting()
    anna = a_registration(meeting, "Anna", "anna@example.se")
    reasons = []
    for number, moment in enumerate([NOW, NOW, NOW, meeting.ends_at]):
        if number == 1:
            actions.confirm_address(anna.id, NOW)
        try:
            actions.hand_over(anna.id, f"Ny {number}", f"ny{number}@example.se", moment)
            reasons.append(None)
        except Refused as refused:
            reasons.append(refused.refusal.reason)
    assert reasons == [
        SignUpReason.CONFIRM_FIRST,
        None,
        SignUpReason.ALREADY_CANCELLED,
        SignUpReason.MEETING_PAST,
    ]


def test_opt_ins_are_the_person_s_own_and_signing_up_again_takes_a_new_number(browser: Browser) -> None:
    meeting = a_ready_meeting(seats=1)
    a_form(browser, meeting).fill(future_meetings=True).submit()
    anna = the_registration()
    actions.hand_over(anna.id, "Cia", "cia@example.se", NOW)
    assert [yes.withdrawn_at is None for yes in db.session.scalars(select(OptIn))] == [False]
    actions.sign_up_again(anna.id, NOW + timedelta(minutes=1))
    assert queries.registration(anna.id).handed_over_at is None
    assert [(name, state) for name, state, _at in line(meeting)] == [
        ("Cia", PlaceState.CONFIRMED.value),
        ("Åsa Öberg", PlaceState.WAITING.value),
    ]
