"""Find finished projects that are like an idea that is being written: the same target groups, place, or words."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, func, or_, select

from meetings.directory.models import Organisation, Term
from meetings.extensions import db
from meetings.ideas.rules.content import Content
from meetings.ideas.rules.similarity import Known, Like, stems_in, telling_words
from meetings.projects.models import Project, project_municipality, project_target_group
from meetings.projects.queries.public import PUBLISHED
from meetings.projects.queries.public_list import standing_is
from meetings.projects.rules.states import Standing

PROJECT = "project"  # the kind of what is found
_MOST = 100  # compared, those that ended last
_TEXT = 6_000  # characters of each that are looked in


def finished(content: Content, month: int) -> Sequence[Known]:
    """Return the public projects that have ended in `month` (202703) and share a target group or a word.

    Two statements.
    """
    words = telling_words(content)
    alike: list[ColumnElement[bool]] = [Project.search_text.contains(stem, autoescape=True) for stem in words]
    if content.target_groups:
        alike.append(Project.id.in_(_with_groups(content.target_groups)))
    if not alike:
        return []
    rows = db.session.execute(
        select(
            Project.id,
            Project.slug,
            Project.title,
            func.coalesce(Organisation.name, ""),
            Project.lang,
            func.coalesce(Project.published_at, Project.created_at),
            func.substr(Project.search_text, 1, _TEXT),
        )
        .outerjoin(Organisation, Organisation.id == Project.owner_id)
        .where(PUBLISHED, standing_is(Standing.ENDED, month), or_(*alike))
        .order_by(Project.last.desc(), Project.id.desc())
        .limit(_MOST)
    ).all()
    codes = _codes([row[0] for row in rows])
    found = []
    for key, slug, title, by, lang, at, text in rows:
        groups, places = codes[key]
        place = content.municipality if content.municipality in places else ""
        like = Like(stems_in(text, words), frozenset(groups), place)
        found.append(Known(PROJECT, key, slug, title, by, lang, at, like, is_example=True))
    return found


def _with_groups(codes: Sequence[str]) -> Select[int]:
    return (
        select(project_target_group.c.project_id)
        .join(Term, Term.id == project_target_group.c.term_id)
        .where(Term.vocabulary == "target_group", Term.code.in_(codes))
    )


def _codes(project_ids: Sequence[int]) -> dict[int, tuple[set[str], set[str]]]:
    """Return the codes of the target groups and of the municipalities of each of these projects; one statement."""
    found: dict[int, tuple[set[str], set[str]]] = {number: (set(), set()) for number in project_ids}
    if project_ids:
        both = [
            select(table.c.project_id, Term.vocabulary, Term.code)
            .join(Term, Term.id == table.c.term_id)
            .where(table.c.project_id.in_(project_ids))
            for table in (project_target_group, project_municipality)
        ]
        for project_id, vocabulary, code in db.session.execute(both[0].union_all(both[1])):
            found[project_id][vocabulary != "target_group"].add(code)
    return found
