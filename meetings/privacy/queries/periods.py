"""Read how long each class is kept, on which decision, and whether this is a public body."""

from __future__ import annotations

from sqlalchemy import select

from meetings.extensions import db
from meetings.privacy.models import PrivacyChoice
from meetings.privacy.rules.retention import DEFAULT_DAYS, Period
from meetings.questions.models import RetentionPeriod
from meetings.questions.rules import Retention

CHOICE_ID = 1


def periods() -> dict[Retention, Period]:
    """Return the period of each class, as it was set or as it is from the start."""
    rows = {row.retention: row for row in db.session.scalars(select(RetentionPeriod))}
    found = {}
    for retention, days in DEFAULT_DAYS.items():
        row = rows.get(retention.value)
        found[retention] = (
            Period(retention, row.days, row.decision_number, row.decision_date) if row else Period(retention, days)
        )
    return found


def is_public_body() -> bool:
    """Tell whether this organisation is a public body: it is, until somebody has said that it is not."""
    found = db.session.scalar(select(PrivacyChoice.public_body).where(PrivacyChoice.id == CHOICE_ID))
    return True if found is None else found
