"""Close a scope when its time has come: write its numbers down, and throw away hashes and salt."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.counting import queries
from meetings.counting.actions.above import above
from meetings.counting.actions.counting import count_due, waits
from meetings.counting.models import CountedMeeting, CountedNumber, CountedScope, Participation
from meetings.counting.queries import DIMENSIONS, ORGANISATION, Number
from meetings.counting.rules import is_year, number_in, of_project, project_closes, year_closes
from meetings.extensions import db
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State


def close_due(now: datetime) -> int:
    """Close the scopes whose time has come, each in a transaction of its own, and return how many.

    None while a meeting waits to be counted for the first time: an installed service begins with all of them.
    """
    if waits(now):
        return 0
    codes = db.session.scalars(
        select(CountedScope.code).where(CountedScope.closed_at.is_(None)).order_by(CountedScope.code)
    ).all()
    due = [code for code in codes if (closes := _closes(code)) is not None and closes <= now]
    for code in due:
        _close(code, now)
    return len(due)


def close_again(now: datetime) -> int:
    """Count and close what a backup that was just put back brought back, and return how many scopes."""
    count_due(now, at_most=None)
    return close_due(now)


def forget_project(project_id: int) -> None:
    """Let nothing stand of a project that is taken away; its meetings belong to nobody. In the open transaction."""
    code = of_project(project_id)
    with transaction.write() as session:
        for table, column in ((Participation, Participation.scope), (CountedNumber, CountedNumber.scope)):
            session.execute(delete(table).where(column == code).execution_options(synchronize_session=False))
        session.execute(delete(CountedScope).where(CountedScope.code == code))
        session.execute(update(CountedMeeting).where(CountedMeeting.project_id == project_id).values(project_id=None))


def _closes(scope: str) -> datetime | None:
    months: int = current_app.config["COUNTED_MONTHS"]
    if is_year(scope):
        return year_closes(number_in(scope), months)
    periods = above().periods.subquery()
    last = db.session.scalar(select(periods.c[1]).where(periods.c[0] == number_in(scope)))
    arranged = above().arranged.subquery()
    latest = db.session.scalar(
        select(func.max(Meeting.ends_at))
        .join(arranged, arranged.c[0] == Meeting.id)
        .where(arranged.c[1] == number_in(scope), Meeting.state != State.CANCELLED.value)
    )
    return project_closes(last, latest, months)


def _close(code: str, now: datetime) -> None:
    with transaction.write() as session:
        scope = session.get_one(CountedScope, code, populate_existing=True, with_for_update=True)
        if scope.closed_at is not None:
            return
        for dimension, numbers in queries.live(code, DIMENSIONS).items():
            _write_down(session, code, dimension, numbers, now)
        session.execute(
            delete(Participation).where(Participation.scope == code).execution_options(synchronize_session=False)
        )
        scope.salt = scope.key_mark = ""
        scope.closed_at = now


def _write_down(session: Session, scope: str, dimension: str, numbers: list[Number], now: datetime) -> None:
    name = "organisation_id" if dimension == ORGANISATION else "term_id"
    for one in numbers:
        values: dict[str, Any] = {name: one.of_id} if dimension else {}
        session.add(
            CountedNumber(
                scope=scope,
                dimension=dimension,
                signed_up=one.signed_up,
                attended=one.attended,
                nameless=one.nameless,
                counted_at=now,
                **values,
            )
        )
