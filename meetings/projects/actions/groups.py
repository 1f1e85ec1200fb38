"""Joint pages of sibling projects: make one, change its texts and the order of its projects, and take it away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import NotFound, Refused
from meetings.extensions import db
from meetings.projects.actions import keeping
from meetings.projects.actions import keeping_groups as kept
from meetings.projects.models import Project, ProjectGroup
from meetings.projects.queries import groups as queries
from meetings.projects.rules.groups import GroupContent, group_from_json, refusal_to_save_group
from meetings.text import slug

Rows = dict[int, Project]


def create(title: str, summary: str, body: str, lang: str, now: datetime, actor: Actor) -> ProjectGroup:
    """Return a new joint page without projects. Raises `Refused` without a title."""
    content = GroupContent(title, summary, body, lang)
    _refuse(content)
    with transaction.write() as session:
        group = ProjectGroup(created_at=now, updated_at=now)
        _put(group, content)
        session.add(group)
        session.flush()
        kept.first_revision(group, now, actor)
        return group


def save(group_id: int, base_revision: int, content: GroupContent, now: datetime, actor: Actor) -> ProjectGroup:
    """Give the joint page these texts, and its projects, in this order.

    A project of another joint page moves here. Raises `NotFound`, `Refused` without a title, and `Stale` when anything
    was changed since `base_revision`.
    """
    with transaction.write():
        return _save(group_id, base_revision, content, "projects.save_group", now, actor)


def restore(group_id: int, number: int, base_revision: int, now: datetime, actor: Actor) -> ProjectGroup:
    """Make the texts and projects of an earlier revision the newest. Raises as `save` does."""
    with transaction.write():
        revision = queries.revision(group_id, number)
        if revision is None:
            raise NotFound
        content = group_from_json(revision.content)
        return _save(group_id, base_revision, content, "projects.restore_group", now, actor)


def delete(group_id: int, now: datetime, actor: Actor) -> None:
    """Take the joint page away; its projects stay, on pages of their own. Raises `NotFound`."""
    with transaction.write() as session:
        rows = _locked(_in(group_id))
        group = queries.lock_group(group_id)
        for project in rows.values():
            _move(project, None, now, actor)
        session.flush()
        session.expire(group, ["projects"])
        title = {"title": (group.title, None)}
        record(actor, "projects.delete_group", now, subject=kept.subject_of(group), changes=title)
        session.delete(group)


def _save(
    group_id: int, base_revision: int, content: GroupContent, action: str, now: datetime, actor: Actor
) -> ProjectGroup:
    """Lock first the projects, then the joint pages: the order that saving a project has."""
    rows = _locked({*_in(group_id), *content.projects})
    others = kept.lock_groups({group_id, *(project.group_id for project in rows.values())})
    group, before = others.pop(group_id)
    kept.require_unchanged(group, before, base_revision)
    _refuse(content)
    _put(group, content)
    _put_projects(group, content.projects, rows, now, actor)
    for other, stood in others.values():
        kept.after_change(other, stood, "projects.save_group", now, actor)
    if kept.after_change(group, before, action, now, actor):
        for project in group.projects:
            keeping.raise_version(project, now)
    return group


def _put(group: ProjectGroup, content: GroupContent) -> None:
    group.title, group.summary, group.body, group.lang = content.title, content.summary, content.body, content.lang
    group.slug = slug(content.title)


def _put_projects(group: ProjectGroup, wanted: Sequence[int], rows: Rows, now: datetime, actor: Actor) -> None:
    """Let the joint page hold these projects in this order; each project's own history says that it came or left."""
    for project in rows.values():
        if project.group_id == group.id and project.id not in wanted:
            _move(project, None, now, actor)
    for position, project_id in enumerate((one for one in wanted if one in rows), start=1):
        if rows[project_id].group_id != group.id:
            _move(rows[project_id], group.id, now, actor)
        rows[project_id].group_position = position


def _move(project: Project, group_id: int | None, now: datetime, actor: Actor) -> None:
    before = keeping.before_change(project)
    project.group_id, project.group_position = group_id, 0
    keeping.after_change(project, before, "projects.save", now, actor)


def _in(group_id: int) -> set[int]:
    return set(db.session.scalars(select(Project.id).where(Project.group_id == group_id)))


def _locked(project_ids: Collection[int]) -> Rows:
    statement = select(Project).where(Project.id.in_(project_ids)).order_by(Project.id)
    locked = statement.with_for_update(of=Project).execution_options(populate_existing=True)
    return {project.id: project for project in db.session.scalars(locked)} if project_ids else {}


def _refuse(content: GroupContent) -> None:
    refusal = refusal_to_save_group(content)
    if refusal is not None:
        raise Refused(refusal)
