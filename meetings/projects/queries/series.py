"""Read a series of meetings: its texts, and its meetings with their seats and doors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from meetings import transaction
from meetings.directory.models import Site, Term
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.projects.models import MeetingSeries, Project, SeriesMeeting
from meetings.projects.queries.public import PUBLISHED
from meetings.projects.rules.series import Occasion, Place, Times
from meetings.registration.models import Pool, Registration, SignUp, WorkshopBlock
from meetings.registration.queries import KEPT_FOR_INVITED, MEETING_POOL
from meetings.registration.queries.door import in_pool
from meetings.registration.rules import ATTENDING, NO_POOL, PlaceState, PoolCounts
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State

_DRAFT = State.DRAFT.value
_ASKS_MORE = or_(
    exists().where(Pool.meeting_id == Meeting.id, Pool.kind.in_(ATTENDING)).correlate(Meeting),
    exists().where(WorkshopBlock.meeting_id == Meeting.id).correlate(Meeting),
)
_OCCASION: Sequence[Any] = (
    Meeting.id,
    Meeting.slug,
    Meeting.title,
    Meeting.state,
    Meeting.version,
    Meeting.starts_at,
    Meeting.ends_at,
    Meeting.venue,
    Meeting.street,
    Meeting.town,
    Meeting.attendance,
    SignUp.meeting_id.is_not(None),
    SignUp.opens_at,
    SignUp.closes_at,
    func.coalesce(SignUp.access, "open"),
    func.coalesce(SignUp.show_seats_left, True),
    func.coalesce(SignUp.moderated, False),
    _ASKS_MORE,
)


@dataclass(frozen=True)
class Held:
    """A meeting of a series with its door (`Choosable`)."""

    meeting_id: int
    slug: str
    title: str
    state: str
    version: int
    starts_at: datetime
    ends_at: datetime
    venue: str
    street: str
    town: str
    attendance: str
    takes_sign_ups: bool
    opens_at: datetime | None
    closes_at: datetime | None
    access: str
    show_seats_left: bool
    moderated: bool
    asks_more: bool
    pool: PoolCounts

    @property
    def place(self) -> str:
        """The town, or the venue where there is none; "" on the net."""
        return self.town or self.venue

    @property
    def boundaries(self) -> tuple[datetime, ...]:
        """The instants at which what is said of it changes by itself."""
        instants = (self.starts_at, self.ends_at, self.opens_at, self.closes_at)
        return tuple(one for one in instants if one is not None)


@dataclass(frozen=True)
class Shown:
    """What the page of a series shows of the series itself; the project's fields are empty unless it is public."""

    id: int
    slug: str
    lang: str
    title: str
    summary: str
    body: str
    version: int
    updated_at: datetime
    form_id: int
    kind_sv: str
    kind_en: str
    project_id: int | None
    project_slug: str
    project_title: str
    project_lang: str
    site_version: int


