"""A call whose meeting has a follow-up that takes sign-ups, to test the follow-up with."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from meetings import transaction
from meetings.audit.actions import TERMINAL
from meetings.extensions import db
from meetings.ideas.actions import publishing
from meetings.ideas.actions.following import Planned, plan
from meetings.ideas.models import Idea, IdeaCall
from meetings.ideas.rules.following import Plan, Row
from meetings.schedule.models import Meeting
from tests.builders import NOW, a_meeting
from tests.ideas.builders import a_call, a_content, an_idea

AT = NOW + timedelta(days=60)


def a_follow_up(call: IdeaCall, **facts: Any) -> Meeting:
    """The meeting that follows up the call's, of three hours from `AT`, open for sign-up."""
    values: dict[str, Any] = {"title": "Uppföljning", "starts_at": AT, "ends_at": AT + timedelta(hours=3)}
    meeting = a_meeting(**(values | facts))
    with transaction.write() as session:
        session.get_one(Meeting, meeting.id).follows_id = call.meeting_id
    return meeting


def a_call_with_follow_up() -> tuple[IdeaCall, Meeting]:
    """A call, and the follow-up of its meeting."""
    call = a_call()
    return call, a_follow_up(call)


def an_agreed_idea(call: IdeaCall, title: str = "Digital lots för unga", **facts: Any) -> Idea:
    """A received idea whose actors have said yes to publishing."""
    content = a_content(title=title, **facts.pop("says", {}))
    leave = {"publish_consent": True, "publish_wording": "Ja", "publish_consent_at": NOW}
    return an_idea(call, content=content, **(leave | facts))


def a_published_idea(call: IdeaCall, title: str = "Digital lots för unga", now: datetime = NOW, **facts: Any) -> Idea:
    """An idea that everybody may read."""
    idea = an_agreed_idea(call, title, **facts)
    publishing.publish(call.meeting_id, idea.id, 1, now, TERMINAL)
    return idea


def planned(call: IdeaCall, follow_up: Meeting, ideas: list[Idea], at: datetime = AT, minutes: int = 10) -> Planned:
    """Put the ideas on the follow-up in this order."""
    rows = tuple(Row(idea.id, minutes, f"Presentatör {number}") for number, idea in enumerate(ideas, 1))
    return plan(call.meeting_id, fresh(follow_up).revision, Plan(at, rows), NOW, TERMINAL)


def fresh(meeting: Meeting) -> Meeting:
    """The meeting as it is now."""
    db.session.rollback()
    return db.session.get_one(Meeting, meeting.id, populate_existing=True)
