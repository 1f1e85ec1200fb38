"""A new meeting is told to 10,000 who subscribe and 2,000 who ticked the box, by two workers at once: each once."""

from __future__ import annotations

import threading
import time

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from meetings import transaction
from meetings.errors import Busy
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.registration.models import OptIn, Registration
from meetings.subscriptions import actions
from meetings.subscriptions.models import Subscriber, Telling
from tests.bench.crowd import a_crowd
from tests.builders import NOW
from tests.subscriptions.scenes import SENT, a_new_meeting

SUBSCRIBERS, BOXES = 10_000, 2_000


@pytest.mark.proof
def test_twelve_thousand_are_told_once_by_two_workers(app: Flask) -> None:
    earlier = a_crowd(BOXES)
    meeting = a_new_meeting()
    with transaction.write() as session:
        common = {"lang": "sv", "topics": [], "counties": [], "wording": "Ja", "wording_version": 1, "link_version": 1}
        at = {"asked_at": NOW, "confirmed_at": NOW, "changed_at": NOW}
        emails = [f"p{number}@prenumerant.example" for number in range(SUBSCRIBERS)]
        session.execute(insert(Subscriber), [{"email": one, "email_key": one, **common, **at} for one in emails])
        people = session.scalars(select(Registration.id).where(Registration.meeting_id == earlier.id)).all()
        yes = {"kind": "future-meetings", "wording": "Ja", "wording_version": 1, "given_at": NOW}
        session.execute(insert(OptIn), [{"registration_id": one, **yes} for one in people])
    db.session.rollback()
    trouble: list[BaseException] = []

    def work() -> None:
        with app.app_context():
            try:
                actions.tell_new_meetings(SENT)
            except Busy:  # the job is tried again
                pass
            except BaseException as error:
                trouble.append(error)
            finally:
                db.session.remove()

    began = time.perf_counter()
    workers = [threading.Thread(target=work) for _number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    took = time.perf_counter() - began
    assert trouble == []
    actions.tell_new_meetings(SENT)
    mails = select(func.count(), func.count(OutgoingMail.to_address.distinct())).where(
        OutgoingMail.meeting_id == meeting.id, OutgoingMail.template == "new_meeting"
    )
    everybody = SUBSCRIBERS + BOXES
    assert tuple(db.session.execute(mails).one()) == (everybody, everybody)
    assert db.session.get_one(Telling, meeting.id).told == everybody
    print(f"{db.engine.dialect.name}: {everybody} mails queued in {took:.1f} s ({everybody / took:.0f} a second)")
