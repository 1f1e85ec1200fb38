"""Read what everybody may read of what led to a project and of what it arranges: meetings, ideas, sparks, series."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Select, Subquery, and_, func, literal, or_, select, union_all

from meetings.directory.models import Term
from meetings.extensions import db
from meetings.ideas.models import FollowUpSlot, Idea, IdeaCall, PartnerRequest, PublishedIdea
from meetings.projects.models import (
    MeetingSeries,
    ProjectMeeting,
    SeriesMeeting,
    project_idea,
    project_item,
    project_led_to_by,
    project_spark,
)
from meetings.schedule.models import Meeting, ProgrammeItem
from meetings.schedule.rules import State
from meetings.sparks.models import Spark, SparkBoard

LISTED = and_(Meeting.state != State.DRAFT.value, Meeting.listed.is_(True))


class Role(str, Enum):
    """What a meeting is to a project."""

    LED = "led"
    CALL = "call"
    SPARKS = "sparks"
    FOLLOW_UP = "follow_up"
    PRESENTED = "presented"
    OWN = "own"


class Kind(str, Enum):
    """What else a project hangs together with."""

    IDEA = "idea"
    SPARK = "spark"
    SERIES = "series"


@dataclass(frozen=True)
class MeetingLink:
    """A meeting that everybody may find, in one of its roles to the project.

    `via` is the idea, the spark, the item of the programme or (of its own) the series by which it is that; 0: none.
    """

    role: str
    via: int
    id: int
    slug: str
    title: str
    lang: str
    state: str
    starts_at: datetime
    ends_at: datetime
    attendance: str
    venue: str
    town: str
    kind_sv: str
    kind_en: str


@dataclass(frozen=True)
class Thing:
    """An idea, a spark or a series that everybody may read.

    `by` is the idea's organisation, `meeting_id` and `meeting_slug` the meeting it is from; `via` of an idea is the
    spark that it grew from (0: none), of a series how many of its meetings are public.
    """

    kind: str
    id: int
    slug: str
    title: str
    lang: str
    by: str
    meeting_id: int
    meeting_slug: str
    via: int


def meetings_of(project_id: int) -> tuple[MeetingLink, ...]:
    """Return the public meetings that have to do with the project, by time, one for each role; one statement."""
    roles = _roles(project_id)
    rows = db.session.execute(
        select(
            roles.c.role, roles.c.via, Meeting.id, Meeting.slug, Meeting.title, Meeting.lang, Meeting.state,
            Meeting.starts_at, Meeting.ends_at, Meeting.attendance, Meeting.venue, Meeting.town,
            Term.name_sv, Term.name_en,
        )
        .select_from(roles)
        .join(Meeting, Meeting.id == roles.c.meeting_id)
        .join(Term, Term.id == Meeting.kind_id)
        .where(LISTED)
        .order_by(Meeting.starts_at, Meeting.id, roles.c.role, roles.c.via)
    )  # fmt: skip
    return tuple(MeetingLink(*row) for row in rows)


def _roles(project_id: int) -> Subquery:
    """Return role, meeting and by what, of every meeting that has to do with the project, public or not."""
    series = func.coalesce(SeriesMeeting.series_id, 0)
    of_idea = _public_ideas(project_id)
    return union_all(
        _role(Role.LED, project_led_to_by.c.meeting_id, 0).where(project_led_to_by.c.project_id == project_id),
        _role(Role.PRESENTED, ProgrammeItem.meeting_id, ProgrammeItem.id)
        .join(project_item, project_item.c.item_id == ProgrammeItem.id)
        .where(project_item.c.project_id == project_id),
        _role(Role.OWN, ProjectMeeting.meeting_id, series)
        .outerjoin(SeriesMeeting, SeriesMeeting.meeting_id == ProjectMeeting.meeting_id)
        .where(ProjectMeeting.project_id == project_id),
        _role(Role.CALL, IdeaCall.meeting_id, Idea.id)
        .join(Idea, Idea.call_id == IdeaCall.id)
        .where(Idea.id.in_(of_idea)),
        _role(Role.FOLLOW_UP, FollowUpSlot.meeting_id, FollowUpSlot.idea_id).where(FollowUpSlot.idea_id.in_(of_idea)),
        _role(Role.SPARKS, Spark.meeting_id, Spark.id).where(Spark.id.in_(_public_sparks(project_id))),
    ).subquery("roles")


def _role(role: Role, meeting_id: Any, via: Any) -> Select[Any]:
    return select(
        literal(role.value).label("role"),
        meeting_id.label("meeting_id"),
        (literal(via) if isinstance(via, int) else via).label("via"),
    )


def _public_ideas(project_id: int) -> Select[Any]:
    """Return the ids of the ideas behind the project that everybody may find."""
    call, meeting = IdeaCall.__table__, Meeting.__table__
    return (
        select(PublishedIdea.idea_id)
        .join(project_idea, project_idea.c.idea_id == PublishedIdea.idea_id)
        .join(Idea, Idea.id == PublishedIdea.idea_id)
        .join(call, call.c.id == Idea.call_id)
        .join(meeting, meeting.c.id == call.c.meeting_id)
        .where(
            project_idea.c.project_id == project_id,
            meeting.c.state != State.DRAFT.value,
            meeting.c.listed.is_(True),
        )
    )


def _public_sparks(project_id: int) -> Select[Any]:
    """Return the ids of the public sparks behind the project: its own, and those that its ideas grew from."""
    of_ideas = select(Idea.spark_id).where(Idea.id.in_(_public_ideas(project_id)), Idea.spark_id.is_not(None))
    own = select(project_spark.c.spark_id).where(project_spark.c.project_id == project_id)
    return (
        select(Spark.id)
        .join(SparkBoard, SparkBoard.meeting_id == Spark.meeting_id)
        .join(Meeting, Meeting.id == Spark.meeting_id)
        .where(
            or_(Spark.id.in_(own), Spark.id.in_(of_ideas)),
            Spark.state == "approved",
            Spark.erased_at.is_(None),
            SparkBoard.published_at.is_not(None),
            Meeting.state == State.PUBLISHED.value,
            Meeting.listed.is_(True),
        )
    )


def things_of(project_id: int) -> tuple[Thing, ...]:
    """Return the public ideas and sparks behind the project and its public series, by kind and age; one statement."""
    idea = (
        select(
            literal(Kind.IDEA.value).label("kind"), PublishedIdea.idea_id.label("id"), PublishedIdea.slug.label("slug"),
            PublishedIdea.title.label("title"), PublishedIdea.lang.label("lang"),
            PublishedIdea.organisation_name.label("by"), Meeting.id.label("meeting_id"),
            Meeting.slug.label("meeting_slug"), func.coalesce(Idea.spark_id, 0).label("via"),
        )
        .join(Idea, Idea.id == PublishedIdea.idea_id)
        .join(IdeaCall, IdeaCall.id == Idea.call_id)
        .join(Meeting, Meeting.id == IdeaCall.meeting_id)
        .where(PublishedIdea.idea_id.in_(_public_ideas(project_id)))
    )  # fmt: skip
    spark = (
        select(
            literal(Kind.SPARK.value), Spark.id, literal(""), Spark.text, Spark.lang, literal(""), Meeting.id,
            Meeting.slug, literal(0),
        )
        .join(Meeting, Meeting.id == Spark.meeting_id)
        .where(Spark.id.in_(_public_sparks(project_id)))
    )  # fmt: skip
    number = (
        select(func.count())
        .select_from(SeriesMeeting)
        .join(Meeting, Meeting.id == SeriesMeeting.meeting_id)
        .where(SeriesMeeting.series_id == MeetingSeries.id, LISTED)
        .correlate(MeetingSeries)
        .scalar_subquery()
    )
    series = select(
        literal(Kind.SERIES.value), MeetingSeries.id, MeetingSeries.slug, MeetingSeries.title, MeetingSeries.lang,
        literal(""), literal(0), literal(""), number,
    ).where(MeetingSeries.project_id == project_id)  # fmt: skip
    every = union_all(idea, spark, series).subquery("things")
    rows = db.session.execute(select(every).order_by(every.c.kind, every.c.id))
    return tuple(one for row in rows if (one := Thing(*row)).kind != Kind.SERIES.value or one.via)


def partners_of(idea_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the organisations that joined each of these ideas and let themselves be shown, by idea; one statement."""
    found: dict[int, list[str]] = {idea_id: [] for idea_id in idea_ids}
    if found:
        rows = db.session.execute(
            select(PartnerRequest.idea_id, PartnerRequest.organisation_name)
            .where(PartnerRequest.idea_id.in_(found), PartnerRequest.state == "accepted", PartnerRequest.shown)
            .order_by(PartnerRequest.idea_id, PartnerRequest.organisation_name, PartnerRequest.id)
        )
        for idea_id, name in rows:
            found[idea_id].append(name)
    return found
