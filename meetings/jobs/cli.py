"""`python -m meetings worker`: send mail and run the timed jobs until told to stop."""

from __future__ import annotations

import click
from flask import Flask, current_app

from meetings import clock
from meetings.jobs import queries
from meetings.jobs.rules import Job
from meetings.jobs.worker import serve


@click.command("worker")
def worker() -> None:
    """Send mail and run the timed jobs, until SIGTERM or Ctrl-C. Several may run, on one machine or more."""
    serve(current_app._get_current_object(), current_app.extensions["jobs"])  # type: ignore[attr-defined]  # noqa: SLF001


@click.command("jobs")
def jobs() -> None:
    """Print each timed job: when it last succeeded and failed, when it is due, and its outcome."""
    for job in current_app.extensions["jobs"]:
        if isinstance(job, Job):
            row = queries.job_run(job.name)
            if row is None:
                click.echo(f"{job.name}: not planned yet; start the worker")
                continue
            when = [
                f"{word} {at:%Y-%m-%d %H:%M}"
                for word, at in (("succeeded", row.succeeded_at), ("failed", row.failed_at), ("due", row.due_at))
                if at
            ]
            click.echo(f"{job.name}: {', '.join(when)} UTC. {row.outcome}".rstrip())
    seen = queries.last_seen()
    click.echo(
        "No worker was ever seen."
        if seen is None
        else f"Worker last seen {(clock.now() - seen).total_seconds():.0f} s ago."
    )


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(worker)
    app.cli.add_command(jobs)
