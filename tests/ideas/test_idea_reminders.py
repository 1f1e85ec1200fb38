"""Reminders to those who have written and not sent: seven days and one day before their own closing, once each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from meetings import transaction
from meetings.extensions import db
from meetings.ideas.actions.reminding import remind_due
from meetings.ideas.models import CallExtension, Idea, IdeaVersion
from meetings.ideas.rules.content import to_json
from meetings.ideas.rules.reminding import Reminder, due
from meetings.outbox.models import OutgoingMail
from tests.ideas.builders import CLOSES, a_call, a_content, an_idea

WEEK, DAY = CLOSES - timedelta(days=7), CLOSES - timedelta(days=1)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (WEEK - SECOND, None),
        (WEEK, Reminder.WEEK),
        (DAY - SECOND, Reminder.WEEK),
        (DAY, Reminder.DAY),
        (CLOSES - SECOND, Reminder.DAY),
        (CLOSES, None),
    ],
)
def test_which_reminder_is_for_now(now: datetime, expected: Reminder | None) -> None:
    assert due(CLOSES, now) is expected


def told() -> list[str]:
    keys = db.session.scalars(
        select(OutgoingMail.key).where(OutgoingMail.template == "idea_reminder").order_by(OutgoingMail.id)
    )
    return [key.removeprefix("idea_reminder:") for key in keys]


def changed(idea: Idea, at: datetime) -> None:
    with transaction.write() as session:
        found = session.get_one(Idea, idea.id)
        found.draft, found.saved_at = to_json(a_content(title="Ändrad")), at


def test_who_is_reminded_and_when(app: Flask) -> None:
    early = datetime(2027, 3, 2, tzinfo=UTC)
    call = a_call()
    draft = an_idea(call, state="draft", at=early)
    sent = an_idea(call, at=early)
    differs = an_idea(call, at=early)
    changed(differs, early + HOUR)
    same = an_idea(call, at=early)
    with transaction.write() as session:
        session.get_one(Idea, same.id).saved_at = early + HOUR  # saved anew, and says the same
    changed(an_idea(call, state="withdrawn", at=early), early + HOUR)
    an_idea(call, state="draft", at=early, contact_email="")
    writing = an_idea(call, state="draft", at=WEEK - HOUR + SECOND)
    longer = an_idea(call, state="draft", at=early)
    with transaction.write() as session:
        until = CLOSES + timedelta(days=3)
        more = CallExtension(call_id=call.id, kind="personal", until=until, reason="-", made_by="A", made_at=early)
        session.add(more)
        session.flush()
        session.get_one(Idea, longer.id).extension_id = more.id
    assert remind_due(WEEK - SECOND) is None
    assert remind_due(WEEK) == "2 idea reminders"
    assert told() == [f"{draft.id}:week", f"{differs.id}:week"]
    assert remind_due(WEEK + SECOND) == "1 idea reminders"
    assert told()[2:] == [f"{writing.id}:week"]
    assert remind_due(DAY - SECOND) == "1 idea reminders"
    assert told()[3:] == [f"{longer.id}:week"]
    assert remind_due(DAY) == "3 idea reminders"
    assert told()[4:] == [f"{one.id}:day" for one in (draft, differs, writing)]
    assert remind_due(CLOSES) is None
    assert remind_due(CLOSES + timedelta(days=2)) == "1 idea reminders"
    assert told()[7:] == [f"{longer.id}:day"]
    assert sent.reminded_week_at is same.reminded_week_at is None
    mail: Any = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).first()
    assert mail.values["link"].endswith("/skriv")
    assert mail.values["is_draft"]
    assert "Unga lotsas" not in str(mail.values)
    assert db.session.scalar(select(IdeaVersion.number).where(IdeaVersion.idea_id == draft.id)) is None
