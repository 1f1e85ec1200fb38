"""Read the list of public projects: what fits, what it can be narrowed by, and what a feed tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Table, and_, func, literal, not_, or_, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from meetings.directory.models import Term
from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.projects.models import (
    Project,
    project_funder,
    project_municipality,
    project_target_group,
)
from meetings.projects.queries.public import PUBLISHED
from meetings.projects.rules.finding import Wanted, years_of
from meetings.projects.rules.states import Standing, standing

_FOREVER = 999_912  # the month in which what has no end ends, to sort by
_NEVER = 0
_TERMS: dict[str, tuple[Table, Vocabulary]] = {
    "municipality": (project_municipality, Vocabulary.MUNICIPALITY),
    "target_group": (project_target_group, Vocabulary.TARGET_GROUP),
    "funder": (project_funder, Vocabulary.FUNDER),
}


@dataclass(frozen=True)
class Choice:
    """Something that the list can be narrowed by: its code, its name, and how many projects have it."""

    code: str
    name: str
    count: int


@dataclass(frozen=True)
class Choices:
    """All that the list can be narrowed by; years and standings by their numbers of projects."""

    terms: dict[str, list[Choice]]
    years: dict[int, int]
    standings: dict[Standing, int]
    transnational: int


def listed(wanted: Wanted, month: int, *, by_title: bool = False) -> Select[Project]:
    """Return the statement of the public projects that fit in `month` (202703), with what a list shows of each.

    Those that begin last come first, those without a period last; or by title in Swedish order.
    """
    newest = (func.coalesce(Project.first, Project.last, _NEVER).desc(), func.coalesce(Project.last, _FOREVER).desc())
    order = (Project.title_sort,) if by_title else newest
    return (
        select(Project)
        .where(PUBLISHED, *_conditions(wanted, month))
        .options(joinedload(Project.owner), selectinload(Project.funders), selectinload(Project.target_groups))
        .order_by(*order, Project.title_sort, Project.id)
    )


def newest(wanted: Wanted, month: int, count: int) -> Sequence[Project]:
    """Return the projects that were published last of those that fit, as a feed tells of them."""
    statement = listed(wanted, month).order_by(None).order_by(Project.published_at.desc(), Project.id.desc())
    return db.session.scalars(statement.limit(count)).unique().all()


def choices(lang: str, month: int) -> Choices:
    """Return what the list can be narrowed by, of what public projects have; two statements whatever their number."""
    named = Term.name_en if lang == "en" else Term.name_sv
    each = union_all(
        *(
            select(literal(name).label("name"), table.c.term_id, func.count().label("number"))
            .join(Project, Project.id == table.c.project_id)
            .where(PUBLISHED)
            .group_by(table.c.term_id)
            for name, (table, _vocabulary) in _TERMS.items()
        )
    ).subquery("each")
    found: dict[str, list[Choice]] = {name: [] for name in _TERMS}
    for name, code, title, number in db.session.execute(
        select(each.c.name, Term.code, named, each.c.number)
        .join(Term, Term.id == each.c.term_id)
        .order_by(Term.position, Term.id)
    ):
        found[name].append(Choice(code, title, number))
    return _with_periods(found, month)


def _with_periods(terms: dict[str, list[Choice]], month: int) -> Choices:
    rows = db.session.execute(select(Project.first, Project.last, Project.transnational).where(PUBLISHED)).all()
    standings: dict[Standing, int] = {}
    for row in rows:
        one = standing(row.first, row.last, month)
        standings[one] = standings.get(one, 0) + 1
    years = years_of([(row.first, row.last) for row in rows], month // 100)
    return Choices(terms, years, standings, sum(row.transnational for row in rows))


def _conditions(wanted: Wanted, month: int) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        Project.search_text.contains(word, autoescape=True) for word in wanted.folded_words
    ]
    for name, (table, vocabulary) in _TERMS.items():
        code = getattr(wanted, name)
        if code:
            has = (
                select(table.c.project_id)
                .join(Term, Term.id == table.c.term_id)
                .where(Term.vocabulary == vocabulary.value, Term.code == code)
            )
            found.append(Project.id.in_(has))
    if wanted.year is not None:
        found.append(in_year(wanted.year))
    if wanted.standing is not None:
        found.append(standing_is(wanted.standing, month))
    if wanted.transnational:
        found.append(Project.transnational.is_(True))
    return found


def in_year(year: int) -> ColumnElement[bool]:
    """Return the condition that a project goes on in the year: the twin of `rules.points.is_in_year`."""
    begins, ends = year * 100, (year + 1) * 100
    only_end = and_(Project.first.is_(None), Project.last >= begins, Project.last < ends)
    return or_(only_end, and_(Project.first < ends, or_(Project.last.is_(None), Project.last >= begins)))


def standing_is(wanted: Standing, month: int) -> ColumnElement[bool]:
    """Return the condition that a project stands so in the month: the twin of `rules.states.standing`."""
    undated = and_(Project.first.is_(None), Project.last.is_(None))
    ahead = and_(Project.first.is_not(None), Project.first > month)
    ended = and_(Project.last.is_not(None), Project.last < month)
    conditions = {
        Standing.UNDATED: undated,
        Standing.AHEAD: ahead,
        Standing.ENDED: and_(not_(ahead), ended),
        Standing.RUNNING: and_(not_(undated), not_(ahead), not_(ended)),
    }
    return conditions[wanted]
