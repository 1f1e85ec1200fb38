"""Read the public meetings as feeds, calendars and the site's map tell of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import contains_eager, selectinload

from meetings.extensions import db
from meetings.pages.queries import LISTED
from meetings.schedule.models import Meeting, MeetingOrganiser


def newest(count: int, among: Sequence[int] | None = None) -> Sequence[Meeting]:
    """Return the meetings that were published last, the newest first, with what a feed says; those `among`, if any."""
    statement = (
        select(Meeting)
        .join(Meeting.kind)
        .where(LISTED)
        .options(
            contains_eager(Meeting.kind),
            selectinload(Meeting.organisers).joinedload(MeetingOrganiser.organisation),
            selectinload(Meeting.target_groups),
        )
        .order_by(Meeting.published_at.desc(), Meeting.id.desc())
    )
    if among is not None:
        statement = statement.where(Meeting.id.in_(among))
    return db.session.scalars(statement.limit(count)).all()


def for_calendar(ids: Sequence[int]) -> Sequence[Meeting]:
    """Return these meetings as a calendar shows them, the next first."""
    return db.session.scalars(
        select(Meeting)
        .where(LISTED, Meeting.id.in_(ids))
        .options(selectinload(Meeting.organisers).joinedload(MeetingOrganiser.organisation))
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()


def addresses() -> Sequence[Row[int, str, datetime]]:
    """Return id, slug and last change of every public meeting, for the sitemap."""
    return db.session.execute(
        select(Meeting.id, Meeting.slug, Meeting.updated_at).where(LISTED).order_by(Meeting.id).limit(25_000)
    ).all()
