"""Count the people of a meeting after it has been: when asked to, and by the hour wherever something has changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.counting.actions import rows
from meetings.counting.actions.above import above
from meetings.counting.models import CountedMeeting, CountedScope
from meetings.extensions import db
from meetings.registration.models import Place, Registration
from meetings.schedule.models import Meeting
from meetings.schedule.queries import lock_meeting
from meetings.schedule.rules import State

_AT_MOST = 200  # meetings in one run; the rest waits for the next hour


def count_meeting(meeting_id: int, now: datetime) -> None:
    """Count the people of a meeting anew; those whose addresses are gone stay as they were counted before.

    Of a meeting that was cancelled, or has not begun, nobody is counted. Raises `NotFound`.
    """
    with transaction.write() as session:
        meeting = lock_meeting(meeting_id)
        if not rows.may_be_counted(meeting, now):
            rows.clear(session, meeting_id, but=[])
            known = session.get(CountedMeeting, meeting_id)
            if known is not None:
                known.signed_up, known.attended, known.counted_at = 0, 0, now
            return
        counting = rows.begin(session, meeting, now)
        rows.clear(session, meeting_id, but=[scope.code for scope in counting.scopes])
        rows.write(session, counting, None, None)
        counting.row.signed_up, counting.row.attended = _how_many(session, meeting_id)
        counting.row.counted_at = now


def count_project(project_id: int, now: datetime, actor: Actor) -> int:
    """Count the meetings of a project that have ended and changed since they were counted, and return how many."""
    arranged = above().arranged.subquery()
    whose = select(arranged.c[0]).where(arranged.c[1] == project_id)
    found = db.session.scalars(_due(now).where(Meeting.id.in_(whose)).limit(_AT_MOST)).all()
    for meeting_id in found:
        count_meeting(meeting_id, now)
    record(actor, "counting.count", now, subject=f"project:{project_id}")
    return len(found)


def count_due(now: datetime, *, at_most: int | None = _AT_MOST) -> int:
    """Count the meetings that have ended and were not counted since something about their people changed.

    So many of them, or all (None); return how many.
    """
    found = db.session.scalars(_due(now).limit(at_most)).all()
    for meeting_id in found:
        count_meeting(meeting_id, now)
    return len(found)


def waits(now: datetime) -> bool:
    """Tell whether a meeting that has ended has not been counted yet."""
    return db.session.scalar(_due(now).where(CountedMeeting.counted_at.is_(None)).limit(1)) is not None


def _how_many(session: Session, meeting_id: int) -> tuple[int, int]:
    """Return how many signed up with a seat, and came; what is left of those who were erased is counted too."""
    people = rows.people(meeting_id).subquery()
    row: Any = session.execute(
        select(func.count(case((people.c.signed_up, 1))), func.count(case((people.c.attended, 1))))
    ).one()
    return row[0], row[1]


def _due(now: datetime) -> Any:
    """Return the meetings to count: never counted, of another project by now, or changed since."""
    arranged = above().arranged.subquery()
    project_id = arranged.c[1]
    ended = Meeting.ends_at <= now
    moved = CountedMeeting.project_id.is_distinct_from(project_id)
    again = or_(CountedMeeting.counted_at.is_(None), moved, and_(_has_open_scope(), _changed()))
    never = and_(CountedMeeting.meeting_id.is_(None), Meeting.state == State.PUBLISHED.value)
    return (
        select(Meeting.id)
        .outerjoin(CountedMeeting, CountedMeeting.meeting_id == Meeting.id)
        .outerjoin(arranged, arranged.c[0] == Meeting.id)
        .where(ended, or_(never, and_(CountedMeeting.meeting_id.is_not(None), again)))
        .order_by(Meeting.id)
    )


def _has_open_scope() -> ColumnElement[bool]:
    codes = [
        literal(start) + cast(column, String)
        for start, column in (("year:", CountedMeeting.year), ("project:", CountedMeeting.project_id))
    ]
    return exists().where(CountedScope.closed_at.is_(None), CountedScope.code.in_(codes))


def _changed() -> ColumnElement[bool]:
    since = CountedMeeting.counted_at
    of_meeting = Registration.meeting_id == Meeting.id
    people = or_(Registration.changed_at > since, Registration.attended_at > since, Registration.cancelled_at > since)
    there = (Registration.attended_at.is_not(None), Registration.cancelled_at.is_(None))
    came = select(func.count()).where(of_meeting, *there).scalar_subquery()
    seats = exists().where(Place.registration_id == Registration.id, of_meeting, Place.changed_at > since)
    return or_(Meeting.updated_at > since, came != CountedMeeting.attended, exists().where(of_meeting, people), seats)
