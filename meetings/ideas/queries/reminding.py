"""Whose idea is written but not sent as it stands, and is to be reminded now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager

from meetings.extensions import db
from meetings.ideas.models import CallExtension, Idea, IdeaCall, IdeaVersion
from meetings.ideas.rules.reminding import JUST_SAVED, Reminder, window
from meetings.ideas.rules.states import State
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State as MeetingState

_NOT_RECEIVED = (State.WITHDRAWN.value, State.MERGED.value, State.DRAFT.value)


def next_to_remind(which: Reminder, now: datetime, after: int, at_most: int) -> Sequence[Idea]:
    """Return ideas, locked, by id from above `after`: drafts, and received ones saved since they were last received.

    Those with an address, not reminded yet, whose own closing lies in the reminder's window, and not saved just now.
    """
    longest, shortest = window(which)
    closes_at = _closing()
    reminded = Idea.reminded_week_at if which is Reminder.WEEK else Idea.reminded_day_at
    return db.session.scalars(
        select(Idea)
        .join(Idea.call)
        .join(IdeaCall.meeting)
        .outerjoin(Idea.extension)
        .options(contains_eager(Idea.call).contains_eager(IdeaCall.meeting), contains_eager(Idea.extension))
        .where(
            Idea.id > after,
            Idea.contact_email != "",
            Idea.erased_at.is_(None),
            reminded.is_(None),
            Idea.saved_at <= now - JUST_SAVED,
            closes_at > now + shortest,
            closes_at <= now + longest,
            Meeting.state == MeetingState.PUBLISHED.value,
            or_(Idea.state == State.DRAFT.value, _saved_since()),
        )
        .order_by(Idea.id)
        .limit(at_most)
        .with_for_update(of=Idea, skip_locked=True, key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def _closing() -> ColumnElement[datetime]:
    """Return until when an idea can be sent, as `rules.deadline.closing` says it."""
    longer = and_(CallExtension.revoked_at.is_(None), CallExtension.until > IdeaCall.closes_at)
    return case((longer, CallExtension.until), else_=IdeaCall.closes_at)


def _saved_since() -> ColumnElement[bool]:
    latest = (
        select(func.max(IdeaVersion.received_at))
        .where(IdeaVersion.idea_id == Idea.id)
        .correlate(Idea)
        .scalar_subquery()
    )
    return and_(Idea.state.not_in(_NOT_RECEIVED), Idea.saved_at > latest)
