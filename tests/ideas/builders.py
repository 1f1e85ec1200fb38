"""Calls and ideas to test with, straight into the tables: valid by default, a test names the fact that decides."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from meetings import transaction
from meetings.directory.rules import Vocabulary
from meetings.ideas.models import Idea, IdeaCall, IdeaVersion
from meetings.ideas.rules.content import Content, received, seeks_partners, to_json
from meetings.revisions import checksum
from meetings.schedule.models import Meeting
from meetings.text import fold
from tests.builders import NOW, a_meeting, a_term

CLOSES = datetime(2027, 4, 24, 22, 0, tzinfo=UTC)  # at midnight after 24 April, Swedish time
_SERIAL = itertools.count(1)


def a_call(meeting: Meeting | None = None, **facts: Any) -> IdeaCall:
    """A call that is open and closes when 24 April 2027 is over; of a new meeting unless one is given."""
    meeting = meeting or a_meeting()
    values: dict[str, Any] = {
        "meeting_id": meeting.id,
        "opens_at": NOW - timedelta(days=20),
        "closes_at": CLOSES,
        "created_at": NOW - timedelta(days=20),
        "updated_at": NOW - timedelta(days=20),
    }
    with transaction.write() as session:
        call = IdeaCall(**(values | facts))
        session.add(call)
        session.get(Meeting, meeting.id).ideas_until = call.closes_at
        session.flush()
        return call


def a_content(**facts: Any) -> Content:
    """What an idea says."""
    values: dict[str, Any] = {
        "title": "Digital lots för unga",
        "role": "lead",
        "organisation": "Vänersborgs kommun",
        "organisation_type": "municipality",
        "municipality": "vanersborg",
        "about": "Unga lotsas till arbete av unga som redan har hittat dit.",
        "target_groups": ("young",),
        "partners_sought": ("social-economy",),
    }
    return Content(**(values | facts))


def an_idea(call: IdeaCall, *, content: Content | None = None, state: str = "received", **facts: Any) -> Idea:
    """An idea as it stands after it has been received (or a draft); `facts` are columns of its row."""
    content = content or a_content()
    at = facts.pop("at", NOW)
    number = next(_SERIAL)
    with transaction.write() as session:
        sent = state != "draft"
        idea = Idea(
            call_id=call.id,
            state=state,
            draft=to_json(content),
            created_at=at,
            saved_at=at,
            contact_name="Maja Lind",
            contact_email=f"maja.{number}@example.se",
            contact_email_key=f"maja.{number}@example.se",
        )
        session.add(idea)
        if sent:
            _list(idea, session.get(IdeaCall, call.id), content, at)
        for name, value in facts.items():
            setattr(idea, name, value)
        session.flush()
        if sent:
            _keep(session, idea, content, at)
        session.flush()
        return idea


def _list(idea: Idea, call: Any, content: Content, at: datetime) -> None:
    sector = {"municipality": "public", "company": "private", "association": "social-economy"}
    idea.number, idea.current, idea.received_at, idea.confirmed_at = call.next_number(), 1, at, at
    idea.title, idea.organisation_name, idea.role = content.title, content.organisation, content.role
    idea.seeks_partners = seeks_partners(content)
    idea.search_text = fold(f"{content.title} {content.organisation} {content.about}")
    idea.sector = a_term(Vocabulary.SECTOR, sector.get(content.organisation_type, "other"))
    idea.type = a_term(Vocabulary.ORGANISATION_TYPE, content.organisation_type)
    idea.municipality = a_term(Vocabulary.MUNICIPALITY, content.municipality) if content.municipality else None
    idea.target_groups = [a_term(Vocabulary.TARGET_GROUP, code) for code in content.target_groups]
    idea.sought = [a_term(Vocabulary.SECTOR, code) for code in content.partners_sought]


def _keep(session: Any, idea: Idea, content: Content, at: datetime) -> None:
    stored = received(content, idea.lang, (), ())
    session.add(
        IdeaVersion(
            idea_id=idea.id, number=1, reference=f"INSPEL{idea.id:06d}", form_token=f"form-{idea.id}",
            content=stored, checksum=checksum(stored), received_at=at, late=idea.late,
        )
    )  # fmt: skip
