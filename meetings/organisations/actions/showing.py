"""What follows for public pages when an organisation changes: those of meetings and projects that name it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from meetings.audit.actions import Actor
from meetings.directory.models import Site
from meetings.organisations.queries import references
from meetings.projects.actions import keeping as projects
from meetings.projects.actions.writing import put_copies
from meetings.projects.models import Project
from meetings.projects.queries.projects import content_of
from meetings.schedule.actions import keeping as meetings
from meetings.schedule.models import Meeting


@contextmanager
def shown_anew(
    session: Session, organisation_ids: list[int], action: str, now: datetime, actor: Actor
) -> Iterator[Callable[[], None]]:
    """Hold the projects and meetings that name these organisations; after the block their pages show them anew.

    What their editors see changes with it, so that each has a revision and an entry in its own log. The block is
    given what it calls when nothing came of it.
    """
    came_to_nothing: list[bool] = []
    held_projects = _held_projects(session, references.projects_of(organisation_ids))
    held_meetings = _held_meetings(session, references.meetings_of(organisation_ids))
    of_projects = [(one, projects.before_change(one)) for one in held_projects]
    of_meetings = [(one, meetings.before_change(one)) for one in held_meetings]
    session.flush()
    yield lambda: came_to_nothing.append(True)
    if came_to_nothing:
        return
    session.flush()
    session.expire_all()
    _show_projects(of_projects, action, now, actor)
    for meeting, content in of_meetings:
        if not meetings.after_change(meeting, content, action, now, actor):
            meeting.version += 1
            meeting.updated_at = now
    session.execute(
        update(Site)
        .where(Site.organisation_id.in_(organisation_ids))
        .values(version=Site.version + 1)
        .execution_options(synchronize_session=False)
    )


def _show_projects(held: list[tuple[Project, dict[str, Any]]], action: str, now: datetime, actor: Actor) -> None:
    for project, before in held:
        put_copies(project, content_of(project))
        if not projects.after_change(project, before, action, now, actor):
            projects.raise_version(project, now)
            projects.keep_searchable(project)


def _held_projects(session: Session, ids: list[int]) -> list[Project]:
    statement = select(Project).where(Project.id.in_(ids)).order_by(Project.id).with_for_update(of=Project)
    return list(session.scalars(statement.execution_options(populate_existing=True)))


def _held_meetings(session: Session, ids: list[int]) -> list[Meeting]:
    statement = (
        select(Meeting).where(Meeting.id.in_(ids)).order_by(Meeting.id).with_for_update(key_share=True, of=Meeting)
    )
    return list(session.scalars(statement.execution_options(populate_existing=True)))
