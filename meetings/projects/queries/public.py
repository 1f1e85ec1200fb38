"""Read what everybody reads of projects: what decides whether a page has changed, and the project itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, literal, select, union_all
from sqlalchemy.orm import aliased, joinedload, selectinload

from meetings.directory.models import Site, Term
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.ideas.queries import publishing
from meetings.materials.models import Material
from meetings.materials.queries.public import material_moments, moments_in
from meetings.projects.models import (
    Project,
    ProjectActivity,
    ProjectGroup,
    ProjectPartner,
    project_funder,
    project_target_group,
)
from meetings.projects.queries.public_links import MeetingLink, Thing, meetings_of, things_of
from meetings.projects.rules.states import ProjectState

PUBLISHED = Project.state == ProjectState.PUBLISHED.value
ROWS_OF_MAP = 10_000


@dataclass(frozen=True)
class Head:
    """What a project's page says before anything is read of it, and the versions that decide whether it changed.

    `siblings` is the number of other public projects on its joint page, and `siblings_version` the sum of versions;
    `material_moments` are the instants at which material begins to be shown by itself.
    """

    id: int
    slug: str
    state: str
    version: int
    preview_version: int
    first: int | None
    last: int | None
    updated_at: datetime
    group_id: int | None
    group_slug: str | None
    group_version: int | None
    siblings: int
    siblings_version: int
    site_version: int
    material_moments: tuple[datetime, ...] = ()

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.state == ProjectState.PUBLISHED.value


@dataclass(frozen=True)
class Seen:
    """All that the key of a project's page is made of, and what the page says of meetings, ideas, sparks and series."""

    head: Head
    meetings: tuple[MeetingLink, ...] = ()
    things: tuple[Thing, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A project with its rows, as it is read to be shown; the terms are in the order of their vocabularies."""

    project: Project
    funders: list[Term] = field(default_factory=list)
    target_groups: list[Term] = field(default_factory=list)
    siblings: Sequence[Project] = ()


def state_of_all() -> tuple[int, int, datetime | None, datetime | None, int]:
    """Return numbers that change whenever a list of all public projects would; one statement."""
    row = db.session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(Project.version), 0),
            func.max(Project.updated_at),
            select(func.max(ProjectGroup.updated_at)).scalar_subquery(),
            select(func.max(Site.version)).scalar_subquery(),
        ).select_from(Project)
    ).one()
    return row[0], int(row[1]), row[2], row[3], row[4] or 0


def numbers_listed() -> tuple[int, int]:
    """Return how many ideas and how many projects everybody may find; one statement."""
    projects = select(func.count()).select_from(Project).where(PUBLISHED)
    row = db.session.execute(select(publishing.listed_count().scalar_subquery(), projects.scalar_subquery())).one()
    return row[0], row[1]


def seen(project_id: int) -> Seen | None:
    """Return what decides whether a project's page has changed; None when there is no such project.

    Three statements; of a draft too, for its preview.
    """
    head = _head(project_id)
    return None if head is None else Seen(head, meetings_of(project_id), things_of(project_id))


def _head(project_id: int) -> Head | None:
    sibling = aliased(Project)
    beside = (sibling.group_id == Project.group_id, sibling.id != Project.id, sibling.state == "published")
    row = db.session.execute(
        select(
            Project.id, Project.slug, Project.state, Project.version, Project.preview_version, Project.first,
            Project.last, Project.updated_at, ProjectGroup.id, ProjectGroup.slug, ProjectGroup.version,
            select(func.count()).where(*beside).correlate(Project).scalar_subquery(),
            select(func.coalesce(func.sum(sibling.version), 0)).where(*beside).correlate(Project).scalar_subquery(),
            select(func.coalesce(func.max(Site.version), 0)).scalar_subquery(),
            material_moments(Project, Material.project_id == Project.id),
        )
        .outerjoin(ProjectGroup, ProjectGroup.id == Project.group_id)
        .where(Project.id == project_id)
    ).first()  # fmt: skip
    if row is None:
        return None
    values = list[Any](row)
    values[-3], values[-1] = int(values[-3]), moments_in(values[-1])
    return Head(*values)


def shown(project_id: int) -> Shown:
    """Return a project with its rows, terms and public siblings, with seven statements. Raises `NotFound`."""
    project = (
        db.session.scalars(
            select(Project)
            .where(Project.id == project_id)
            .options(*_WHOLE, joinedload(Project.group).joinedload(ProjectGroup.projects).load_only(*_OF_SIBLINGS))
            .execution_options(populate_existing=True)
        )
        .unique()
        .one_or_none()
    )
    if project is None:
        raise NotFound
    beside = project.group.projects if project.group is not None else ()
    siblings = [one for one in beside if one.id != project_id and one.state == ProjectState.PUBLISHED.value]
    return Shown(project, *_terms([project_id])[project_id], siblings)


_OF_SIBLINGS = (
    Project.slug, Project.state, Project.lang, Project.title, Project.begins, Project.ends, Project.first, Project.last,
)  # fmt: skip
_WHOLE = (
    joinedload(Project.owner),
    joinedload(Project.programme_period),
    joinedload(Project.programme_area),
    selectinload(Project.partners).joinedload(ProjectPartner.organisation),
    selectinload(Project.figures),
    selectinload(Project.activities).joinedload(ProjectActivity.kind),
    selectinload(Project.outcomes),
    selectinload(Project.contacts),
)


def _terms(project_ids: Sequence[int]) -> dict[int, tuple[list[Term], list[Term]]]:
    """Return the funders and the target groups of each of these projects; one statement."""
    both = union_all(
        *(
            select(table.c.project_id, table.c.term_id, literal(place).label("place")).where(
                table.c.project_id.in_(project_ids)
            )
            for place, table in enumerate((project_funder, project_target_group))
        )
    ).subquery("both")
    rows = db.session.execute(
        select(both.c.project_id, both.c.place, Term)
        .join(Term, Term.id == both.c.term_id)
        .order_by(Term.position, Term.id)
    ).all()
    found: dict[int, tuple[list[Term], list[Term]]] = {one: ([], []) for one in project_ids}
    for row in rows:
        project_id, place, term = tuple[Any, ...](row)
        found[project_id][place].append(term)
    return found


def shown_of_group(group_id: int) -> tuple[ProjectGroup, list[Shown]]:
    """Return a joint page and its public projects with their rows, whatever their number with eight statements.

    Raises `NotFound` unless one of them is public.
    """
    group = db.session.get(ProjectGroup, group_id, populate_existing=True)
    if group is None:
        raise NotFound
    projects = db.session.scalars(
        select(Project)
        .where(Project.group_id == group_id, PUBLISHED)
        .options(*_WHOLE)
        .order_by(Project.group_position, Project.id)
        .execution_options(populate_existing=True)
    ).all()
    if not projects:
        raise NotFound
    terms = _terms([one.id for one in projects])
    return group, [Shown(one, *terms[one.id]) for one in projects]


def group_head(group_id: int) -> tuple[str, int, int, int, datetime] | None:
    """Return slug, version, number of public projects, sum of their versions and last change; None: not public."""
    row = db.session.execute(
        select(
            ProjectGroup.slug, ProjectGroup.version, func.count(Project.id), func.sum(Project.version),
            ProjectGroup.updated_at,
        )
        .join(Project, Project.group_id == ProjectGroup.id)
        .where(ProjectGroup.id == group_id, PUBLISHED)
        .group_by(ProjectGroup.id, ProjectGroup.slug, ProjectGroup.version, ProjectGroup.updated_at)
    ).first()  # fmt: skip
    return None if row is None else (row[0], row[1], row[2], int(row[3]), row[4])


def addresses() -> Sequence[Row[int, str, datetime]]:
    """Return id, slug and last change of every public project, for the site's map."""
    statement = select(Project.id, Project.slug, Project.updated_at).where(PUBLISHED)
    rows: Sequence[Row[int, str, datetime]] = db.session.execute(
        statement.order_by(Project.id).limit(ROWS_OF_MAP)
    ).all()
    return rows


def group_addresses() -> Sequence[Row[int, str, datetime]]:
    """Return id, slug and last change of every joint page that is public, for the site's map."""
    has = select(Project.id).where(Project.group_id == ProjectGroup.id, PUBLISHED).exists()
    rows: Sequence[Row[int, str, datetime]] = db.session.execute(
        select(ProjectGroup.id, ProjectGroup.slug, ProjectGroup.updated_at)
        .where(has)
        .order_by(ProjectGroup.id)
        .limit(ROWS_OF_MAP)
    ).all()
    return rows
