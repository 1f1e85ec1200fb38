"""Read what became of sparks: who was asked to make an idea of one, and which ideas grew from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from meetings.extensions import db
from meetings.ideas.models import Idea, IdeaCall
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State

ASKED = "spark-"  # what the form token begins with of a draft that was made for a spark's author


def open_times(meeting_id: int) -> tuple[datetime | None, datetime] | None:
    """Return from when until when a published meeting takes ideas, with one statement; None: it takes none."""
    row = db.session.execute(
        select(IdeaCall.opens_at, IdeaCall.closes_at)
        .join(Meeting, Meeting.id == IdeaCall.meeting_id)
        .where(IdeaCall.meeting_id == meeting_id, Meeting.state == State.PUBLISHED.value)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def asked_at(call_id: int, spark_id: int) -> datetime | None:
    """Return when the spark's author was asked to make an idea of it, None when nobody was."""
    asked = Idea.call_id == call_id, Idea.form_token == f"{ASKED}{spark_id}"
    return db.session.scalar(select(Idea.created_at).where(*asked))


def grown_from(spark_id: int) -> Sequence[Idea]:
    """Return the ideas that grew from the spark and have been received; drafts are their actors' own."""
    return db.session.scalars(
        select(Idea).where(Idea.spark_id == spark_id, Idea.current > 0).order_by(Idea.number)
    ).all()
