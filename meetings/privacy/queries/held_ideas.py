"""Read what is held of a person's in project ideas: those they are the contact of, write, would join, or assess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from meetings.extensions import db
from meetings.ideas.models import Assessor, CallExtension, Idea, IdeaCoauthor, PartnerInterest, PartnerRequest
from meetings.privacy.queries import selecting_ideas as selecting
from meetings.privacy.queries.scope import Scope


@dataclass(frozen=True)
class HeldIdeas:
    """What is held of somebody's in the ideas of a meeting, or of the one that it follows up."""

    ideas: Sequence[Idea] = ()
    coauthors: Sequence[IdeaCoauthor] = ()
    interests: Sequence[PartnerInterest] = ()
    requests: Sequence[PartnerRequest] = ()
    assessors: Sequence[Assessor] = ()
    extensions: Sequence[CallExtension] = ()


def ideas_of(meeting_id: int, registration_id: int) -> HeldIdeas:
    """Return what is held of the person behind the registration, by their address. To be shown to its owner alone."""
    scope = Scope(meeting_id, registration_id)
    return HeldIdeas(
        ideas=db.session.scalars(
            select(Idea)
            .where(Idea.id.in_(selecting.ideas(scope)))
            .options(selectinload(Idea.versions))
            .order_by(Idea.id)
        ).all(),
        coauthors=db.session.scalars(
            select(IdeaCoauthor)
            .where(IdeaCoauthor.id.in_(selecting.coauthors(scope)))
            .options(joinedload(IdeaCoauthor.idea))
            .order_by(IdeaCoauthor.id)
        ).all(),
        interests=db.session.scalars(
            select(PartnerInterest)
            .where(PartnerInterest.id.in_(selecting.interests(scope)))
            .order_by(PartnerInterest.id)
        ).all(),
        requests=db.session.scalars(
            select(PartnerRequest)
            .where(PartnerRequest.id.in_(selecting.requests_from(scope)))
            .options(joinedload(PartnerRequest.idea))
            .order_by(PartnerRequest.id)
        ).all(),
        assessors=db.session.scalars(
            select(Assessor).where(Assessor.id.in_(selecting.assessors(scope))).order_by(Assessor.id)
        ).all(),
        extensions=db.session.scalars(
            select(CallExtension).where(CallExtension.id.in_(selecting.extensions(scope))).order_by(CallExtension.id)
        ).all(),
    )
