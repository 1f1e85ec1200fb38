"""An organiser at the desk, and a meeting whose people differ in all that the list can filter by."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.questions.models import Form, Question
from meetings.questions.rules import Given
from meetings.registration import actions as registration
from meetings.registration.actions import Applicant, Yes
from meetings.registration.models import Registration
from meetings.registration.rules import OptInKind
from meetings.schedule.models import Meeting
from tests.browser import Browser
from tests.builders import NOW, a_meeting, an_organiser, organisation_types, ready_questions, signed_in

KARIN = Actor("Karin Ek")


@pytest.fixture
def organiser(app: Flask, clock: Any) -> Browser:
    """Karin, signed in at the desk on 1 March 2027, 10.00."""
    clock.set(NOW)
    return signed_in(Browser(app), an_organiser("Karin Ek", "karin@example.se"))


def given(form: Form, code: str, *texts: str) -> list[Given]:
    """Answers to the question of this code: choices by their Swedish words, other texts as they are."""
    question: Question = next(question for question in form.questions if question.code == code)
    choices = {choice.label_sv: choice.id for choice in question.choices}
    return [Given(question.id, question.label_sv, text, choices.get(text), question.sensitive) for text in texts]


def a_person(meeting: Meeting, name: str, email: str, **facts: Any) -> Registration:
    """Somebody who signed up by the form, a minute after the one before."""
    return registration.register(meeting.id, Applicant(name, email, **facts), f"form-{email}", NOW, "sv").registration


def a_gathering(seats: int | None = 3) -> Meeting:
    """Five people at a meeting with three seats: Åsa, Örjan and Ärla come, Bo and Zoë wait, and then Ärla leaves.

    So Bo has moved up. Åsa and Örjan are of the public sector.
    """
    meeting = a_meeting(seats=seats)
    form = ready_questions(meeting)
    kommun = organisation_types()["municipality"]
    public: dict[str, Any] = {"organisation_type_id": kommun.id, "sector_id": kommun.parent_id}
    interest = [choice.label_sv for choice in form.questions[0].choices]
    a_person(
        meeting, "Åsa Öberg", "asa@example.se", organisation="Ale kommun", **public,
        given=[*given(form, "interest", interest[0]), *given(form, "access", "Hörslinga")],
        opt_ins=[Yes(OptInKind.PUBLIC_LIST, "Visa mitt namn", 1)],
    )  # fmt: skip
    a_person(
        meeting, "Örjan Ek", "orjan@example.se", organisation="Åmåls kommun", **public,
        given=given(form, "interest", interest[1]),
    )  # fmt: skip
    arla = a_person(meeting, "Ärla Ståhl", "arla@example.se", organisation="=cmd|' /C calc'!A0")
    a_person(meeting, "Bo Ek", "bo@example.se", organisation="Ek & Co")
    a_person(meeting, "Zoë Åkesson", "zoe@example.se")
    registration.withdraw(arla.id, NOW)
    return meeting


def the_person(meeting: Meeting, name: str) -> Registration:
    """The person of this name."""
    with transaction.write() as session:
        return session.query(Registration).filter_by(meeting_id=meeting.id, name=name).one()
