"""Note what happened to an idea, in the transaction that does it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from meetings.ideas.models import Idea, IdeaHistory


def note(
    session: Session,
    idea: Idea,
    action: str,
    now: datetime,
    *,
    before: str = "",
    after: str = "",
    text: str = "",
    internal: str = "",
    other_id: int | None = None,
    by: str = "",
) -> IdeaHistory:
    """Add a line to the idea's history; `IdeaHistory` says what each part holds. Joins the open transaction.

    `by` is an organiser's name, "" when the idea's actors did it.
    """
    line = IdeaHistory(
        idea_id=idea.id,
        action=action,
        before=before,
        after=after,
        text=text,
        internal=internal,
        other_id=other_id,
        by=by,
        at=now,
    )
    session.add(line)
    return line
