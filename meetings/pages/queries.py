"""Read what the public pages show: little and often for the cache's key, much and seldom for the page itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.orm import selectinload

from meetings.directory.models import Site, SitePage, Term
from meetings.extensions import db
from meetings.ideas.models import IdeaCall
from meetings.materials.queries import MATERIAL_MOMENTS, moments_in
from meetings.registration.models import Place, Pool, SignUp
from meetings.registration.queries import KEPT_FOR_INVITED, MEETING_POOL, WorkshopSeats, seats_of_workshops
from meetings.registration.rules import NO_POOL, PlaceState, PoolCounts, list_until
from meetings.schedule.models import Meeting, MeetingOrganiser
from meetings.schedule.rules import State
from meetings.schedule.rules.chain import Link, SignUpTimes

_SHOWN = Meeting.state != State.DRAFT.value
LISTED = and_(_SHOWN, Meeting.listed.is_(True))  # what everybody may find, not only who has its address


@dataclass(frozen=True)
class Glance:
    """What decides whether a meeting's page has changed, and what the door to it says (`SignUpFacts`).

    `related` are the meetings that it links to, with their versions; `boundaries` the instants at which
    the page changes by itself.
    """

    id: int
    slug: str
    state: str
    version: int
    starts_at: datetime
    ends_at: datetime
    ideas_until: datetime | None
    ideas_from: datetime | None
    follows_id: int | None
    takes_sign_ups: bool
    opens_at: datetime | None
    closes_at: datetime | None
    list_until: datetime
    public_list: bool
    show_seats_left: bool
    access: str
    pool: PoolCounts
    site_version: int
    related: tuple[tuple[Link, int], ...] = ()
    workshops: tuple[WorkshopSeats, ...] = ()
    material_moments: tuple[datetime, ...] = ()

    @property
    def boundaries(self) -> tuple[datetime, ...]:
        """The instants at which the page changes by itself."""
        instants = [self.starts_at, self.ends_at, self.ideas_from, self.ideas_until, self.list_until]
        instants += [self.opens_at, self.closes_at]
        instants += self.material_moments
        for link, _version in self.related:
            times = link.sign_up or SignUpTimes()
            instants += [link.starts_at, link.ends_at, link.ideas_from, link.ideas_until]
            instants += [times.opens_at, times.closes_at]
        return tuple(instant for instant in instants if instant is not None)

    def passed(self, now: datetime) -> int:
        """Return how many of the boundaries lie behind: the phase of the clock."""
        return sum(boundary <= now for boundary in self.boundaries)

    @property
    def sign_up_times(self) -> SignUpTimes | None:
        """From when until when one can sign up; None when one cannot."""
        return SignUpTimes(self.opens_at, self.closes_at) if self.takes_sign_ups else None

    @property
    def link(self) -> Link:
        """The meeting as the chain sees it."""
        return Link(
            self.id, self.slug, self.state, self.starts_at, self.ends_at, self.ideas_until, self.sign_up_times,
            self.ideas_from,
        )  # fmt: skip


def _places(state: PlaceState) -> Any:
    """Return the number of places of the outer pool in this state, as a column."""
    return (
        select(func.count())
        .select_from(Place)
        .where(Place.pool_id == Pool.id, Place.state == state.value)
        .correlate(Pool)
        .scalar_subquery()
    )


_GLANCED: Sequence[Any] = (
    Meeting.id,
    Meeting.slug,
    Meeting.state,
    Meeting.version,
    Meeting.starts_at,
    Meeting.ends_at,
    Meeting.ideas_until,
    IdeaCall.opens_at.label("ideas_from"),
    Meeting.follows_id,
    SignUp.meeting_id.label("sign_up_id"),
    SignUp.opens_at,
    SignUp.closes_at,
    SignUp.list_until,
    SignUp.public_list,
    SignUp.show_seats_left,
    SignUp.access,
    Pool.id.label("pool_id"),
    Pool.seats,
    Pool.waiting_list,
    _places(PlaceState.CONFIRMED).label("confirmed"),
    _places(PlaceState.WAITING).label("waiting"),
    (_places(PlaceState.HELD) + KEPT_FOR_INVITED).label("held"),
    select(func.max(Site.version)).scalar_subquery().label("site_version"),
    MATERIAL_MOMENTS.label("material_moments"),
)


def _with_sign_up(statement: Select[Any]) -> Select[Any]:
    return (
        statement.select_from(Meeting)
        .outerjoin(SignUp, SignUp.meeting_id == Meeting.id)
        .outerjoin(Pool, and_(Pool.meeting_id == Meeting.id, Pool.kind == MEETING_POOL))
        .outerjoin(IdeaCall, IdeaCall.meeting_id == Meeting.id)
    )


def glance(meeting_id: int) -> Glance | None:
    """Return what the cache's key is made of; None when there is no such meeting. Three small queries."""
    row = db.session.execute(_with_sign_up(select(*_GLANCED)).where(Meeting.id == meeting_id)).first()
    return None if row is None else _glance(row, _related(row.id, row.follows_id), seats_of_workshops(row.id))


