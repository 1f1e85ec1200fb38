"""Read the list: one page of people, and how many there are by state, sector and interest."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from meetings.directory.models import Organisation, Term
from meetings.directory.rules import Vocabulary
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.participants.rules.listing import Order, Sort, Wanted
from meetings.questions.models import Answer, Choice, Question
from meetings.registration.models import Place, Pool, Registration, SignUp
from meetings.registration.rules import PlaceState
from meetings.schedule.models import Meeting

MEETING_POOL = "meeting"
INTEREST = "interest"


@dataclass(frozen=True)
class Head:
    """The meeting whose people these are. `pool_id` and `form_id` are None when it takes no sign-ups."""

    id: int
    title: str
    slug: str
    state: str
    starts_at: datetime
    ends_at: datetime
    pool_id: int | None
    seats: int | None
    form_id: int | None


@dataclass(frozen=True)
class Person:
    """One row of the list. `in_line` is the place in line, from 1, of those who wait."""

    id: int
    name: str
    email: str
    organisation: str
    sector_id: int | None
    state: PlaceState
    in_line: int | None
    registered_at: datetime
    attended_at: datetime | None


@dataclass(frozen=True)
class Spread:
    """How a list is made up: by state whatever the state asked for, by sector whatever the sector, and in all."""

    states: dict[PlaceState, int] = field(default_factory=dict)
    sectors: dict[int | None, int] = field(default_factory=dict)
    total: int = 0


@dataclass(frozen=True)
class Word:
    """A word to filter by, in one language, and how many it finds (None: not counted)."""

    id: int
    name: str
    count: int | None = None


def head(meeting_id: int) -> Head:
    """Return the meeting whose people are asked for, with one statement. Raises `NotFound`."""
    row = db.session.execute(
        select(
            Meeting.id,
            Meeting.title,
            Meeting.slug,
            Meeting.state,
            Meeting.starts_at,
            Meeting.ends_at,
            Pool.id.label("pool_id"),
            Pool.seats,
            SignUp.form_id,
        )
        .outerjoin(Pool, and_(Pool.meeting_id == Meeting.id, Pool.kind == MEETING_POOL))
        .outerjoin(SignUp, SignUp.meeting_id == Meeting.id)
        .where(Meeting.id == meeting_id)
    ).first()
    if row is None:
        raise NotFound
    return Head(*row)


def people(of: Head, wanted: Wanted, order: Order, *, first: int, at_most: int) -> list[Person]:
    """Return so many people from the `first` (0 is the first of all), with one statement.

    The ids are found by index alone, and only the rows that are shown are read: a page far down costs little.
    """
    ids = chosen(of, wanted).order_by(*_ordered(order)).offset(first).limit(at_most).subquery()
    rows = db.session.execute(
        select(
            Registration.id,
            Registration.name,
            Registration.email,
            func.coalesce(Organisation.name, Registration.organisation_typed),
            Registration.sector_id,
            Place.state,
            in_line(of),
            Registration.registered_at,
            Registration.attended_at,
        )
        .join(ids, ids.c.id == Registration.id)
        .join(Place, and_(Place.registration_id == Registration.id, Place.pool_id == of.pool_id))
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .order_by(*_ordered(order))
    )
    return [Person(*row[:5], PlaceState(row[5]), *row[6:]) for row in rows]


def chosen(of: Head, wanted: Wanted) -> Select[int]:
    """Return the statement for the ids of those who are wanted, in no order."""
    statement = select(Registration.id).where(*conditions(of, wanted))
    if wanted.state is not None:
        statement = statement.join(
            Place, and_(Place.registration_id == Registration.id, Place.pool_id == of.pool_id)
        ).where(Place.state == wanted.state.value)
    return statement


def conditions(of: Head, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return the conditions on registrations, all but that of the state."""
    found: list[ColumnElement[bool]] = [Registration.meeting_id == of.id]
    found += [Registration.search_text.contains(word, autoescape=True) for word in wanted.folded_words]
    columns: list[tuple[InstrumentedAttribute[int | None], int | None]] = [
        (Registration.sector_id, wanted.sector),
        (Registration.organisation_type_id, wanted.organisation_type),
    ]
    found += [column == value for column, value in columns if value is not None]
    if wanted.interest is not None:
        answered = select(Answer.submission_id).where(Answer.choice_id == wanted.interest)
        found.append(Registration.submission_id.in_(answered))
    return found


def in_line(of: Head) -> ColumnElement[int | None]:
    """Return the place in line of those who wait, as a column beside `Place`; NULL for all others."""
    ahead = aliased(Place)
    number = (
        select(func.count())
        .where(
            ahead.pool_id == of.pool_id,
            ahead.state == PlaceState.WAITING.value,
            ahead.arrival <= Place.arrival,
        )
        .correlate(Place)
        .scalar_subquery()
    )
    return case((Place.state == PlaceState.WAITING.value, number))


