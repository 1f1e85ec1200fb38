"""What the worker does by itself: the wiring, the night's backup, and what is erased when its time has come."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from meetings import transaction
from meetings.accounts.models import Account, SignedIn
from meetings.audit.actions import WORKER
from meetings.extensions import db
from meetings.jobs.rules import Job, Step
from meetings.pages import jobs
from meetings.privacy import actions as privacy
from meetings.web.limits import RateWindow
from tests.builders import NOW
from tests.databases import only_sqlite
from tests.outbox.letters import a_mail


def test_the_worker_sends_mail_backs_up_and_keeps_house() -> None:
    assert [(type(item), item.name) for item in jobs.JOBS] == [
        (Step, "mail"),
        (Step, "workshops"),
        (Step, "mailings"),
        (Job, "promotions"),
        (Job, "reminders"),
        (Job, "idea reminders"),
        (Job, "changes"),
        (Job, "idea states"),
        (Job, "new meetings"),
        (Job, "bounces"),
        (Job, "backup"),
        (Job, "counting"),
        (Job, "retention"),
        (Job, "housekeeping"),
        (Job, "organisations"),
        (Job, "uploads"),
        (Job, "documents"),
        (Job, "material-pictures"),
    ]


def test_what_is_kept_too_long_is_erased_an_hour_after_the_nightly_backup() -> None:
    assert jobs.after_the_backup({"BACKUP_HOUR": 2}, NOW) == datetime(2027, 3, 2, 2, tzinfo=UTC)
    assert jobs.after_the_backup({"BACKUP_HOUR": 23}, NOW) == datetime(2027, 3, 1, 23, tzinfo=UTC)


def test_what_has_run_out_is_erased_and_the_rest_stays(app: Flask) -> None:
    with transaction.write() as session:
        account = Account(name="A", email="a@example.se", email_key="a@example.se", created_at=NOW)
        session.add(account)
        session.flush()
        for number, expires in enumerate((NOW, NOW + timedelta(seconds=1))):
            session.add(
                SignedIn(
                    token_hash=str(number), account_id=account.id, signed_in_at=NOW, seen_at=NOW, expires_at=expires
                )
            )
        session.add(RateWindow(key="old", hits=1, expires=time.time() - 1))
        session.add(RateWindow(key="new", hits=1, expires=time.time() + 1000))
    assert jobs.housekeeping(NOW).startswith("1 sign-ins, 1 rate windows")
    assert [row.token_hash for row in db.session.query(SignedIn)] == ["1"]
    assert [row.key for row in db.session.query(RateWindow)] == ["new"]
    assert jobs.housekeeping(NOW).startswith("0 sign-ins, 0 rate windows")


def test_more_than_fits_in_one_transaction_is_erased_in_several(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_AT_ONCE", 2)
    with transaction.write() as session:
        for number in range(5):
            session.add(RateWindow(key=str(number), hits=1, expires=1.0))
    assert "5 rate windows" in jobs.housekeeping(NOW)


@only_sqlite
def test_what_was_erased_is_not_left_in_sqlites_files(app: Flask) -> None:
    secret = "Ingenting-ska-finnas-kvar"
    privacy.set_public_body(False, NOW, WORKER)
    a_mail(1, erase_after=NOW, due_at=NOW + timedelta(days=1), values={"x": secret})
    path = Path(str(db.engine.url.database))
    files = [path, path.with_name(path.name + "-wal")]
    db.session.rollback()
    assert any(secret.encode() in file.read_bytes() for file in files if file.exists())
    privacy.run(NOW)
    assert not any(secret.encode() in file.read_bytes() for file in files if file.exists())
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_nightly_backup_says_what_it_made_and_none_is_made_when_switched_off(app: Flask) -> None:
    outcome = jobs.nightly_backup(NOW)
    assert outcome is not None
    assert outcome.startswith("meetings-20270301T090000Z.tar.gz, ")
    app.config["BACKUP_DAYS"] = 0
    assert jobs.nightly_backup(NOW) is None
