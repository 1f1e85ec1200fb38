"""Read which public projects came of ideas, sparks and meetings, for the pages of these; and which are like an idea."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import CompoundSelect, Select, literal, null, select, union, union_all

from meetings.extensions import db
from meetings.ideas.models import Idea, IdeaCall, PublishedIdea
from meetings.projects.models import (
    MeetingSeries,
    Project,
    ProjectMeeting,
    SeriesMeeting,
    project_idea,
    project_item,
    project_led_to_by,
    project_spark,
)
from meetings.projects.queries.public import PUBLISHED
from meetings.schedule.models import ProgrammeItem
from meetings.sparks.models import Spark, SparkBoard


@dataclass(frozen=True)
class Named:
    """A public project as a link to it needs it."""

    id: int
    slug: str
    title: str
    lang: str
    begins: str
    ends: str
    first: int | None
    last: int | None


class To(str, Enum):
    """What something is to a meeting."""

    LED = "led"
    ITEM = "item"
    ARRANGES = "arranges"
    SERIES = "series"


@dataclass(frozen=True)
class OfMeeting:
    """A project or (of SERIES) a series that a meeting has to do with; `item_id` is the item of its programme, or 0."""

    to: str
    item_id: int
    named: Named


_NAMED = (
    Project.id, Project.slug, Project.title, Project.lang, Project.begins, Project.ends, Project.first, Project.last,
)  # fmt: skip


def of_ideas(idea_ids: Collection[int]) -> dict[int, list[Named]]:
    """Return the public projects that came of these ideas, by idea, those that began first first; one statement."""
    if not idea_ids:
        return {}
    links = select(project_idea.c.idea_id.label("key"), project_idea.c.project_id).where(
        project_idea.c.idea_id.in_(idea_ids)
    )
    return _by_key(links)


def of_sparks(meeting_id: int) -> dict[int, list[Named]]:
    """Return the public projects that came of a meeting's sparks, also through a public idea, by spark; one statement.

    Those that began first come first.
    """
    own = (
        select(project_spark.c.spark_id.label("key"), project_spark.c.project_id)
        .join(Spark, Spark.id == project_spark.c.spark_id)
        .where(Spark.meeting_id == meeting_id)
    )
    through_idea = (
        select(Idea.spark_id, project_idea.c.project_id)
        .join(PublishedIdea, PublishedIdea.idea_id == Idea.id)
        .join(project_idea, project_idea.c.idea_id == Idea.id)
        .join(Spark, Spark.id == Idea.spark_id)
        .where(Spark.meeting_id == meeting_id)
    )
    return _by_key(union(own, through_idea))


def of_meeting(meeting_id: int) -> tuple[OfMeeting, ...]:
    """Return the public projects and the series that a meeting has to do with, those that began first first.

    What it led to, also through a public idea of its call or a public spark; what is presented at the items of its
    programme; who arranges it; and the series that it is in. One statement.
    """
    links = _links_of(meeting_id).subquery("links")
    projects = (
        select(links.c.what, links.c.item_id, *_NAMED, Project.title_sort)
        .join(Project, Project.id == links.c.project_id)
        .where(PUBLISHED)
    )
    series = (
        select(
            literal(To.SERIES.value), literal(0), MeetingSeries.id, MeetingSeries.slug, MeetingSeries.title,
            MeetingSeries.lang, literal(""), literal(""), null(), null(), literal(""),
        )
        .join(SeriesMeeting, SeriesMeeting.series_id == MeetingSeries.id)
        .where(SeriesMeeting.meeting_id == meeting_id)
    )  # fmt: skip
    every = union_all(projects, series).subquery("every")
    order = (every.c.first, every.c.title_sort, every.c.id, every.c.item_id)
    rows = db.session.execute(select(every).order_by(*order))
    return tuple(OfMeeting(row[0], row[1], Named(*row[2:10])) for row in rows)


def _links_of(meeting_id: int) -> CompoundSelect[Any]:
    """Return what the projects are to the meeting, at which item of its programme, and their ids, each once."""
    led, none = literal(To.LED.value), literal(0)
    return union(
        select(led.label("what"), none.label("item_id"), project_led_to_by.c.project_id).where(
            project_led_to_by.c.meeting_id == meeting_id
        ),
        select(led, none, project_idea.c.project_id)
        .join(PublishedIdea, PublishedIdea.idea_id == project_idea.c.idea_id)
        .join(Idea, Idea.id == project_idea.c.idea_id)
        .join(IdeaCall, IdeaCall.id == Idea.call_id)
        .where(IdeaCall.meeting_id == meeting_id),
        select(led, none, project_spark.c.project_id)
        .join(Spark, Spark.id == project_spark.c.spark_id)
        .join(SparkBoard, SparkBoard.meeting_id == Spark.meeting_id)
        .where(Spark.meeting_id == meeting_id, Spark.state == "approved", SparkBoard.published_at.is_not(None)),
        select(literal(To.ITEM.value), project_item.c.item_id, project_item.c.project_id)
        .join(ProgrammeItem, ProgrammeItem.id == project_item.c.item_id)
        .where(ProgrammeItem.meeting_id == meeting_id),
        select(literal(To.ARRANGES.value), none, ProjectMeeting.project_id).where(
            ProjectMeeting.meeting_id == meeting_id
        ),
    )


def _by_key(statement: Select[Any] | Any) -> dict[int, list[Named]]:
    links = statement.subquery("links")
    found: dict[int, list[Named]] = {}
    for key, *named in db.session.execute(
        select(links.c.key, *_NAMED)
        .join(Project, Project.id == links.c.project_id)
        .where(PUBLISHED)
        .order_by(Project.first, Project.title_sort, Project.id)
    ):
        found.setdefault(key, []).append(Named(*named))
    return found
