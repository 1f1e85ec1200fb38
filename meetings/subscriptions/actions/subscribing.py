"""Subscribe in two steps, and change what one is told of."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import ATTENDEE, record
from meetings.errors import NotFound, Refused
from meetings.outbox.actions import enqueue
from meetings.subscriptions import mail, queries, rules
from meetings.subscriptions.models import Subscriber
from meetings.subscriptions.rules import Choice, SubscriptionReason
from meetings.text import key

_VERSIONS = 2**31 - 1


@dataclass(frozen=True)
class Asked:
    """What somebody asks for, and the words that they said yes to, as they stood there."""

    email: str
    lang: str
    choice: Choice
    wording: str
    wording_version: int


def ask(asked: Asked, form_token: str, now: datetime) -> None:
    """Mail the address a link to confirm with; one that subscribes already gets its own link, and nothing changes.

    At most three mails an hour to one address, whoever asks. Says nothing of what there is.
    """
    with transaction.write() as session:
        row = _locked(session, asked, now)
        if row.confirmed_at is None:
            _write(row, asked, now)
        since = now - rules.MAILS_WINDOW
        if queries.mails_since(mail.subject(row.id), since, (mail.CONFIRM, mail.KNOWN)) >= rules.MAILS:
            return
        letter = mail.confirm if row.confirmed_at is None else mail.known
        enqueue(letter(row, form_token, now), now)


def _locked(session: Session, asked: Asked, now: datetime) -> Subscriber:
    """Return the row of the address, a new one if need be, held until the transaction ends."""
    statement = select(Subscriber).where(Subscriber.email_key == key(asked.email)).with_for_update()
    found = session.scalar(statement.execution_options(populate_existing=True))
    if found is not None:
        return found
    row = Subscriber(email_key=key(asked.email), link_version=1 + secrets.randbelow(_VERSIONS))
    _write(row, asked, now)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # somebody asked for the same address a moment before
        return session.scalars(statement).one()
    return row


def _write(row: Subscriber, asked: Asked, now: datetime) -> None:
    row.email, row.lang = asked.email, asked.lang
    row.topics, row.counties = sorted(asked.choice.topics), sorted(asked.choice.counties)
    row.wording, row.wording_version = asked.wording, asked.wording_version
    row.asked_at = row.changed_at = now


def confirm(subscriber_id: int, version: int, now: datetime) -> Subscriber:
    """Note that the address is its owner's: from now on they are told. Confirming twice changes nothing.

    Raises `Refused` after three days, and `NotFound`.
    """
    with transaction.write() as session:
        row = _own(session, subscriber_id, version)
        if row.confirmed_at is not None:
            return row
        if rules.lapses(row.asked_at, now):
            raise Refused(SubscriptionReason.LAPSED)
        row.confirmed_at = row.changed_at = now
        record(ATTENDEE, "subscriptions.confirm", now, subject=mail.subject(row.id))
        return row


def change(subscriber_id: int, version: int, choice: Choice, lang: str, now: datetime) -> Subscriber:
    """Save what a subscriber is told of, and in which language. Raises `NotFound`, also before it is confirmed."""
    with transaction.write() as session:
        row = _own(session, subscriber_id, version)
        if row.confirmed_at is None:
            raise NotFound
        row.topics, row.counties, row.lang = sorted(choice.topics), sorted(choice.counties), lang
        row.changed_at = now
        record(ATTENDEE, "subscriptions.change", now, subject=mail.subject(row.id))
        return row


def _own(session: Session, subscriber_id: int, version: int) -> Subscriber:
    row = session.get(Subscriber, subscriber_id, with_for_update=True, populate_existing=True)
    if row is None or row.link_version != version:
        raise NotFound
    return row
