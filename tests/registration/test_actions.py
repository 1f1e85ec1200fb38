"""Signing up, leaving and coming back: what each does, on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.errors import NotFound, Refused
from meetings.extensions import db
from meetings.questions.rules import Given
from meetings.registration import actions, queries
from meetings.registration.actions import Outcome, Yes
from meetings.registration.rules import Closed, OptInKind, SignUpReason
from tests.builders import NOW, a_meeting, a_registration, ready_questions
from tests.registration.sign_ups import MINUTE, an_applicant, line, mails


def test_seats_go_to_who_comes_first_and_the_next_stands_in_line(app: Flask) -> None:
    meeting = a_meeting(seats=1)
    a_registration(meeting, "Anna")
    a_registration(meeting, "Bo")
    assert line(meeting) == [("Anna", "confirmed", 1), ("Bo", "waiting", 2)]
    assert mails() == [("confirmation", "Anna"), ("confirmation", "Bo")]
    assert queries.counts(meeting.id) == queries.Counts(seats=1, confirmed=1, waiting=1, left=0, waiting_list=True)


def test_the_same_form_sent_twice_is_one_registration(app: Flask) -> None:
    meeting = a_meeting()
    first = actions.register(meeting.id, an_applicant(), "form", NOW, "sv")
    again = actions.register(meeting.id, an_applicant(email="ASA@example.se"), "form", NOW + MINUTE, "sv")
    assert (first.outcome, again.outcome) == (Outcome.NEW, Outcome.SAME)
    assert first.registration.id == again.registration.id
    assert len(line(meeting)) == len(mails()) == 1


def test_the_same_form_gives_the_same_answer_after_the_door_has_closed(app: Flask) -> None:
    meeting = a_meeting()
    first = actions.register(meeting.id, an_applicant(), "form", NOW, "sv")
    late = actions.register(meeting.id, an_applicant(), "form", meeting.starts_at, "sv")
    assert late.registration.id == first.registration.id


def test_another_address_in_the_same_form_is_another_registration(app: Flask) -> None:
    meeting = a_meeting()
    actions.register(meeting.id, an_applicant("Anna", "anna@example.se"), "form", NOW, "sv")
    actions.register(meeting.id, an_applicant("Bo", "bo@example.se"), "form", NOW, "sv")
    assert [name for name, _state, _arrival in line(meeting)] == ["Anna", "Bo"]


def test_a_known_address_changes_nothing_and_its_owner_gets_the_link(app: Flask) -> None:
    meeting = a_meeting()
    known = a_registration(meeting, "Åsa Öberg", "asa@example.se")
    found = actions.register(meeting.id, an_applicant("Någon Annan", "Asa@Example.se"), "another", NOW, "sv")
    assert (found.outcome, found.registration.id) == (Outcome.KNOWN, known.id)
    assert line(meeting) == [("Åsa Öberg", "confirmed", 1)]
    assert mails() == [("confirmation", "Åsa Öberg"), ("known_address", "Åsa Öberg")]


def test_a_known_address_is_mailed_at_most_three_times_an_hour(app: Flask) -> None:
    meeting = a_meeting()
    a_registration(meeting, "Åsa Öberg", "asa@example.se")
    for minute in range(0, 60, 10):
        actions.register(meeting.id, an_applicant(), f"form-{minute}", NOW + minute * MINUTE, "sv")
    assert len(mails(template="known_address")) == 3
    actions.register(meeting.id, an_applicant(), "later", NOW + 60 * MINUTE, "sv")
    assert len(mails(template="known_address")) == 4


def test_the_same_form_mails_a_known_address_once(app: Flask) -> None:
    meeting = a_meeting()
    a_registration(meeting, "Åsa Öberg", "asa@example.se")
    for _again in range(2):
        actions.register(meeting.id, an_applicant(), "reloaded", NOW, "sv")
    assert len(mails(template="known_address")) == 1


@pytest.mark.parametrize(
    ("facts", "now", "reason"),
    [
        ({"state": "draft"}, NOW, Closed.DRAFT),
        ({"state": "cancelled"}, NOW, Closed.CANCELLED),
        ({}, NOW + timedelta(days=17), Closed.CLOSED),
        ({}, NOW + timedelta(days=18), Closed.PAST),
        ({"seats": 0, "waiting_list": False}, NOW, Closed.FULL),
    ],
)
def test_a_closed_door_lets_nobody_in(app: Flask, facts: Any, now: Any, reason: Closed) -> None:
    meeting = a_meeting(**facts)
    with pytest.raises(Refused) as refused:
        actions.register(meeting.id, an_applicant(), "form", now, "sv")
    assert refused.value.refusal.reason == reason
    assert (line(meeting), mails()) == ([], [])


def test_there_is_nothing_to_sign_up_to(app: Flask) -> None:
    with pytest.raises(NotFound):
        actions.register(999, an_applicant(), "form", NOW, "sv")


def test_first_in_line_moves_up_when_someone_withdraws(app: Flask) -> None:
    meeting = a_meeting(seats=1)
    anna = a_registration(meeting, "Anna")
    for name in ("Bo", "Cia"):
        a_registration(meeting, name)
    moved_up = actions.withdraw(anna.id, NOW + MINUTE)
    assert [registration.name for registration in moved_up] == ["Bo"]
    assert line(meeting) == [("Anna", "cancelled", 1), ("Bo", "confirmed", 2), ("Cia", "waiting", 3)]
    assert mails()[3:] == [("cancellation", "Anna"), ("promotion", "Bo")]


def test_nobody_moves_up_when_someone_leaves_the_line(app: Flask) -> None:
    meeting = a_meeting(seats=1)
    a_registration(meeting, "Anna")
    bo = a_registration(meeting, "Bo")
    a_registration(meeting, "Cia")
    assert actions.withdraw(bo.id, NOW) == []
    assert line(meeting) == [("Anna", "confirmed", 1), ("Bo", "cancelled", 2), ("Cia", "waiting", 3)]


def test_one_withdraws_once(app: Flask) -> None:
    meeting = a_meeting()
    anna = a_registration(meeting, "Anna")
    actions.withdraw(anna.id, NOW)
    with pytest.raises(Refused) as refused:
        actions.withdraw(anna.id, NOW)
    assert refused.value.refusal.reason == SignUpReason.ALREADY_CANCELLED


def test_signing_up_again_from_the_own_page_is_at_the_end_of_the_line_and_keeps_the_link(app: Flask) -> None:
    meeting = a_meeting(seats=1)
    anna = a_registration(meeting, "Anna")
    a_registration(meeting, "Bo")
    actions.withdraw(anna.id, NOW)
    again = actions.sign_up_again(anna.id, NOW + MINUTE)
    assert line(meeting) == [("Bo", "confirmed", 2), ("Anna", "waiting", 3)]
    assert (again.link_version, again.arrival, again.cancelled_at) == (1, 3, None)
    with pytest.raises(Refused):
        actions.sign_up_again(anna.id, NOW + MINUTE)


def test_signing_up_again_by_the_form_replaces_what_was_held_and_ends_the_old_link(app: Flask) -> None:
    meeting = a_meeting()
    form = ready_questions(meeting)
    secret = Given(form.questions[3].id, "Behov", "hörslinga", sensitive=True)
    yes = Yes(OptInKind.FUTURE_MEETINGS, "Mejla mig", 1)
    anna = a_registration(meeting, "Anna", "a@example.se", given=[secret], opt_ins=[yes])
    actions.withdraw(anna.id, NOW)
    found = actions.register(meeting.id, an_applicant("Anna Ny", "a@example.se"), "new form", NOW + MINUTE, "en")
    assert (found.outcome, found.registration.id) == (Outcome.NEW, anna.id)
    again = queries.registration(anna.id)
    assert (again.name, again.lang, again.link_version, again.arrival) == ("Anna Ny", "en", 2, 2)
    assert again.reference == anna.reference
    assert [(given.kind, given.withdrawn_at) for given in again.opt_ins] == [("future-meetings", NOW + MINUTE)]
    assert db.session.scalar(select(func.count()).select_from(db.metadata.tables["sensitive_answer"])) == 0
    with pytest.raises(NotFound):
        queries.registration_by_link(anna.id, 1)
    assert queries.registration_by_link(anna.id, 2).id == anna.id