def spread(of: Head, wanted: Wanted) -> Spread:
    """Return how the wanted list is made up, with two statements over indexes, or one that joins."""
    if wanted.everybody:
        states = db.session.execute(
            select(Place.state, func.count()).where(Place.pool_id == of.pool_id).group_by(Place.state)
        ).all()
        sectors = db.session.execute(
            select(Registration.sector_id, func.count())
            .where(Registration.meeting_id == of.id)
            .group_by(Registration.sector_id)
        ).all()
        counted = {PlaceState(state): number for state, number in states}
        return Spread(counted, {row[0]: row[1] for row in sectors}, sum(counted.values()))
    return _grid(of, wanted)


def _grid(of: Head, wanted: Wanted) -> Spread:
    rows = db.session.execute(
        select(Place.state, Registration.sector_id, func.count())
        .join(Place, and_(Place.registration_id == Registration.id, Place.pool_id == of.pool_id))
        .where(*conditions(of, wanted.without("sector", "state")))
        .group_by(Place.state, Registration.sector_id)
    )
    states: dict[PlaceState, int] = {}
    sectors: dict[int | None, int] = {}
    total = 0
    for code, sector, number in rows:
        state = PlaceState(code)
        right_sector = wanted.sector is None or sector == wanted.sector
        right_state = wanted.state is None or state is wanted.state
        if right_sector:
            states[state] = states.get(state, 0) + number
        if right_state:
            sectors[sector] = sectors.get(sector, 0) + number
        if right_sector and right_state:
            total += number
    return Spread(states, sectors, total)


def vocabulary(lang: str) -> tuple[list[Word], list[Word]]:
    """Return all sectors and all organisation types in their order, with one statement."""
    kinds = (Vocabulary.SECTOR.value, Vocabulary.ORGANISATION_TYPE.value)
    terms = db.session.scalars(select(Term).where(Term.vocabulary.in_(kinds)).order_by(Term.position, Term.id)).all()
    sectors, types = ([Word(term.id, term.name(lang)) for term in terms if term.vocabulary == kind] for kind in kinds)
    return sectors, types


def interests(of: Head, wanted: Wanted, lang: str) -> list[Word]:
    """Return the answers to "driva eller delta" with how many of the list gave each, with two statements."""
    choices = db.session.execute(
        select(Choice.id, Choice.question_id, Choice.label_sv, Choice.label_en)
        .join(Question, Question.id == Choice.question_id)
        .where(Question.form_id == of.form_id, Question.code == INTEREST)
        .order_by(Question.position, Choice.position, Choice.id)
    ).all()
    statement = (
        select(Answer.choice_id, func.count())
        .where(Answer.question_id.in_({choice.question_id for choice in choices}))
        .group_by(Answer.choice_id)
    )
    others = wanted.without("interest")
    if not others.everybody:
        # A list of ids, not a join: without statistics SQLite joins the two in an order that takes minutes.
        theirs = chosen(of, others).with_only_columns(Registration.submission_id)
        statement = statement.where(Answer.submission_id.in_(theirs))
    counted: dict[int | None, int] = {row[0]: row[1] for row in db.session.execute(statement)}
    return [
        Word(
            choice.id,
            choice.label_en if lang == "en" and choice.label_en else choice.label_sv,
            counted.get(choice.id, 0),
        )
        for choice in choices
    ]


def attendance_of(meeting_id: int, asked: Collection[int]) -> dict[int, datetime | None]:
    """Return which of these registrations are of the meeting, with when each was ticked as having attended."""
    rows = db.session.execute(
        select(Registration.id, Registration.attended_at).where(
            Registration.meeting_id == meeting_id, Registration.id.in_(asked)
        )
    )
    return {row[0]: row[1] for row in rows}


def registered_addresses(meeting_id: int, keys: Collection[str]) -> set[str]:
    """Return which of the addresses have a registration that holds; those cancelled can be added again."""
    return set(
        db.session.scalars(
            select(Registration.email_key).where(
                Registration.meeting_id == meeting_id,
                Registration.email_key.in_(keys),
                Registration.cancelled_at.is_(None),
            )
        )
    )


def _ordered(order: Order) -> list[ColumnElement[Any]]:
    columns: dict[Sort, InstrumentedAttribute[Any]] = {
        Sort.NAME: Registration.name_sort,
        Sort.ORGANISATION: Registration.organisation_sort,
        Sort.ARRIVAL: Registration.arrival,
    }
    both: list[InstrumentedAttribute[Any]] = [columns[order.sort], Registration.id]
    return [column.desc() if order.descending else column.asc() for column in both]
