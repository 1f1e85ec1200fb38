"""Set how long a class is kept and on which decision, and say whether this is a public body."""

from __future__ import annotations

from datetime import date, datetime

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import Refused
from meetings.privacy import queries
from meetings.privacy.models import PrivacyChoice
from meetings.privacy.queries import CHOICE_ID
from meetings.privacy.rules.retention import day_of, refusal_of_period
from meetings.questions.models import RetentionPeriod
from meetings.questions.rules import Retention


def save_period(
    retention: Retention, days: int, number: str, decided_on: date | None, now: datetime, actor: Actor
) -> None:
    """Keep a class for so many days after the meeting, on this decision ("" and None: none). Raises `Refused`."""
    if refusal := refusal_of_period(retention, days, number, decided_on, day_of(now)):
        raise Refused(refusal)
    with transaction.write() as session:
        before = queries.periods()[retention]
        wanted = {"days": days, "decision_number": number, "decision_date": decided_on}
        changes = {
            field: (getattr(before, field), value) for field, value in wanted.items() if getattr(before, field) != value
        }
        if not changes:
            return
        row = session.get(RetentionPeriod, retention.value)
        if row is None:
            row = RetentionPeriod(retention=retention.value)
            session.add(row)
        row.days, row.decision_number, row.decision_date, row.changed_at = days, number, decided_on, now
        record(actor, "privacy.period", now, changes={"retention": (None, retention.value), **changes})


def set_public_body(public_body: bool, now: datetime, actor: Actor) -> None:
    """Say whether this organisation is a public body, whose every class needs a decision before it is erased."""
    with transaction.write() as session:
        before = queries.is_public_body()
        if before == public_body:
            return
        row = session.get(PrivacyChoice, CHOICE_ID)
        if row is None:
            row = PrivacyChoice(id=CHOICE_ID)
            session.add(row)
        row.public_body = public_body
        words = {True: "yes", False: "no"}
        record(actor, "privacy.public_body", now, changes={"public_body": (words[before], words[public_body])})
