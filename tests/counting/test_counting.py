"""People are counted once over many meetings: the same number before addresses go, after, and when it is closed."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings import transaction
from meetings.audit.actions import WORKER
from meetings.counting import actions, queries
from meetings.counting.models import CountedMeeting, CountedNumber, CountedScope, Participation
from meetings.counting.queries import Share
from meetings.counting.rules import People, of_project, of_year
from meetings.directory.models import Organisation
from meetings.directory.rules import Vocabulary
from meetings.errors import Refused
from meetings.extensions import db
from meetings.organisations.actions.editing import remove as remove_organisation
from meetings.pages import jobs
from meetings.privacy import actions as privacy
from meetings.privacy.actions import erasing
from meetings.privacy.actions.copies import after_erasing
from meetings.privacy.actions.deciding import Asked
from meetings.privacy.queries import Scope
from meetings.privacy.rules.cases import Channel
from meetings.projects.actions.editing import delete as delete_project
from meetings.projects.models import Project, ProjectMeeting
from meetings.questions.rules import Retention
from meetings.registration.models import Registration
from meetings.schedule.models import Meeting
from tests.builders import NOW, a_meeting, a_term, an_organisation, set_facts
from tests.counting.builders import a_crowd, arranged_by
from tests.privacy.scene import CANARY, database_files, word
from tests.projects.builders import a_content, a_project

AFTER = datetime(2027, 5, 1, tzinfo=UTC)
LATER = datetime(2027, 9, 1, tzinfo=UTC)
YEAR = of_year(2027)


def courses(project: Project, number: int = 3) -> list[Meeting]:
    """Meetings of the project, a day apart."""
    made = []
    for day in range(number):
        meeting = a_meeting(title=f"Kurs {day}", starts_at=NOW + timedelta(days=day + 1))
        arranged_by(project, meeting)
        made.append(meeting)
    return made


def again(project: Project) -> None:
    """Count all meetings of the project, whether anything has changed or not."""
    for (meeting_id,) in db.session.query(ProjectMeeting.meeting_id).filter_by(project_id=project.id).all():
        actions.count_meeting(meeting_id, LATER)


def erase(meeting: Meeting, now: datetime = LATER) -> None:
    erasing.erase(Scope(meeting.id), Retention.CONTACT, now)


def test_the_number_is_the_same_before_erasure_after_it_and_when_only_numbers_stay(app: Flask) -> None:
    project = a_project(a_content(ends="2027-03"))
    ale, mark = (a_term(Vocabulary.MUNICIPALITY, code) for code in ("ale", "mark"))
    sector = a_term(Vocabulary.SECTOR, "public")
    kept, gone = an_organisation("Ale kommun"), an_organisation("Ale Kommun (kommunen)")
    set_facts(gone, merged_into_id=kept.id)
    addresses = [f"{word('adress')}@example.se" for _ in range(12)]
    facts = {"sector_id": sector.id, "municipality_id": ale.id, "organisation_id": kept.id}
    first, second, third = courses(project)
    a_crowd(first, addresses[:8], attended=4, **facts)
    a_crowd(second, addresses[4:], attended=6, **(facts | {"organisation_id": gone.id}))
    alone = an_organisation("Marks kommun")
    a_crowd(third, [addresses[0]], attended=1, municipality_id=mark.id, organisation_id=alone.id)
    a_crowd(third, [""], municipality_id=mark.id)
    scope = of_project(project.id)
    assert queries.people(scope) == queries.people(YEAR) == People()
    assert actions.count_due(NOW) == 0, "none of them has been"
    assert actions.count_due(AFTER) == 3
    assert actions.count_due(AFTER) == 0, "nothing has changed"

    def counted() -> list[object]:
        db.session.rollback()
        found = queries.people(scope)
        assert found == queries.people(YEAR)
        return [
            (found.signed_up, found.attended, found.nameless),
            *(_shares(of(scope)) for of in (queries.by_sector, queries.by_municipality, queries.by_organisation)),
            _shares(queries.by_municipality(YEAR)),
        ]

    once = counted()
    assert once == [
        (13, 10, 1),
        [("public", 12, 10), (None, 2, 1)],
        [("ale", 12, 10), ("mark", 2, 1)],
        [("Ale kommun", 12, 10), ("Marks kommun", 1, 1), (None, 1, 0)],
        [("ale", 12, 10), ("mark", 2, 1)],
    ]
    assert queries.counted(scope).with_attendance == 3

    erase(first)
    assert counted() == once
    again(project)
    assert counted() == once, "who is frozen stays, the others are counted anew"
    for meeting in (second, third):
        erase(meeting)
    again(project)
    assert counted() == once
    after_erasing(LATER)
    _nothing_leads_to(addresses)

    with pytest.raises(Refused):
        remove_organisation(alone.id, LATER, WORKER)
    assert actions.close_due(LATER) == 0
    assert "2 closed" in str(jobs.count_people(datetime(2028, 7, 1, tzinfo=UTC)))
    assert counted() == once
    assert queries.people(scope).closed
    assert db.session.scalar(select(func.count()).select_from(Participation)) == 0
    assert set(db.session.scalars(select(CountedScope.salt))) == {""}
    with pytest.raises(Refused):
        remove_organisation(alone.id, LATER, WORKER)
    again(project)
    assert counted() == once, "what is closed is counted no more"
    assert db.session.scalar(select(CountedMeeting.signed_up).where(CountedMeeting.meeting_id == first.id)) == 8


def test_without_the_freeze_the_number_falls(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    project = a_project()
    meeting, _second, _third = courses(project)
    a_crowd(meeting, [f"p{number}@example.se" for number in range(5)])
    actions.count_due(AFTER)
    assert queries.people(YEAR).signed_up == 5
    monkeypatch.setattr(actions, "freeze", lambda *_: None)
    monkeypatch.setattr(actions, "let_go", lambda *_: None)
    erase(meeting)
    actions.count_meeting(meeting.id, LATER)
    assert queries.people(YEAR).signed_up == 0, "the control: it is the freeze that keeps it"


def test_nobody_can_be_followed_between_projects_nor_found_by_their_address(app: Flask) -> None:
    projects = [a_project(), a_project(a_content(title="IT-Piloterna"))]
    for project in projects:
        meeting = courses(project, 1)[0]
        a_crowd(meeting, ["asa@example.se"])
        actions.count_meeting(meeting.id, AFTER)
        erase(meeting)
    rows = db.session.query(Participation).order_by(Participation.id).all()
    by_scope = {row.scope: row.person for row in rows}
    assert len(set(by_scope.values())) == 3, "another in the year, and in each of the projects"
    assert [row.meeting_id for row in rows if row.scope == YEAR] == [None, None]
    assert {row.registration_id for row in rows} == {None}
    assert queries.people(YEAR).signed_up == 1


def test_one_who_is_erased_on_request_is_still_one_and_the_others_may_change(app: Flask) -> None:
    project = a_project()
    meeting, coming = courses(project, 2)
    a_crowd(meeting, ["asa@example.se", "bo@example.se"], attended=1)
    set_facts(coming, starts_at=LATER, ends_at=LATER + timedelta(hours=1))
    a_crowd(coming, ["asa@example.se"])
    actions.count_due(AFTER)
    one, ahead = db.session.query(Registration).filter_by(email="asa@example.se").order_by(Registration.id)
    for registration in (one, ahead):
        asked = Asked(AFTER, "Åsa", Channel.PHONE)
        case = privacy.open_case(registration.meeting_id, registration.id, asked, AFTER, WORKER)
        privacy.grant(case.id, "", AFTER, WORKER)
    assert queries.people(YEAR) == People(2, 1)
    bo = db.session.query(Registration).filter_by(email="bo@example.se").one()
    set_facts(bo, attended_at=AFTER, changed_at=AFTER + timedelta(hours=1))
    assert actions.count_due(AFTER + timedelta(hours=2)) == 1
    assert queries.people(YEAR) == People(2, 2)
    a_crowd(coming, ["cia@example.se"])
    actions.count_due(LATER + timedelta(days=1))
    assert queries.people(of_project(project.id)) == People(3, 2), "who withdrew before it was not there"


def test_a_meeting_goes_to_another_project_with_its_people_and_a_cancelled_one_has_none(app: Flask) -> None:
    one, other = a_project(), a_project(a_content(title="IT-Piloterna"))
    (meeting,) = courses(one, 1)
    a_crowd(meeting, ["asa@example.se", "bo@example.se"])
    actions.count_due(AFTER)
    with transaction.write() as session:
        session.get_one(ProjectMeeting, meeting.id).project_id = other.id
    assert actions.count_due(AFTER) == 1
    assert [queries.people(of_project(project.id)).signed_up for project in (one, other)] == [0, 2]
    erase(meeting)
    with transaction.write() as session:
        session.get_one(ProjectMeeting, meeting.id).project_id = one.id
    actions.count_due(LATER + timedelta(hours=1))
    found = queries.people(of_project(one.id))
    assert (found.signed_up, found.nameless) == (2, 2), "nobody knows any more whether they came to others as well"
    assert queries.people(of_project(other.id)).signed_up == 0
    assert queries.people(YEAR).signed_up == 2
    with transaction.write() as session:
        session.delete(session.get_one(ProjectMeeting, meeting.id))
    set_facts(one, state="draft")
    delete_project(one.id, LATER, WORKER)
    assert queries.people(of_project(one.id)) == People(), "its number may be another project's one day"
    cancelled = a_meeting(state="cancelled", starts_at=NOW)
    a_crowd(cancelled, ["cia@example.se"])
    actions.count_meeting(cancelled.id, AFTER)
    assert queries.people(YEAR).signed_up == 2


def test_a_new_link_key_counts_nobody_twice_while_the_old_one_is_kept(app: Flask) -> None:
    first, second = (a_meeting(starts_at=NOW + timedelta(days=day)) for day in (1, 2))
    for meeting in (first, second):
        a_crowd(meeting, ["asa@example.se"])
    app.config["LINK_KEY"] = "the key that the service began with"
    actions.count_meeting(first.id, AFTER)
    app.config["LINK_KEY_FALLBACKS"] = app.config["LINK_KEY"]
    app.config["LINK_KEY"] = "another key that came in its place"
    actions.count_meeting(second.id, AFTER)
    assert queries.people(YEAR).signed_up == 1
    app.config["LINK_KEY_FALLBACKS"] = ""
    actions.count_meeting(second.id, AFTER)
    assert queries.people(YEAR).signed_up == 2, "the old hashes cannot be made again"
    assert actions.count_due(AFTER) >= 1
    assert queries.people(YEAR).signed_up == 1, "but those who still have an address are counted anew"


def test_years_from_before_are_added_to(app: Flask) -> None:
    with transaction.write() as session:
        session.add(
            CountedNumber(scope="year:2026", dimension="before", signed_up=7, attended=5, counted_at=NOW, nameless=0)
        )
    a_crowd(a_meeting(starts_at=datetime(2026, 5, 5, tzinfo=UTC)), ["asa@example.se"], attended=1)
    actions.count_due(AFTER)
    assert queries.people("year:2026") == People(8, 6)
    assert queries.people_by_year() == {2026: People(8, 6)}
    late = a_meeting(starts_at=datetime(2026, 6, 6, tzinfo=UTC))
    assert actions.close_due(datetime(2027, 8, 1, tzinfo=UTC)) == 0, "a meeting of the year waits to be counted"
    actions.count_meeting(late.id, AFTER)
    assert actions.close_due(datetime(2027, 8, 1, tzinfo=UTC)) == 1
    assert queries.people("year:2026") == queries.people_by_year()[2026] == People(8, 6, closed=True)


def _shares(shares: list[Share]) -> list[tuple[str | None, int, int]]:
    return [(None if one.of is None else _name(one.of), one.people.signed_up, one.people.attended) for one in shares]


def _name(of: object) -> str:
    return of.name if isinstance(of, Organisation) else str(getattr(of, "code", ""))


def _nothing_leads_to(addresses: list[str]) -> None:
    """No address, nor any plain hash of one, lies anywhere in the database's own bytes."""
    content = b"".join(content for _name, content in database_files()).lower()
    assert content
    assert CANARY not in content
    for address in addresses:
        for made in (hashlib.sha256, hashlib.sha1, hashlib.md5, hashlib.sha512):
            digest = made(address.encode())
            for plain in (digest.hexdigest().encode(), b64encode(digest.digest())[:30].lower(), digest.digest()):
                assert plain not in content
