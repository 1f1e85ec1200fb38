"""Read what is due: of which meeting and class something is left, when it goes, and how much it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, null, or_, select

from meetings.extensions import db
from meetings.privacy.models import RetentionWarning
from meetings.privacy.queries.periods import is_public_body, periods
from meetings.privacy.queries.selecting import PARTS, Scope
from meetings.privacy.rules.retention import (
    LOOK_AHEAD_DAYS,
    MOST_DAYS,
    Period,
    Verdict,
    due_at,
    erases_at,
    verdict,
)
from meetings.questions.models import SensitiveAnswer
from meetings.questions.rules import Retention
from meetings.registration.models import Registration
from meetings.schedule.models import Meeting

ERASED_CLASSES = (Retention.SENSITIVE, Retention.CONTACT)
_BEFORE = timedelta(days=LOOK_AHEAD_DAYS + 1)


@dataclass(frozen=True)
class Lot:
    """What a meeting holds of a class: when it is due, whether it was warned of, and what is to be done with it."""

    meeting_id: int
    title: str
    lang: str
    ends_at: datetime
    retention: Retention
    due: datetime
    warned_at: datetime | None
    verdict: Verdict

    @property
    def goes_at(self) -> datetime:
        """When it goes, if nothing holds it back."""
        return self.due if self.warned_at is None else erases_at(self.due, self.warned_at)


def lots(now: datetime, meeting_id: int | None = None) -> list[Lot]:
    """Return what is due, is about to be, or waits for a decision, the earliest first.

    Of one meeting, everything that will ever go.
    """
    known, public_body = periods(), is_public_body()
    found = []
    for retention in ERASED_CLASSES:
        for row in db.session.execute(_with_something(retention, known[retention], now, meeting_id)).all():
            lot = _lot(retention, known[retention], row, now, public_body=public_body)
            if meeting_id is not None or lot.verdict is not Verdict.NOT_YET:
                found.append(lot)
    return sorted(found, key=lambda lot: (lot.due, lot.meeting_id, lot.retention.value))


def person(meeting_id: int, registration_id: int) -> Scope:
    """Return the scope of one person, everything of whom goes, with the words by which others' mails may name them."""
    row = db.session.execute(
        select(Registration.name, Registration.email).where(Registration.id == registration_id)
    ).first()
    words = tuple(word for word in row if word) if row is not None else ()
    return Scope(meeting_id, registration_id, forced=True, words=words)


def counts(scope: Scope, retention: Retention, now: datetime) -> dict[str, int]:
    """Return how many rows of each kind hold something of the class; kinds without any are left out."""
    found = {}
    for name, selection in PARTS[retention].items():
        number = db.session.scalar(select(func.count()).select_from(selection(scope, now).subquery())) or 0
        if number:
            found[name] = number
    return found


def _with_something(retention: Retention, period: Period, now: datetime, meeting_id: int | None) -> Select[Any]:
    """Return the statement for the meetings that hold something of the class and are over for long enough, or nearly.

    Sensitive answers go earlier than planned when the meeting was moved: their meetings are looked at from its end.
    """
    each = Scope(Meeting.id)
    left = or_(*(selection(each, now).correlate(Meeting).exists() for selection in PARTS[retention].values()))
    promised: ColumnElement[Any] = null()
    if retention is Retention.SENSITIVE:
        of_meeting = select(Registration.submission_id).where(Registration.meeting_id == Meeting.id).correlate(Meeting)
        told = select(func.min(SensitiveAnswer.erase_after)).where(SensitiveAnswer.submission_id.in_(of_meeting))
        promised = told.correlate(Meeting).scalar_subquery()
    statement = select(Meeting.id, Meeting.title, Meeting.lang, Meeting.ends_at, promised).where(left)
    if meeting_id is not None:
        return statement.where(Meeting.id == meeting_id)
    days = 0 if retention is Retention.SENSITIVE else period.days or 0
    return statement.where(Meeting.ends_at <= now + _BEFORE - timedelta(days=days))


def _lot(retention: Retention, period: Period, row: Row[Any], now: datetime, *, public_body: bool) -> Lot:
    meeting_id, title, lang, ends_at, promised = row  # type: ignore[misc]  # of any width
    due = due_at(period.days or MOST_DAYS[retention], ends_at, promised)
    warned_at = db.session.scalar(
        select(RetentionWarning.warned_at).where(
            RetentionWarning.meeting_id == meeting_id,
            RetentionWarning.retention == retention.value,
            RetentionWarning.due_at == due,
        )
    )
    judged = verdict(period, due, warned_at, now, public_body=public_body)
    return Lot(meeting_id, title, lang, ends_at, retention, due, warned_at, judged)
