"""Read what the desk shows of series: their people, the texts of their meetings, and who may arrange one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from meetings.directory.models import Term
from meetings.extensions import db
from meetings.projects.models import MeetingSeries, Project, ProjectActivity, ProjectMeeting, SeriesMeeting
from meetings.registration.models import Place, Pool, Registration
from meetings.registration.queries import MEETING_POOL
from meetings.schedule.models import Meeting
from meetings.text import fold


@dataclass(frozen=True)
class Arranger:
    """A project, or one of its activities (`activity_id`), that a meeting may belong to."""

    project_id: int
    project: str
    activity_id: int | None = None
    kind_sv: str = ""
    kind_en: str = ""
    title: str = ""
    planned: int | None = None


def arrangers() -> list[Arranger]:
    """Return all projects in Swedish order, each followed by its activities, with two statements."""
    activities: dict[int, list[Arranger]] = {}
    rows = db.session.execute(
        select(
            Project.id,
            Project.title,
            ProjectActivity.id,
            Term.name_sv,
            Term.name_en,
            ProjectActivity.title,
            ProjectActivity.planned,
        )
        .join(ProjectActivity, ProjectActivity.project_id == Project.id)
        .join(Term, Term.id == ProjectActivity.kind_id)
        .order_by(ProjectActivity.position, ProjectActivity.id)
    )
    for row in rows:
        activities.setdefault(row[0], []).append(Arranger(*row))
    projects = db.session.execute(select(Project.id, Project.title).order_by(Project.title_sort, Project.id))
    found = []
    for project_id, title in projects:
        found += [Arranger(project_id, title), *activities.get(project_id, [])]
    return found


def arranged_on_desk(meeting_id: int) -> Any:
    """Return series (id, title), project (id, title) and activity (id, kind, title) of a meeting, None for none."""
    return db.session.execute(
        select(
            MeetingSeries.id.label("series_id"),
            MeetingSeries.title.label("series"),
            Project.id.label("project_id"),
            Project.title.label("project"),
            ProjectActivity.id.label("activity_id"),
            Term.name_sv,
            Term.name_en,
            ProjectActivity.title.label("activity"),
        )
        .select_from(Meeting)
        .outerjoin(SeriesMeeting, SeriesMeeting.meeting_id == Meeting.id)
        .outerjoin(MeetingSeries, MeetingSeries.id == SeriesMeeting.series_id)
        .outerjoin(ProjectMeeting, ProjectMeeting.meeting_id == Meeting.id)
        .outerjoin(Project, Project.id == ProjectMeeting.project_id)
        .outerjoin(ProjectActivity, ProjectActivity.id == ProjectMeeting.activity_id)
        .outerjoin(Term, Term.id == ProjectActivity.kind_id)
        .where(Meeting.id == meeting_id)
    ).first()


def people(series_id: int, words: str) -> Select[Any]:
    """Return the statement for the sign-ups to the meetings of the series, by name; the caller pages it."""
    statement = (
        select(Registration)
        .join(SeriesMeeting, SeriesMeeting.meeting_id == Registration.meeting_id)
        .join(Meeting, Meeting.id == Registration.meeting_id)
        .where(SeriesMeeting.series_id == series_id, Registration.erased_at.is_(None))
        .options(contains_eager(Registration.meeting))
        .order_by(Registration.name_sort, Meeting.starts_at, Registration.id)
    )
    for word in fold(words).split():
        statement = statement.where(Registration.search_text.contains(word, autoescape=True))
    return statement


def states(registration_ids: Collection[int]) -> dict[int, str]:
    """Return what these registrations have at their meetings."""
    if not registration_ids:
        return {}
    rows = db.session.execute(
        select(Place.registration_id, Place.state)
        .join(Pool, Pool.id == Place.pool_id)
        .where(Place.registration_id.in_(registration_ids), Pool.kind == MEETING_POOL)
    )
    return {row[0]: row[1] for row in rows}


def numbers(series_id: int) -> tuple[int, int]:
    """Return how many sign-ups that hold there are to the meetings of the series, and of how many addresses."""
    row = db.session.execute(
        select(func.count(), func.count(func.distinct(Registration.email_key)))
        .join(SeriesMeeting, SeriesMeeting.meeting_id == Registration.meeting_id)
        .where(
            SeriesMeeting.series_id == series_id,
            Registration.cancelled_at.is_(None),
            Registration.erased_at.is_(None),
        )
    ).one()
    return row[0], row[1]


def texts(series_id: int, now: datetime) -> Sequence[Any]:
    """Return the texts of the meetings of the series that have not ended, by time."""
    return db.session.execute(
        select(
            Meeting.id,
            Meeting.title,
            Meeting.summary,
            Meeting.body,
            Meeting.lang,
            Term.code.label("kind"),
            Meeting.starts_at,
            Meeting.town,
            Meeting.venue,
        )
        .join(SeriesMeeting, SeriesMeeting.meeting_id == Meeting.id)
        .join(Term, Term.id == Meeting.kind_id)
        .where(SeriesMeeting.series_id == series_id, Meeting.ends_at > now)
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()
