"""What follows from every change of a project: a revision, an audit entry, new versions, and the search."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select, update

from meetings import transaction
from meetings.audit.actions import WORKER, Actor, record
from meetings.errors import Stale
from meetings.extensions import db
from meetings.projects.models import Project, ProjectGroup, ProjectMeeting, ProjectRevision
from meetings.projects.queries import projects as queries
from meetings.projects.rules.content import to_json
from meetings.projects.rules.states import ProjectState
from meetings.revisions import changes, saved
from meetings.schedule.models import Meeting, ProgrammeItem
from meetings.search import actions as search
from meetings.web import dates, markdown

SEARCHED_AS = "project"
_WHOLE = 100_000  # characters: more than any of its texts
_NAMED_ELSEWHERE = frozenset({"title", "items", "meetings", "summary"})  # what the pages of meetings say of it


def before_change(project: Project) -> dict[str, Any]:
    """Return the content as it stands; one that came without a revision gets it, so that its history is whole."""
    content = to_json(queries.content_of(project))
    if queries.revision(project.id, project.revision) is None:
        _add_revision(project, content, WORKER.name, project.updated_at)
    return content


def require_unchanged(
    project: Project, content: Mapping[str, Any], base_revision: int, but: Collection[str] = ()
) -> None:
    """Raise `Stale` when anything `but` this was changed since the revision that the form was filled in from."""
    if base_revision == project.revision:
        return
    base = queries.revision(project.id, base_revision)
    if base is None or any(change.field not in but for change in changes(base.content, content)):
        raise Stale(project.revision)


def first_revision(project: Project, action: str, now: datetime, actor: Actor) -> None:
    """Write down a project that is new."""
    _add_revision(project, to_json(queries.content_of(project)), actor.name, now)
    record(actor, action, now, subject=subject_of(project), changes={"title": (None, project.title)})


def after_change(project: Project, before: Mapping[str, Any], action: str, now: datetime, actor: Actor) -> bool:
    """Write down what was changed since `before`, and tell whether anything was.

    When nothing was, nothing is written. Otherwise `revision` and `version` rise and `updated_at` becomes `now`, also
    of its joint page and of the meetings whose pages name it, when it is public.
    """
    db.session.flush()
    content = to_json(queries.content_of(project))
    changed = {change.field: (_written(change.old), _written(change.new)) for change in changes(before, content)}
    if not changed:
        return False
    project.revision += 1
    _add_revision(project, content, actor.name, now)
    record(actor, action, now, subject=subject_of(project), changes=changed)
    raise_version(project, now)
    if project.state == ProjectState.PUBLISHED.value:
        if changed.keys() & _NAMED_ELSEWHERE:
            touch_meetings(_meetings_in(before) | meetings_naming(project), now)
        touch_groups({before.get("group"), project.group_id}, now)
    keep_searchable(project)
    return True


def raise_version(project: Project, now: datetime) -> None:
    """Say that the project's page shows something new."""
    project.version += 1
    project.updated_at = now


def meetings_naming(project: Project) -> set[int]:
    """Return the numbers of the meetings whose pages name the project: it was shown there, grew there, or arranges."""
    found = set(db.session.scalars(select(ProjectMeeting.meeting_id).where(ProjectMeeting.project_id == project.id)))
    items, meetings = queries.linked(project.id, "items"), queries.linked(project.id, "meetings")
    return found | _meetings_in({"items": items, "meetings": meetings})


def _meetings_in(content: Mapping[str, Any]) -> set[int]:
    items = content.get("items") or ()
    statement = select(ProgrammeItem.meeting_id).where(ProgrammeItem.id.in_(items))
    return {*(content.get("meetings") or ()), *(db.session.scalars(statement) if items else ())}


def touch_meetings(meeting_ids: Collection[int], now: datetime) -> None:
    """Say that the pages of these meetings show something new; locks them by their numbers."""
    if not meeting_ids:
        return
    with transaction.write() as session:
        chosen = Meeting.id.in_(meeting_ids)
        session.scalars(select(Meeting.id).where(chosen).order_by(Meeting.id).with_for_update()).all()
        session.execute(update(Meeting).where(chosen).values(version=Meeting.version + 1, updated_at=now))


def touch_groups(group_ids: Collection[int | None], now: datetime) -> None:
    """Say that these joint pages show something new."""
    wanted = sorted(one for one in group_ids if one is not None)
    if wanted:
        with transaction.write() as session:
            rows = select(ProjectGroup).where(ProjectGroup.id.in_(wanted)).order_by(ProjectGroup.id).with_for_update()
            for group in session.scalars(rows):
                group.version += 1
                group.updated_at = now


def keep_searchable(project: Project) -> None:
    """Put the project into the search as it is now; a draft is taken out."""
    if project.state != ProjectState.PUBLISHED.value:
        search.remove(SEARCHED_AS, project.id)
        return
    written = (project.summary, project.purpose, project.body, project.results)
    parts = [markdown.plain(one, at_most=_WHOLE) for one in written]
    parts += [project.owner.name if project.owner else ""]
    for partner in project.partners:
        parts += [partner.unit, partner.organisation.name]
    parts += [f"{one.title} {one.text} {one.place} {one.country}".strip() for one in project.activities]
    parts += [f"{one.group} {one.unit} {one.text}".strip() for one in project.figures]
    parts += [one.text for one in project.outcomes]
    parts += [one.name for one in project.contacts]
    terms = (*project.funders, *project.target_groups, *project.municipalities)
    parts += [f"{one.name_sv} {one.name_en}" if one.name_en != one.name_sv else one.name_sv for one in terms]
    text = "\n".join(part for part in parts if part)
    search.put(SEARCHED_AS, project.id, project.title, text, _began(project), lang=project.lang)


def _began(project: Project) -> datetime:
    """Return when it began, as exactly as it is known; else when it was written down."""
    if project.first is None:
        return project.created_at
    year, month = divmod(project.first, 100)
    return dates.from_local(datetime.combine(date(year, month, 1), time()))


def subject_of(project: Project) -> str:
    """Return how the log names the project."""
    return f"project:{project.id}"


def _add_revision(project: Project, content: dict[str, Any], author: str, at: datetime) -> None:
    db.session.add(ProjectRevision(project_id=project.id, **saved(project.revision, content, author, at)))


def _written(value: Any) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict | bool) else value
