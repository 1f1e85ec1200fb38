"""Read the people of the meetings that have been held: one statement for all sign-ups, two for the different people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import case, func, select

from meetings.counting import queries as counting
from meetings.counting.models import CountedNumber, CountedScope, Participation
from meetings.counting.rules import number_in
from meetings.extensions import db
from meetings.figures.rules.everything import Unique
from meetings.figures.rules.shielding import Cell
from meetings.registration.models import Place, Pool, Registration
from meetings.registration.queries import MEETING_POOL
from meetings.registration.rules import PlaceState


@dataclass
class People:
    """Those with a seat by meeting, those who were there, and the former by year and sector, and municipality."""

    signed_up: Counter[int] = field(default_factory=Counter)
    attended: Counter[int] = field(default_factory=Counter)
    sectors: Counter[Cell] = field(default_factory=Counter)
    municipalities: Counter[Cell] = field(default_factory=Counter)


def people(held: Mapping[int, int]) -> People:
    """Return the people of these meetings, whose years are given; others are passed over. One statement."""
    rows: Any = db.session.execute(
        select(
            Registration.meeting_id,
            Registration.sector_id,
            Registration.municipality_id,
            func.count(),
            func.count(Registration.attended_at),
        )
        .join(Place, Place.registration_id == Registration.id)
        .join(Pool, Pool.id == Place.pool_id)
        .where(Pool.kind == MEETING_POOL, Place.state == PlaceState.CONFIRMED.value)
        .group_by(Registration.meeting_id, Registration.sector_id, Registration.municipality_id)
    )
    found = People()
    for meeting_id, sector_id, municipality_id, number, attended in rows:
        year = held.get(meeting_id)
        if year is not None:
            found.signed_up[meeting_id] += number
            found.attended[meeting_id] += attended
            found.sectors[year, sector_id] += number
            found.municipalities[year, municipality_id] += number
    return found


def unique() -> dict[int, Unique]:
    """Return the different people of each year in which people have been counted: two statements."""
    of_years = Participation.scope.startswith("year:")
    numbers = [
        func.count(case((holds, Participation.person)).distinct())
        for holds in (Participation.signed_up, Participation.attended)
    ]
    live: Any = db.session.execute(select(Participation.scope, *numbers).where(of_years).group_by(Participation.scope))
    kept: Any = db.session.execute(
        select(CountedNumber.scope, func.sum(CountedNumber.signed_up), func.sum(CountedNumber.attended))
        .outerjoin(CountedScope, CountedScope.code == CountedNumber.scope)
        .where(
            CountedNumber.scope.startswith("year:"),
            (CountedNumber.dimension == counting.BEFORE)
            | ((CountedNumber.dimension == "") & CountedScope.closed_at.is_not(None)),
        )
        .group_by(CountedNumber.scope)
    )
    found: dict[int, Unique] = {}
    for scope, signed_up, attended in [*live, *kept]:
        before = found.get(number_in(scope), Unique(0, 0))
        found[number_in(scope)] = Unique(before.signed_up + int(signed_up), before.attended + int(attended))
    return found
