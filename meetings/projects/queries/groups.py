"""Read joint pages: the row, its lock, what is written of it, its history, and all of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from meetings import transaction
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.projects.models import ProjectGroup, ProjectGroupRevision
from meetings.projects.rules.groups import GroupContent


def group(group_id: int) -> ProjectGroup:
    """Return the joint page with its projects. Raises `NotFound`."""
    found = db.session.scalar(
        select(ProjectGroup)
        .where(ProjectGroup.id == group_id)
        .options(selectinload(ProjectGroup.projects))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def is_there(group_id: int) -> bool:
    """Tell whether there is such a joint page."""
    return db.session.scalar(select(ProjectGroup.id).where(ProjectGroup.id == group_id)) is not None


def lock_group(group_id: int) -> ProjectGroup:
    """Return the joint page, locked until the write transaction ends. Raises `NotFound`."""
    with transaction.write() as session:
        found = session.scalar(
            select(ProjectGroup)
            .where(ProjectGroup.id == group_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        if found is None:
            raise NotFound
        return found


def groups() -> Sequence[ProjectGroup]:
    """Return all joint pages with their projects, the latest made first."""
    statement = select(ProjectGroup).options(selectinload(ProjectGroup.projects)).order_by(ProjectGroup.id.desc())
    return list(db.session.scalars(statement))


def content_of(group: ProjectGroup) -> GroupContent:
    """Return what is written of the joint page, as it stands now."""
    projects = tuple(project.id for project in group.projects)
    return GroupContent(group.title, group.summary, group.body, group.lang, projects)


def revision(group_id: int, number: int) -> ProjectGroupRevision | None:
    """Return one revision, or None."""
    return db.session.scalar(
        select(ProjectGroupRevision).where(
            ProjectGroupRevision.group_id == group_id, ProjectGroupRevision.number == number
        )
    )


def revisions(group_id: int) -> Select[ProjectGroupRevision]:
    """Return the statement for all revisions, the latest first."""
    statement = select(ProjectGroupRevision).where(ProjectGroupRevision.group_id == group_id)
    return statement.order_by(ProjectGroupRevision.number.desc())


def author_since(group_id: int, number: int) -> str:
    """Return who saved last after this revision; "" when nobody did."""
    statement = select(ProjectGroupRevision.author).where(
        ProjectGroupRevision.group_id == group_id, ProjectGroupRevision.number > number
    )
    return db.session.scalar(statement.order_by(ProjectGroupRevision.number.desc()).limit(1)) or ""
