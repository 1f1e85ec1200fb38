"""Freeze people in the transaction that takes their address away: what one counts by stays, whose it was does not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from meetings.counting.actions import rows
from meetings.counting.models import Participation
from meetings.registration.models import Registration
from meetings.schedule.queries import lock_meeting


def freeze(session: Session, registration_ids: Sequence[int], now: datetime) -> None:
    """Count these people, whose address is about to go, for the last time; who was frozen before stays as they were.

    In the transaction that erases them, and before it does.
    """
    of_them = select(Registration.meeting_id).where(Registration.id.in_(registration_ids)).distinct()
    for meeting_id in sorted(session.scalars(of_them)):
        meeting = lock_meeting(meeting_id)
        if rows.may_be_counted(meeting, now):
            rows.write(session, rows.begin(session, meeting, now), registration_ids, now)


def let_go(session: Session, registration_ids: Sequence[int]) -> None:
    """Name these registrations no more, of which nothing personal is left; nor the meeting in the scope of a year."""
    theirs = Participation.registration_id.in_(registration_ids)
    in_year = Participation.scope.startswith("year:")
    session.execute(
        update(Participation)
        .where(theirs, in_year)
        .values(meeting_id=None)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Participation).where(theirs).values(registration_id=None).execution_options(synchronize_session=False)
    )
