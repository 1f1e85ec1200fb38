"""Take a job under a lease, note how it went, and note that a worker lives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from meetings import transaction
from meetings.jobs.models import Heartbeat, JobRun
from meetings.jobs.rules import AGAIN, LEASE, Job

_FORGOTTEN = timedelta(days=7)


def take(job: Job, settings: Mapping[str, Any], worker: str, now: datetime) -> bool:
    """Take the job for this worker when it is due and nobody holds it; tell whether it was taken.

    A job seen for the first time is not due at once, but when its rule says. A lease under the worker's
    own name was left by a process that died.
    """
    with transaction.write() as session:
        row = session.get(JobRun, job.name, with_for_update={"skip_locked": True}, populate_existing=True)
        if row is None:
            _plan(job.name, job.due(settings, now))
            return False
        held = row.held_until is not None and row.held_until > now and row.held_by != worker
        if row.due_at > now or held:
            return False
        row.held_by, row.held_until, row.started_at = worker, now + LEASE, now
        return True


def finish(job: Job, settings: Mapping[str, Any], worker: str, now: datetime, outcome: str | None) -> None:
    """Note that the job went well (`outcome` None: there was nothing to do), and when it is due next."""
    with transaction.write() as session:
        row = session.get(JobRun, job.name, with_for_update=True, populate_existing=True)
        if row is None or row.held_by != worker:
            return
        row.held_by, row.held_until, row.due_at = "", None, job.due(settings, now)
        if outcome is not None:
            row.succeeded_at, row.outcome = now, outcome


def fail(job: Job, settings: Mapping[str, Any], worker: str, now: datetime, outcome: str) -> None:
    """Note that the job failed; it is tried again in 15 minutes, or earlier where its rule says so."""
    with transaction.write() as session:
        row = session.get(JobRun, job.name, with_for_update=True, populate_existing=True)
        if row is None or row.held_by != worker:
            return
        row.held_by, row.held_until, row.due_at = "", None, min(now + AGAIN, job.due(settings, now))
        row.failed_at, row.outcome = now, outcome


def note_success(name: str, now: datetime, outcome: str) -> None:
    """Note that the work of a job was done by hand; when it is due next stays as it is."""
    with transaction.write() as session:
        row = session.get(JobRun, name, with_for_update=True, populate_existing=True)
        if row is None:
            row = JobRun(name=name, due_at=now)
            session.add(row)
        row.succeeded_at, row.outcome = now, outcome


def hasten(name: str, now: datetime) -> None:
    """Let a job that has been planned run as soon as a worker is free."""
    with transaction.write() as session:
        row = session.get(JobRun, name, with_for_update=True, populate_existing=True)
        if row is not None:
            row.due_at = min(row.due_at, now)


def beat(worker: str, started_at: datetime, now: datetime) -> None:
    """Note that the worker lives, and forget those not seen for a week."""
    with transaction.write() as session:
        row = session.get(Heartbeat, worker, populate_existing=True)
        if row is None:
            session.add(Heartbeat(worker=worker, started_at=started_at, seen_at=now))
            session.execute(delete(Heartbeat).where(Heartbeat.seen_at < now - _FORGOTTEN))
        else:
            row.started_at, row.seen_at = started_at, now


def _plan(name: str, due_at: datetime) -> None:
    with transaction.write() as session:
        try:
            with session.begin_nested():
                session.add(JobRun(name=name, due_at=due_at))
        except IntegrityError:  # another worker planned it, or holds it just now
            return
