"""People who subscribe, and meetings that were just published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from meetings import transaction
from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.links.queries import make
from meetings.outbox.models import OutgoingMail
from meetings.registration.actions import Yes
from meetings.registration.models import OptIn, Registration
from meetings.registration.rules import OptInKind
from meetings.schedule.models import Meeting
from meetings.subscriptions import actions, mail
from meetings.subscriptions.actions import Asked
from meetings.subscriptions.models import Subscriber
from meetings.subscriptions.rules import CALM, Choice
from meetings.text import key
from tests.builders import NOW, a_meeting, a_registration, a_term

BOX = Yes(OptInKind.FUTURE_MEETINGS, "Mejla mig om kommande möten", 1)
SENT = NOW + CALM  # when a meeting that was published at NOW is told


def asks(email: str, *, lang: str = "sv", topics: str = "", counties: str = "", token: str = "", at: datetime = NOW):
    """Somebody types an address on the page."""
    choice = Choice(frozenset(topics.split()), frozenset(counties.split()))
    asked = Asked(email, lang, choice, "Mejla mig när ett nytt möte publiceras", 1)
    actions.ask(asked, token or f"form-{email}", at)
    return subscriber(email)


def a_subscriber(email: str = "asa@example.se", *, at: datetime = NOW, **wants: str) -> Subscriber:
    """Somebody who has confirmed."""
    row = asks(email, at=at, **wants)
    return actions.confirm(row.id, row.link_version, at)


def subscriber(email: str) -> Subscriber | None:
    """The row of the address."""
    db.session.rollback()
    return db.session.scalar(select(Subscriber).where(Subscriber.email_key == key(email)))


def own_path(row: Subscriber) -> str:
    """The path of the subscriber's own page."""
    return f"/prenumeration/{make(mail.PURPOSE, row.id, row.link_version)}"


def ticked(name: str, email: str = "", meeting: Meeting | None = None) -> Registration:
    """Somebody who ticked "Mejla mig om kommande möten" when signing up."""
    earlier = meeting or a_meeting(title="Ett tidigare", published_at=NOW.replace(year=2026))
    return a_registration(earlier, name, email, opt_ins=[BOX])


def standing_yes(registration: Registration) -> bool:
    """Whether the yes at the sign-up still stands."""
    db.session.rollback()
    row = db.session.scalars(select(OptIn).where(OptIn.registration_id == registration.id)).one()
    return row.withdrawn_at is None


def a_new_meeting(**facts: Any) -> Meeting:
    """A meeting that is published at NOW."""
    return a_meeting(**({"published_at": NOW, "title": "Ett nytt möte"} | facts))


def words() -> None:
    """Two counties with a municipality each, and two target groups."""
    for county, town in (("vastra-gotaland", "Vänersborg"), ("halland", "Varberg")):
        with transaction.write():
            parent = a_term(Vocabulary.COUNTY, county, county.title())
            a_term(Vocabulary.MUNICIPALITY, key(town), town, parent_id=parent.id)
    a_term(Vocabulary.TARGET_GROUP, "young", "Unga", "Young people")
    a_term(Vocabulary.TARGET_GROUP, "employed", "Sysselsatta", "Employed", position=1)


def told(meeting_id: int) -> list[str]:
    """Whom mails about the new meeting are queued to."""
    db.session.rollback()
    rows = db.session.scalars(
        select(OutgoingMail.to_address).where(
            OutgoingMail.meeting_id == meeting_id, OutgoingMail.template == "new_meeting"
        )
    )
    return sorted(rows)


def mails(template: str) -> list[OutgoingMail]:
    """The mails of this kind."""
    db.session.rollback()
    return list(db.session.scalars(select(OutgoingMail).where(OutgoingMail.template == template)))
