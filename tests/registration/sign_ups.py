"""What the tests of the sign-up share: who has what, which mails were queued, an applicant, a filled-in form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from meetings.audit.actions import Actor
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.questions import queries as questions
from meetings.questions.rules import Asked
from meetings.registration import mail, queries
from meetings.registration.actions import Applicant
from meetings.registration.models import Place, Registration
from meetings.schedule.models import Meeting
from tests.browser import Browser, Form
from tests.builders import a_meeting, organisation_types

ORGANISER = Actor("Cecilia Nilsson", 1)
MINUTE = timedelta(minutes=1)


def line(meeting: Meeting) -> list[tuple[str, str, int]]:
    """Who has what at the meeting, in the order in which they came."""
    rows = db.session.execute(
        select(Registration.name, Place.state, Place.arrival)
        .join(Place, Place.registration_id == Registration.id)
        .where(Registration.meeting_id == meeting.id)
        .order_by(Place.arrival)
    )
    return [tuple(row) for row in rows]


def mails(**facts: Any) -> list[tuple[str, str]]:
    statement = select(OutgoingMail.template, OutgoingMail.to_name).filter_by(**facts).order_by(OutgoingMail.id)
    return [tuple(row) for row in db.session.execute(statement)]


def an_applicant(name: str = "Åsa Öberg", email: str = "asa@example.se", **facts: Any) -> Applicant:
    return Applicant(name=name, email=email, **facts)


def questions_of(meeting: Meeting) -> list[Asked]:
    """What the meeting's form asks, in Swedish."""
    return questions.asked(queries.door(meeting.id).form_id, "sv")


def a_form(browser: Browser, meeting: Meeting, **typed: Any) -> Form:
    """The sign-up form, filled in rightly but for what the test says."""
    form = browser.get(f"/moten/{meeting.id}/anmalan").form()
    form.fill(name="Åsa Öberg", email="asa@example.se", organisation="Vänersborgs kommun")
    form["organisation_type"] = "Kommun"
    return form.fill(**typed)


def sent(form: Form) -> dict[str, str]:
    """What the form would send."""
    return {name: values[0] for name, values in form.values.items() if values}


def a_ready_meeting(**facts: Any) -> Meeting:
    organisation_types()
    return a_meeting(**facts)


def own_path(registration: Registration) -> str:
    return mail.own_path(registration)


def the_registration() -> Registration:
    db.session.expire_all()
    return db.session.scalars(select(Registration)).one()
