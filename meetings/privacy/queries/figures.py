"""Read the figures that stay: traces of addresses about to go, a meeting's spread, and unique people of all years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select

from meetings.extensions import db
from meetings.privacy.models import FrozenFigure
from meetings.privacy.rules.figures import IN_ALL, Measure, Trace
from meetings.registration.models import Place, Pool, Registration
from meetings.registration.queries import MEETING_POOL
from meetings.registration.rules import PlaceState

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
    return select(Registration.email_key, Registration.attended_at, _IS_CONFIRMED).where(Registration.email != "")


def _traces(statement: Any) -> list[Trace]:
    found = []
    for email_key, attended_at, confirmed in db.session.execute(statement):
        measures = {Measure.REGISTERED}
        if confirmed:
            measures.add(Measure.CONFIRMED)
        if attended_at is not None:
            measures.add(Measure.ATTENDED)
        found.append(Trace(email_key, frozenset(measures)))
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


def unique_people() -> dict[Measure, int]:
    """Return how many people there have been in all years, each counted once; those of one year: `counting`.

    Those whose addresses are gone were counted then; the others are counted now.
    """
    rows = db.session.execute(
        select(FrozenFigure.measure, FrozenFigure.number).where(FrozenFigure.scope == IN_ALL).order_by(FrozenFigure.id)
    )
    found = dict.fromkeys(Measure, 0)
    for measure, number in rows:
        found[Measure(measure)] += number
    for one, holds in _LIVE.items():
        statement = select(func.count(Registration.email_key.distinct())).where(Registration.email != "", holds)
        found[one] += db.session.scalar(statement) or 0
    return found
