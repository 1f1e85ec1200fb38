"""Read a call's own questions as its organiser builds them."""

from __future__ import annotations

from sqlalchemy import select

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.ideas.models import IdeaCall
from meetings.questions import queries as questions
from meetings.questions.models import Form
from meetings.registration.queries.building import Built
from meetings.schedule.models import Meeting


def built(meeting_id: int, lang: str) -> Built:
    """Return the questions of the meeting's call; one that never asked any has an empty form. Raises `NotFound`."""
    row = db.session.execute(
        select(Meeting.title, Meeting.slug, Meeting.ends_at, questions.sensitive_days(), IdeaCall.form_id)
        .join(IdeaCall, IdeaCall.meeting_id == Meeting.id)
        .where(Meeting.id == meeting_id)
    ).first()
    if row is None:
        raise NotFound
    title, slug, ends_at, days, form_id = row
    if form_id is None:
        return Built(meeting_id, title, slug, ends_at, days, Form(revision=1))
    return Built(
        meeting_id,
        title,
        slug,
        ends_at,
        days,
        questions.form(form_id),
        questions.asked(form_id, lang),
        questions.answered(form_id),
    )
