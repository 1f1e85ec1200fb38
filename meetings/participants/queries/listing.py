"""Read the list: its meeting, its people, and the conditions that choose them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, null, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from meetings.directory.models import Organisation, Term
from meetings.directory.rules import Vocabulary
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.participants.rules.listing import Order, Sort, Wanted
from meetings.questions import queries as questions
from meetings.questions import types
from meetings.questions.models import Answer
from meetings.questions.rules import Condition
from meetings.registration.models import Place, Pool, Registration, SignUp
from meetings.registration.queries import attending as registrations
from meetings.registration.rules import PlaceState, PoolKind
from meetings.schedule.models import Meeting

MEETING_POOL = "meeting"
_room = aliased(Pool)
_other = aliased(SignUp)
SORTED_BY: dict[Sort, InstrumentedAttribute[Any]] = {
    Sort.NAME: Registration.name_sort,
    Sort.ORGANISATION: Registration.organisation_sort,
    Sort.ARRIVAL: Registration.arrival,
}


@dataclass(frozen=True)
class Head:
    """The meeting whose people these are. `pool_id` and `form_id` are None when it takes no sign-ups.

    At a `hybrid` meeting each takes part in the room or on the net. `shares_form` tells whether other meetings ask the
    same questions, as those of a series do.
    """

    id: int
    title: str
    slug: str
    state: str
    starts_at: datetime
    ends_at: datetime
    pool_id: int | None
    seats: int | None
    form_id: int | None
    hybrid: bool
    shares_form: bool


@dataclass(frozen=True)
class Person:
    """One row of the list. `in_line` is the place in line, from 1, of those who wait.

    `attends` is "room" or "online", None where one does not choose.
    """

    id: int
    name: str
    email: str
    organisation: str
    sector_id: int | None
    state: PlaceState
    in_line: int | None
    registered_at: datetime
    attended_at: datetime | None
    attends: str | None


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
            exists().where(_room.meeting_id == Meeting.id, _room.kind == PoolKind.ROOM.value),
            exists().where(_other.form_id == SignUp.form_id, _other.meeting_id != Meeting.id),
        )
        .outerjoin(Pool, and_(Pool.meeting_id == Meeting.id, Pool.kind == MEETING_POOL))
        .outerjoin(SignUp, SignUp.meeting_id == Meeting.id)
        .where(Meeting.id == meeting_id)
    ).first()
    if row is None:
        raise NotFound
    facts: tuple[Any, ...] = tuple(row)
    return Head(*facts)


def people(
    of: Head, wanted: Wanted, order: Order, *, first: int, at_most: int, total: int | None = None
) -> list[Person]:
    """Return so many people from the `first` (0 is the first of all), with one statement.

    The ids are found by index alone, and only the rows that are shown are read: a page far down costs little. Given
    the `total`, one nearer to the end is counted off from there.
    """
    ids, way = chosen(of, wanted), order
    if total is not None and first > total // 2:
        at_most = min(at_most, total - first)
        first, way = total - first - at_most, order.turned
    return _people(of, ids.order_by(*_ordered(way)).offset(first).limit(at_most), order)


def people_with(of: Head, ids: Collection[int], order: Order) -> list[Person]:
    """Return the people with these ids, with one statement."""
    return _people(of, select(Registration.id).where(Registration.id.in_(ids)), order) if ids else []


def _people(of: Head, chosen_ids: Select[int], order: Order) -> list[Person]:
    ids = chosen_ids.subquery()
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
            registrations.kind_column(of.id, Registration.id) if of.hybrid else null(),
        )
        .join(ids, ids.c.id == Registration.id)
        .join(Place, and_(Place.registration_id == Registration.id, Place.pool_id == of.pool_id))
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .order_by(*_ordered(order))
    )
    found: list[tuple[Any, ...]] = [(*row[:5], PlaceState(row[5]), *row[6:]) for row in rows]
    return [Person(*facts) for facts in found]


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
    if wanted.attends is not None:
        found.append(registrations.takes_part(of.id, wanted.attends))
    if wanted.interest is not None:
        found.append(interested(wanted.interest))
    if (condition := condition_of(of, wanted)) is not None:
        found.append(questions.answered_as(condition, Registration.submission_id))
    return found


def condition_of(of: Head, wanted: Wanted) -> Condition | None:
    """Return what an answer must be for the list; None when none is asked for, or it makes no sense."""
    if wanted.question is None or wanted.answer is None or of.form_id is None:
        return None
    asked = questions.asked(of.form_id, "sv", with_retired=True)
    question = next((one for one in asked if one.id == wanted.question), None)
    return types.type_of(question).condition(question, wanted.answer) if question is not None else None


def interested(choice_id: int) -> ColumnElement[bool]:
    """Return the condition on registrations that they made this choice."""
    return Registration.submission_id.in_(select(Answer.submission_id).where(Answer.choice_id == choice_id))


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


def vocabulary(lang: str) -> tuple[list[Word], list[Word]]:
    """Return all sectors and all organisation types in their order, with one statement."""
    kinds = (Vocabulary.SECTOR.value, Vocabulary.ORGANISATION_TYPE.value)
    terms = db.session.scalars(select(Term).where(Term.vocabulary.in_(kinds)).order_by(Term.position, Term.id)).all()
    sectors, types = ([Word(term.id, term.name(lang)) for term in terms if term.vocabulary == kind] for kind in kinds)
    return sectors, types


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
    both: list[InstrumentedAttribute[Any]] = [SORTED_BY[order.sort], Registration.id]
    return [column.desc() if order.descending else column.asc() for column in both]
