"""Read who subscribes, who ticked the box at a sign-up, the mails to them, and how many there are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.outbox.rules import WAITING, MailState
from meetings.registration.models import OptIn, Registration
from meetings.registration.rules import OptInKind
from meetings.subscriptions.models import Subscriber
from meetings.subscriptions.rules import Choice


def subscriber(subscriber_id: int, version: int) -> Subscriber | None:
    """Return the subscriber that a genuine link names; None when they have left."""
    found = db.session.get(Subscriber, subscriber_id, populate_existing=True)
    return found if found is not None and found.link_version == version else None


def subscriber_of(email_key: str) -> Subscriber | None:
    """Return the subscriber with this address, confirmed or not, or None."""
    return db.session.scalar(select(Subscriber).where(Subscriber.email_key == email_key))


def choice_of(of: Subscriber) -> Choice:
    """Return what somebody has chosen."""
    return Choice(frozenset(of.topics), frozenset(of.counties))


def mails_since(subject_ref: str, since: datetime, templates: Collection[str]) -> int:
    """Return how many mails of these kinds were queued about the subject since the instant."""
    statement = select(func.count()).where(
        OutgoingMail.subject_ref == subject_ref,
        OutgoingMail.template.in_(templates),
        OutgoingMail.queued_at > since,
    )
    return db.session.scalar(statement) or 0


def registration_of_opt_in(registration_id: int) -> Registration:
    """Return the registration. Raises `NotFound`."""
    found = db.session.get(Registration, registration_id, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def opted_in(email_key: str) -> Sequence[int]:
    """Return the registrations with this address that asked for mail about coming meetings, by meeting."""
    return db.session.scalars(
        select(Registration.id)
        .join(OptIn, OptIn.registration_id == Registration.id)
        .where(Registration.email_key == email_key, asked_at_a_sign_up())
        .order_by(Registration.meeting_id)
    ).all()


def asked_at_a_sign_up() -> ColumnElement[bool]:
    """Return the condition that an opt-in is a standing yes to mail about coming meetings."""
    return and_(OptIn.kind == OptInKind.FUTURE_MEETINGS.value, OptIn.withdrawn_at.is_(None))


def mails_about(subject_refs: Collection[str], *, only: str = "") -> Sequence[int]:
    """Return the mails about these subjects that still hold an address; with `only`, those of that kind."""
    statement = select(OutgoingMail.id).where(
        OutgoingMail.subject_ref.in_(subject_refs),
        OutgoingMail.to_address != "",
        OutgoingMail.state != MailState.SENDING.value,
    )
    return db.session.scalars(statement.where(OutgoingMail.template == only) if only else statement).all()


def waiting_that_can_be_left(subject_refs: Collection[str]) -> list[int]:
    """Return the mails about these subjects that have not left and say how to be rid of them: mailings to opt-ins."""
    rows = db.session.execute(
        select(OutgoingMail.id, OutgoingMail.values).where(
            OutgoingMail.subject_ref.in_(subject_refs),
            OutgoingMail.state.in_([state.value for state in WAITING]),
        )
    )
    return [mail_id for mail_id, values in rows if values.get("unsubscribe_url")]


def unconfirmed_before(moment: datetime, at_most: int) -> Sequence[Subscriber]:
    """Return addresses that were asked about before the moment and never confirmed."""
    return db.session.scalars(
        select(Subscriber)
        .where(Subscriber.confirmed_at.is_(None), Subscriber.asked_at <= moment)
        .order_by(Subscriber.id)
        .limit(at_most)
        .with_for_update()
    ).all()


@dataclass(frozen=True)
class Numbers:
    """How many subscribe, as numbers alone; `by_box` ticked the box at a sign-up and have no subscription."""

    confirmed: int
    unconfirmed: int
    english: int
    by_box: int
    chosen: dict[str, int]


def numbers() -> Numbers:
    """Return how many subscribe, to what."""
    confirmed = Subscriber.confirmed_at.is_not(None)
    rows = db.session.execute(select(Subscriber.lang, Subscriber.topics, Subscriber.counties).where(confirmed)).all()
    chosen: dict[str, int] = {}
    for row in rows:
        for code in (*row.topics, *row.counties):
            chosen[code] = chosen.get(code, 0) + 1
    by_box = (
        select(func.count(Registration.email_key.distinct()))
        .join(OptIn, OptIn.registration_id == Registration.id)
        .where(
            asked_at_a_sign_up(),
            Registration.email != "",
            Registration.email_key.not_in(select(Subscriber.email_key).where(confirmed)),
        )
    )
    unconfirmed = select(func.count()).select_from(Subscriber).where(~confirmed)
    return Numbers(
        len(rows),
        db.session.scalar(unconfirmed) or 0,
        sum(row.lang == "en" for row in rows),
        db.session.scalar(by_box) or 0,
        chosen,
    )
