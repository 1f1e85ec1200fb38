"""Read which meetings are news, who is next to be told, and who has been."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.outbox.rules import WAITING
from meetings.registration.models import OptIn, Place, Registration, SignUp
from meetings.registration.rules import Access, HeldFor
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State
from meetings.subscriptions import rules
from meetings.subscriptions.models import Subscriber, Telling
from meetings.subscriptions.queries.people import asked_at_a_sign_up
from meetings.subscriptions.rules import Standing

TEMPLATE = "new_meeting"


def next_subscribers(after: int, confirmed_by: datetime, at_most: int) -> Sequence[Subscriber]:
    """Return the next subscribers, held until the transaction ends: who leaves meanwhile waits for it."""
    return db.session.scalars(
        select(Subscriber)
        .where(Subscriber.id > after, Subscriber.confirmed_at <= confirmed_by)
        .order_by(Subscriber.id)
        .limit(at_most)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def next_opt_ins(after: int, subscribed_by: datetime, at_most: int) -> Sequence[OptIn]:
    """Return the next opt-ins with their registrations, held until the transaction ends.

    Left out are those whose address has subscribed, which says more exactly what they want, and addresses that a
    meeting wants confirmed and nobody has.
    """
    subscribed = select(Subscriber.email_key).where(Subscriber.confirmed_at <= subscribed_by)
    unconfirmed = exists().where(Place.registration_id == Registration.id, Place.held_for == HeldFor.ADDRESS.value)
    lapsed = and_(
        Registration.cancelled_at.is_not(None),
        Registration.address_confirmed_at.is_(None),
        exists().where(SignUp.meeting_id == Registration.meeting_id, SignUp.confirm_address),
    )
    return db.session.scalars(
        select(OptIn)
        .join(OptIn.registration)
        .where(
            asked_at_a_sign_up(),
            OptIn.id > after,
            Registration.erased_at.is_(None),
            Registration.email != "",
            Registration.email_key.not_in(subscribed),
            ~unconfirmed,
            ~lapsed,
        )
        .options(contains_eager(OptIn.registration))
        .order_by(OptIn.id)
        .limit(at_most)
        .with_for_update(of=OptIn)
        .execution_options(populate_existing=True)
    ).all()


def told_already(meeting_id: int, email_keys: Collection[str]) -> set[str]:
    """Return which of the addresses have a mail about this new meeting."""
    address = func.lower(OutgoingMail.to_address)
    return set(
        db.session.scalars(
            select(address).where(
                OutgoingMail.meeting_id == meeting_id, OutgoingMail.template == TEMPLATE, address.in_(email_keys)
            )
        )
    )


def to_tell(now: datetime) -> Sequence[int]:
    """Return the meetings that may be due to be told, or are being told; `rules.plan` decides."""
    fresh = and_(
        Telling.meeting_id.is_(None),
        Meeting.state == State.PUBLISHED.value,
        Meeting.listed.is_(True),
        Meeting.published_at <= now - rules.CALM,
        Meeting.published_at > now - rules.FRESH,
        Meeting.starts_at > now,
    )
    return db.session.scalars(
        select(Meeting.id)
        .outerjoin(Telling, Telling.meeting_id == Meeting.id)
        .where(or_(fresh, Telling.state == Standing.SENDING.value))
        .order_by(Meeting.published_at, Meeting.id)
    ).all()


@dataclass(frozen=True)
class News:
    """What `rules.plan` asks of a meeting, and how far telling it has come."""

    state: str
    listed: bool
    access: str
    published_at: datetime | None
    starts_at: datetime
    standing: str | None
    told: int
    ended_at: datetime | None


def news(meeting_id: int) -> News:
    """Return what decides whether and when the meeting is told. Raises `NotFound`."""
    row = db.session.execute(
        select(
            Meeting.state,
            Meeting.listed,
            func.coalesce(SignUp.access, Access.OPEN.value).label("access"),
            Meeting.published_at,
            Meeting.starts_at,
            Telling.state.label("standing"),
            func.coalesce(Telling.told, 0).label("told"),
            Telling.ended_at,
        )
        .outerjoin(SignUp, SignUp.meeting_id == Meeting.id)
        .outerjoin(Telling, Telling.meeting_id == Meeting.id)
        .where(Meeting.id == meeting_id)
    ).first()
    if row is None:
        raise NotFound
    return News(*row)


def waiting_mails(meeting_id: int) -> Sequence[int]:
    """Return the mails about this new meeting that have not left."""
    return db.session.scalars(
        select(OutgoingMail.id).where(
            OutgoingMail.meeting_id == meeting_id,
            OutgoingMail.template == TEMPLATE,
            OutgoingMail.state.in_([state.value for state in WAITING]),
        )
    ).all()
