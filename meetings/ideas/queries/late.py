"""What came late: ideas that stand apart, and late versions that wait beside what came in time."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, or_, select

from meetings.extensions import db
from meetings.ideas.models import Idea, IdeaVersion


def came_late() -> ColumnElement[bool]:
    """Return the condition on ideas: late as a whole, or with a late version that nobody has decided on."""
    beside = (
        exists()
        .where(IdeaVersion.idea_id == Idea.id, IdeaVersion.late.is_(True), IdeaVersion.number > Idea.current)
        .correlate(Idea)
    )
    return or_(Idea.late.is_(True), beside & (Idea.late_decision == ""))


def waiting_version(idea: Idea) -> IdeaVersion | None:
    """Return the latest version of an idea that waits for the secretariat to decide on it, or None."""
    if idea.late_decision:
        return None
    latest = db.session.scalar(
        select(IdeaVersion).where(IdeaVersion.idea_id == idea.id).order_by(IdeaVersion.number.desc()).limit(1)
    )
    return latest if latest is not None and waits(idea, latest) else None


def waits(idea: Idea, latest: IdeaVersion) -> bool:
    """Tell whether the latest version of an idea waits for the secretariat to decide on it."""
    return not idea.late_decision and (idea.late or (latest.late and latest.number > idea.current))
