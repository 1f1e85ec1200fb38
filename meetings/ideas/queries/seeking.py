"""The public lists of partners: published ideas that seek some, organisations that want to join, and their breadth."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from meetings.directory.models import Term
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.ideas.models import Idea, IdeaVersion, PartnerInterest, PartnerRequest
from meetings.ideas.models import interest_target_group as interest_groups
from meetings.ideas.models.publishing import PublishedIdea
from meetings.ideas.models.publishing import published_sought as sought
from meetings.ideas.models.publishing import published_target_group as published_groups
from meetings.ideas.rules.content import Content, from_json
from meetings.ideas.rules.partnering import Asked, Named
from meetings.ideas.rules.states import State
from meetings.text import fold

_AWAY = (State.DRAFT.value, State.WITHDRAWN.value, State.MERGED.value)
IDEAS, ORGANISATIONS, FOUND = "ideas", "organisations", Asked.ACCEPTED.value


@dataclass(frozen=True)
class Wanted:
    """What a list shows: all conditions hold together; the numbers are ids of terms (None: any)."""

    words: str = ""
    target_group: int | None = None
    municipality: int | None = None
    sector: int | None = None
    organisation_type: int | None = None

    @property
    def folded_words(self) -> list[str]:
        """The words as they are looked for; at most eight."""
        return fold(self.words).split()[:8]


@dataclass(frozen=True)
class Breadth:
    """How many organisations of each sector (its code; "" is none), by what they are counted as.

    That is one of `IDEAS`, `ORGANISATIONS`, or the state of a request (`FOUND`: partners).
    """

    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def of(self, what: str, sector: str) -> int:
        """Return how many of them belong to the sector."""
        return self.counts.get(what, {}).get(sector, 0)

    def total(self, what: str) -> int:
        """Return how many there are in all."""
        return sum(self.counts.get(what, {}).values())


def is_public() -> ColumnElement[bool]:
    """Return `rules.partnering.is_public` as a condition."""
    return and_(
        Idea.published_at.is_not(None), Idea.publish_consent, Idea.state.not_in(_AWAY), Idea.erased_at.is_(None)
    )


def is_listed() -> ColumnElement[bool]:
    """Return `rules.partnering.is_listed` as a condition."""
    return and_(
        PartnerInterest.confirmed_at.is_not(None),
        PartnerInterest.withdrawn_at.is_(None),
        PartnerInterest.hidden_at.is_(None),
        PartnerInterest.erased_at.is_(None),
    )


def seeking(call_id: int, wanted: Wanted | None = None) -> Select[PublishedIdea]:
    """Return the statement of the published ideas of a call that seek partners, by title; the sector is one sought."""
    statement = (
        select(PublishedIdea)
        .join(Idea, Idea.id == PublishedIdea.idea_id)
        .where(Idea.call_id == call_id, PublishedIdea.seeks_partners, is_public(), *_narrowed(wanted or Wanted()))
    )
    return statement.options(selectinload(PublishedIdea.target_groups)).order_by(
        PublishedIdea.title_sort, PublishedIdea.idea_id
    )


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        PublishedIdea.search_text.contains(word, autoescape=True) for word in wanted.folded_words
    ]
    if wanted.target_group is not None:
        in_group = published_groups.c.term_id == wanted.target_group
        found.append(PublishedIdea.idea_id.in_(select(published_groups.c.idea_id).where(in_group)))
    if wanted.sector is not None:
        found.append(PublishedIdea.idea_id.in_(select(sought.c.idea_id).where(sought.c.term_id == wanted.sector)))
    if wanted.municipality is not None:
        found.append(PublishedIdea.municipality_id == wanted.municipality)
    if wanted.organisation_type is not None:
        found.append(PublishedIdea.type_id == wanted.organisation_type)
    return found


def listed(call_id: int, wanted: Wanted | None = None) -> Select[PartnerInterest]:
    """Return the statement of the organisations that want to join an idea of the call, by name."""
    wanted = wanted or Wanted()
    statement = select(PartnerInterest).where(PartnerInterest.call_id == call_id, is_listed())
    for word in wanted.folded_words:
        statement = statement.where(PartnerInterest.search_text.contains(word, autoescape=True))
    if wanted.target_group is not None:
        in_group = interest_groups.c.term_id == wanted.target_group
        statement = statement.where(PartnerInterest.id.in_(select(interest_groups.c.interest_id).where(in_group)))
    for column, value in (
        (PartnerInterest.municipality_id, wanted.municipality),
        (PartnerInterest.sector_id, wanted.sector),
        (PartnerInterest.type_id, wanted.organisation_type),
    ):
        if value is not None:
            statement = statement.where(column == value)
    return statement.options(selectinload(PartnerInterest.target_groups)).order_by(
        PartnerInterest.organisation_sort, PartnerInterest.id
    )


def said(ideas: Sequence[PublishedIdea]) -> dict[int, Content]:
    """Return what each idea says in the version that was published, by its id; one query."""
    if not ideas:
        return {}
    number = {one.idea_id: one.version for one in ideas}
    rows = db.session.execute(
        select(IdeaVersion.idea_id, IdeaVersion.number, IdeaVersion.content).where(
            IdeaVersion.idea_id.in_(number), IdeaVersion.number.in_(set(number.values()))
        )
    )
    return {row.idea_id: from_json(row.content) for row in rows if number[row.idea_id] == row.number}


def named(idea: Idea) -> Named:
    """Return what an idea is called towards others: as it was published, else as it was received last."""
    return names([idea])[idea.id]


def names(ideas: Collection[Idea]) -> dict[int, Named]:
    """Return what each idea is called towards others, by its id; one query."""
    found = {idea.id: Named(idea.title, idea.organisation_name) for idea in ideas}
    if found:
        rows = db.session.execute(
            select(PublishedIdea.idea_id, PublishedIdea.title, PublishedIdea.organisation_name).where(
                PublishedIdea.idea_id.in_(found)
            )
        )
        found.update((row.idea_id, Named(row.title, row.organisation_name)) for row in rows)
    return found


def breadth(call_id: int) -> Breadth:
    """Return of which sectors those are that seek, those that want to join, and those that have asked; one query."""
    ideas = (
        select(literal(IDEAS).label("what"), PublishedIdea.sector_id.label("sector_id"))
        .join(Idea, Idea.id == PublishedIdea.idea_id)
        .where(Idea.call_id == call_id, PublishedIdea.seeks_partners, is_public())
    )
    organisations = select(literal(ORGANISATIONS), PartnerInterest.sector_id).where(
        PartnerInterest.call_id == call_id, is_listed()
    )
    found = (
        select(PartnerRequest.state, PartnerRequest.sector_id)
        .join(Idea, Idea.id == PartnerRequest.idea_id)
        .where(Idea.call_id == call_id)
    )
    every = union_all(ideas, organisations, found).subquery()
    rows = db.session.execute(
        select(every.c.what, Term.code, func.count())
        .outerjoin(Term, Term.id == every.c.sector_id)
        .group_by(every.c.what, Term.code)
    )
    counts: dict[str, dict[str, int]] = {}
    for what, code, number in rows:
        counts.setdefault(what, {})[code or ""] = number
    return Breadth(counts)


def public_idea(call_id: int, idea_id: int) -> PublishedIdea:
    """Return a published idea of the call, with its idea. Raises `NotFound`, also for one that is not published."""
    found = db.session.scalar(
        select(PublishedIdea)
        .join(Idea, Idea.id == PublishedIdea.idea_id)
        .where(PublishedIdea.idea_id == idea_id, Idea.call_id == call_id, is_public())
        .options(joinedload(PublishedIdea.idea), selectinload(PublishedIdea.target_groups))
    )
    if found is None:
        raise NotFound
    return found


def all_seeking(call_id: int) -> Select[Idea]:
    """Return the statement of all ideas of a call that have been received and seek partners, by their number."""
    return (
        select(Idea)
        .where(Idea.call_id == call_id, Idea.seeks_partners, Idea.state.not_in(_AWAY))
        .order_by(Idea.number, Idea.id)
    )


def all_organisations(call_id: int) -> Select[PartnerInterest]:
    """Return the statement of all organisations of a call that have confirmed, also those that are not shown."""
    return (
        select(PartnerInterest)
        .where(PartnerInterest.call_id == call_id, PartnerInterest.confirmed_at.is_not(None))
        .options(selectinload(PartnerInterest.target_groups))
        .order_by(PartnerInterest.organisation_sort, PartnerInterest.id)
    )
