"""Ten thousand people: the answer to a changed place is a request like any other, the worker queues the mails."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.participants.actions import changes
from meetings.participants.queries import changes as queries
from meetings.registration.models import Registration
from meetings.reminders import actions
from meetings.reminders.actions import Draft
from tests.bench.crowd import a_crowd
from tests.browser import Browser
from tests.builders import NOW, an_organiser, signed_in
from tests.clock import Clock
from tests.participants.test_changes import OLLE, saved

pytestmark = pytest.mark.proof
CROWD = 10_000
MOST_SECONDS = 1.0  # of CPU, for the request that answers the question


def mails(template: str) -> tuple[int, int]:
    """How many mails of this kind there are, and to how many people."""
    db.session.rollback()
    found = db.session.execute(
        select(func.count(), func.count(OutgoingMail.subject_ref.distinct())).where(OutgoingMail.template == template)
    ).one()
    return found[0], found[1]


def test_ten_thousand_people_are_told_and_reminded_by_the_worker(app: Flask, clock: Clock) -> None:
    clock.set(NOW)
    meeting = a_crowd(CROWD)
    browser = signed_in(Browser(app), an_organiser())
    clock.forward(hours=2)
    later = clock.now()
    saved(meeting, at=later, venue="Stadshuset")
    asked = queries.question(meeting.id)
    assert asked is not None
    people = queries.audience_of(asked).total
    page = browser.get(f"/arbetsytan/moten/{meeting.id}/beratta")
    began = time.process_time()
    page.form("Skicka inte").submit(f"Skicka till {people} personer")
    answered = time.process_time() - began
    assert mails("meeting_changed") == (0, 0)

    began = time.process_time()
    changes.queue_notices(later)
    told = time.process_time() - began
    assert mails("meeting_changed") == (people, people)

    actions.add(meeting.id, Draft(to_line=True), NOW, OLLE)
    moment = datetime(meeting.starts_at.year, meeting.starts_at.month, meeting.starts_at.day, 8, tzinfo=UTC)
    began = time.process_time()
    actions.send_due(moment - timedelta(days=3) + timedelta(minutes=1))
    reminded = time.process_time() - began
    assert mails("reminder") == (people, people)

    kind = db.engine.dialect.name
    print(f"\n{kind}: {people} people; answer {answered:.2f} s, told {told:.1f} s, reminded {reminded:.1f} s of CPU")
    assert answered < MOST_SECONDS
    assert people >= CROWD * 0.9
    assert db.session.scalar(select(func.count()).select_from(Registration)) == CROWD
