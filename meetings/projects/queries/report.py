"""Read what a project planned and reached: activities, figures, its meetings, and the people who came to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import joinedload, selectinload

from meetings.counting.actions import Above
from meetings.counting.models import CountedMeeting
from meetings.counting.queries import Counted, counted
from meetings.counting.rules import of_project
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.projects.models import Project, ProjectActivity, ProjectMeeting
from meetings.projects.rules.report import Activities, Against, activities, against
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State

# What counting asks: whose is a meeting, and which is the last month of a project.
COUNTED = Above(
    arranged=select(ProjectMeeting.meeting_id, ProjectMeeting.project_id),
    periods=select(Project.id, Project.last),
)
_AT_ONCE = 500  # meetings read at a time for a file


@dataclass(frozen=True)
class Meetings:
    """How many meetings have been held, how many are published and to come, and all, cancelled and drafts too."""

    held: int
    ahead: int
    all: int


NO_MEETINGS = Meetings(0, 0, 0)


@dataclass(frozen=True)
class ActivityLine:
    """A kind of activity with what came of it; `ahead` of its meetings have not been held yet."""

    activity: ProjectActivity
    reached: Activities
    ahead: int


@dataclass(frozen=True)
class FigureLine:
    """A figure with what came of it."""

    figure: Any
    reached: Against


@dataclass(frozen=True)
class MeetingLine:
    """A meeting of the project. Before it has been counted nobody knows how many signed up and came: None."""

    id: int
    title: str
    lang: str
    starts_at: datetime
    town: str
    state: str
    activity_id: int | None
    signed_up: int | None
    attended: int | None


@dataclass(frozen=True)
class Report:
    """What a project planned and reached, and how many different people came. `held` of all its meetings have been."""

    project: Project
    activities: Sequence[ActivityLine]
    figures: Sequence[FigureLine]
    counted: Counted
    held: int
    known: int


def report(project_id: int, now: datetime) -> Report:
    """Return the report of a project; its meetings are read by `meetings`. Raises `NotFound`."""
    project = db.session.scalar(
        select(Project)
        .where(Project.id == project_id)
        .options(
            joinedload(Project.owner),
            selectinload(Project.figures),
            selectinload(Project.activities).joinedload(ProjectActivity.kind),
        )
    )
    if project is None:
        raise NotFound
    of = _by_activity(project_id, now)
    return Report(
        project,
        [_activity(one, of) for one in project.activities],
        [FigureLine(one, against(one.planned, one.value, one.exactness)) for one in project.figures],
        counted(of_project(project_id)),
        sum(one.held for one in of.values()),
        sum(one.all for one in of.values()),
    )


def meetings(project_id: int, *, after: int = 0, at_most: int = _AT_ONCE) -> list[MeetingLine]:
    """Return meetings of the project in the order of their days, so many of them after the first `after`."""
    counted_already = CountedMeeting.counted_at.is_not(None)
    rows = db.session.execute(
        select(
            Meeting.id,
            Meeting.title,
            Meeting.lang,
            Meeting.starts_at,
            Meeting.town,
            Meeting.state,
            ProjectMeeting.activity_id,
            case((counted_already, CountedMeeting.signed_up)),
            case((counted_already, CountedMeeting.attended)),
        )
        .join(ProjectMeeting, ProjectMeeting.meeting_id == Meeting.id)
        .outerjoin(CountedMeeting, CountedMeeting.meeting_id == Meeting.id)
        .where(ProjectMeeting.project_id == project_id)
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(at_most)
        .offset(after)
    )
    return [MeetingLine(*row) for row in rows]


def all_meetings(project_id: int) -> Iterator[MeetingLine]:
    """Yield every meeting of the project, a page of them in memory at a time."""
    after = 0
    while found := meetings(project_id, after=after):
        yield from found
        after += len(found)


def _by_activity(project_id: int, now: datetime) -> dict[int | None, Meetings]:
    published = Meeting.state == State.PUBLISHED.value
    held = func.count(case((and_(published, Meeting.ends_at <= now), 1)))
    ahead = func.count(case((and_(published, Meeting.ends_at > now), 1)))
    rows: Any = db.session.execute(
        select(ProjectMeeting.activity_id, held, ahead, func.count())
        .join(Meeting, Meeting.id == ProjectMeeting.meeting_id)
        .where(ProjectMeeting.project_id == project_id)
        .group_by(ProjectMeeting.activity_id)
    )
    return {activity_id: Meetings(*numbers) for activity_id, *numbers in rows}


def _activity(one: ProjectActivity, of: dict[int | None, Meetings]) -> ActivityLine:
    meetings = of.get(one.id, NO_MEETINGS)
    return ActivityLine(one, activities(one.planned, one.count, meetings.held), meetings.ahead)
