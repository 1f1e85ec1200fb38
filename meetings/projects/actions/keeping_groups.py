"""What follows from every change of a joint page: a revision, an audit entry, and a new version."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from meetings.audit.actions import WORKER, Actor, record
from meetings.errors import Stale
from meetings.extensions import db
from meetings.projects.models import ProjectGroup, ProjectGroupRevision
from meetings.projects.queries import groups as queries
from meetings.revisions import changes, saved


def before_change(group: ProjectGroup) -> dict[str, Any]:
    """Return the content as it stands; one that came without a revision gets it, so that its history is whole."""
    db.session.flush()
    db.session.expire(group, ["projects"])
    content = queries.content_of(group).as_json()
    if queries.revision(group.id, group.revision) is None:
        _add_revision(group, content, WORKER.name, group.updated_at)
    return content


def require_unchanged(group: ProjectGroup, content: Mapping[str, Any], base_revision: int) -> None:
    """Raise `Stale` when anything was changed since the revision that the form was filled in from."""
    if base_revision == group.revision:
        return
    base = queries.revision(group.id, base_revision)
    if base is None or changes(base.content, content):
        raise Stale(group.revision)


def first_revision(group: ProjectGroup, now: datetime, actor: Actor) -> None:
    """Write down a joint page that is new."""
    _add_revision(group, queries.content_of(group).as_json(), actor.name, now)
    record(actor, "projects.create_group", now, subject=subject_of(group), changes={"title": (None, group.title)})


def after_change(group: ProjectGroup, before: Mapping[str, Any], action: str, now: datetime, actor: Actor) -> bool:
    """Write down what was changed since `before`, and tell whether anything was: then revision and version rise."""
    db.session.flush()
    db.session.expire(group, ["projects"])
    content = queries.content_of(group).as_json()
    changed = {change.field: (str(change.old), str(change.new)) for change in changes(before, content)}
    if not changed:
        return False
    group.revision += 1
    group.version += 1
    group.updated_at = now
    _add_revision(group, content, actor.name, now)
    record(actor, action, now, subject=subject_of(group), changes=changed)
    return True


def lock_groups(group_ids: Collection[int | None]) -> dict[int, tuple[ProjectGroup, dict[str, Any]]]:
    """Return these joint pages, locked in the order of their numbers, each with its content as it stands."""
    wanted = sorted({one for one in group_ids if one is not None})
    locked = [queries.lock_group(group_id) for group_id in wanted]
    return {group.id: (group, before_change(group)) for group in locked}


def subject_of(group: ProjectGroup) -> str:
    """Return how the log names the joint page."""
    return f"project_group:{group.id}"


def _add_revision(group: ProjectGroup, content: dict[str, Any], author: str, at: datetime) -> None:
    db.session.add(ProjectGroupRevision(group_id=group.id, **saved(group.revision, content, author, at)))
