"""Make a project, save all that is written of it, go back to an earlier revision, publish it and take it off again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.counting.actions import forget_project
from meetings.errors import NotFound, Refused
from meetings.materials.actions.publishing import let_go_of
from meetings.materials.rules.shelves import of_project
from meetings.projects.actions import keeping, keeping_groups, writing
from meetings.projects.models import MeetingSeries, Project, ProjectGroup, ProjectMeeting
from meetings.projects.queries import groups as groups_queries
from meetings.projects.queries import projects as queries
from meetings.projects.rules.content import Content, from_json, with_links
from meetings.projects.rules.saving import refusal_to_delete, refusal_to_save, refusals_to_publish
from meetings.projects.rules.states import ProjectState
from meetings.search import actions as search

Groups = Mapping[int, tuple[ProjectGroup, Mapping[str, Any]]]


def create(content: Content, now: datetime, actor: Actor, *, action: str = "projects.create") -> Project:
    """Return a new draft with this content. Raises `NotFound` for an unknown code, `Refused` by `refusal_to_save`."""
    _refuse(content)
    with transaction.write() as session:
        groups = keeping_groups.lock_groups({content.group})
        project = Project(state=ProjectState.DRAFT.value, created_at=now, updated_at=now)
        writing.put(session, project, content)
        keeping.first_revision(project, action, now, actor)
        _say_in_groups(groups, now, actor)
        return project


def save(project_id: int, base_revision: int, content: Content, now: datetime, actor: Actor) -> Project:
    """Give the project this content.

    Raises `NotFound`, `Stale` when anything was changed since `base_revision`, and `Refused` by `refusal_to_save`.
    """
    with transaction.write():
        project = queries.lock_project(project_id)
        return _put(project, base_revision, content, "projects.save", now, actor)


def save_texts(project_id: int, base_revision: int, content: Content, now: datetime, actor: Actor) -> Project:
    """Give the project this content but its links, which stay as they are. Raises as `save`, but not for links."""
    with transaction.write():
        project = queries.lock_project(project_id)
        linked = {name: queries.linked(project_id, name) for name in queries.LINKS}
        return _put(project, base_revision, with_links(content, linked), "projects.save", now, actor, but=queries.LINKS)


def link(project_id: int, name: str, number: int, now: datetime, actor: Actor) -> bool:
    """Link the project to one more thing, and tell whether it is linked; `name` is one of `queries.LINKS`.

    What is not there is not linked. Raises `NotFound`.
    """
    with transaction.write():
        project = queries.lock_project(project_id)
        content = queries.content_of(project)
        wanted = {name: tuple(sorted({*getattr(content, name), number}))}
        _put(project, project.revision, with_links(content, wanted), "projects.link", now, actor)
        return number in queries.linked(project_id, name)


def unlink(project_id: int, name: str, number: int, now: datetime, actor: Actor) -> None:
    """Take a link of the project away; one that is not there is no mistake. Raises `NotFound`."""
    with transaction.write():
        project = queries.lock_project(project_id)
        content = queries.content_of(project)
        wanted = {name: tuple(one for one in getattr(content, name) if one != number)}
        _put(project, project.revision, with_links(content, wanted), "projects.unlink", now, actor)


def restore(project_id: int, number: int, base_revision: int, now: datetime, actor: Actor) -> Project:
    """Make the content of an earlier revision the newest, not whether it is public. Raises as `save` does."""
    with transaction.write():
        project = queries.lock_project(project_id)
        revision = queries.revision(project_id, number)
        if revision is None:
            raise NotFound
        content = from_json(revision.content)
        if content.group is not None and not groups_queries.is_there(content.group):
            content = replace(content, group=None)
        return _put(project, base_revision, content, "projects.restore", now, actor)


def publish(project_id: int, now: datetime, actor: Actor) -> Project:
    """Make the project public. Raises `NotFound`, and `Refused` with the first of `refusals_to_publish`."""
    with transaction.write():
        project = queries.lock_project(project_id)
        if project.state == ProjectState.PUBLISHED.value:
            return project
        for refusal in refusals_to_publish(queries.content_of(project)):
            raise Refused(refusal)
        project.published_at = now
        _turn(project, ProjectState.PUBLISHED, "projects.publish", now, actor)
        return project


def unpublish(project_id: int, now: datetime, actor: Actor) -> Project:
    """Make the project a draft again, which everybody but the organisers no longer sees. Raises `NotFound`."""
    with transaction.write():
        project = queries.lock_project(project_id)
        if project.state != ProjectState.DRAFT.value:
            _turn(project, ProjectState.DRAFT, "projects.unpublish", now, actor)
        return project


def delete(project_id: int, now: datetime, actor: Actor) -> None:
    """Take the draft away for good. Raises `NotFound`, and `Refused` while it is public or arranges meetings."""
    with transaction.write() as session:
        project = queries.lock_project(project_id)
        refusal = refusal_to_delete(project.state, _arranged(project_id))
        if refusal is not None:
            raise Refused(refusal)
        search.remove(keeping.SEARCHED_AS, project.id)
        let_go_of(of_project(project_id))
        forget_project(project_id)
        record(
            actor, "projects.delete", now, subject=keeping.subject_of(project), changes={"title": (project.title, None)}
        )
        groups = keeping_groups.lock_groups({project.group_id})
        for figure in project.figures:
            figure.part_of = None
        session.flush()
        session.delete(project)
        _say_in_groups(groups, now, actor)


def new_preview_link(project_id: int, now: datetime, actor: Actor) -> Project:
    """Give the preview a new secret address; the old one opens nothing any more. Raises `NotFound`."""
    with transaction.write():
        project = queries.lock_project(project_id)
        project.preview_version += 1
        record(actor, "projects.new_preview_link", now, subject=keeping.subject_of(project))
        return project


def _put(
    project: Project,
    base_revision: int,
    content: Content,
    action: str,
    now: datetime,
    actor: Actor,
    *,
    but: Collection[str] = (),
) -> Project:
    with transaction.write() as session:
        groups = keeping_groups.lock_groups({project.group_id, content.group})
        before = keeping.before_change(project)
        keeping.require_unchanged(project, before, base_revision, but)
        _refuse(content)
        writing.put(session, project, content)
        keeping.after_change(project, before, action, now, actor)
        _say_in_groups(groups, now, actor)
        return project


def _say_in_groups(groups: Groups, now: datetime, actor: Actor) -> None:
    """Write down in the joint pages that a project came or left."""
    for group, before in groups.values():
        keeping_groups.after_change(group, before, "projects.save_group", now, actor)


def _turn(project: Project, state: ProjectState, action: str, now: datetime, actor: Actor) -> None:
    changed = {"state": (project.state, state.value)}
    project.state = state.value
    record(actor, action, now, subject=keeping.subject_of(project), changes=changed)
    keeping.raise_version(project, now)
    keeping.touch_groups({project.group_id}, now)
    keeping.touch_meetings(keeping.meetings_naming(project), now)
    keeping.keep_searchable(project)


def _arranged(project_id: int) -> int:
    with transaction.write() as session:
        meetings = session.scalar(select(func.count()).where(ProjectMeeting.project_id == project_id)) or 0
        series = session.scalar(select(func.count()).where(MeetingSeries.project_id == project_id)) or 0
        return meetings + series


def _refuse(content: Content) -> None:
    refusal = refusal_to_save(content)
    if refusal is not None:
        raise Refused(refusal)
