"""Mailings to test with, and what became of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from meetings.audit.actions import Actor
from meetings.extensions import db
from meetings.mailings import actions, queries
from meetings.mailings.actions import Draft
from meetings.mailings.models import Mailing
from meetings.mailings.rules import Audience
from meetings.outbox.models import OutgoingMail
from meetings.participants.queries import listing
from meetings.registration.actions import Yes
from meetings.registration.models import Registration
from meetings.registration.rules import OptInKind
from meetings.schedule.models import Meeting
from tests.builders import NOW, a_registration

CIA = Actor("Cecilia Nilsson", 1)
WISHES_MAIL = (Yes(OptInKind.FUTURE_MEETINGS, "Mejla mig om kommande möten", 1),)


def some_people(meeting: Meeting, *names: str, **facts: object) -> list[Registration]:
    return [a_registration(meeting, name, f"{name.lower()}{meeting.id}@example.se", **facts) for name in names]


def a_mailing(meeting: Meeting, *, audience: Audience | None = None, **facts: Any) -> Mailing:
    """A draft to those who have a seat, or to the audience."""
    draft = {"subject_sv": "Hej från [möte]", "body_sv": "Välkommen, [namn].", **facts}
    return actions.write(meeting.id, Draft(audience=audience or Audience(), **draft), NOW, CIA)


def seen(mailing: Mailing) -> str:
    """What the page shows of it now, as a fingerprint."""
    row = now_stands(mailing)
    return actions.fingerprint(row, queries.chosen_of(listing.head(row.meeting_id), row))


def send(mailing: Mailing, *, at: datetime | None = None, now: datetime = NOW) -> int:
    """Confirm what is shown: send it now, or at the instant."""
    return actions.send(mailing.meeting_id, mailing.id, seen(mailing), at, now, CIA)


def make(now: datetime = NOW) -> None:
    """Let the worker make all mails that are due."""
    while actions.make_due(lambda: now):
        pass


def now_stands(mailing: Mailing) -> Mailing:
    """The mailing as it stands in the database now."""
    number = mailing.id
    db.session.rollback()
    return db.session.get_one(Mailing, number, populate_existing=True)


def mails_of(mailing: Mailing) -> list[OutgoingMail]:
    """Its mails in the outbox, in the order they were queued."""
    db.session.rollback()
    wanted = select(OutgoingMail).where(OutgoingMail.key.startswith(f"mailing:{mailing.id}:"))
    return list(db.session.scalars(wanted.order_by(OutgoingMail.id).execution_options(populate_existing=True)))


def names_of(mailing: Mailing) -> list[str]:
    """Who got it, sorted."""
    return sorted(mail.to_name for mail in mails_of(mailing))
