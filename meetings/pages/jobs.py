"""What the worker does: sends mail all the time, and runs the timed jobs."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, select

from meetings import clock, transaction
from meetings.accounts.models import SignedIn
from meetings.audit.models import AuditValue
from meetings.backup import actions as backup
from meetings.directory.queries import site_shown
from meetings.extensions import db
from meetings.jobs.rules import Job, Step, daily_at, every
from meetings.outbox import actions as outbox
from meetings.web.limits import RateWindow

_AT_ONCE = 500  # rows in one transaction: a sign-up never waits long for the housekeeping
_AT_MOST = 100  # transactions in one run; the rest waits for the next hour


def send_mail(worker: str, keep_going: Callable[[], bool]) -> int:
    """Send the mails that are due, with the site as letterhead."""
    return outbox.deliver_due(clock.now, worker, letterhead=site_shown, keep_going=keep_going)


def nightly_backup(now: datetime) -> str | None:
    """Make the night's backup and remove old ones; None when BACKUP_DAYS is 0."""
    if not current_app.config["BACKUP_DAYS"]:
        return None
    made = backup.backup(now)
    return f"{made.name}, {made.stat().st_size / 1_000_000:.1f} MB"


def housekeeping(now: datetime) -> str:
    """Erase what has run out, a little at a time: sign-ins, rate windows, audit values, contents of mails."""
    erased = {
        "sign-ins": _in_batches(lambda: _delete_expired_sign_ins(now)),
        "rate windows": _in_batches(_delete_old_rate_windows),
        "audit values": _in_batches(lambda: _delete_old_audit_values(now)),
        "mails": _in_batches(lambda: outbox.erase_old(now, _AT_ONCE)),
    }
    _shrink_sqlite()
    return ", ".join(f"{number} {name}" for name, number in erased.items())


JOBS = (
    Step("mail", send_mail),
    Job("backup", daily_at("BACKUP_HOUR"), nightly_backup),
    Job("housekeeping", every(timedelta(hours=1)), housekeeping),
)


def _in_batches(erase: Callable[[], int]) -> int:
    total = 0
    for _turn in range(_AT_MOST):
        number = erase()
        total += number
        if number < _AT_ONCE:
            break
    return total


def _delete_expired_sign_ins(now: datetime) -> int:
    with transaction.write() as session:
        gone = select(SignedIn.token_hash).where(SignedIn.expires_at <= now).limit(_AT_ONCE)
        return len(
            session.scalars(delete(SignedIn).where(SignedIn.token_hash.in_(gone)).returning(SignedIn.token_hash)).all()
        )


def _delete_old_rate_windows() -> int:
    with transaction.write() as session:
        gone = select(RateWindow.key).where(RateWindow.expires <= time.time()).limit(_AT_ONCE)
        return len(session.scalars(delete(RateWindow).where(RateWindow.key.in_(gone)).returning(RateWindow.key)).all())


def _delete_old_audit_values(now: datetime) -> int:
    with transaction.write() as session:
        gone = select(AuditValue.id).where(AuditValue.erase_after <= now).limit(_AT_ONCE)
        return len(session.scalars(delete(AuditValue).where(AuditValue.id.in_(gone)).returning(AuditValue.id)).all())


def _shrink_sqlite() -> None:
    """Empty SQLite's write-ahead log, which still holds what was erased; busy readers make it wait for next time."""
    if db.engine.dialect.name != "sqlite":
        return
    db.session.rollback()  # a transaction that reads would keep the log
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("PRAGMA optimize")
        cursor.close()
    finally:
        connection.close()
