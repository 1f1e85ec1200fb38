"""How many leave in a minute, by all workers together, and that nobody waits for the mails of many."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from meetings import transaction
from meetings.extensions import db
from meetings.outbox import delivery
from meetings.outbox.models import MailAttempt, OutgoingMail
from meetings.outbox.rules import Allowance, allowance
from tests.builders import NOW
from tests.databases import only_sqlite
from tests.outbox.letters import a_mail, row, states


@pytest.mark.parametrize(
    ("per_minute", "used", "own", "bulk"),
    [(100, 0, 100, 80), (100, 79, 21, 1), (100, 80, 20, 0), (100, 100, 0, 0), (100, 130, 0, 0),
     (5, 0, 5, 4), (4, 0, 4, 3), (2, 0, 2, 1), (2, 1, 1, 0), (1, 0, 1, 1), (1, 1, 0, 0)],
)  # fmt: skip
def test_a_fifth_of_the_rate_is_kept_for_those_who_wait(per_minute: int, used: int, own: int, bulk: int) -> None:
    assert allowance(per_minute, used) == Allowance(own, bulk)


def deliver(now: datetime, worker: str = "one", **options: Any) -> int:
    return delivery.deliver_due(lambda: now, worker, **options)


def seconds(number: float) -> datetime:
    return NOW + timedelta(seconds=number)


def test_no_more_leave_in_any_minute_than_are_allowed(app: Flask) -> None:
    app.config["MAIL_PER_MINUTE"] = 5
    with transaction.write():
        for number in range(12):
            a_mail(number)
    left = {moment: deliver(seconds(moment)) for moment in (0, 1, 30, 59, 60, 61, 119, 120)}
    assert left == {0: 5, 1: 0, 30: 0, 59: 0, 60: 5, 61: 0, 119: 0, 120: 2}
    assert states() == ["sent"] * 12


def test_workers_share_the_rate(app: Flask) -> None:
    app.config["MAIL_PER_MINUTE"] = 7
    with transaction.write():
        for number in range(30):
            a_mail(number)
    together, left, errors = threading.Barrier(4), [], []

    def work(name: str) -> None:
        with app.app_context():
            try:
                together.wait()
                left.append(deliver(NOW, name, limit=5))
            except Exception as error:
                errors.append(error)

    threads = [threading.Thread(target=work, args=(f"worker-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sum(left) == 7
    assert db.session.query(MailAttempt).count() == 7


@only_sqlite
def test_what_a_worker_holds_counts_and_is_still_sent_when_the_rate_is_used_up(app: Flask) -> None:
    app.config["MAIL_PER_MINUTE"] = 2
    mails = [a_mail(number) for number in range(3)]
    with transaction.write():
        for mail in mails[:2]:
            mail.state, mail.claimed_by, mail.claimed_until = "sending", "gone", seconds(1)
    assert deliver(NOW) == 0
    assert deliver(seconds(1)) == 2
    assert [row(mail).state for mail in mails] == ["sent", "sent", "queued"]


@only_sqlite
def test_a_server_that_is_away_uses_up_no_rate(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    app.config["MAIL_PER_MINUTE"] = 1
    mail = a_mail()
    with transaction.write() as session:
        session.add(MailAttempt(mail_id=mail.id, at=NOW, outcome="retry", problem="UNREACHABLE", answer=""))
    assert deliver(NOW) == 1


def test_who_signs_up_does_not_wait_for_ten_thousand(app: Flask) -> None:
    """Queued last, sent first, though there are more of the others than one batch takes."""
    with transaction.write():
        for number in range(60):
            a_mail(number, bulk=True)
    own = a_mail(99, now=seconds(5))
    deliver(seconds(5), limit=10)
    assert row(own).state == "sent"
    assert states().count("sent") == 10


def test_a_rate_used_up_by_many_leaves_room_for_one(app: Flask) -> None:
    app.config["MAIL_PER_MINUTE"] = 10
    with transaction.write():
        for number in range(30):
            a_mail(number, bulk=True)
    assert deliver(NOW) == 8
    own = a_mail(99, now=seconds(1))
    assert deliver(seconds(1)) == 1
    assert row(own).state == "sent"


@only_sqlite
def test_a_slow_server_is_left_to_others_after_two_seconds(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many that go slowly are given back, so that the next round begins with what somebody waits for."""
    passing = iter(range(100))
    monkeypatch.setattr(delivery.time, "monotonic", lambda: float(next(passing)))
    with transaction.write():
        for number in range(9):
            a_mail(number, bulk=True)
    assert deliver(NOW) == 2
    assert db.session.query(OutgoingMail).filter_by(state="queued").count() == 7
    a_mail(99)
    assert deliver(NOW) == 3
    assert states()[-1] == "sent"


def test_looking_for_what_is_due_is_answered_from_the_index(app: Flask, explained: Callable[[str], str]) -> None:
    plan = explained("SELECT id FROM outgoing_mail WHERE state = 'queued' AND bulk = :no AND due_at <= :now LIMIT 5")
    assert "ix_outgoing_mail_state_bulk_due_at_id" in plan


@pytest.fixture
def explained(app: Flask) -> Callable[[str], str]:
    from sqlalchemy import text

    def plan(statement: str) -> str:
        is_sqlite = db.engine.dialect.name == "sqlite"
        values = {"no": False, "now": NOW.replace(tzinfo=None) if is_sqlite else NOW}
        if is_sqlite:
            values["now"] = NOW.strftime("%Y-%m-%d %H:%M:%S.%f")
        else:
            db.session.execute(text("SET enable_seqscan = off"))
        words = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
        return str(db.session.execute(text(words + statement), values).all())

    return plan
