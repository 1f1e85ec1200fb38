"""The tables of a project as organiser: its meetings, and series of meetings that share one page to sign up on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.directory.models import Term
from meetings.extensions import Base
from meetings.projects.models.projects import Project, ProjectActivity
from meetings.questions.models import Form
from meetings.schedule.models import Meeting


class MeetingSeries(Base):
    """Meetings of one kind on several days and places; who signs up chooses one of them on the page of the series.

    All of them ask what `form_id` asks. `occasion_title` is what each of them is called, with its place or day in
    braces (`rules.series`). The page is public while one of its meetings is. `version` rises with what the page shows,
    `revision` with every save of the texts.
    """

    __tablename__ = "meeting_series"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id", ondelete="SET NULL"), index=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("project_activity.id", ondelete="SET NULL"), index=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"), index=True)
    kind_id: Mapped[int] = mapped_column(ForeignKey("term.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80))
    lang: Mapped[str] = mapped_column(String(2), default="sv")
    title: Mapped[str] = mapped_column(String(200))
    occasion_title: Mapped[str] = mapped_column(String(200), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    project: Mapped[Project | None] = relationship()
    activity: Mapped[ProjectActivity | None] = relationship()
    form: Mapped[Form] = relationship()
    kind: Mapped[Term] = relationship()
    meetings: Mapped[list[SeriesMeeting]] = relationship(
        back_populates="series", cascade="all, delete-orphan", order_by="SeriesMeeting.position"
    )


class SeriesMeeting(Base):
    """A meeting's place in its series."""

    __tablename__ = "series_meeting"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("meeting_series.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    series: Mapped[MeetingSeries] = relationship(back_populates="meetings")
    meeting: Mapped[Meeting] = relationship()


class ProjectMeeting(Base):
    """A meeting that a project arranges; held, it counts towards `activity_id`."""

    __tablename__ = "project_meeting"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("project_activity.id", ondelete="SET NULL"), index=True)
    project: Mapped[Project] = relationship()
    meeting: Mapped[Meeting] = relationship()
    activity: Mapped[ProjectActivity | None] = relationship()
