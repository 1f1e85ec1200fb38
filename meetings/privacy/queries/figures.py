"""Read the figures that stay: traces of addresses about to go, a meeting's spread, and unique people of a year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select

from meetings.extensions import db
from meetings.privacy.models import FrozenFigure
from meetings.privacy.rules.figures import IN_ALL, Measure, Trace, of_year
from meetings.privacy.rules.retention import beginning, day_of
from meetings.registration.models import Place, Pool, Registration
from meetings.registration.queries import MEETING_POOL
from meetings.registration.rules import PlaceState
from meetings.schedule.models import Meeting

DIMENSIONS = {
    "": None,
    "sector": Registration.sector_id,
    "municipality": Registration.municipality_id,
    "organisation-type": Registration.organisation_type_id,
}
_IS_CONFIRMED = exists().where(
    Place.registration_id == Registration.id,
    Place.state == PlaceState.CONFIRMED.value,
    Place.pool_id == Pool.id,
    Pool.kind == MEETING_POOL,
)
_LIVE: dict[Measure, ColumnElement[bool]] = {
    Measure.REGISTERED: Registration.id.is_not(None),
    Measure.CONFIRMED: _IS_CONFIRMED,
    Measure.ATTENDED: Registration.attended_at.is_not(None),
}


@dataclass(frozen=True)
class Frozen:
    """One figure of a meeting."""

    measure: Measure
    dimension: str
    term_id: int | None
    number: int


def traces_of(registration_ids: Sequence[int]) -> list[Trace]:
    """Return the traces of those of the registrations that still have an address."""
    return _traces(_trace().where(Registration.id.in_(registration_ids)))


def traces_left(keys: Iterable[str], registration_ids: Sequence[int]) -> list[Trace]:
    """Return the traces of these addresses in all other registrations."""
    addresses = sorted(set(keys))
    if not addresses:
        return []
    others = Registration.id.not_in(registration_ids)
    return _traces(_trace().where(Registration.email_key.in_(addresses), others))


def _trace() -> Any:
    return (
        select(Registration.email_key, Meeting.starts_at, Registration.attended_at, _IS_CONFIRMED)
        .join(Meeting, Meeting.id == Registration.meeting_id)
        .where(Registration.email != "")
    )


def _traces(statement: Any) -> list[Trace]:
    found = []
    for email_key, starts_at, attended_at, confirmed in db.session.execute(statement):
        measures = {Measure.REGISTERED}
        if confirmed:
            measures.add(Measure.CONFIRMED)
        if attended_at is not None:
            measures.add(Measure.ATTENDED)
        found.append(Trace(email_key, day_of(starts_at).year, frozenset(measures)))
    return found


def spread_of(meeting_id: int) -> list[Frozen]:
    """Return how many people the meeting had, of each measure, in all and by each dimension."""
    found = []
    for measure, holds in _LIVE.items():
        whole = and_(Registration.meeting_id == meeting_id, holds)
        for dimension, column in DIMENSIONS.items():
            if column is None:
                number = db.session.scalar(select(func.count()).select_from(Registration).where(whole)) or 0
                found.append(Frozen(measure, dimension, None, number))
                continue
            rows = db.session.execute(select(column, func.count()).where(whole).group_by(column).order_by(column))
            found += [Frozen(measure, dimension, term_id, number) for term_id, number in rows]
    return found


def frozen(scope: str) -> Sequence[FrozenFigure]:
    """Return the figures that were frozen in this scope."""
    return db.session.scalars(
        select(FrozenFigure).where(FrozenFigure.scope == scope).order_by(FrozenFigure.dimension, FrozenFigure.id)
    ).all()


def unique_people() -> dict[str, dict[Measure, int]]:
    """Return how many people there have been, by scope ("year:2027", "all") and measure, each counted once.

    Those whose addresses are gone were counted then; the others are counted now.
    """
    found: dict[str, dict[Measure, int]] = {IN_ALL: dict.fromkeys(Measure, 0)}
    rows = db.session.execute(
        select(FrozenFigure.scope, FrozenFigure.measure, FrozenFigure.number).where(
            (FrozenFigure.scope == IN_ALL) | FrozenFigure.scope.startswith("year:")
        )
    )
    for scope, measure, number in rows:
        found.setdefault(scope, dict.fromkeys(Measure, 0))[Measure(measure)] += number
    for scope, of_scope in _scopes():
        for measure, holds in _LIVE.items():
            statement = select(func.count(Registration.email_key.distinct())).where(Registration.email != "", holds)
            if of_scope is not None:
                statement = statement.join(Meeting, Meeting.id == Registration.meeting_id).where(of_scope)
            number = db.session.scalar(statement) or 0
            if number:
                found.setdefault(scope, dict.fromkeys(Measure, 0))[measure] += number
    return found


def _scopes() -> list[tuple[str, ColumnElement[bool] | None]]:
    """Return "all" and each year (Swedish) in which somebody has an address at a meeting, with its condition."""
    wanted = select(func.min(Meeting.starts_at), func.max(Meeting.starts_at)).where(
        exists().where(Registration.meeting_id == Meeting.id, Registration.email != "")
    )
    span: Any = db.session.execute(wanted).one()
    first, last = span
    found: list[tuple[str, ColumnElement[bool] | None]] = [(IN_ALL, None)]
    if first is None or last is None:
        return found
    for year in range(day_of(first).year, day_of(last).year + 1):
        begins, ends = beginning(date(year, 1, 1)), beginning(date(year + 1, 1, 1))
        found.append((of_year(year), and_(Meeting.starts_at >= begins, Meeting.starts_at < ends)))
    return found
