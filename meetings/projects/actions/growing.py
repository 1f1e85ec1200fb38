"""Make a draft project of a received idea, linked to the idea, its spark and its meetings."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlalchemy import select

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.directory import queries as directory
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.ideas.models import FollowUpSlot, Idea, IdeaCall, IdeaVersion, PartnerRequest
from meetings.ideas.rules.content import Content as IdeaContent
from meetings.ideas.rules.content import from_json
from meetings.ideas.rules.states import State
from meetings.projects.actions import editing
from meetings.projects.models import Project
from meetings.projects.queries import desk
from meetings.projects.queries import projects as queries
from meetings.projects.rules.growing import content_from
from meetings.text import one_line

_BETWEEN = re.compile(r"[,;\n]|\boch\b|\band\b")


def create_from_idea(idea_id: int, now: datetime, actor: Actor) -> tuple[Project, bool]:
    """Return the project of the idea, and whether it was made now: pressing twice makes one.

    It begins with what the idea said when it was last received. Raises `NotFound` for a draft and for an erased idea,
    which say nothing.
    """
    with transaction.write() as session:
        idea = session.scalar(select(Idea).where(Idea.id == idea_id).with_for_update(of=Idea))
        if idea is None or idea.state == State.DRAFT.value or idea.erased_at is not None:
            raise NotFound
        existing = desk.projects_of_idea(idea_id)
        if existing:
            return queries.project(existing[0][0]), False
        said = from_json(_received(idea))
        content = content_from(
            said,
            idea.lang,
            idea_id=idea.id,
            spark_id=idea.spark_id,
            meeting_ids=_meetings(idea),
            partners=_partners(idea.id, said),
        )
        return editing.create(content, now, actor, action="projects.create_from_idea"), True


def _received(idea: Idea) -> dict[str, Any]:
    """Return what counts of it: not a later version that came late and nobody has let in."""
    of_idea = select(IdeaVersion.content).where(IdeaVersion.idea_id == idea.id)
    found: dict[str, Any] | None = db.session.scalar(of_idea.where(IdeaVersion.number == idea.current))
    found = found or db.session.scalar(of_idea.order_by(IdeaVersion.number.desc()).limit(1))
    if found is None:
        raise NotFound
    return found


def _meetings(idea: Idea) -> tuple[int, ...]:
    """Return the meeting that asked for it, and the follow-up that took it up."""
    asked = db.session.scalars(select(IdeaCall.meeting_id).where(IdeaCall.id == idea.call_id))
    taken_up = db.session.scalars(select(FollowUpSlot.meeting_id).where(FollowUpSlot.idea_id == idea.id))
    return tuple(sorted({*asked, *taken_up}))


def _partners(idea_id: int, said: IdeaContent) -> tuple[str, ...]:
    """Return who takes part: who agreed with its contact, and those whom its own words name and the directory knows."""
    agreed = db.session.scalars(
        select(PartnerRequest.organisation_name)
        .where(PartnerRequest.idea_id == idea_id, PartnerRequest.state == "accepted")
        .order_by(PartnerRequest.id)
    )
    told = (one_line(part).strip(" .-•*") for part in _BETWEEN.split(said.partners_found))
    known = (directory.organisation_named(name) for name in told if name)
    return tuple(dict.fromkeys([*agreed, *(one.name for one in known if one is not None)]))
