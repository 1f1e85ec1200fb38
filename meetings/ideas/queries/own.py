"""What an idea's actors see of it: its versions with their receipts, and all ideas of an address."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.ideas.models import Idea, IdeaCall, IdeaCoauthor, IdeaVersion

_MOST = 20  # links in one mail


def versions_of(idea: Idea) -> Sequence[IdeaVersion]:
    """Return what was received of the idea, the latest first."""
    return db.session.scalars(
        select(IdeaVersion).where(IdeaVersion.idea_id == idea.id).order_by(IdeaVersion.number.desc())
    ).all()


def version_of(idea: Idea, number: int) -> IdeaVersion:
    """Return the version of this number. Raises `NotFound`."""
    found = db.session.scalar(select(IdeaVersion).where(IdeaVersion.idea_id == idea.id, IdeaVersion.number == number))
    if found is None:
        raise NotFound
    return found


def ideas_of(email_key: str) -> Sequence[Idea]:
    """Return the ideas that the address is the contact of, the latest first, at most twenty, with their meetings."""
    return db.session.scalars(
        select(Idea)
        .where(Idea.contact_email_key == email_key, Idea.contact_email_key != "", Idea.erased_at.is_(None))
        .options(joinedload(Idea.call).joinedload(IdeaCall.meeting))
        .order_by(Idea.id.desc())
        .limit(_MOST)
    ).all()


def coauthored_by(email_key: str) -> Sequence[IdeaCoauthor]:
    """Return in which ideas the address is a co-author, the latest first, at most twenty, with their meetings."""
    return db.session.scalars(
        select(IdeaCoauthor)
        .join(Idea)
        .where(IdeaCoauthor.email_key == email_key, IdeaCoauthor.revoked_at.is_(None), Idea.erased_at.is_(None))
        .options(joinedload(IdeaCoauthor.idea).joinedload(Idea.call).joinedload(IdeaCall.meeting))
        .order_by(IdeaCoauthor.id.desc())
        .limit(_MOST)
    ).all()
