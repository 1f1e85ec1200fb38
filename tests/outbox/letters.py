"""Mails to test with, and a look at how their rows stand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from meetings.extensions import db
from meetings.outbox.actions import Mail, enqueue
from meetings.outbox.models import OutgoingMail
from tests.builders import NOW


def a_mail(number: int = 1, *, now: datetime = NOW, **facts: Any) -> OutgoingMail:
    """The test mail, queued for person `number`."""
    values: dict[str, Any] = {
        "key": f"test:{number}",
        "template": "test",
        "lang": "sv",
        "to_name": "Åsa Öberg",
        "to_address": f"person{number}@example.se",
        "values": {},
    }
    return enqueue(Mail(**(values | facts)), now)


def row(mail: OutgoingMail) -> OutgoingMail:
    """The row as it stands in the database now."""
    db.session.rollback()
    db.session.refresh(mail)
    return mail


def message_ids() -> set[str]:
    """The Message-IDs of all mails, as the database has them now."""
    db.session.rollback()
    return set(db.session.scalars(select(OutgoingMail.message_id)))


def states() -> list[str]:
    """The states of all mails, in the order that they were queued."""
    db.session.rollback()
    return list(db.session.scalars(select(OutgoingMail.state).order_by(OutgoingMail.id)))
