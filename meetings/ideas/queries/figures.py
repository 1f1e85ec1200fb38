"""Read what the figures of a call are made of: five queries whatever the number of ideas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from meetings.directory.models import Term
from meetings.extensions import db
from meetings.ideas.models import FollowUpSlot, Idea, IdeaCall, PartnerRequest, PublishedIdea, idea_target_group
from meetings.ideas.rules.figures import Figures, Received, figures
from meetings.ideas.rules.following import Outcome
from meetings.ideas.rules.states import State
from meetings.web import dates

_COUNTS = (Idea.state != State.WITHDRAWN.value, ~Idea.late | (Idea.late_decision == "accepted"))


@dataclass(frozen=True)
class CallFigures:
    """All figures of a call; groups and sectors by their codes. Drafts are a number, never read."""

    ideas: Figures
    by_group: Mapping[str, int]
    partners: Mapping[str, int]
    published: int
    taken_up: int
    became_projects: int
    drafts: int


@dataclass(frozen=True)
class PublicFigures:
    """What everybody may know of a call in numbers."""

    received: int = 0
    sparked: int = 0
    by_sector: Mapping[str, int] | None = None
    partners: int = 0


def received(call_id: int) -> list[Received]:
    """Return a row for each received idea; one query."""
    sector, municipality = aliased(Term), aliased(Term)
    rows = db.session.execute(
        select(
            Idea.received_at, Idea.state, Idea.role, sector.code, municipality.code, Idea.late, Idea.late_decision,
            Idea.spark_id.is_not(None), Idea.current,
        )
        .outerjoin(sector, sector.id == Idea.sector_id)
        .outerjoin(municipality, municipality.id == Idea.municipality_id)
        .where(Idea.call_id == call_id, Idea.current > 0, Idea.received_at.is_not(None))
    )  # fmt: skip
    return [
        Received(
            dates.local(at).date(),
            state,
            role,
            of_sector or "",
            of_municipality or "",
            late,
            decision,
            sparked,
            versions,
        )
        for at, state, role, of_sector, of_municipality, late, decision, sparked, versions in rows
        if at is not None
    ]


def of_call(call_id: int) -> CallFigures:
    """Return the figures of a call."""
    groups = db.session.execute(
        select(Term.code, func.count(Idea.id))
        .join(idea_target_group, idea_target_group.c.term_id == Term.id)
        .join(Idea, Idea.id == idea_target_group.c.idea_id)
        .where(Idea.call_id == call_id, Idea.current > 0, *_COUNTS)
        .group_by(Term.code)
    )
    of_call = (
        select(func.count(Idea.id)).where(Idea.call_id == call_id, Idea.current == 0).scalar_subquery(),
        select(func.count(PublishedIdea.idea_id)).join(Idea).where(Idea.call_id == call_id).scalar_subquery(),
        select(func.count(FollowUpSlot.id)).join(Idea).where(Idea.call_id == call_id).scalar_subquery(),
        select(func.count(FollowUpSlot.id))
        .join(Idea)
        .where(Idea.call_id == call_id, FollowUpSlot.outcome == Outcome.PROJECT.value)
        .scalar_subquery(),
    )
    drafts, published, taken_up, projects = db.session.execute(select(*of_call)).one()
    return CallFigures(
        ideas=figures(received(call_id)),
        by_group={row[0]: row[1] for row in groups},
        partners=partners(call_id),
        published=published,
        taken_up=taken_up,
        became_projects=projects,
        drafts=drafts,
    )


def partners(call_id: int) -> dict[str, int]:
    """Return how many organisations of each sector (its code, "": not said) have joined an idea of the call."""
    rows = db.session.execute(
        select(Term.code, func.count(PartnerRequest.id))
        .join(Idea, Idea.id == PartnerRequest.idea_id)
        .outerjoin(Term, Term.id == PartnerRequest.sector_id)
        .where(Idea.call_id == call_id, PartnerRequest.state == "accepted")
        .group_by(Term.code)
    )
    return {row[0] or "": row[1] for row in rows}


def public_state(meeting_id: int) -> tuple[int, int, int]:
    """Return numbers that change whenever the public figures of a meeting's call would; one query."""
    ideas = select(func.count(Idea.id)).join(IdeaCall).where(IdeaCall.meeting_id == meeting_id, Idea.current > 0)
    joined = (
        select(func.count(PartnerRequest.id))
        .join(Idea, Idea.id == PartnerRequest.idea_id)
        .join(IdeaCall, IdeaCall.id == Idea.call_id)
        .where(IdeaCall.meeting_id == meeting_id, PartnerRequest.state == "accepted")
    )
    row = db.session.execute(
        select(ideas.scalar_subquery(), ideas.where(*_COUNTS).scalar_subquery(), joined.scalar_subquery())
    ).one()
    return row[0], row[1], row[2]


def public(call_id: int) -> PublicFigures:
    """Return what everybody may know: how many ideas came, of which sectors, and how many partners they found."""
    came = figures(received(call_id))
    return PublicFigures(came.received, came.sparked, came.by_sector, sum(partners(call_id).values()))
