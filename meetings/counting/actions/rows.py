"""Write the rows of a meeting's people: each in the scopes of its year and project, anew or frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, insert, select
from sqlalchemy.orm import Session

from meetings.counting.actions.above import above
from meetings.counting.actions.scopes import Open, hold
from meetings.counting.models import CountedMeeting, Participation
from meetings.counting.rules import is_year, of_project, of_year, year_of
from meetings.registration.models import Place, Pool, Registration
from meetings.registration.queries import MEETING_POOL
from meetings.registration.rules import PlaceState
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State

_HAS_SEAT = exists().where(
    Place.registration_id == Registration.id,
    Place.state == PlaceState.CONFIRMED.value,
    Place.pool_id == Pool.id,
    Pool.kind == MEETING_POOL,
)


@dataclass(frozen=True)
class Counting:
    """A meeting that is counted, and the open scopes that it is counted in."""

    meeting: Meeting
    row: CountedMeeting
    scopes: Sequence[Open]


def may_be_counted(meeting: Meeting, now: datetime) -> bool:
    """Tell whether people have been at the meeting: it was published, not cancelled, and has begun."""
    return meeting.state == State.PUBLISHED.value and meeting.starts_at <= now


def begin(session: Session, meeting: Meeting, now: datetime) -> Counting:
    """Return the counting of a meeting that is locked already, its scopes held."""
    row = session.get(CountedMeeting, meeting.id, populate_existing=True)
    if row is None:
        row = CountedMeeting(meeting_id=meeting.id, year=0)
        session.add(row)
    arranged = above().arranged.subquery()
    of_meeting, project = arranged.c[0], arranged.c[1]
    project_id = session.scalar(select(project).where(of_meeting == meeting.id))
    row.year = year_of(meeting.starts_at)
    if row.project_id != project_id:
        row.project_id, row.project_since = project_id, now if project_id is not None else None
    session.flush()
    codes = [of_year(row.year)] + ([of_project(project_id)] if project_id is not None else [])
    return Counting(meeting, row, hold(session, codes, now))


def write(session: Session, counting: Counting, among: Sequence[int] | None, frozen_at: datetime | None) -> None:
    """Write the rows of the meeting's people, or of these registrations, over what stood there; frozen ones stay."""
    for scope in counting.scopes:
        frozen = exists().where(
            Participation.registration_id == Registration.id,
            Participation.scope == scope.code,
            Participation.frozen_at.is_not(None),
        )
        gone = [Participation.scope == scope.code, Participation.frozen_at.is_(None)]
        gone.append(Participation.meeting_id == counting.meeting.id)
        whom = [~frozen, _is_known(counting.row, scope)]
        if among is not None:
            gone.append(Participation.registration_id.in_(among))
            whom.append(Registration.id.in_(among))
        kept = _organisations(session, gone)
        session.execute(delete(Participation).where(*gone).execution_options(synchronize_session=False))
        found = session.execute(people(counting.meeting.id).where(*whom))
        rows = [_row(scope, counting.meeting.id, one, kept, frozen_at) for one in found]
        if rows:
            session.execute(insert(Participation), rows)


def clear(session: Session, meeting_id: int, but: Sequence[str]) -> None:
    """Remove the rows of a meeting in all scopes but these, frozen or not: it is not theirs any more."""
    gone = delete(Participation).where(Participation.meeting_id == meeting_id, Participation.scope.not_in(but))
    session.execute(gone.execution_options(synchronize_session=False))


def _organisations(session: Session, whose: Sequence[Any]) -> dict[int | None, int | None]:
    """Return the organisations of rows that are about to be written anew, by registration.

    Who said yes to mail keeps the address when the rest of their details goes: the organisation is known here alone.
    """
    rows = session.execute(select(Participation.registration_id, Participation.organisation_id).where(*whose))
    return dict(rows.all())


def _is_known(row: CountedMeeting, scope: Open) -> Any:
    """Return the condition for those who still have something to tell them apart by.

    Who was erased before the meeting was known to be the project's is counted in it as themselves.
    """
    there = Registration.erased_at.is_(None)
    if is_year(scope.code) or row.project_since is None:
        return there
    return there | (Registration.erased_at < row.project_since)


def people(meeting_id: int) -> Any:
    """Return the statement for those who had a seat at the meeting, or came; who cancelled after all did neither."""
    came = and_(Registration.cancelled_at.is_(None), Registration.attended_at.is_not(None))
    has_seat = and_(Registration.cancelled_at.is_(None), _HAS_SEAT)
    return select(
        Registration.id,
        Registration.email,
        Registration.email_key,
        has_seat.label("signed_up"),
        came.label("attended"),
        Registration.sector_id,
        Registration.organisation_type_id,
        Registration.municipality_id,
        Registration.organisation_id,
        Registration.organisation_typed,
    ).where(Registration.meeting_id == meeting_id, has_seat | came)


def _row(
    scope: Open, meeting_id: int, one: Any, kept: Mapping[int | None, int | None], frozen_at: datetime | None
) -> dict[str, Any]:
    said = one.organisation_id is not None or one.organisation_typed
    return {
        "scope": scope.code,
        "person": scope.person(one.email_key if one.email else f"-{one.id}"),
        "known": bool(one.email),
        "meeting_id": meeting_id,
        "registration_id": one.id,
        "signed_up": bool(one.signed_up),
        "attended": bool(one.attended),
        "sector_id": one.sector_id,
        "organisation_type_id": one.organisation_type_id,
        "municipality_id": one.municipality_id,
        "organisation_id": one.organisation_id if said else kept.get(one.id),
        "frozen_at": frozen_at,
    }
