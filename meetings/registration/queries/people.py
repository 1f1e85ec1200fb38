"""Read registrations: one of them, its place in line, and the people of a meeting."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.questions import queries as questions
from meetings.questions.models import Submission
from meetings.questions.rules import Condition
from meetings.registration.models import OptIn, Place, Pool, Registration
from meetings.registration.queries.door import MEETING_POOL, Door, opened, the_door
from meetings.registration.rules import OptInKind, PlaceState
from meetings.registration.rules.attending import WISHED
from meetings.schedule.models import Meeting
from meetings.schedule.queries import NEXT_NUMBER
from meetings.statements import Prepared, has_ids_ahead, ids_ahead, together
from meetings.text import fold

_OF_ADDRESS = Prepared(
    select(Registration.id).where(
        Registration.meeting_id == bindparam("meeting_id"),
        Registration.email_key == bindparam("email_key"),
    )
)


def registration(registration_id: int) -> Registration:
    """Return a registration with its places, opt-ins and words. Raises `NotFound`."""
    found = db.session.scalars(_whole().where(Registration.id == registration_id)).unique().first()
    if found is None:
        raise NotFound
    return found


def registration_at(meeting_id: int, registration_id: int) -> Registration:
    """Return a registration of this meeting. Raises `NotFound`, also for one of another meeting."""
    found = registration(registration_id)
    if found.meeting_id != meeting_id:
        raise NotFound
    return found


def registration_by_link(registration_id: int, version: int) -> Registration:
    """Return the registration that a link names. Raises `NotFound` when the link has been revoked."""
    found = registration(registration_id)
    if found.link_version != version:
        raise NotFound
    return found


def meeting_of(registration_id: int) -> int:
    """Return the id of the registration's meeting. Raises `NotFound`."""
    found = db.session.scalar(select(Registration.meeting_id).where(Registration.id == registration_id))
    if found is None:
        raise NotFound
    return found


def registration_of_address(meeting_id: int, email_key: str) -> Registration | None:
    """Return what this address has at the meeting, with its places, or None."""
    found = _OF_ADDRESS.value(meeting_id=meeting_id, email_key=email_key)
    return None if found is None else next(iter(registrations([found])))


@dataclass(frozen=True)
class Arriving:
    """Somebody at the door, under the meeting's lock: their number in line, what the address has there, the door.

    `ids` are those of the submission and the registration to be written, where the database gives them ahead.
    """

    number: int
    known: Registration | None
    door: Door
    ids: tuple[int | None, int | None]


def arrive(meeting_id: int, email_key: str) -> Arriving:
    """Lock the meeting and take the next number in its line, as `lock_line` does; return what there is.

    All of it on one journey to the database, for many come at once. Raises `NotFound`.
    """
    asked: list[tuple[Prepared, dict[str, Any]]] = [
        (NEXT_NUMBER, {"meeting_id": meeting_id}),
        (_OF_ADDRESS, {"meeting_id": meeting_id, "email_key": email_key}),
        *the_door(meeting_id),
    ]
    if has_ids_ahead():
        asked.append((ids_ahead(Submission.__tablename__, Registration.__tablename__), {}))
    number, known, facts, others, *ids = together(*asked)
    found = opened(facts, others)
    submission_id, registration_id = ids[0][0] if ids else (None, None)
    one = next(iter(registrations([known[0][0]]))) if known else None
    return Arriving(number[0][0], one, found, (submission_id, registration_id))


def known_addresses(meeting_id: int, email_keys: Collection[str]) -> set[str]:
    """Return which of the addresses are registered at the meeting, cancelled or not."""
    return set(
        db.session.scalars(
            select(Registration.email_key).where(
                Registration.meeting_id == meeting_id, Registration.email_key.in_(email_keys)
            )
        )
    )


def place_in_line(pool_id: int, arrival: int, *, switching: bool = False) -> int:
    """Return the number in line (1 is next) of who waits in the pool with this arrival.

    `switching`: they have a seat in the room or on the net meanwhile, so all who have none come before them.
    """
    before, without_a_seat = Place.arrival <= arrival, Place.rank != WISHED
    counted = or_(without_a_seat, before) if switching else and_(without_a_seat, before)
    waits = Place.state == PlaceState.WAITING.value
    return db.session.scalar(select(func.count()).where(Place.pool_id == pool_id, waits, counted)) or 0


