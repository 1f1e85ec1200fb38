"""Suggested matches between ideas and organisations: chosen by points in SQL, told with their reasons by the rule."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from meetings.directory.models import Term
from meetings.extensions import db
from meetings.ideas.models import (
    Idea,
    PartnerInterest,
    PartnerRequest,
    PublishedIdea,
    idea_sought,
    idea_target_group,
    published_sought,
    published_target_group,
)
from meetings.ideas.models import interest_target_group as interest_groups
from meetings.ideas.queries.seeking import is_listed, is_public
from meetings.ideas.rules import matching
from meetings.ideas.rules.matching import Match, Offering, Seeking
from meetings.ideas.rules.partnering import Asked
from meetings.ideas.rules.states import State

AT_MOST = 5  # suggestions for each idea, or each organisation
_AWAY = (State.DRAFT.value, State.WITHDRAWN.value, State.MERGED.value)


@dataclass(frozen=True)
class Suggestion:
    """An idea and an organisation that might fit each other, how well, and why.

    `municipality_id` is the idea's, as who is told of it may read it.
    """

    idea: Idea
    interest: PartnerInterest
    match: Match
    municipality_id: int | None = None


@dataclass(frozen=True)
class _Said:
    """Where it stands what ideas say: as their own actors and the desk know them, or as everybody reads them."""

    of: Any
    seeks: Any
    municipality: Any
    groups: Any
    sought: Any


_RECEIVED = _Said(Idea.id, Idea.seeks_partners, Idea.municipality_id, idea_target_group, idea_sought)
_PUBLISHED = _Said(
    PublishedIdea.idea_id,
    PublishedIdea.seeks_partners,
    PublishedIdea.municipality_id,
    published_target_group,
    published_sought,
)


def for_ideas(idea_ids: Collection[int], at_most: int = AT_MOST) -> dict[int, list[Suggestion]]:
    """Return for each of these ideas who might fit, the best first, those it has had nothing to do with yet.

    Two queries, however many ideas and organisations: at most `at_most` rows for each idea leave the database.
    """
    found: dict[int, list[Suggestion]] = {idea_id: [] for idea_id in idea_ids}
    if found:
        shared = _shared(_RECEIVED, lambda idea, _interest: idea.id.in_(found))
        wanted = (Idea.id.in_(found), Idea.state.not_in(_AWAY), is_listed())
        chosen = _chosen(_RECEIVED, shared, *wanted, of=Idea.id, at_most=at_most)
        for suggestion in _suggestions(_RECEIVED, chosen):
            found[suggestion.idea.id].append(suggestion)
    return found


def for_interest(interest: PartnerInterest, at_most: int = AT_MOST) -> list[Suggestion]:
    """Return the published ideas that might fit this organisation, the best first, none that it has to do with.

    Of each counts what was published: a newer version is not known here.
    """
    shared = _shared(_PUBLISHED, lambda _idea, organisation: organisation.id == interest.id)
    wanted = (PartnerInterest.id == interest.id, is_public())
    return _suggestions(_PUBLISHED, _chosen(_PUBLISHED, shared, *wanted, of=PartnerInterest.id, at_most=at_most))


def _read(statement: Any, said: _Said) -> Any:
    """Return a statement about ideas that reads what they say where `said` has it."""
    return statement if said is _RECEIVED else statement.join(PublishedIdea, PublishedIdea.idea_id == Idea.id)


def _chosen(said: _Said, shared: Any, *wanted: ColumnElement[bool], of: Any, at_most: int) -> Any:
    """Return the pairs with the most points among those `wanted`, so many for each `of`, as a subquery."""
    seeker, joiner = aliased(Term), aliased(Term)
    points = _points(said, shared.c.number, seeker, joiner)
    place = func.row_number().over(
        partition_by=of, order_by=(points.desc(), PartnerInterest.organisation_sort, PartnerInterest.id, Idea.id)
    )
    pairs = (
        _read(select(Idea.id.label("idea_id"), PartnerInterest.id.label("interest_id"), place.label("place")), said)
        .join(PartnerInterest, PartnerInterest.call_id == Idea.call_id)
        .outerjoin(shared, and_(shared.c.idea_id == Idea.id, shared.c.interest_id == PartnerInterest.id))
        .outerjoin(seeker, seeker.id == said.municipality)
        .outerjoin(joiner, joiner.id == PartnerInterest.municipality_id)
        .where(*wanted, said.seeks, points > matching.SAME_COUNTY, _strangers())
        .subquery()
    )
    return select(pairs).where(pairs.c.place <= at_most).subquery()


def _shared(said: _Said, wanted: Callable[[Any, Any], ColumnElement[bool]]) -> Any:
    """Return how many target groups each pair of a call shares, of those wanted; pairs that share none have no row."""
    idea, interest = aliased(Idea), aliased(PartnerInterest)
    return (
        select(idea.id.label("idea_id"), interest.id.label("interest_id"), func.count().label("number"))
        .join(said.groups, said.groups.c.idea_id == idea.id)
        .join(interest_groups, interest_groups.c.term_id == said.groups.c.term_id)
        .join(interest, and_(interest.id == interest_groups.c.interest_id, interest.call_id == idea.call_id))
        .where(wanted(idea, interest))
        .group_by(idea.id, interest.id)
        .subquery()
    )


def _points(said: _Said, shared: ColumnElement[int], seeker: Any, joiner: Any) -> ColumnElement[int]:
    """Return the points of `rules.matching.match` as a column; without a reason at most those of the county."""
    more = case((shared - 1 > matching.MOST_MORE, matching.MOST_MORE), else_=shared - 1)
    groups = case((shared.is_(None), 0), else_=matching.FIRST_GROUP + more * matching.EACH_MORE)
    of, term = said.sought.c.idea_id, said.sought.c.term_id
    sector = exists(select(term).where(of == Idea.id, term == PartnerInterest.sector_id))
    place = case(
        (
            and_(seeker.id == joiner.id, seeker.code.not_in(sorted(matching.NO_PLACE))),
            matching.SAME_MUNICIPALITY,
        ),
        (seeker.parent_id == joiner.parent_id, matching.SAME_COUNTY),
        else_=0,
    )
    return groups + place + case((sector, matching.SECTOR_SOUGHT), else_=0)


def _strangers() -> ColumnElement[bool]:
    """Return the condition that the two are not the same, and that neither has asked the other."""
    same = or_(
        and_(Idea.contact_email_key != "", Idea.contact_email_key == PartnerInterest.contact_email_key),
        Idea.organisation_sort == PartnerInterest.organisation_sort,
    )
    asked = exists(
        select(PartnerRequest.id).where(
            PartnerRequest.idea_id == Idea.id,
            PartnerRequest.state.not_in((Asked.UNCONFIRMED.value, Asked.WITHDRAWN.value)),
            or_(
                PartnerRequest.interest_id == PartnerInterest.id,
                and_(
                    PartnerRequest.contact_email_key != "",
                    PartnerRequest.contact_email_key == PartnerInterest.contact_email_key,
                ),
            ),
        )
    )
    return and_(~same, ~asked)


def _suggestions(said: _Said, chosen: Any) -> list[Suggestion]:
    """Return the pairs with their reasons, in their order; two queries."""
    seeker, seeker_county, joiner, joiner_county, sector = (aliased(Term) for _each in range(5))
    codes_of = (seeker.code, seeker_county.code, joiner.code, joiner_county.code, sector.code)
    rows = db.session.execute(
        _read(select(Idea, PartnerInterest, said.municipality, *codes_of), said)
        .join(chosen, chosen.c.idea_id == Idea.id)
        .join(PartnerInterest, PartnerInterest.id == chosen.c.interest_id)
        .outerjoin(seeker, seeker.id == said.municipality)
        .outerjoin(seeker_county, seeker_county.id == seeker.parent_id)
        .outerjoin(joiner, joiner.id == PartnerInterest.municipality_id)
        .outerjoin(joiner_county, joiner_county.id == joiner.parent_id)
        .outerjoin(sector, sector.id == PartnerInterest.sector_id)
        .order_by(chosen.c.place, Idea.id)
    ).all()
    codes = _codes(said, {row[0].id for row in rows}, {row[1].id for row in rows})
    told = []
    for idea, interest, place, town, county, other_town, other_county, its_sector in rows:
        groups, sectors = codes.get(("groups", idea.id), ()), codes.get(("sought", idea.id), ())
        offered = codes.get(("offered", interest.id), ())
        match = matching.match(
            Seeking(groups, town or "", county or "", sectors),
            Offering(offered, other_town or "", other_county or "", its_sector or ""),
        )
        if match is not None:
            told.append(Suggestion(idea, interest, match, place))
    return told


def _codes(
    said: _Said, idea_ids: Collection[int], interest_ids: Collection[int]
) -> Mapping[tuple[str, int], list[str]]:
    """Return the codes of target groups and of sectors sought, by what they are and whose, in their order."""
    found: dict[tuple[str, int], list[str]] = {}
    if not idea_ids:
        return found
    every = union_all(
        *(
            select(literal(what).label("what"), of.label("of"), term.label("term_id")).where(of.in_(ids))
            for what, of, term, ids in (
                ("groups", said.groups.c.idea_id, said.groups.c.term_id, idea_ids),
                ("sought", said.sought.c.idea_id, said.sought.c.term_id, idea_ids),
                ("offered", interest_groups.c.interest_id, interest_groups.c.term_id, interest_ids),
            )
        )
    ).subquery()
    rows = db.session.execute(
        select(every.c.what, every.c.of, Term.code)
        .join(Term, Term.id == every.c.term_id)
        .order_by(Term.position, Term.id)
    )
    for what, of, code in rows:
        found.setdefault((what, of), []).append(code)
    return found
