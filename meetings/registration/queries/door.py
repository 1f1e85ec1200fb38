"""Read the door: the meeting, how one signs up to it, its seats, and the words that the form offers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, and_, bindparam, func, or_, select

from meetings.directory.models import Site, Term
from meetings.directory.rules import Vocabulary
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.questions.queries import sensitive_days
from meetings.questions.rules import erased_after
from meetings.registration.models import Invitation, Place, Pool, Registration, SignUp
from meetings.registration.rules import NO_POOL, PlaceState, PoolCounts, PoolKind
from meetings.schedule.models import Contact, Meeting
from meetings.statements import Prepared, together

MEETING_POOL = "meeting"  # the pool of the meeting as a whole


@dataclass(frozen=True)
class Counts:
    """The seats of a meeting: how many there are (None: no limit), who has one, who waits, what is left."""

    seats: int | None
    confirmed: int
    waiting: int
    left: int | None
    waiting_list: bool


@dataclass(frozen=True)
class Door:
    """What the sign-up page and its mails need to know: the meeting, how one signs up to it, and its counts.

    `site_version` rises with what every page shows of the site. `others` are all pools but the meeting's own.
    """

    meeting_id: int
    slug: str
    title: str
    meeting_lang: str
    state: str
    starts_at: datetime
    ends_at: datetime
    attendance: str
    venue: str
    street: str
    postcode: str
    town: str
    online_url: str
    online_in_calendar: bool
    calendar_sequence: int
    reply_to: str
    takes_sign_ups: bool
    form_id: int
    opens_at: datetime | None
    closes_at: datetime | None
    show_seats_left: bool
    public_list: bool
    list_until: datetime | None
    notice: str
    access: str
    link_version: int
    moderated: bool
    confirm_address: bool
    groups: bool
    hand_over: bool
    revision: int
    sensitive_days: int
    site_version: int
    pool: PoolCounts
    others: tuple[PoolCounts, ...] = ()

    @property
    def sensitive_until(self) -> datetime:
        """Until when the sensitive answers of those who sign up now are kept."""
        return erased_after(self.ends_at, self.sensitive_days)

    @property
    def pools(self) -> tuple[PoolCounts, ...]:
        """All pools of the meeting, its own first."""
        return (self.pool, *self.others)

    def of_kind(self, kind: PoolKind) -> list[PoolCounts]:
        """Return the pools of this kind, in their order."""
        return [pool for pool in self.pools if pool.kind == kind.value]


class Word(NamedTuple):
    """A word of a vocabulary, in one language; `parent_id` is the sector of a type of organisation."""

    id: int
    vocabulary: str
    code: str
    name: str
    parent_id: int | None


def in_pool(state: PlaceState) -> ColumnElement[int]:
    """Return how many places of the pool that is asked for are in this state, as a column."""
    statement = select(func.count()).where(Place.pool_id == Pool.id, Place.state == state.value)
    return statement.correlate(Pool).scalar_subquery()


KEPT_FOR_INVITED = (  # seats that are kept for those who are asked to come
    select(func.count())
    .where(
        Invitation.meeting_id == Pool.meeting_id,
        Invitation.state == "invited",
        Invitation.holds_seat.is_(True),
        or_(Pool.kind == MEETING_POOL, Pool.kind == PoolKind.ROOM.value),
    )
    .correlate(Pool)
    .scalar_subquery()
)
_POOL = (
    Pool.id,
    Pool.seats,
    Pool.waiting_list,
    in_pool(PlaceState.CONFIRMED),
    in_pool(PlaceState.WAITING),
    in_pool(PlaceState.HELD) + KEPT_FOR_INVITED,
)
_OTHERS = Prepared(
    select(
        *_POOL,
        Pool.kind,
        Pool.block_id,
        Pool.choice_id,
        Pool.sector_id,
        Pool.released_at,
        Pool.item_id,
    )
    .where(Pool.meeting_id == bindparam("meeting_id"), Pool.kind != MEETING_POOL)
    .order_by(Pool.position, Pool.id)
)
_OF_SECTOR = Prepared(  # how many of each sector have a seat at the meeting: what fills the reserved pools
    select(Registration.sector_id, func.count())
    .join(Place, Place.registration_id == Registration.id)
    .where(
        Place.pool_id == bindparam("pool_id"),
        or_(Place.state == PlaceState.CONFIRMED.value, Place.state == PlaceState.HELD.value),
    )
    .group_by(Registration.sector_id)
)
_FACTS = len(fields(Door)) - 2  # all but the pools, in the order of `_DOOR`
_REPLY_TO = (
    select(Contact.email)
    .where(Contact.meeting_id == Meeting.id, Contact.email != "")
    .order_by(Contact.position, Contact.id)
    .limit(1)
    .correlate(Meeting)
    .scalar_subquery()
)
_DOOR = Prepared(
    select(
        Meeting.id,
        Meeting.slug,
        Meeting.title,
        Meeting.lang,
        Meeting.state,
        Meeting.starts_at,
        Meeting.ends_at,
        Meeting.attendance,
        Meeting.venue,
        Meeting.street,
        Meeting.postcode,
        Meeting.town,
        Meeting.online_url,
        Meeting.online_in_calendar,
        Meeting.calendar_sequence,
        func.coalesce(_REPLY_TO, ""),
        SignUp.meeting_id.is_not(None),
        func.coalesce(SignUp.form_id, 0),
        SignUp.opens_at,
        SignUp.closes_at,
        func.coalesce(SignUp.show_seats_left, True),
        func.coalesce(SignUp.public_list, False),
        SignUp.list_until,
        func.coalesce(SignUp.notice, ""),
        func.coalesce(SignUp.access, "open"),
        func.coalesce(SignUp.link_version, 1),
        func.coalesce(SignUp.moderated, False),
        func.coalesce(SignUp.confirm_address, False),
        func.coalesce(SignUp.groups, False),
        func.coalesce(SignUp.hand_over, False),
        func.coalesce(SignUp.revision, 0),
        sensitive_days(),
        func.coalesce(select(func.max(Site.version)).scalar_subquery(), 0),
        *_POOL,
    )
    .outerjoin(SignUp, SignUp.meeting_id == Meeting.id)
    .outerjoin(Pool, and_(Pool.meeting_id == Meeting.id, Pool.kind == MEETING_POOL))
    .where(Meeting.id == bindparam("meeting_id"))
)


_WORDS = Prepared(
    select(Term.id, Term.vocabulary, Term.code, Term.name_sv, Term.name_en, Term.parent_id)
    .where(
        or_(
            Term.vocabulary == Vocabulary.ORGANISATION_TYPE.value,
            Term.vocabulary == Vocabulary.MUNICIPALITY.value,
        ),
        or_(Term.valid_from.is_(None), Term.valid_from <= bindparam("day", type_=Date)),
        or_(Term.valid_until.is_(None), Term.valid_until >= bindparam("day", type_=Date)),
    )
    .order_by(Term.position, Term.id)
)


def door(meeting_id: int) -> Door:
    """Return the meeting's door. Raises `NotFound`."""
    return opened(*together(*the_door(meeting_id)))


