"""Read the secretariat's table of received ideas. A draft is never among them, nor what anybody has not sent yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from meetings.directory.models import Term
from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.ideas.models import Idea, PartnerRequest, idea_target_group
from meetings.ideas.queries import waiting
from meetings.ideas.queries.late import came_late
from meetings.ideas.rules.desk import Order, Sort, Wanted
from meetings.ideas.rules.states import State

_DRAFT = State.DRAFT.value
_SORTED_BY: Mapping[Sort, InstrumentedAttribute[Any]] = {
    Sort.NUMBER: Idea.number,
    Sort.TITLE: Idea.title_sort,
    Sort.ORGANISATION: Idea.organisation_sort,
    Sort.RECEIVED: Idea.received_at,
}


@dataclass(frozen=True)
class Row:
    """One idea of the table. `late_waits`: what came late of it is undecided; `partners` is how many have said yes.

    `into` is the number of the idea that it was merged into.
    """

    id: int
    number: int
    title: str
    organisation: str
    sector_id: int | None
    municipality_id: int | None
    state: str
    told_state: str
    role: str
    received_at: datetime | None
    late: bool
    late_decision: str
    entered_by: str
    late_waits: bool
    partners: int
    into: int | None


@dataclass(frozen=True)
class Word:
    """A word to filter by, in one language."""

    id: int
    name: str


@dataclass(frozen=True)
class Words:
    """What there is to filter by."""

    sectors: Sequence[Word]
    municipalities: Sequence[Word]
    target_groups: Sequence[Word]

    @property
    def names(self) -> dict[int, str]:
        """The words by their ids."""
        return {one.id: one.name for one in (*self.sectors, *self.municipalities, *self.target_groups)}


def states(call_id: int, asked: Wanted) -> dict[str, int]:
    """Return how many ideas there are of each state, whatever state is asked for, under the other conditions."""
    conditions = _conditions(call_id, asked.without("state"))
    rows = db.session.execute(select(Idea.state, func.count(Idea.id)).where(*conditions).group_by(Idea.state))
    return {row[0]: row[1] for row in rows}


def rows(call_id: int, asked: Wanted, by: Order, *, first: int, at_most: int) -> list[Row]:
    """Return so many ideas from the `first` (0 is the first of all), with one statement."""
    into = aliased(Idea)
    partners = (
        select(func.count(PartnerRequest.id))
        .where(PartnerRequest.idea_id == Idea.id, PartnerRequest.state == "accepted")
        .correlate(Idea)
        .scalar_subquery()
    )
    found = db.session.execute(
        select(
            Idea.id, Idea.number, Idea.title, Idea.organisation_name, Idea.sector_id, Idea.municipality_id, Idea.state,
            Idea.told_state, Idea.role, Idea.received_at, Idea.late, Idea.late_decision, Idea.entered_by,
            waiting.late_undecided(), partners,
            into.number,
        )
        .outerjoin(into, into.id == Idea.merged_into_id)
        .where(*_conditions(call_id, asked))
        .order_by(*_ordered(by))
        .offset(first)
        .limit(at_most)
    )  # fmt: skip
    facts: list[tuple[Any, ...]] = [tuple(row) for row in found]
    return [Row(*one) for one in facts]


def ids(call_id: int, asked: Wanted) -> Select[int]:
    """Return the statement for the ids of the ideas that the table shows, in no order."""
    return select(Idea.id).where(*_conditions(call_id, asked))


def words(lang: str) -> Words:
    """Return the sectors, municipalities and target groups in their order, with one statement."""
    kinds = (Vocabulary.SECTOR.value, Vocabulary.MUNICIPALITY.value, Vocabulary.TARGET_GROUP.value)
    terms = db.session.scalars(select(Term).where(Term.vocabulary.in_(kinds)).order_by(Term.position, Term.id)).all()
    return Words(*([Word(one.id, one.name(lang)) for one in terms if one.vocabulary == kind] for kind in kinds))


def _conditions(call_id: int, asked: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Idea.call_id == call_id, Idea.state != _DRAFT, Idea.number.is_not(None)]
    found += [Idea.search_text.contains(word, autoescape=True) for word in asked.folded_words]
    columns: list[tuple[InstrumentedAttribute[Any], Any]] = [
        (Idea.state, asked.state.value if asked.state else None),
        (Idea.sector_id, asked.sector),
        (Idea.municipality_id, asked.municipality),
        (Idea.role, asked.role or None),
    ]
    found += [column == value for column, value in columns if value is not None]
    if asked.target_group is not None:
        of_group = select(idea_target_group.c.idea_id).where(idea_target_group.c.term_id == asked.target_group)
        found.append(Idea.id.in_(of_group))
    ticks = {
        "seeks": Idea.seeks_partners.is_(True),
        "late": came_late(),
        "sparked": Idea.spark_id.is_not(None),
        "untold": waiting.untold(),
        "asked": waiting.has_question(),
        "completed": waiting.completed(),
    }
    return found + [condition for name, condition in ticks.items() if getattr(asked, name)]


def _ordered(by: Order) -> list[ColumnElement[Any]]:
    columns: list[InstrumentedAttribute[Any]] = [_SORTED_BY[by.sort], Idea.id]
    return [column.desc() if by.descending else column.asc() for column in columns]
