"""Read how many different people took part in a scope, in all and by what they are; a few statements, however many."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, literal, null, select, union_all
from sqlalchemy.orm import aliased

from meetings.counting.models import CountedMeeting, CountedNumber, CountedScope, Participation
from meetings.counting.rules import People, is_year, number_in, of_year
from meetings.directory.models import Organisation, Term
from meetings.extensions import db

ALL, BEFORE, ORGANISATION = "", "before", "organisation"
SECTOR, ORGANISATION_TYPE, MUNICIPALITY = "sector", "organisation-type", "municipality"
DIMENSIONS = (ALL, SECTOR, ORGANISATION_TYPE, MUNICIPALITY, ORGANISATION)
_stays = aliased(Organisation)
# A spelling that was merged is counted as what it was merged into, and as what that was merged into in its turn.
_MERGED_INTO = (_stays.merged_into_id, Organisation.merged_into_id)


def _first(*columns: Any) -> ColumnElement[Any]:
    """Return the first of the columns that holds something."""
    return func.coalesce(*columns)


_LIVE: Mapping[str, ColumnElement[Any]] = {
    ALL: null(),
    SECTOR: Participation.sector_id.expression,
    ORGANISATION_TYPE: Participation.organisation_type_id.expression,
    MUNICIPALITY: Participation.municipality_id.expression,
    ORGANISATION: _first(*_MERGED_INTO, Participation.organisation_id),
}
_SUMMED = (CountedNumber.signed_up, CountedNumber.attended, CountedNumber.nameless)


@dataclass(frozen=True)
class Share:
    """How many of a scope's people are of a word or an organisation; None: they did not say, or it is in no list.

    Somebody who was of two at different meetings is one person of each: the shares may be more than all of them.
    """

    of: Term | Organisation | None
    people: People


@dataclass(frozen=True)
class Counted:
    """A scope as it has been counted: all its people, and their shares in the order of the words and names.

    `meetings` of its meetings have been counted, the last of them at `counted_at`; attendance was taken at
    `with_attendance` of them. Since `closed_at` the numbers stand.
    """

    people: People
    sectors: Sequence[Share]
    municipalities: Sequence[Share]
    organisations: Sequence[Share]
    meetings: int
    with_attendance: int
    counted_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True)
class Number:
    """How many there are of one value of a dimension: number of the word or organisation, and the people."""

    of_id: int | None
    signed_up: int
    attended: int
    nameless: int


def people(scope: str) -> People:
    """Return how many different people a scope has; none when nothing has been counted in it."""
    closed = closed_at(scope) is not None
    return _in_all(numbers(scope, [ALL], closed=closed), closed=closed)


def people_by_year() -> dict[int, People]:
    """Return how many different people each year has in which somebody has been counted, the latest year first."""
    found: dict[int, list[Number]] = {}
    closed = set(db.session.scalars(select(CountedScope.code).where(CountedScope.closed_at.is_not(None))))
    live = select(Participation.scope, *_different_people()).where(Participation.scope.startswith("year:"))
    kept = select(CountedNumber.scope, *_SUMMED).where(
        CountedNumber.scope.startswith("year:"), CountedNumber.dimension.in_([ALL, BEFORE])
    )
    for statement in (live.group_by(Participation.scope), kept.order_by(CountedNumber.id)):
        rows: Any = db.session.execute(statement)
        for scope, signed_up, attended, nameless in rows:
            found.setdefault(number_in(scope), []).append(Number(None, signed_up, attended, nameless))
    return {year: _in_all({ALL: found[year]}, closed=of_year(year) in closed) for year in sorted(found, reverse=True)}


def by_sector(scope: str) -> list[Share]:
    """Return how many different people there are of each sector, in the order of the vocabulary."""
    return _by(scope, SECTOR)


def by_organisation_type(scope: str) -> list[Share]:
    """Return how many different people there are of each type of organisation."""
    return _by(scope, ORGANISATION_TYPE)


def by_municipality(scope: str) -> list[Share]:
    """Return how many different people there are of each municipality."""
    return _by(scope, MUNICIPALITY)


def by_organisation(scope: str) -> list[Share]:
    """Return how many different people there are of each organisation, in order of names.

    Spellings that were merged are one; who wrote a name that is in no list is of None, last. In a closed scope the
    numbers of spellings merged afterwards are added up.
    """
    return _by(scope, ORGANISATION)


def counted(scope: str) -> Counted:
    """Return all that is known of a scope."""
    meetings, there, at, closed = _meetings(scope)
    is_closed = closed is not None
    found = numbers(scope, [ALL, SECTOR, MUNICIPALITY, ORGANISATION], closed=is_closed)
    words, names = _terms([*found[SECTOR], *found[MUNICIPALITY]]), _organisations(found[ORGANISATION])
    return Counted(
        _in_all(found, closed=is_closed),
        _shares(found[SECTOR], words, closed=is_closed),
        _shares(found[MUNICIPALITY], words, closed=is_closed),
        _shares(found[ORGANISATION], names, closed=is_closed),
        meetings,
        there,
        at,
        closed,
    )


def has_people(organisation_id: int) -> bool:
    """Tell whether anybody has been counted as of the organisation: then its name is still needed."""
    there = exists().where(Participation.organisation_id == organisation_id)
    kept = exists().where(CountedNumber.organisation_id == organisation_id)
    return bool(db.session.scalar(select(there | kept)))


def closed_at(scope: str) -> datetime | None:
    """Return since when only the numbers of a scope are left; None: it is open, or nothing is counted in it."""
    return db.session.scalar(select(CountedScope.closed_at).where(CountedScope.code == scope))


def numbers(scope: str, dimensions: Collection[str], *, closed: bool) -> dict[str, list[Number]]:
    """Return how many different people a scope has, of each value of the dimensions; with `ALL` those of before too."""
    found: dict[str, list[Number]] = {dimension: [] for dimension in dimensions}
    if not closed:
        found |= live(scope, dimensions)
        if not is_year(scope):
            return found  # before people were counted by hash there were numbers of years alone
    of_id = _first(CountedNumber.term_id, *_MERGED_INTO, CountedNumber.organisation_id)
    wanted = [BEFORE] if ALL in dimensions else []
    rows: Any = db.session.execute(
        select(CountedNumber.dimension, of_id, *(func.sum(column) for column in _SUMMED))
        .outerjoin(Organisation, Organisation.id == CountedNumber.organisation_id)
        .outerjoin(_stays, _stays.id == Organisation.merged_into_id)
        .where(CountedNumber.scope == scope, CountedNumber.dimension.in_([*dimensions, *wanted] if closed else wanted))
        .group_by(CountedNumber.dimension, of_id)
    )
    for dimension, number, *counts in rows:
        found[ALL if dimension == BEFORE else dimension].append(Number(number, *(int(one) for one in counts)))
    return found


def live(scope: str, dimensions: Collection[str]) -> dict[str, list[Number]]:
    """Return how many different people an open scope has by now, of each value of the dimensions."""
    found: dict[str, list[Number]] = {dimension: [] for dimension in dimensions}
    together: Any = union_all
    rows = db.session.execute(together(*(_live(scope, dimension) for dimension in dimensions)))
    for dimension, of_id, signed_up, attended, nameless in rows:
        found[dimension].append(Number(of_id, signed_up, attended, nameless))
    return found


def _live(scope: str, dimension: str) -> Any:
    column = _LIVE[dimension]
    statement: Any = select(literal(dimension), column, *_different_people()).select_from(Participation)
    if dimension == ORGANISATION:
        statement = statement.outerjoin(Organisation, Organisation.id == Participation.organisation_id)
        statement = statement.outerjoin(_stays, _stays.id == Organisation.merged_into_id)
    statement = statement.where(Participation.scope == scope)
    return statement if dimension == ALL else statement.group_by(column)


def _different_people() -> list[ColumnElement[int]]:
    """Return the columns of a number: who signed up, who came, and who had no address, each counted once."""
    return [_different(holds) for holds in (Participation.signed_up, Participation.attended, ~Participation.known)]


def _different(holds: Any) -> ColumnElement[int]:
    return func.count(case((holds, Participation.person)).distinct())


def _in_all(found: Mapping[str, Sequence[Number]], *, closed: bool) -> People:
    rows = found[ALL]
    return People(
        sum(one.signed_up for one in rows),
        sum(one.attended for one in rows),
        sum(one.nameless for one in rows),
        closed,
    )


def _by(scope: str, dimension: str) -> list[Share]:
    closed = closed_at(scope) is not None
    found = numbers(scope, [dimension], closed=closed)[dimension]
    rows = _organisations(found) if dimension == ORGANISATION else _terms(found)
    return _shares(found, rows, closed=closed)


def _meetings(scope: str) -> tuple[int, int, datetime | None, datetime | None]:
    column = CountedMeeting.year if is_year(scope) else CountedMeeting.project_id
    there = func.coalesce(func.sum(case((CountedMeeting.attended > 0, 1), else_=0)), 0)
    closed = select(CountedScope.closed_at).where(CountedScope.code == scope).scalar_subquery()
    row: Any = db.session.execute(
        select(func.count(), there, func.max(CountedMeeting.counted_at), closed).where(column == number_in(scope))
    ).one()
    return row[0], row[1], row[2], row[3]


def _terms(found: Sequence[Number]) -> Sequence[Term]:
    wanted = {one.of_id for one in found if one.of_id is not None}
    return db.session.scalars(select(Term).where(Term.id.in_(wanted)).order_by(Term.position, Term.id)).all()


def _organisations(found: Sequence[Number]) -> Sequence[Organisation]:
    wanted = {one.of_id for one in found if one.of_id is not None}
    return db.session.scalars(
        select(Organisation).where(Organisation.id.in_(wanted)).order_by(Organisation.name_sort, Organisation.id)
    ).all()


def _shares(found: Sequence[Number], rows: Sequence[Term] | Sequence[Organisation], *, closed: bool) -> list[Share]:
    by_id = {one.of_id: People(one.signed_up, one.attended, one.nameless, closed) for one in found}
    shares = [Share(row, by_id[row.id]) for row in rows if row.id in by_id]
    return shares + ([Share(None, by_id[None])] if None in by_id else [])
