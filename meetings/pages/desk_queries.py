"""Read what the desk shows: all meetings with their seats, what needs attention, and one meeting's figures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from meetings.directory.models import Term
from meetings.extensions import db
from meetings.ideas.queries.waiting import number_untold, number_waiting
from meetings.materials.queries.speaking import number_to_review
from meetings.outbox.models import OutgoingMail
from meetings.outbox.rules import MailState
from meetings.participants.queries.changes import has_question
from meetings.projects.models import SeriesMeeting
from meetings.registration.models import Invitation, Place, Pool, Registration, SignUp
from meetings.registration.queries import MEETING_POOL, Counts, by_sector, counts_of
from meetings.registration.rules import Access, PlaceState
from meetings.schedule.models import Contact, Meeting, MeetingOrganiser
from meetings.schedule.rules import State
from meetings.sparks.models import Spark
from meetings.sparks.rules import SparkState
from meetings.web import dates

NEAR = timedelta(days=30)  # a draft whose meeting begins within this needs attention
AT_ONCE = 200  # coming meetings and drafts are shown on one page, up to this many
_PER_PAGE = 25
Reach = Collection[int] | None


@dataclass(frozen=True)
class MeetingRow:
    """A meeting as the desk lists it; `counts` is None when it takes no sign-ups.

    `asked` says that the organisers have not answered whether people are told of a change; `sparks` is how many wait
    for approval, `given` how much that speakers gave waits for an answer, `ideas` how many project ideas wait for the
    secretariat. Those `in_series` stand with their series.
    """

    id: int
    title: str
    lang: str
    kind: str
    state: str
    starts_at: datetime
    ends_at: datetime
    town: str
    asked: bool
    sparks: int
    given: int
    ideas: int
    concluded_at: datetime | None
    in_series: bool
    counts: Counts | None


@dataclass(frozen=True)
class AllMeetings:
    """The desk's lists, and where the page of past meetings stands."""

    coming: Sequence[MeetingRow]
    drafts: Sequence[MeetingRow]
    past: Sequence[MeetingRow]
    past_total: int
    past_page: int

    @property
    def past_pages(self) -> int:
        """How many pages the past meetings fill."""
        return max(1, -(-self.past_total // _PER_PAGE))

    @property
    def past_first(self) -> int:
        """The number of the first past meeting shown."""
        return (self.past_page - 1) * _PER_PAGE + 1 if self.past else 0

    @property
    def is_empty(self) -> bool:
        """Whether there is no meeting at all."""
        return not (self.coming or self.drafts or self.past_total)


def all_meetings(now: datetime, reach: Reach, lang: str, page: int) -> AllMeetings:
    """Return the meetings within reach (None: all), with their seats, in five queries however many there are."""
    public, draft = Meeting.state != State.DRAFT.value, Meeting.state == State.DRAFT.value
    over = Meeting.ends_at <= now
    total = db.session.scalar(_within(select(func.count(Meeting.id)), reach).where(public, over)) or 0
    page = min(page, max(1, -(-total // _PER_PAGE)))
    coming = _rows(reach, lang, public, ~over, order=(Meeting.starts_at, Meeting.id)).limit(AT_ONCE)
    drafts = _rows(reach, lang, draft, order=(Meeting.starts_at, Meeting.id)).limit(AT_ONCE)
    past = _rows(reach, lang, public, over, order=(Meeting.starts_at.desc(), Meeting.id.desc()))
    past = past.limit(_PER_PAGE).offset((page - 1) * _PER_PAGE)
    found = [db.session.execute(statement).mappings().all() for statement in (coming, drafts, past)]
    counts = counts_of([row["id"] for rows in found for row in rows])
    shown = [[MeetingRow(**row, counts=counts.get(row["id"])) for row in rows] for rows in found]
    return AllMeetings(shown[0], shown[1], shown[2], total, page)


def _rows(reach: Reach, lang: str, *conditions: ColumnElement[bool], order: tuple[Any, ...]) -> Any:
    kind = Term.name_en if lang == "en" else Term.name_sv
    statement = select(
        Meeting.id,
        Meeting.title,
        Meeting.lang,
        kind.label("kind"),
        Meeting.state,
        Meeting.starts_at,
        Meeting.ends_at,
        Meeting.town,
        has_question().label("asked"),
        _sparks_waiting().label("sparks"),
        number_to_review().label("given"),
        number_waiting().label("ideas"),
        Meeting.concluded_at,
        exists().where(SeriesMeeting.meeting_id == Meeting.id).correlate(Meeting).label("in_series"),
    ).join(Term, Meeting.kind_id == Term.id)
    return _within(statement, reach).where(*conditions).order_by(*order)


def _sparks_waiting() -> ScalarSelect[int]:
    """Return how many sparks of the statement's meeting wait for approval."""
    waiting = Spark.state == SparkState.NEW.value
    return (
        select(func.count(Spark.id)).where(Spark.meeting_id == Meeting.id, waiting).correlate(Meeting).scalar_subquery()
    )


def _within(statement: Any, reach: Reach) -> Any:
    return statement if reach is None else statement.where(Meeting.id.in_(reach))


def meeting_choices() -> Sequence[Row[int, str, datetime]]:
    """Return id, title and beginning of every meeting, the latest first: for a list to choose from."""
    return db.session.execute(
        select(Meeting.id, Meeting.title, Meeting.starts_at).order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    ).all()


def titles_of(meeting_ids: Collection[int]) -> dict[int, str]:
    """Return the titles of these meetings."""
    rows = db.session.execute(select(Meeting.id, Meeting.title).where(Meeting.id.in_(meeting_ids)))
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True)
class MeetingInRail:
    """What the rail says of a meeting: how many have a seat, wait for one, and for an answer; whether one invites.

    `asked`: see `MeetingRow`. `followed_until` is when the last published meeting ends that follows it up, if any;
    `sparks`, `given` and `ideas`: see `MeetingRow`; `untold` is how many ideas have a state that is not published.
    """

    title: str
    confirmed: int
    waiting: int
    pending: int
    invites: bool
    asked: bool
    followed_until: datetime | None
    sparks: int
    given: int
    ideas: int
    untold: int


def meeting_in_rail(meeting_id: int) -> MeetingInRail | None:
    """Return what the rail says of the meeting, with one statement; None when there is no such meeting."""

    def places(state: PlaceState) -> ScalarSelect[int]:
        return (
            select(func.count())
            .select_from(Place)
            .join(Pool, Pool.id == Place.pool_id)
            .where(Pool.meeting_id == meeting_id, Pool.kind == MEETING_POOL, Place.state == state.value)
            .scalar_subquery()
        )

    then = aliased(Meeting)
    invited = exists().where(Invitation.meeting_id == meeting_id)
    by_invitation = exists().where(SignUp.meeting_id == meeting_id, SignUp.access == Access.INVITED.value)
    row = db.session.execute(
        select(
            Meeting.title,
            places(PlaceState.CONFIRMED),
            places(PlaceState.WAITING),
            places(PlaceState.PENDING),
            or_(invited, by_invitation),
            has_question(),
            select(func.max(then.ends_at))
            .where(then.follows_id == meeting_id, then.state == State.PUBLISHED.value)
            .scalar_subquery(),
            _sparks_waiting(),
            number_to_review(),
            number_waiting(),
            number_untold(),
        ).where(Meeting.id == meeting_id)
    ).first()
    facts: tuple[Any, ...] = tuple(row) if row is not None else ()
    return MeetingInRail(*facts) if facts else None


def meeting_on_desk(meeting_id: int) -> Meeting | None:
    """Return the meeting with its kind, or None."""
    return db.session.scalar(select(Meeting).where(Meeting.id == meeting_id).options(joinedload(Meeting.kind)))


def organisers_and_contacts(meeting_id: int) -> tuple[int, int]:
    """Return how many organisers and how many contacts the meeting has."""
    organisers = select(func.count()).where(MeetingOrganiser.meeting_id == meeting_id).scalar_subquery()
    contacts = select(func.count()).where(Contact.meeting_id == meeting_id).scalar_subquery()
    row = db.session.execute(select(organisers, contacts)).one()
    return row[0], row[1]


def failed_mails(meeting_id: int) -> tuple[int, str]:
    """Return how many mails about the meeting did not arrive, and whom all are about ("registration:12", or "")."""
    about = OutgoingMail.subject_ref
    row = db.session.execute(
        select(func.count(), func.min(about), func.max(about)).where(
            OutgoingMail.state == MailState.FAILED.value, OutgoingMail.meeting_id == meeting_id
        )
    ).one()
    return row[0], row[1] if row[1] and row[1] == row[2] else ""


def sign_ups_by_day(meeting_id: int) -> list[tuple[date, int]]:
    """Return how many of those who have a seat had signed up by the end of each Swedish day with a sign-up.

    The database counts by the hour, which no change of the clocks splits; days are made of the hours here.
    """
    hour: ColumnElement[str]
    if db.engine.dialect.name == "postgresql":
        hour = func.to_char(func.timezone("UTC", Registration.registered_at), "YYYY-MM-DD HH24")
    else:
        hour = func.strftime("%Y-%m-%d %H", Registration.registered_at)
    rows = db.session.execute(
        select(hour, func.count())
        .join(Place, Place.registration_id == Registration.id)
        .join(Pool, Pool.id == Place.pool_id)
        .where(
            Registration.meeting_id == meeting_id,
            Pool.kind == MEETING_POOL,
            Place.state == PlaceState.CONFIRMED.value,
        )
        .group_by(hour)
        .order_by(hour)
    )
    by_day: dict[date, int] = {}
    total = 0
    for text, number in rows:
        total += number
        by_day[dates.local(datetime.fromisoformat(f"{text}:00+00:00")).date()] = total
    return list(by_day.items())


def sectors_of(meeting_id: int, lang: str) -> list[tuple[str, int]]:
    """Return how many confirmed people there are of each sector, in the vocabulary's order; "" is not said."""
    found = by_sector(meeting_id)
    terms = db.session.scalars(
        select(Term).where(Term.id.in_([key for key in found if key is not None])).order_by(Term.position)
    )
    shown = [(term.name(lang), found[term.id]) for term in terms]
    return [*shown, ("", found[None])] if None in found else shown


def latest_sign_ups(meeting_id: int, at_most: int) -> Sequence[tuple[Registration, str]]:
    """Return the newest registrations with the state of their place, in one query; organisation and sector loaded."""
    rows = db.session.execute(
        select(Registration, Place.state)
        .join(Place, Place.registration_id == Registration.id)
        .join(Pool, Pool.id == Place.pool_id)
        .where(Registration.meeting_id == meeting_id, Pool.kind == MEETING_POOL)
        .order_by(Registration.arrival.desc())
        .limit(at_most)
        .options(joinedload(Registration.sector), joinedload(Registration.organisation_type))
    )
    return [(row[0], row[1]) for row in rows]
