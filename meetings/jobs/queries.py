"""Read how the jobs and the workers are."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from meetings.extensions import db
from meetings.jobs.models import Heartbeat, JobRun

SILENT = timedelta(minutes=3)  # a worker not seen for longer is taken for dead


def last_success(name: str) -> datetime | None:
    """Return when the job last did what it is for (UTC), or None when it never has."""
    return db.session.scalar(select(JobRun.succeeded_at).where(JobRun.name == name))


def job_run(name: str) -> JobRun | None:
    """Return how the job stands: when it is due, when it succeeded and failed last, and its outcome in words."""
    return db.session.get(JobRun, name)


def fails(name: str) -> bool:
    """Tell whether the job failed when it ran last."""
    row = job_run(name)
    if row is None or row.failed_at is None:
        return False
    return row.succeeded_at is None or row.failed_at > row.succeeded_at


def last_seen() -> datetime | None:
    """Return when any worker was last alive (UTC), or None when none ever was."""
    return db.session.scalar(select(func.max(Heartbeat.seen_at)))


def is_alive(now: datetime) -> bool:
    """Tell whether a worker was seen in the last three minutes."""
    seen = last_seen()
    return seen is not None and now - seen <= SILENT


def may_be_due(name: str, now: datetime) -> bool:
    """Tell whether the job is due, or not planned yet; whether it is free is for `actions.take` to see."""
    due_at = db.session.scalar(select(JobRun.due_at).where(JobRun.name == name))
    return due_at is None or due_at <= now
