"""What comes late to a count: a cancelled sign-up, details that go before the address, a conference after the end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask

from meetings import transaction
from meetings.counting import actions, queries
from meetings.counting.rules import People, of_project, of_year
from meetings.extensions import db
from meetings.privacy.actions import erasing
from meetings.privacy.queries import Scope
from meetings.questions.rules import Retention
from meetings.registration.models import OptIn, Registration
from tests.builders import NOW, a_meeting, an_organisation, set_facts
from tests.counting.builders import a_crowd, arranged_by
from tests.projects.builders import a_content, a_project

AFTER = datetime(2027, 5, 1, tzinfo=UTC)
LATER = datetime(2027, 9, 1, tzinfo=UTC)


def test_whoever_was_ticked_and_cancelled_all_the_same_did_not_come(app: Flask) -> None:
    meeting = a_meeting()
    a_crowd(meeting, ["asa@example.se", "bo@example.se"], attended=2)
    gone = db.session.query(Registration).filter_by(email="asa@example.se").one()
    with transaction.write() as session:
        session.get_one(Registration, gone.id).cancelled_at = meeting.starts_at
    actions.count_meeting(meeting.id, AFTER)

    assert queries.people(of_year(2027)) == People(1, 1)
    assert actions.count_due(AFTER + timedelta(hours=1)) == 0  # nothing has changed since


def test_the_organisation_stays_counted_when_only_the_address_is_kept(app: Flask) -> None:
    project, meeting, ale = a_project(), a_meeting(), an_organisation("Ale kommun")
    arranged_by(project, meeting)
    a_crowd(meeting, ["asa@example.se"], organisation_id=ale.id, organisation_typed="Ale kommun")
    one = db.session.query(Registration).filter_by(email="asa@example.se").one()
    with transaction.write() as session:
        yes = {"kind": "future-meetings", "wording": "Ja", "wording_version": 1, "given_at": NOW}
        session.add(OptIn(registration_id=one.id, **yes))
    actions.count_due(AFTER)
    erasing.erase(Scope(meeting.id), Retention.CONTACT, LATER)
    set_facts(meeting, updated_at=LATER)  # material is published, say

    assert actions.count_due(LATER + timedelta(hours=1)) == 1
    shares = queries.by_organisation(of_project(project.id))
    assert [(one.of.name if one.of else None, one.people.signed_up) for one in shares] == [("Ale kommun", 1)]


def test_a_project_is_not_closed_while_a_conference_of_its_own_is_ahead(app: Flask) -> None:
    project, course = a_project(a_content(ends="2027-03")), a_meeting()
    conference = a_meeting(title="Slutkonferens", starts_at=datetime(2027, 12, 1, 9, tzinfo=UTC))
    for meeting, address in ((course, "asa@example.se"), (conference, "bo@example.se")):
        arranged_by(project, meeting)
        a_crowd(meeting, [address])
    actions.count_due(AFTER)

    assert actions.close_due(datetime(2027, 11, 1, tzinfo=UTC)) == 0
    actions.count_due(datetime(2027, 12, 5, tzinfo=UTC))
    assert queries.people(of_project(project.id)) == People(2, 0)
