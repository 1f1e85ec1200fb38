"""Read everything of everybody, for a spreadsheet: a thousand people at a time, so that memory stays flat."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, select, tuple_

from meetings.directory.models import Organisation, Term
from meetings.extensions import db
from meetings.participants.queries.listing import Head, chosen
from meetings.participants.rules.listing import Wanted
from meetings.questions import queries as questions
from meetings.questions import types
from meetings.questions.models import Answer, SensitiveAnswer
from meetings.questions.rules import Asked
from meetings.registration.models import OptIn, Place, Registration
from meetings.registration.queries.attending import kind_column
from meetings.registration.rules import OptInKind, PlaceState

BATCH = 1_000
Cell = types.Cell | datetime
_NOTHING: tuple[str, ...] = ()


class Kept(Enum):
    """What is kept of a person, in the order of the columns; the questions come after them."""

    REFERENCE = "reference"
    NAME = "name"
    EMAIL = "email"
    ORGANISATION = "organisation"
    ORGANISATION_TYPE = "organisation_type"
    SECTOR = "sector"
    MUNICIPALITY = "municipality"
    LANGUAGE = "language"
    STATE = "state"
    IN_LINE = "in_line"
    ARRIVAL = "arrival"
    REGISTERED = "registered_at"
    CHANGED = "changed_at"
    CANCELLED = "cancelled_at"
    ATTENDED = "attended_at"
    ON_THE_WEB = "public_list"
    FUTURE_MEETINGS = "future_meetings"
    ADDED_BY = "added_by"
    ATTENDS = "attends"  # of hybrid meetings only


@dataclass(frozen=True)
class Export:
    """Which people and which columns: those of `Kept`, then one for each question."""

    of: Head
    wanted: Wanted
    asked: Sequence[Asked]
    lang: str


def export(of: Head, wanted: Wanted, lang: str, *, sensitive: bool) -> Export:
    """Return what is to be written: all questions, the retired too; the sensitive ones only when asked for."""
    asked = questions.asked(of.form_id, lang, with_retired=True) if of.form_id is not None else []
    return Export(of, wanted, [question for question in asked if sensitive or not question.sensitive], lang)


def number_of_rows(of: Head, wanted: Wanted) -> int:
    """Return how many people the export holds."""
    return db.session.scalar(select(func.count()).select_from(chosen(of, wanted).subquery())) or 0


def rows(what: Export) -> Iterator[list[Cell]]:
    """Return the rows in Swedish order of names: `Kept`, then the answers, each as its type of question has it.

    State and room or net stay codes and instants stay instants, for the edge to write out. Each batch begins after the
    last name of the one before, so none is skipped or repeated when people come and go meanwhile.
    """
    terms = {term.id: term.name(what.lang) for term in db.session.scalars(select(Term))}
    name, line, waiting = terms.get, _line(what.of), PlaceState.WAITING.value
    asked = [(question.id, types.type_of(question).cells) for question in what.asked]
    nothing: dict[int, list[str]] = {}
    no: dict[str, datetime] = {}
    after: tuple[str, int] | None = None
    while True:
        people = db.session.execute(_people(what, after)).all()
        if not people:
            return
        batch = _ids(what, after, until := (people[-1][1], people[-1][0]))
        answers, yes = _answers(what, batch), _opt_ins(batch)
        for row in people:
            given, said = answers.get(row[2], nothing), yes.get(row[0], no)
            yield [
                *row[3:7],
                name(row[7]),
                name(row[8]),
                name(row[9]),
                row[10],
                row[11],
                bisect_right(line, row[12]) if row[11] == waiting else None,
                *row[13:18],
                said.get(_ON_THE_WEB),
                said.get(_FUTURE_MEETINGS),
                *row[18:],
                *(cell for one, cells in asked for cell in cells(given.get(one, _NOTHING))),
            ]
        after = until


# The tables themselves: rows of them come at a third of the cost of rows of mapped classes.
_registration, _place, _opt_in = Registration.__table__.c, Place.__table__.c, OptIn.__table__.c
_organisation = Organisation.__table__.c
_ON_THE_WEB, _FUTURE_MEETINGS = OptInKind.PUBLIC_LIST.value, OptInKind.FUTURE_MEETINGS.value


def _people(what: Export, after: tuple[str, int] | None) -> Select[Any]:
    """Return the statement for the next batch; `rows` knows its columns by their places."""
    statement: Select[Any] = (
        select(
            _registration.id,
            _registration.name_sort,
            _registration.submission_id,
            _registration.reference,
            _registration.name,
            _registration.email,
            func.coalesce(_organisation.name, _registration.organisation_typed),
            _registration.organisation_type_id,
            _registration.sector_id,
            _registration.municipality_id,
            _registration.lang,
            _place.state,
            _place.arrival,
            _registration.arrival,
            _registration.registered_at,
            _registration.changed_at,
            _registration.cancelled_at,
            _registration.attended_at,
            _registration.added_by,
            *((kind_column(what.of.id, _registration.id),) if what.of.hybrid else ()),
        )
        .select_from(Registration.__table__)
        .join(Place.__table__, and_(_place.registration_id == _registration.id, _place.pool_id == what.of.pool_id))
        .outerjoin(Organisation.__table__, _organisation.id == _registration.organisation_id)
        .where(_registration.meeting_id == what.of.id)
        .order_by(_registration.name_sort, _registration.id)
        .limit(BATCH)
    )
    if not what.wanted.everybody:
        statement = statement.where(_registration.id.in_(chosen(what.of, what.wanted)))
    return statement if after is None else statement.where(_beyond(after))


def _ids(what: Export, after: tuple[str, int] | None, until: tuple[str, int]) -> Select[Any]:
    """Return the statement for the ids and submissions of one batch: two bounds instead of a thousand numbers."""
    statement: Select[Any] = select(_registration.id, _registration.submission_id).where(
        _registration.meeting_id == what.of.id, not_(_beyond(until))
    )
    if not what.wanted.everybody:
        statement = statement.where(_registration.id.in_(chosen(what.of, what.wanted)))
    return statement if after is None else statement.where(_beyond(after))


def _beyond(bound: tuple[str, int]) -> ColumnElement[bool]:
    return tuple_(_registration.name_sort, _registration.id) > bound


def _answers(what: Export, batch: Select[Any]) -> dict[int, dict[int, list[str]]]:
    """Return the texts of a batch by submission and question."""
    tables: list[type[Answer] | type[SensitiveAnswer]] = []
    if any(not question.sensitive for question in what.asked):
        tables.append(Answer)
    if any(question.sensitive for question in what.asked):
        tables.append(SensitiveAnswer)
    found: dict[int, dict[int, list[str]]] = {}
    of = batch.with_only_columns(_registration.submission_id)
    for table in tables:
        columns = table.__table__.c
        statement = (
            select(columns.submission_id, columns.question_id, columns.text)
            .where(columns.submission_id.in_(of))
            .order_by(columns.id)
        )
        for submission_id, question_id, text in db.session.execute(statement):
            found.setdefault(submission_id, {}).setdefault(question_id, []).append(text)
    return found


def _opt_ins(batch: Select[Any]) -> dict[int, dict[str, datetime]]:
    """Return when each yes that still holds was given, by registration and kind."""
    of = batch.with_only_columns(_registration.id)
    statement = select(_opt_in.registration_id, _opt_in.kind, _opt_in.given_at).where(
        _opt_in.registration_id.in_(of), _opt_in.withdrawn_at.is_(None)
    )
    found: dict[int, dict[str, datetime]] = {}
    for registration_id, kind, given_at in db.session.execute(statement):
        found.setdefault(registration_id, {})[kind] = given_at
    return found


def _line(of: Head) -> array[int]:
    """Return the arrivals of those who wait, first come first: eight bytes each."""
    waiting = (
        select(Place.arrival)
        .where(Place.pool_id == of.pool_id, Place.state == PlaceState.WAITING.value)
        .order_by(Place.arrival)
    )
    return array("q", db.session.scalars(waiting))
