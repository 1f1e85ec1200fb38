"""Who gets a mailing, by state, sector, workshop, answer, attendance and opt-in; on both databases."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from meetings import transaction
from meetings.extensions import db
from meetings.mailings import queries
from meetings.mailings.rules import HERE, Audience, Came
from meetings.participants.queries import listing
from meetings.questions.models import Answer, Choice, Question, SensitiveAnswer
from meetings.registration import actions as registration
from meetings.registration.models import Place, Registration, SignUp
from meetings.registration.rules import OptInKind, PlaceState
from meetings.schedule.models import Meeting
from tests.builders import NOW, a_meeting, organisation_types, set_facts
from tests.databases import only_sqlite
from tests.mailings.scenes import (
    WISHES_MAIL,
    some_people,
)
from tests.registration.workshop_scenes import a_block, pools, wants


def get_it(meeting: Meeting, audience: Audience, target: int | None = None) -> list[str]:
    """Whom a mailing with this audience goes to."""
    ids = queries.recipients(listing.head(meeting.id), audience, target)
    return sorted(db.session.scalars(select(Registration.name).where(Registration.id.in_(ids))))


def test_who_gets_it(app: Flask) -> None:
    meeting = a_meeting(seats=2)
    organisation_types()
    public = organisation_types()["municipality"].parent_id
    anna, _bo = some_people(meeting, "Anna", "Bo", sector_id=public)
    _cia, dan = some_people(meeting, "Cia", "Dan", opt_ins=WISHES_MAIL)
    registration.withdraw(dan.id, NOW)
    set_facts(anna, attended_at=NOW)
    assert get_it(meeting, Audience()) == ["Anna", "Bo"]
    assert get_it(meeting, Audience(states=(PlaceState.WAITING,))) == ["Cia"]
    assert get_it(meeting, Audience(states=(PlaceState.CANCELLED,))) == ["Dan"]
    assert get_it(meeting, Audience(states=HERE)) == ["Anna", "Bo", "Cia"]
    assert get_it(meeting, Audience(states=HERE, sector=public)) == ["Anna", "Bo"]
    assert get_it(meeting, Audience(came=Came.CAME)) == ["Anna"]
    assert get_it(meeting, Audience(came=Came.CAME_NOT)) == ["Bo"]
    assert get_it(meeting, Audience(states=HERE, opted_in=True)) == ["Cia"]
    registration.withdraw_opt_in(_cia.id, OptInKind.FUTURE_MEETINGS, NOW)
    assert get_it(meeting, Audience(states=HERE, opted_in=True)) == []


def test_nobody_whose_address_is_not_confirmed_or_erased(app: Flask) -> None:
    meeting = a_meeting()
    anna, bo, _cia = some_people(meeting, "Anna", "Bo", "Cia")
    with transaction.write() as session:
        place = session.scalars(select(Place).where(Place.registration_id == anna.id)).one()
        place.state, place.held_for = "held", "address"
    set_facts(bo, email="", email_key="-2", erased_at=NOW)
    assert get_it(meeting, Audience(states=HERE)) == ["Cia"]


@only_sqlite
def test_by_workshop(app: Flask) -> None:
    meeting = a_meeting()
    block = a_block(meeting, {"A": 1, "B": 5})
    wants(meeting, "Anna", block, "A")
    wants(meeting, "Bo", block, "A")
    assert get_it(meeting, Audience(workshop=pools(block)["A"])) == ["Anna"]


def test_by_an_answer_and_never_by_a_sensitive_one(app: Flask) -> None:
    meeting = a_meeting()
    anna, bo = some_people(meeting, "Anna", "Bo")
    form_id = db.session.get_one(SignUp, meeting.id).form_id
    with transaction.write() as session:
        day = Question(form_id=form_id, type="one_of", label_sv="Dag?", choices=[Choice(label_sv="tisdag")])
        diet = Question(form_id=form_id, type="long_text", label_sv="Kost?", sensitive=True)
        job = Question(form_id=form_id, type="long_text", label_sv="Uppdrag?")
        session.add_all([day, diet, job])
        session.flush()
        tuesday = day.choices[0].id
        one = Answer(
            submission_id=anna.submission_id, question_id=day.id, asked="Dag?", choice_id=tuesday, text="tisdag"
        )
        session.add(one)
        session.add(Answer(submission_id=bo.submission_id, question_id=job.id, asked="Uppdrag?", text="Lärare i Ale"))
        session.add(
            SensitiveAnswer(submission_id=bo.submission_id, question_id=diet.id, asked="Kost?", text="glutenfri")
        )
    assert get_it(meeting, Audience(question=day.id, answer=str(tuesday))) == ["Anna"]
    assert get_it(meeting, Audience(question=job.id, answer="lärare")) == ["Bo"]
    assert get_it(meeting, Audience(question=diet.id, answer="glutenfri")) == []
    assert get_it(meeting, Audience(question=day.id, answer="999")) == []  # what makes no sense finds nobody
    assert get_it(meeting, Audience(question=9999, answer="x")) == []