def _glance(
    row: Row[Any], related: tuple[tuple[Link, int], ...] = (), workshops: tuple[WorkshopSeats, ...] = ()
) -> Glance:
    pool = NO_POOL
    if row.pool_id is not None:
        pool = PoolCounts(row.pool_id, row.seats, row.waiting_list, row.confirmed, row.waiting, row.held)
    return Glance(
        id=row.id,
        slug=row.slug,
        state=row.state,
        version=row.version,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        ideas_until=row.ideas_until,
        ideas_from=row.ideas_from,
        follows_id=row.follows_id,
        takes_sign_ups=row.sign_up_id is not None,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        list_until=list_until(row.list_until, row.ends_at),
        public_list=bool(row.public_list),
        show_seats_left=bool(row.show_seats_left),
        access=row.access or "open",
        pool=pool,
        site_version=row.site_version or 0,
        related=related,
        workshops=workshops,
        material_moments=moments_in(row.material_moments),
    )


def _related(meeting_id: int, follows_id: int | None) -> tuple[tuple[Link, int], ...]:
    """Return the public meetings that this one follows up or that follow it up, by time, with their versions."""
    rows = db.session.execute(
        select(
            Meeting.id,
            Meeting.slug,
            Meeting.state,
            Meeting.starts_at,
            Meeting.ends_at,
            Meeting.ideas_until,
            IdeaCall.opens_at.label("ideas_from"),
            Meeting.version,
            SignUp.meeting_id.label("sign_up_id"),
            SignUp.opens_at,
            SignUp.closes_at,
        )
        .outerjoin(SignUp, SignUp.meeting_id == Meeting.id)
        .outerjoin(IdeaCall, IdeaCall.meeting_id == Meeting.id)
        .where(LISTED, or_(Meeting.follows_id == meeting_id, Meeting.id == follows_id))
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()
    return tuple(
        (
            Link(
                row.id, row.slug, row.state, row.starts_at, row.ends_at, row.ideas_until,
                None if row.sign_up_id is None else SignUpTimes(row.opens_at, row.closes_at), row.ideas_from,
            ),
            row.version,
        )
        for row in rows
    )  # fmt: skip


def meeting_for_calendar(meeting_id: int) -> Meeting | None:
    """Return a meeting that has been published, with its organisers; None for a draft."""
    return db.session.scalar(
        select(Meeting)
        .where(Meeting.id == meeting_id, _SHOWN)
        .options(selectinload(Meeting.organisers).joinedload(MeetingOrganiser.organisation))
    )


@dataclass(frozen=True)
class Listed:
    """A meeting in a list, with what its door says."""

    glance: Glance
    title: str
    lang: str
    kind_sv: str
    kind_en: str
    attendance: str
    venue: str
    town: str

    def kind(self, lang: str) -> str:
        """Return the kind's name in "sv" or "en"."""
        return self.kind_en if lang == "en" and self.kind_en else self.kind_sv


def _listed(*conditions: Any) -> Select[Any]:
    named = (
        Meeting.title, Meeting.lang, Meeting.attendance, Meeting.venue, Meeting.town, Term.name_sv, Term.name_en,
    )  # fmt: skip
    return _with_sign_up(select(*_GLANCED, *named)).join(Term, Term.id == Meeting.kind_id).where(LISTED, *conditions)


def _as_listed(rows: Iterable[Row[Any]]) -> tuple[Listed, ...]:
    return tuple(
        Listed(
            _glance(row),
            row.title, row.lang, row.name_sv, row.name_en, row.attendance, row.venue, row.town,
        )
        for row in rows
    )  # fmt: skip


def not_over_at(moment: datetime) -> tuple[Listed, ...]:
    """Return the published and cancelled meetings that end after `moment`, the next first."""
    return _as_listed(
        db.session.execute(_listed(Meeting.ends_at > moment).order_by(Meeting.starts_at, Meeting.id)).all()
    )


def over(now: datetime, *, first: int, count: int) -> tuple[Listed, ...]:
    """Return some of the meetings that have ended at `now`, the latest first, from the place `first` (0 …)."""
    statement = _listed(Meeting.ends_at <= now).order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    return _as_listed(db.session.execute(statement.limit(count).offset(first)).all())


def number_over(now: datetime) -> int:
    """Return how many published or cancelled meetings have ended at `now`."""
    return db.session.scalar(select(func.count()).select_from(Meeting).where(LISTED, Meeting.ends_at <= now)) or 0


def state_of_all() -> tuple[int, int, int, datetime | None]:
    """Return numbers that change whenever a list of all public meetings would: for feed, sitemap and home."""
    row = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Meeting.version), 0), func.max(Meeting.updated_at))
        .select_from(Meeting)
        .where(LISTED)
    ).one()
    site_version = db.session.scalar(select(func.max(Site.version))) or 0
    return row[0], int(row[1]), site_version, row[2]


def listed_by_id(ids: Iterable[int]) -> dict[int, Listed]:
    """Return the public meetings among these ids."""
    wanted = list(ids)
    if not wanted:
        return {}
    return {one.glance.id: one for one in _as_listed(db.session.execute(_listed(Meeting.id.in_(wanted))).all())}


def site_page_version(code: str) -> tuple[tuple[str, int, datetime], ...]:
    """Return language, revision and last change of the versions of an editable page: for its key."""
    rows = db.session.execute(
        select(SitePage.lang, SitePage.revision, SitePage.updated_at).where(SitePage.code == code)
    ).all()
    return tuple(sorted((row.lang, row.revision, row.updated_at) for row in rows))


def site_version() -> int:
    """Return the version of what every page shows of the site; 0 before it is set up."""
    return db.session.scalar(select(func.max(Site.version))) or 0
