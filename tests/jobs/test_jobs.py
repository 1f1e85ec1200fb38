"""Timed jobs: when they are due, that one worker at a time has each, and what is noted."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from meetings import clock as meetings_clock
from meetings.extensions import db
from meetings.jobs import actions, queries
from meetings.jobs.models import JobRun
from meetings.jobs.rules import AGAIN, LEASE, Job, Step, daily_at, every, next_at
from meetings.jobs.worker import Identity, Worker, run_due_jobs
from tests.builders import NOW
from tests.databases import only_sqlite


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2027-01-10T00:59:59+00:00", "2027-01-10T01:00:00+00:00"),
        ("2027-01-10T01:00:00+00:00", "2027-01-11T01:00:00+00:00"),
        ("2027-07-10T00:00:00+00:00", "2027-07-11T00:00:00+00:00"),
        ("2027-03-27T12:00:00+00:00", "2027-03-28T01:00:00+00:00"),  # 2.00 is skipped: 3.00 summer time
        ("2027-10-30T12:00:00+00:00", "2027-10-31T00:00:00+00:00"),  # 2.00 comes twice: the first
        ("2027-10-31T00:00:00+00:00", "2027-11-01T01:00:00+00:00"),
    ],
)
def test_two_at_night_is_swedish_time(now: str, due: str) -> None:
    assert next_at(2, datetime.fromisoformat(now)) == datetime.fromisoformat(due)


def test_rules_say_when_a_job_is_due_next() -> None:
    assert every(timedelta(hours=1))({}, NOW) == NOW + timedelta(hours=1)
    assert daily_at("BACKUP_HOUR")({"BACKUP_HOUR": 4}, NOW) == datetime(2027, 3, 2, 3, 0, tzinfo=UTC)


def hourly(run: Any = lambda _now: "done") -> Job:
    return Job("prov", every(timedelta(hours=1)), run)


def test_a_new_job_waits_for_its_time_and_runs_once(app: Flask, clock) -> None:  # type: ignore[no-untyped-def]
    clock.set(NOW)
    ran: list[datetime] = []
    job = hourly(lambda now: ran.append(now) or "all is well")
    assert run_due_jobs(app, [job], "one") == 0
    clock.forward(minutes=59, seconds=59)
    assert run_due_jobs(app, [job], "one") == 0
    due = clock.forward(seconds=1)
    assert run_due_jobs(app, [job], "one") == 1
    assert run_due_jobs(app, [job], "one") == 0
    assert ran == [due]
    row = db.session.query(JobRun).one()
    assert (row.outcome, row.succeeded_at, row.due_at, row.held_by) == (
        "all is well",
        due,
        due + timedelta(hours=1),
        "",
    )
    assert queries.last_success("prov") == due


def test_two_workers_never_run_the_same_job(app: Flask) -> None:
    job = hourly()
    assert not actions.take(job, app.config, "one", NOW)
    later = NOW + timedelta(hours=1)
    took: list[bool] = []
    together = threading.Barrier(4)

    def try_it(name: str) -> None:
        with app.app_context():
            together.wait()
            took.append(actions.take(job, app.config, name, later))

    threads = [threading.Thread(target=try_it, args=(str(number),)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(took) == [False, False, False, True]


def test_a_lease_runs_out_and_one_under_the_own_name_is_a_leftover(app: Flask) -> None:
    job = hourly()
    actions.take(job, app.config, "gone", NOW)
    later = NOW + timedelta(hours=1)
    assert actions.take(job, app.config, "gone", later)
    assert not actions.take(job, app.config, "two", later + LEASE - timedelta(seconds=1))
    assert actions.take(job, app.config, "gone", later + timedelta(seconds=1))
    assert actions.take(job, app.config, "two", later + timedelta(seconds=1) + LEASE)
    actions.finish(job, app.config, "gone", later, "too late")
    assert queries.last_success("prov") is None


def test_a_failure_is_noted_and_tried_again_in_a_quarter(app: Flask, clock) -> None:  # type: ignore[no-untyped-def]
    clock.set(NOW)
    job = hourly(lambda _now: 1 // 0)
    run_due_jobs(app, [job], "one")
    failed = clock.forward(hours=1)
    assert run_due_jobs(app, [job], "one") == 1
    row = queries.job_run("prov")
    assert row is not None
    db.session.refresh(row)
    assert (row.failed_at, row.succeeded_at, row.due_at) == (failed, None, failed + AGAIN)
    assert row.outcome == "ZeroDivisionError: integer division or modulo by zero"


def test_nothing_to_do_is_no_success(app: Flask) -> None:
    job = hourly()
    actions.take(job, app.config, "one", NOW)
    later = NOW + timedelta(hours=1)
    actions.take(job, app.config, "one", later)
    actions.finish(job, app.config, "one", later, None)
    assert queries.last_success("prov") is None
    assert not queries.may_be_due("prov", later)


def test_what_is_done_by_hand_is_noted_too(app: Flask) -> None:
    actions.note_success("backup", NOW, "by hand")
    assert queries.last_success("backup") == NOW


def test_a_worker_is_alive_until_it_has_been_silent_for_three_minutes(app: Flask) -> None:
    assert not queries.is_alive(NOW)
    actions.beat("one", NOW, NOW)
    actions.beat("one", NOW, NOW + timedelta(seconds=10))
    assert queries.last_seen() == NOW + timedelta(seconds=10)
    assert queries.is_alive(NOW + timedelta(minutes=3, seconds=10))
    assert not queries.is_alive(NOW + timedelta(minutes=3, seconds=11))


def test_an_identity_is_ones_own_and_comes_back(tmp_path: Path) -> None:
    first, second = Identity(tmp_path), Identity(tmp_path)
    assert first.name != second.name
    name = first.name
    first.release()
    again = Identity(tmp_path)
    assert again.name == name
    assert Identity(tmp_path / "another").name != name


@only_sqlite
def test_a_worker_works_while_there_is_work_and_stops_when_told(app: Flask) -> None:
    left = [3, 2, 1, 0]
    rounds: list[bool] = []

    def piece(_worker: str, keep_going: Any) -> int:
        rounds.append(keep_going())
        if len(rounds) == 6:
            worker.stop()
        if len(rounds) == 2:
            raise ValueError("a fault in one piece must not end the service")
        return left.pop(0) if left else 0

    worker = Worker(app, [Step("prov", piece), hourly()])
    worker.rest = 0.01
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("meetings.jobs.worker._AFTER_TROUBLE", 0.01)
        worker.run()
    assert rounds == [True] * 6
    assert queries.is_alive(meetings_clock.now())
    assert queries.job_run("prov") is not None
    worker.identity.release()
