"""Say which project arranges a meeting, and which of its activities the meeting counts towards."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import NotFound
from meetings.projects.actions.keeping import raise_version
from meetings.projects.models import Project, ProjectActivity, ProjectMeeting
from meetings.schedule.queries import lock_meeting


def arrange(meeting_id: int, project_id: int | None, activity_id: int | None, now: datetime, actor: Actor) -> None:
    """Let the meeting belong to the project and count towards its activity, or to none. Raises `NotFound`."""
    with transaction.write() as session:
        _lock_projects(session, meeting_id, project_id)
        meeting = lock_meeting(meeting_id)
        row = session.get(ProjectMeeting, meeting_id, populate_existing=True)
        before = (row.project_id, row.activity_id) if row is not None else (None, None)
        if before == (project_id, activity_id):
            return
        projects = {one: session.get(Project, one) for one in (before[0], project_id) if one is not None}
        _require(projects.get(project_id) if project_id else None, project_id, activity_id)
        if project_id is None:
            session.delete(row)
        elif row is None:
            session.add(ProjectMeeting(meeting_id=meeting_id, project_id=project_id, activity_id=activity_id))
        else:
            row.project_id, row.activity_id = project_id, activity_id
        meeting.version += 1
        meeting.updated_at = now
        for project in projects.values():
            if project is not None:
                raise_version(project, now)
        titles = [projects[one].title if one and projects.get(one) else None for one in (before[0], project_id)]  # type: ignore[union-attr]
        changes: dict[str, tuple[object, object]] = {"project": (titles[0], titles[1])}
        record(actor, "projects.arrange", now, meeting_id=meeting_id, changes=changes)


def _lock_projects(session: Session, meeting_id: int, to: int | None) -> None:
    """Hold the project that arranges the meeting and the one that is to: before the meeting, as who saves one does."""
    now = Project.id.in_(select(ProjectMeeting.project_id).where(ProjectMeeting.meeting_id == meeting_id))
    chosen = or_(now, Project.id == to) if to is not None else now
    session.scalars(select(Project.id).where(chosen).order_by(Project.id).with_for_update(key_share=True)).all()


def _require(project: Project | None, project_id: int | None, activity_id: int | None) -> None:
    """Refuse a project that there is not, and an activity of another one."""
    if project_id is not None and project is None:
        raise NotFound
    if activity_id is None:
        return
    with transaction.write() as session:
        of = session.scalar(select(ProjectActivity.project_id).where(ProjectActivity.id == activity_id))
        if of is None or of != project_id:
            raise NotFound