def registrations(ids: Collection[int]) -> Sequence[Registration]:
    """Return these registrations with their places, by arrival."""
    if not ids:
        return []
    return db.session.scalars(
        select(Registration)
        .where(Registration.id.in_(ids))
        .options(selectinload(Registration.places))
        .order_by(Registration.arrival)
        .execution_options(populate_existing=True)
    ).all()


def coming_registrations(email_key: str, now: datetime, *, meeting_id: int | None = None) -> Sequence[Registration]:
    """Return what this address is signed up to that has not been, the next first, at most twenty, with the meetings."""
    statement = (
        select(Registration)
        .join(Registration.meeting)
        .where(
            Registration.email_key == email_key,
            Registration.cancelled_at.is_(None),
            Meeting.ends_at > now,
            Meeting.state != "draft",
        )
        .options(contains_eager(Registration.meeting))
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(20)
    )
    if meeting_id is not None:
        statement = statement.where(Registration.meeting_id == meeting_id)
    return db.session.scalars(statement).all()


def mails_to(address: str, template: str, since: datetime) -> int:
    """Return how many mails of this kind have been queued to the address since the instant."""
    return (
        db.session.scalar(
            select(func.count()).where(
                OutgoingMail.to_address == address,
                OutgoingMail.template == template,
                OutgoingMail.queued_at > since,
            )
        )
        or 0
    )


def mails_about(registration_id: int, template: str, since: datetime) -> int:
    """Return how many mails of this kind have been queued for the registration since the instant."""
    return (
        db.session.scalar(
            select(func.count()).where(
                OutgoingMail.subject_ref == f"registration:{registration_id}",
                OutgoingMail.template == template,
                OutgoingMail.queued_at > since,
            )
        )
        or 0
    )


def people(
    meeting_id: int,
    *,
    state: str = "",
    sector_id: int | None = None,
    words: str = "",
    condition: Condition | None = None,
    by: str = "name",
) -> Select[Registration]:
    """Return the statement for the people of a meeting, in Swedish order `by` "name" or by "arrival".

    `state` is one of `PlaceState`; "" is everybody. `words` are found in name, address and organisation,
    each of them, whatever case and diacritics. The caller adds what it loads and pages it.
    """
    statement = select(Registration).where(Registration.meeting_id == meeting_id)
    if state:
        statement = statement.where(_has_place(meeting_id, state))
    if sector_id is not None:
        statement = statement.where(Registration.sector_id == sector_id)
    for word in fold(words).split():
        statement = statement.where(Registration.search_text.contains(word, autoescape=True))
    if condition is not None:
        statement = statement.where(questions.answered_as(condition, Registration.submission_id))
    if by == "arrival":
        return statement.order_by(Registration.arrival)
    return statement.order_by(Registration.name_sort, Registration.id)


def by_sector(meeting_id: int, state: str = PlaceState.CONFIRMED.value) -> dict[int | None, int]:
    """Return how many people in this state there are of each sector (a term's id; None: not said)."""
    rows = db.session.execute(
        select(Registration.sector_id, func.count())
        .where(Registration.meeting_id == meeting_id, _has_place(meeting_id, state))
        .group_by(Registration.sector_id)
    )
    return {row[0]: row[1] for row in rows}


def listed_people(meeting_id: int) -> Select[Registration]:
    """Return the statement for the public list: confirmed, and said yes, and not taken back; Swedish order."""
    said_yes = exists().where(
        OptIn.registration_id == Registration.id,
        OptIn.kind == OptInKind.PUBLIC_LIST.value,
        OptIn.withdrawn_at.is_(None),
    )
    return people(meeting_id, state=PlaceState.CONFIRMED.value).where(said_yes)


def _has_place(meeting_id: int, state: str) -> ColumnElement[bool]:
    own = select(Pool.id).where(Pool.meeting_id == meeting_id, Pool.kind == MEETING_POOL).scalar_subquery()
    return Registration.id.in_(select(Place.registration_id).where(Place.pool_id == own, Place.state == state))


def _whole() -> Select[Registration]:
    return (
        select(Registration)
        .outerjoin(Registration.places)
        .options(
            contains_eager(Registration.places).joinedload(Place.pool),
            joinedload(Registration.organisation_type),
            joinedload(Registration.municipality),
            joinedload(Registration.sector),
            joinedload(Registration.opt_ins),
        )
        .execution_options(populate_existing=True)
    )
