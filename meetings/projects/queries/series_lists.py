"""Read series as rows of lists: those that come, and all on the desk; and who arranges a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, select

from meetings.directory.models import Term
from meetings.extensions import db
from meetings.projects.models import MeetingSeries, Project, SeriesMeeting
from meetings.projects.queries.public import PUBLISHED
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State

_DRAFT = State.DRAFT.value


@dataclass(frozen=True)
class Row:
    """A series as a row of a list: its meetings that are public, or all on the desk, and the next of them."""

    id: int
    slug: str
    lang: str
    title: str
    summary: str
    kind_sv: str
    kind_en: str
    version: int
    updated_at: datetime
    project_title: str
    project_public: bool
    number: int
    coming: int
    drafts: int
    next_at: datetime | None
    first_at: datetime | None
    last_at: datetime | None

    def kind(self, lang: str) -> str:
        """Return the kind's name in "sv" or "en"."""
        return self.kind_en if lang == "en" and self.kind_en else self.kind_sv


def _rows(now: datetime, *, drafts: bool) -> Any:
    counts = Meeting.state == State.PUBLISHED.value
    ahead = and_(counts, Meeting.ends_at > now)
    number = func.count(Meeting.id) if drafts else func.count(Meeting.id).filter(Meeting.state != _DRAFT)
    return (
        select(
            MeetingSeries.id,
            MeetingSeries.slug,
            MeetingSeries.lang,
            MeetingSeries.title,
            MeetingSeries.summary,
            Term.name_sv,
            Term.name_en,
            MeetingSeries.version + func.coalesce(func.sum(Meeting.version), 0),
            MeetingSeries.updated_at,
            func.coalesce(Project.title, ""),
            func.coalesce(PUBLISHED, False),
            number,
            func.count(Meeting.id).filter(ahead),
            func.count(Meeting.id).filter(Meeting.state == _DRAFT),
            func.min(Meeting.starts_at).filter(ahead),
            func.min(Meeting.starts_at).filter(counts),
            func.max(Meeting.ends_at).filter(counts),
        )
        .select_from(MeetingSeries)
        .join(Term, Term.id == MeetingSeries.kind_id)
        .outerjoin(Project, Project.id == MeetingSeries.project_id)
        .outerjoin(SeriesMeeting, SeriesMeeting.series_id == MeetingSeries.id)
        .outerjoin(Meeting, Meeting.id == SeriesMeeting.meeting_id)
        .group_by(MeetingSeries.id, Term.id, Project.id)
    )


def coming(now: datetime) -> tuple[Row, ...]:
    """Return the public series of which some meeting has not ended at `now`, by the next of them."""
    statement = _rows(now, drafts=False)
    ahead = func.count(Meeting.id).filter(Meeting.state == State.PUBLISHED.value, Meeting.ends_at > now)
    rows = db.session.execute(statement.having(ahead > 0)).all()
    return tuple(sorted((Row(*row) for row in rows), key=lambda one: (one.next_at or now, one.id)))


def on_desk(now: datetime) -> tuple[Row, ...]:
    """Return all series, the latest first, with all their meetings."""
    return tuple(Row(*row) for row in db.session.execute(_rows(now, drafts=True).order_by(MeetingSeries.id.desc())))


def public_ones() -> Sequence[Any]:
    """Return id, slug and last change of every public series, for the sitemap."""
    public = exists().where(
        SeriesMeeting.series_id == MeetingSeries.id, SeriesMeeting.meeting_id == Meeting.id, Meeting.state != _DRAFT
    )
    return db.session.execute(
        select(MeetingSeries.id, MeetingSeries.slug, MeetingSeries.updated_at).where(public).order_by(MeetingSeries.id)
    ).all()
