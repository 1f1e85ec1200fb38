"""Counting at volume: 500 people over 53 courses are 500, before their addresses go, after, and as numbers alone."""

from __future__ import annotations

import hashlib
import random
import time
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.counting import actions, queries
from meetings.counting.models import CountedScope, Participation
from meetings.counting.rules import of_project, of_year
from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.privacy.actions import erasing
from meetings.privacy.actions.copies import after_erasing
from meetings.privacy.queries import Scope
from meetings.projects.rules.content import ActivityText
from meetings.questions.rules import Retention
from meetings.registration.models import Registration
from tests.builders import a_meeting, a_term, an_organisation
from tests.counting.builders import a_crowd, arranged_by
from tests.privacy.scene import CANARY, database_files
from tests.projects.builders import a_content, a_project

pytestmark = pytest.mark.proof
PEOPLE, COURSES, SIGN_UPS = 500, 53, 2_500
BEGAN, AFTER = datetime(2013, 1, 7, 9, tzinfo=UTC), datetime(2013, 12, 1, tzinfo=UTC)
ERASED, OVER = datetime(2014, 3, 1, tzinfo=UTC), datetime(2015, 1, 1, tzinfo=UTC)
LONGEST = 0.2  # seconds to read the numbers of the project


def test_five_hundred_people_of_fifty_three_courses_are_counted_once(app: Flask) -> None:
    shuffled = random.Random(53)
    addresses = [f"{CANARY.decode()}{number}@example.se" for number in range(PEOPLE)]
    project = a_project(a_content(activities=(ActivityText("course", 53, 53),)))
    towns = [a_term(Vocabulary.MUNICIPALITY, f"kommun-{number}") for number in range(13)]
    hosts = [an_organisation(f"Organisation {number}") for number in range(40)]
    left = addresses + shuffled.choices(addresses, k=SIGN_UPS - PEOPLE)
    for number in range(COURSES):
        meeting = a_meeting(title=f"Kurs {number}", seats=None, starts_at=BEGAN + timedelta(days=6 * number))
        arranged_by(project, meeting, project.activities[0].id)
        here = sorted(set(left[number::COURSES]))
        facts = {"municipality_id": towns[number % 13].id, "organisation_id": hosts[number % 40].id}
        a_crowd(meeting, here, attended=len(here), **facts)
    scope = of_project(project.id)
    began = time.perf_counter()
    assert actions.count_due(AFTER) == COURSES
    took = time.perf_counter() - began

    def now() -> tuple[object, ...]:
        db.session.rollback()
        started = time.perf_counter()
        found = queries.counted(scope)
        assert time.perf_counter() - started < LONGEST
        shares = [(share.of, share.people.signed_up) for share in [*found.municipalities, *found.organisations]]
        return found.people.signed_up, found.people.attended, [(one and one.id, number) for one, number in shares]

    once = now()
    assert once[:2] == (PEOPLE, PEOPLE)
    assert queries.people(of_year(2013)).signed_up == PEOPLE
    rows = db.session.scalar(select(func.count()).select_from(Participation))
    for meeting_id in db.session.scalars(select(Registration.meeting_id).distinct()).all():
        erasing.erase(Scope(meeting_id), Retention.CONTACT, ERASED)
    after_erasing(ERASED)
    assert db.session.scalar(select(func.count()).where(Registration.email != "")) == 0
    assert now() == once
    content = b"".join(part for _name, part in database_files())
    assert CANARY not in content
    assert not [one for one in addresses if hashlib.sha256(one.encode()).hexdigest().encode() in content]
    hashes = [one.encode() for one in db.session.scalars(select(Participation.person).limit(20))]
    assert all(one in content for one in hashes), "the control: what is there is found"

    assert actions.close_due(OVER) == 2
    after_erasing(OVER)
    assert now() == once
    content = b"".join(part for _name, part in database_files())
    assert not [one for one in hashes if one in content]
    assert set(db.session.scalars(select(CountedScope.salt))) == {""}
    print(
        f"\n{db.engine.dialect.name}: {PEOPLE} people, {rows} rows of {COURSES} courses counted in {took:.2f} s;"
        f" the same {once[0]} before addresses went, after, and when only numbers are left"
    )
