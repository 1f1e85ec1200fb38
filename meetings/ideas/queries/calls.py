"""Calls for ideas: a meeting's own, the times that hold for one idea, its extensions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from meetings.directory.models import Site
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.ideas.models import CallExtension, FundingRound, Idea, IdeaCall
from meetings.ideas.rules.calls import EVERYBODY, PERSONAL, CallText, CallTimes
from meetings.ideas.rules.deadline import Times
from meetings.schedule.models import Meeting


def call_of(meeting_id: int) -> IdeaCall | None:
    """Return the meeting's call with its meeting, its round and what that asks; None when it has none."""
    return db.session.scalar(
        select(IdeaCall)
        .where(IdeaCall.meeting_id == meeting_id)
        .options(
            joinedload(IdeaCall.meeting),
            joinedload(IdeaCall.round).options(
                joinedload(FundingRound.programme_area), selectinload(FundingRound.criteria)
            ),
        )
    )


def on_page_of(meeting_id: int) -> tuple[IdeaCall, CallExtension | None] | None:
    """Return the meeting's call as the meeting's page tells of it, with how everybody last got more time; one query."""
    extension = aliased(CallExtension)
    latest = (
        select(func.max(CallExtension.id))
        .where(CallExtension.call_id == IdeaCall.id, CallExtension.kind == EVERYBODY)
        .correlate(IdeaCall)
        .scalar_subquery()
    )
    row = db.session.execute(
        select(IdeaCall, extension)
        .outerjoin(extension, extension.id == latest)
        .where(IdeaCall.meeting_id == meeting_id)
        .options(joinedload(IdeaCall.meeting), joinedload(IdeaCall.round))
    ).first()
    return None if row is None else (row[0], row[1])


def get(call_id: int) -> IdeaCall:
    """Return a call. Raises `NotFound`."""
    found = db.session.get(IdeaCall, call_id)
    if found is None:
        raise NotFound
    return found


def times_of(call: IdeaCall, idea: Idea | None = None) -> Times:
    """Return from when until when this idea may be sent; without one, what holds for everybody."""
    extension = idea.extension if idea is not None else None
    holds = extension is not None and extension.revoked_at is None
    return Times(call.opens_at, call.closes_at, extension.until if extension is not None and holds else None)


def times_with(call: IdeaCall, extension: CallExtension | None) -> Times:
    """Return from when until when an idea that comes by this personal extension's link may be sent."""
    return Times(call.opens_at, call.closes_at, extension.until if extension is not None else None)


def personal_extension(extension_id: int, version: int) -> CallExtension:
    """Return the extension that a personal link names, with its call. Raises `NotFound` when it was revoked."""
    found = db.session.scalar(
        select(CallExtension)
        .where(CallExtension.id == extension_id, CallExtension.kind == PERSONAL)
        .options(joinedload(CallExtension.call).joinedload(IdeaCall.meeting))
    )
    if found is None or found.version != version or found.revoked_at is not None:
        raise NotFound
    return found


def extensions_of(call_id: int) -> Sequence[CallExtension]:
    """Return the extensions of a call of both kinds, the latest first."""
    return db.session.scalars(
        select(CallExtension).where(CallExtension.call_id == call_id).order_by(CallExtension.id.desc())
    ).all()


def latest_for_all(call_id: int) -> CallExtension | None:
    """Return how everybody last got more time, None when nobody did."""
    return db.session.scalar(
        select(CallExtension)
        .where(CallExtension.call_id == call_id, CallExtension.kind == EVERYBODY)
        .order_by(CallExtension.id.desc())
        .limit(1)
    )


def idea_by(extension_ids: Sequence[int]) -> dict[int, Idea]:
    """Return the ideas that were begun by these personal extensions, by the extension."""
    found = db.session.scalars(select(Idea).where(Idea.extension_id.in_(extension_ids)))
    return {idea.extension_id: idea for idea in found if idea.extension_id is not None}


def call_before(meeting: Meeting, reach: Collection[int] | None) -> IdeaCall | None:
    """Return the latest call of another meeting within reach (None: all), whose settings can be copied, if any."""
    statement = (
        select(IdeaCall)
        .where(IdeaCall.meeting_id != meeting.id)
        .options(joinedload(IdeaCall.meeting))
        .order_by(IdeaCall.closes_at.desc(), IdeaCall.id.desc())
        .limit(1)
    )
    if reach is not None:
        statement = statement.where(IdeaCall.meeting_id.in_(reach))
    return db.session.scalar(statement)


def text_of(call: IdeaCall) -> CallText:
    """Return what an organiser has said of the call."""
    times = CallTimes(call.opens_at, call.closes_at, call.answers_until, call.decision_by)
    return CallText(times, call.round_id, call.intro, tuple(call.required))


@dataclass(frozen=True)
class Numbers:
    """How many drafts a call has, and how many ideas have been received."""

    drafts: int
    received: int


def numbers_of(call_id: int) -> Numbers:
    """Return how many drafts and received ideas there are; nothing of what is in a draft."""
    received = func.count(Idea.received_at)
    row = db.session.execute(select(func.count(Idea.id) - received, received).where(Idea.call_id == call_id)).one()
    return Numbers(row[0], row[1])


@dataclass(frozen=True)
class CallSeen:
    """What decides whether the public page of a call has changed; every change of the call raises `version`."""

    meeting_id: int
    state: str
    version: int
    site_version: int
    opens_at: datetime | None
    closes_at: datetime

    @property
    def times(self) -> Times:
        """From when until when everybody may send."""
        return Times(self.opens_at, self.closes_at)


def seen(meeting_id: int) -> CallSeen | None:
    """Return what the public page's key is made of, with one query; None when the meeting has no call."""
    site = select(func.max(Site.version)).scalar_subquery()
    row = db.session.execute(
        select(Meeting.id, Meeting.state, Meeting.version, site, IdeaCall.opens_at, IdeaCall.closes_at)
        .join(IdeaCall, IdeaCall.meeting_id == Meeting.id)
        .where(Meeting.id == meeting_id)
    ).first()
    return None if row is None else CallSeen(row[0], row[1], row[2], row[3] or 0, row[4], row[5])