def series(series_id: int) -> MeetingSeries:
    """Return the series with its project and kind. Raises `NotFound`."""
    found = db.session.scalar(
        select(MeetingSeries)
        .where(MeetingSeries.id == series_id)
        .options(joinedload(MeetingSeries.project), joinedload(MeetingSeries.kind))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def lock_series(series_id: int) -> MeetingSeries:
    """Return the series, locked until the write transaction ends. Raises `NotFound`."""
    with transaction.write() as session:
        found = session.scalar(
            select(MeetingSeries)
            .where(MeetingSeries.id == series_id)
            .with_for_update(of=MeetingSeries)
            .execution_options(populate_existing=True)
        )
        if found is None:
            raise NotFound
        return found


def lock_project(series_id: int, also: int | None = None) -> None:
    """Lock the project of the series, and another, by their numbers: before any meeting, as whoever saves one does."""
    with transaction.write() as session:
        its = Project.id.in_(select(MeetingSeries.project_id).where(MeetingSeries.id == series_id))
        chosen = or_(its, Project.id == also) if also is not None else its
        session.scalars(select(Project.id).where(chosen).order_by(Project.id).with_for_update(key_share=True)).all()


def lock_meetings(series_id: int) -> None:
    """Lock the meetings of the series, by their numbers: before the series itself, as whoever changes one does."""
    with transaction.write() as session:
        of = select(SeriesMeeting.meeting_id).where(SeriesMeeting.series_id == series_id)
        session.scalars(
            select(Meeting.id).where(Meeting.id.in_(of)).order_by(Meeting.id).with_for_update(key_share=True)
        ).all()


def shown(series_id: int) -> Shown | None:
    """Return what the page shows of the series; None when there is none. Whether it is public its meetings say."""
    public = and_(Project.id == MeetingSeries.project_id, PUBLISHED)
    row = db.session.execute(
        select(
            MeetingSeries.id,
            MeetingSeries.slug,
            MeetingSeries.lang,
            MeetingSeries.title,
            MeetingSeries.summary,
            MeetingSeries.body,
            MeetingSeries.version,
            MeetingSeries.updated_at,
            MeetingSeries.form_id,
            Term.name_sv,
            Term.name_en,
            Project.id,
            func.coalesce(Project.slug, ""),
            func.coalesce(Project.title, ""),
            func.coalesce(Project.lang, ""),
            func.coalesce(select(func.max(Site.version)).scalar_subquery(), 0),
        )
        .join(Term, Term.id == MeetingSeries.kind_id)
        .outerjoin(Project, public)
        .where(MeetingSeries.id == series_id)
    ).first()
    values: tuple[Any, ...] = tuple(row or ())
    return Shown(*values) if values else None


def occasions(series_id: int, *, drafts: bool = False) -> tuple[Held, ...]:
    """Return the meetings of the series by time, with one statement; drafts too if they are wanted."""
    statement = _held().where(SeriesMeeting.series_id == series_id)
    if not drafts:
        statement = statement.where(Meeting.state != _DRAFT)
    return tuple(_as_held(row) for row in db.session.execute(statement))


def occasion(series_id: int, meeting_id: int) -> Held | None:
    """Return one public meeting of the series; None when it is not there."""
    statement = _held().where(SeriesMeeting.series_id == series_id, Meeting.id == meeting_id, Meeting.state != _DRAFT)
    row = db.session.execute(statement).first()
    return None if row is None else _as_held(row)


def _held() -> Select[Any]:
    return (
        select(
            *_OCCASION,
            Pool.id,
            Pool.seats,
            Pool.waiting_list,
            in_pool(PlaceState.CONFIRMED),
            in_pool(PlaceState.WAITING),
            in_pool(PlaceState.HELD) + KEPT_FOR_INVITED,
        )
        .select_from(SeriesMeeting)
        .join(Meeting, Meeting.id == SeriesMeeting.meeting_id)
        .outerjoin(SignUp, SignUp.meeting_id == Meeting.id)
        .outerjoin(Pool, and_(Pool.meeting_id == Meeting.id, Pool.kind == MEETING_POOL))
        .order_by(Meeting.starts_at, SeriesMeeting.position, Meeting.id)
    )


def _as_held(row: Any) -> Held:
    facts, counted = tuple(row)[: len(_OCCASION)], tuple(row)[len(_OCCASION) :]
    values: tuple[Any, ...] = (*facts, NO_POOL if counted[0] is None else PoolCounts(*counted))
    return Held(*values)


def as_planned(one: Held) -> Occasion:
    """Return the meeting as it would be made: what tells it from the others is its `key`."""
    return Occasion(Place(one.town, one.venue, one.street, one.pool.seats), Times(one.starts_at, one.ends_at))


def series_of(meeting_id: int) -> int | None:
    """Return the number of the series that the meeting is in, or None."""
    return db.session.scalar(select(SeriesMeeting.series_id).where(SeriesMeeting.meeting_id == meeting_id))


def at_others(series_id: int, email_key: str, but: int) -> Sequence[Registration]:
    """Return what an address holds at other meetings of the series that have not been cancelled, by time."""
    return db.session.scalars(
        select(Registration)
        .join(SeriesMeeting, SeriesMeeting.meeting_id == Registration.meeting_id)
        .join(Meeting, Meeting.id == Registration.meeting_id)
        .where(
            SeriesMeeting.series_id == series_id,
            Registration.email_key == email_key,
            Registration.cancelled_at.is_(None),
            Registration.meeting_id != but,
            Meeting.state == State.PUBLISHED.value,
        )
        .options(contains_eager(Registration.meeting))
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()