def the_door(meeting_id: int) -> list[tuple[Prepared, dict[str, Any]]]:
    """Return what is asked of the database for a door; `opened` takes the answers."""
    return [(_DOOR, {"meeting_id": meeting_id}), (_OTHERS, {"meeting_id": meeting_id})]


def opened(facts: Sequence[tuple[Any, ...]], others: Sequence[tuple[Any, ...]]) -> Door:
    """Return the door from the answers to `the_door`. Raises `NotFound`."""
    if not facts:
        raise NotFound
    counted = facts[0][_FACTS:]
    pool = NO_POOL if counted[0] is None else PoolCounts(*counted)
    values: tuple[Any, ...] = (*facts[0][:_FACTS], pool, _others(others, pool))
    return Door(*values)


def _others(rows: Sequence[tuple[Any, ...]], pool: PoolCounts) -> tuple[PoolCounts, ...]:
    found = tuple(PoolCounts(*row) for row in rows)
    if all(one.kind != PoolKind.RESERVED.value for one in found):
        return found
    there: dict[int | None, int] = {row[0]: row[1] for row in _OF_SECTOR.rows(pool_id=pool.id)}
    return tuple(
        replace(one, confirmed=there.get(one.sector_id, 0)) if one.kind == PoolKind.RESERVED.value else one
        for one in found
    )


def counts(meeting_id: int) -> Counts:
    """Return the seats of a meeting, with one statement; none when it takes no sign-ups."""
    return counts_of([meeting_id]).get(meeting_id, Counts(0, 0, 0, 0, waiting_list=False))


def counts_of(meeting_ids: Collection[int]) -> dict[int, Counts]:
    """Return the seats of those of the meetings that take sign-ups, with one statement."""
    rows = db.session.execute(
        select(Pool.meeting_id, *_POOL).where(Pool.meeting_id.in_(meeting_ids), Pool.kind == MEETING_POOL)
    )
    values: list[tuple[Any, ...]] = [tuple(row) for row in rows]
    return {meeting_id: _counted(PoolCounts(*pool)) for meeting_id, *pool in values}


def _counted(pool: PoolCounts) -> Counts:
    return Counts(pool.seats, pool.confirmed, pool.waiting, pool.free, pool.waiting_list)


def meeting_pool(meeting_id: int) -> Pool | None:
    """Return the pool of the meeting as a whole; None when it takes no sign-ups."""
    return db.session.scalar(select(Pool).where(Pool.meeting_id == meeting_id, Pool.kind == MEETING_POOL))


def is_listed(meeting_id: int) -> bool:
    """Tell whether the meeting stands in lists and in the search."""
    return bool(db.session.scalar(select(Meeting.listed).where(Meeting.id == meeting_id)))


def sectors(lang: str) -> list[Word]:
    """Return the sectors, in their order."""
    rows = db.session.execute(
        select(Term.id, Term.vocabulary, Term.code, Term.name_sv, Term.name_en, Term.parent_id)
        .where(Term.vocabulary == Vocabulary.SECTOR.value)
        .order_by(Term.position, Term.id)
    ).all()
    return list(_words(lang, tuple(rows)))


def pools_of_kinds(meeting_id: int, kinds: Collection[str]) -> Sequence[Pool]:
    """Return the meeting's pools of these kinds in their order, read afresh."""
    return db.session.scalars(
        select(Pool)
        .where(Pool.meeting_id == meeting_id, Pool.kind.in_(kinds))
        .order_by(Pool.position, Pool.id)
        .execution_options(populate_existing=True)
    ).all()


def words(lang: str, on: date) -> list[Word]:
    """Return the types of organisation and the municipalities in use on the day, with one statement."""
    return list(_words(lang, tuple(_WORDS.rows(day=on))))


@lru_cache(maxsize=16)
def _words(lang: str, rows: tuple[Any, ...]) -> tuple[Word, ...]:
    """Return the words that these rows hold: the same rows come with every sign-up."""
    return tuple(
        Word(word_id, vocabulary, code, _in(lang, swedish, english), parent_id)
        for word_id, vocabulary, code, swedish, english, parent_id in rows
    )


def _in(lang: str, swedish: str, english: str) -> str:
    return english if lang == "en" and english else swedish
