"""Read one page of the list together with how the list is made up; words are looked for once for all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, func, literal, null, select, true, union_all

from meetings.extensions import db
from meetings.participants.queries.listing import (
    SORTED_BY,
    Head,
    Person,
    Spread,
    Word,
    chosen,
    conditions,
    interested,
    people,
    people_with,
)
from meetings.participants.rules.listing import Order, Wanted
from meetings.questions.models import Answer, Choice, Question
from meetings.registration.models import Place, Registration
from meetings.registration.rules import PlaceState

INTEREST = "interest"
_GRID, _INTEREST, _SHOWN = range(3)  # the parts of the one answer


@dataclass(frozen=True)
class Overview:
    """A page of a list, its number (the last one when a later one was asked for), and what the whole list holds."""

    rows: list[Person]
    page: int
    pages: int
    spread: Spread
    interests: list[Word]


@dataclass(frozen=True)
class _Counted:
    spread: Spread
    interests: dict[int | None, int]
    ids: list[int]


def overview(of: Head, wanted: Wanted, order: Order, lang: str, *, page: int = 1, at_most: int = 50) -> Overview:
    """Return the page of the list, and how many it holds by state, by sector and by answer to "driva eller delta".

    Each is counted as if it were not asked for itself, so that a pill says how many it would show.
    """
    choices = choices_of(of, lang)
    questions = sorted({choice.question_id for choice in choices})
    if wanted.folded_words:
        counted = _found(of, wanted, order, questions, first=(page - 1) * at_most, at_most=at_most)
    else:
        counted = _everybody(of, questions) if wanted.everybody else _filtered(of, wanted, questions)
    total = counted.spread.total
    pages = max(1, -(-total // at_most))
    if counted.ids and page <= pages:
        rows = people_with(of, counted.ids, order)
    else:
        page = min(page, pages)
        rows = people(of, wanted, order, first=(page - 1) * at_most, at_most=at_most, total=total)
    interests = [Word(one.id, one.name, counted.interests.get(one.id, 0)) for one in choices]
    return Overview(rows, page, pages, counted.spread, interests)


@dataclass(frozen=True)
class OfferedChoice:
    """A choice of the question that asks for interest, in one language."""

    id: int
    question_id: int
    name: str


def choices_of(of: Head, lang: str) -> list[OfferedChoice]:
    """Return what one can answer to "driva eller delta" at this meeting, with one statement."""
    rows = db.session.execute(
        select(Choice.id, Choice.question_id, Choice.label_sv, Choice.label_en)
        .join(Question, Question.id == Choice.question_id)
        .where(Question.form_id == of.form_id, Question.code == INTEREST)
        .order_by(Question.position, Choice.position, Choice.id)
    )
    return [OfferedChoice(row[0], row[1], row[3] if lang == "en" and row[3] else row[2]) for row in rows]


def _everybody(of: Head, questions: Sequence[int]) -> _Counted:
    """Count the list that leaves nobody out: each figure stands in an index."""
    states = db.session.execute(
        select(Place.state, func.count()).where(Place.pool_id == of.pool_id).group_by(Place.state)
    )
    sectors = db.session.execute(
        select(Registration.sector_id, func.count())
        .where(Registration.meeting_id == of.id)
        .group_by(Registration.sector_id)
    )
    by_state = {PlaceState(row[0]): row[1] for row in states}
    spread = Spread(by_state, {row[0]: row[1] for row in sectors}, sum(by_state.values()))
    return _Counted(spread, _interests(of, Wanted(), questions), [])


def _filtered(of: Head, wanted: Wanted, questions: Sequence[int]) -> _Counted:
    """Count a list that is chosen by what indexes know."""
    grid = db.session.execute(
        select(Place.state, Registration.sector_id, func.count())
        .join(Place, and_(Place.registration_id == Registration.id, Place.pool_id == of.pool_id))
        .where(*conditions(of, wanted.without("sector", "state")))
        .group_by(Place.state, Registration.sector_id)
    )
    return _Counted(_spread(grid.all(), wanted), _interests(of, wanted.without("interest"), questions), [])


def _interests(of: Head, wanted: Wanted, questions: Sequence[int]) -> dict[int | None, int]:
    """Count each answer of those who are wanted; those of everybody, where no form is shared, stand in an index."""
    answers = select(Answer.choice_id, func.count()).where(Answer.question_id.in_(questions)).group_by(Answer.choice_id)
    if of.shares_form or not wanted.everybody:
        # A list of ids, not a join: without statistics SQLite joins the two in an order that takes minutes.
        theirs = chosen(of, wanted).with_only_columns(Registration.submission_id)
        answers = answers.where(Answer.submission_id.in_(theirs))
    return {row[0]: row[1] for row in db.session.execute(answers)}


def _found(of: Head, wanted: Wanted, order: Order, questions: Sequence[int], *, first: int, at_most: int) -> _Counted:
    """Count and page a list that is chosen by words, with one statement that looks at everybody once."""
    found = _those_found(of, wanted, order)
    in_state = found.c.state == wanted.state.value if wanted.state else true()
    in_sector = found.c.sector_id == wanted.sector if wanted.sector is not None else true()
    grid = (
        select(literal(_GRID), found.c.state, found.c.sector_id, func.count())
        .where(found.c.interested, found.c.state.is_not(None))
        .group_by(found.c.state, found.c.sector_id)
    )
    answers = (  # LEFT, so that SQLite begins with those found, of whom there may be few
        select(literal(_INTEREST), null(), Answer.choice_id, func.count())
        .select_from(found)
        .outerjoin(Answer, and_(Answer.submission_id == found.c.submission_id, Answer.question_id.in_(questions)))
        .where(in_state, in_sector)
        .group_by(Answer.choice_id)
    )
    ways = [column.desc() if order.descending else column.asc() for column in (found.c.sorted_by, found.c.id)]
    shown = (
        select(found.c.id)
        .where(found.c.interested, found.c.state.is_not(None), in_state, in_sector)
        .order_by(*ways)
        .offset(first)
        .limit(at_most)
        .subquery()
    )
    parts = union_all(grid, answers, select(literal(_SHOWN), null(), shown.c.id, literal(0)))
    rows = db.session.execute(parts).all()
    spread = _spread([row[1:] for row in rows if row[0] == _GRID], wanted)
    interests = {row[2]: row[3] for row in rows if row[0] == _INTEREST}
    return _Counted(spread, interests, [row[2] for row in rows if row[0] == _SHOWN])


def _those_found(of: Head, wanted: Wanted, order: Order) -> CTE:
    """Return everybody whom the words and the type of organisation find; `interested` says who gave the answer."""
    gave_it: ColumnElement[bool] = true() if wanted.interest is None else interested(wanted.interest)
    statement: Select[Any] = (
        select(
            Registration.id,
            Registration.sector_id,
            Registration.submission_id,
            SORTED_BY[order.sort].label("sorted_by"),
            Place.state,
            gave_it.label("interested"),
        )
        .outerjoin(Place, and_(Place.registration_id == Registration.id, Place.pool_id == of.pool_id))
        .where(
            *conditions(of, wanted.without("sector", "state", "interest")),
            Registration.arrival >= 0,  # all are: but so SQLite reads the rows in the order in which they lie
        )
    )
    return statement.cte("found").prefix_with("MATERIALIZED")


def _spread(grid: Sequence[Any], wanted: Wanted) -> Spread:
    """Return what rows of state, sector and number come to."""
    states: dict[PlaceState, int] = {}
    sectors: dict[int | None, int] = {}
    total = 0
    for code, sector, number in grid:
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
