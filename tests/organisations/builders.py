"""Organisations to test with, and everything that may point at one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from meetings import transaction
from meetings.audit.actions import TERMINAL
from meetings.directory.models import Organisation
from meetings.extensions import db
from meetings.organisations.models import organisation_member
from meetings.organisations.queries.references import TABLES
from meetings.projects.models import Project, ProjectPartner
from meetings.registration.models import Registration
from meetings.schedule.models import Appearance, Meeting, MeetingOrganiser
from tests.builders import NOW, a_meeting, a_programme_item, a_registration, an_organisation
from tests.ideas.builders import a_call, a_content, an_idea
from tests.projects.builders import a_content as a_project_content
from tests.projects.builders import a_project

ACTOR = TERMINAL


def with_facts(name: str, **facts: Any) -> Organisation:
    """An organisation with these columns."""
    found = an_organisation(name)
    with transaction.write():
        for column, value in facts.items():
            setattr(found, column, value)
    return found


def arranges(organisation: Organisation, meeting: Meeting, position: int = 1) -> None:
    """Let the organisation arrange the meeting too."""
    with transaction.write() as session:
        session.add(MeetingOrganiser(meeting_id=meeting.id, organisation_id=organisation.id, position=position))


def is_seen(organisation: Organisation, meeting: Meeting, name: str = "") -> Appearance:
    """Let the organisation be seen on an item of the meeting."""
    item = a_programme_item(meeting)
    with transaction.write() as session:
        made = Appearance(
            item_id=item.id, name=name, organisation_name=organisation.name, organisation_id=organisation.id
        )
        session.add(made)
        session.flush()
        return made


def takes_part(organisation: Organisation, project: Project, unit: str = "", position: int = 5) -> ProjectPartner:
    """Let the organisation, or a unit of it, be a partner of the project."""
    with transaction.write() as session:
        made = ProjectPartner(project_id=project.id, organisation_id=organisation.id, unit=unit, position=position)
        session.add(made)
        session.flush()
        return made


def signs_up(meeting: Meeting, typed: str, number: int) -> Registration:
    """A sign-up under this name, by the action that the form uses: the directory is asked for the name."""
    return a_registration(meeting, name=f"Person {number}", email=f"person{number}@example.se", organisation=typed)


def is_member(member: Organisation, of: Organisation) -> None:
    """Let one organisation be a member of another."""
    with transaction.write() as session:
        session.execute(insert(organisation_member).values(organisation_id=of.id, member_id=member.id))


def everything(one: Organisation, other: Organisation, third: Organisation) -> None:
    """Let the first two organisations be pointed at in every way there is, also both from the same things."""
    alone, both = a_meeting(title="Den enas"), a_meeting(title="Bådas")
    arranges(one, alone)
    arranges(one, both, 1)
    arranges(other, both, 2)
    is_seen(one, both)
    is_seen(other, both)
    owned = a_project(a_project_content(title="Ägt", owner=one.name, partners=()))
    takes_part(other, owned)
    shared = a_project(a_project_content(title="Delat", owner=third.name, partners=()))
    for number, (who, unit) in enumerate([(one, ""), (other, ""), (one, "Norra"), (other, "Södra")]):
        takes_part(who, shared, unit, number)
    call = a_call(alone)
    for who in (one, other):
        idea = an_idea(call, content=a_content(organisation=who.name))
        with transaction.write():
            idea.organisation_id = who.id
    for number, who in enumerate((one, one, other)):
        signs_up(alone, who.name, 10 * alone.id + number)
    is_member(one, third)
    is_member(other, third)
    is_member(third, one)
    is_member(other, one)
    is_member(one, other)


def pointing() -> Mapping[str, list[tuple[Any, ...]]]:
    """Return every row of every table that points at organisations, but what says that it was shown anew."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    tables = {table.name: table for table in TABLES.values()}
    for name, table in tables.items():
        left_out = {"version", "revision", "updated_at", "saved_at", "search_text"}
        columns = [column for column in table.c if column.name not in left_out and str(column.type) != "JSON"]
        found[name] = sorted((tuple(row) for row in db.session.execute(select(*columns))), key=repr)
    merged = select(Organisation.id, Organisation.name, Organisation.merged_into_id).order_by(Organisation.id)
    return found | {"organisation": [tuple(row) for row in db.session.execute(merged)]}


def at(minutes: int = 0) -> datetime:
    """Return an instant some minutes after NOW."""
    return NOW.replace(minute=minutes)
