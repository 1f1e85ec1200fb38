"""What the worker does: sends mail all the time, and runs the timed jobs."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete, select

from meetings import clock, transaction
from meetings.accounts.models import SignedIn
from meetings.backup import actions as backup
from meetings.counting import actions as counting
from meetings.directory.queries import site_shown
from meetings.documents import making as documents
from meetings.files import actions as files
from meetings.ideas.actions import joining as partners
from meetings.ideas.actions import reminding as idea_reminders
from meetings.ideas.actions import telling as idea_states
from meetings.ideas.actions.deciding import JOB as IDEA_STATES
from meetings.ideas.rules.reminding import JOB as IDEA_REMINDERS_JOB
from meetings.jobs.rules import Job, Step, daily_at, every, next_at
from meetings.mailings import actions as mailings
from meetings.materials.actions import pictures as material_pictures
from meetings.organisations.actions import following as organisations
from meetings.outbox import actions as outbox
from meetings.outbox.mailbox import JOB as BOUNCES_JOB
from meetings.outbox.mailbox import read_bounces
from meetings.participants.actions import changes as telling
from meetings.privacy import actions as privacy
from meetings.privacy.actions.copies import forget_statistics, shrink_sqlite
from meetings.questions import actions as questions
from meetings.registration import actions as registration
from meetings.registration.actions.publishing import publish_asked
from meetings.reminders import actions as reminders
from meetings.subscriptions import actions as subscriptions
from meetings.web.limits import RateWindow

_AT_ONCE = 500  # rows in one transaction: a sign-up never waits long for the housekeeping
_AT_MOST = 100  # transactions in one run; the rest waits for the next hour


def send_mail(worker: str, keep_going: Callable[[], bool]) -> int:
    """Send the mails that are due, with the site as letterhead."""
    return outbox.deliver_due(clock.now, worker, letterhead=site_shown, keep_going=keep_going)


def make_mailings(_worker: str, keep_going: Callable[[], bool]) -> int:
    """Make the mails of the mailings that are due."""
    return mailings.make_due(clock.now, keep_going)


def publish_workshops(_worker: str, keep_going: Callable[[], bool]) -> int:
    """Give out the places of workshops that organisers have asked to publish, and queue the mails."""
    return publish_asked(clock.now, keep_going)


def nightly_backup(now: datetime) -> str | None:
    """Make the night's backup and remove old ones; None when BACKUP_DAYS is 0."""
    if not current_app.config["BACKUP_DAYS"]:
        return None
    made = backup.backup(now)
    return f"{made.name}, {made.stat().st_size / 1_000_000:.1f} MB"


def housekeeping(now: datetime) -> str:
    """Delete what has run out, a little at a time: sign-ins and rate windows; what is kept of people: `retention`."""
    erased = {
        "sign-ins": _in_batches(lambda: _delete_expired_sign_ins(now)),
        "rate windows": _in_batches(_delete_old_rate_windows),
        "unconfirmed subscriptions": _in_batches(lambda: subscriptions.erase_unconfirmed(now)),
        "unconfirmed partners": _in_batches(lambda: partners.erase_unconfirmed(now)),
    }
    shrink_sqlite()
    return ", ".join(f"{number} {name}" for name, number in erased.items())


def promotions(now: datetime) -> str | None:
    """Give back seats that were held until now, or reserved until now, and let those in line move up, or switch."""
    meetings, moved = registration.settle_due(now)
    switched = registration.settle_switches(now)
    said = [f"{meetings} meetings, {moved} people moved up"] if meetings else []
    return ", ".join(said + ([f"{switched} people switched"] if switched else [])) or None


def remind(now: datetime) -> str | None:
    """Queue the reminders whose moment has come."""
    return reminders.send_due(now)


def changes(now: datetime) -> str | None:
    """Queue what people are told of another time or place of their meeting."""
    return telling.queue_notices(now)


def tell_states(now: datetime) -> str | None:
    """Queue the mails that tell actors the states of their ideas."""
    return idea_states.mail_told(now)


def count_people(now: datetime) -> str | None:
    """Count the people of meetings that have ended, and let only numbers stay of years and projects long over."""
    counted, closed = counting.count_due(now), counting.close_due(now)
    if closed:
        forget_statistics()
        shrink_sqlite()
    return f"{counted} meetings counted, {closed} closed" if counted or closed else None


def keep_organisations(now: datetime) -> str | None:
    """Move on what came to a merged organisation, and keep the search at those that have something to show."""
    number = organisations.keep_house(now)
    return f"{number} organisations" if number else None


def after_the_backup(settings: Mapping[str, Any], now: datetime) -> datetime:
    """Return when what is kept too long is erased next: each day, an hour after the nightly backup."""
    return next_at((int(settings["BACKUP_HOUR"]) + 1) % 24, now)


def uploads(now: datetime) -> str:
    """Remove files that nothing keeps: whose form was never sent, whose answer is gone; tell of any that is missing."""
    _in_batches(questions.discard_unanswered_files)
    return str(files.sweep(now))


def clear_documents(_now: datetime) -> str | None:
    """Remove documents that were made more than a day ago."""
    number = documents.clear()
    return f"{number} documents" if number else None


JOBS = (
    Step("mail", send_mail),
    Step("workshops", publish_workshops),
    Step("mailings", make_mailings),
    Job("promotions", every(timedelta(minutes=1)), promotions),
    Job(reminders.JOB, every(timedelta(minutes=1)), remind),
    Job(IDEA_REMINDERS_JOB, every(timedelta(minutes=1)), idea_reminders.remind_due),
    Job(telling.JOB, every(timedelta(minutes=1)), changes),
    Job(IDEA_STATES, every(timedelta(minutes=1)), tell_states),
    Job("new meetings", every(timedelta(minutes=1)), subscriptions.tell_new_meetings),
    Job(BOUNCES_JOB, every(timedelta(minutes=5)), read_bounces),
    Job("backup", daily_at("BACKUP_HOUR"), nightly_backup),
    Job("counting", every(timedelta(hours=1)), count_people),
    Job(privacy.JOB, after_the_backup, privacy.run),
    Job("housekeeping", every(timedelta(hours=1)), housekeeping),
    Job("organisations", every(timedelta(minutes=10)), keep_organisations),
    Job("uploads", every(timedelta(hours=1)), uploads),
    Job("documents", every(timedelta(hours=1)), clear_documents),
    Job(material_pictures.JOB, every(timedelta(minutes=1)), material_pictures.make_due),
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
