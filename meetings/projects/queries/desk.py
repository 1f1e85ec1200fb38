"""Read what the desk lists of projects: all of them by words, state and standing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from meetings.extensions import db
from meetings.projects.models import Project, ProjectGroup, project_idea
from meetings.projects.queries.public_list import standing_is
from meetings.projects.rules.states import ProjectState, Standing
from meetings.text import fold


def listed(words: str, state: ProjectState | None, standing: Standing | None, month: int) -> Select[Project]:
    """Return the statement for the projects that hold all words, in Swedish order; `month` is now (202611)."""
    statement = select(Project).options(joinedload(Project.owner)).order_by(Project.title_sort, Project.id)
    for word in fold(words).split():
        statement = statement.where(Project.search_text.contains(word, autoescape=True))
    if state is not None:
        statement = statement.where(Project.state == state.value)
    return statement if standing is None else statement.where(standing_is(standing, month))


def counts() -> dict[ProjectState, int]:
    """Return how many projects there are of each state."""
    rows = {row[0]: row[1] for row in db.session.execute(select(Project.state, func.count()).group_by(Project.state))}
    return {state: rows.get(state.value, 0) for state in ProjectState}


def names() -> Sequence[tuple[int, str]]:
    """Return the numbers and names of all projects, in Swedish order: what a joint page chooses among."""
    rows = db.session.execute(select(Project.id, Project.title).order_by(Project.title_sort, Project.id))
    return [(row[0], row[1]) for row in rows]


def group_names() -> Sequence[tuple[int, str]]:
    """Return the numbers and names of all joint pages, the latest made first."""
    rows = db.session.execute(select(ProjectGroup.id, ProjectGroup.title).order_by(ProjectGroup.id.desc()))
    return [(row[0], row[1]) for row in rows]


def projects_of_idea(idea_id: int) -> Sequence[tuple[int, str]]:
    """Return the numbers and names of the projects that the idea has led to, the first made first."""
    linked = select(project_idea.c.project_id).where(project_idea.c.idea_id == idea_id)
    rows = db.session.execute(select(Project.id, Project.title).where(Project.id.in_(linked)).order_by(Project.id))
    return [(row[0], row[1]) for row in rows]
