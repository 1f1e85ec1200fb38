"""What was read is used again only as long as nobody has written to the database, whoever it was."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import create_engine, text

from meetings import transaction
from meetings.extensions import db
from meetings.jobs.models import JobRun
from meetings.web.unchanged import unchanged
from tests.builders import NOW


def a_job(name: str) -> None:
    with transaction.write() as session:
        session.add(JobRun(name=name, due_at=NOW))


def jobs() -> int:
    number = db.session.query(JobRun).count()
    db.session.rollback()
    return number


def test_what_was_read_is_read_again_after_a_write(app: Flask) -> None:
    reads: list[int] = []

    def read() -> int:
        reads.append(jobs())
        return reads[-1]

    assert [unchanged("jobs", read), unchanged("jobs", read)] == [0, 0]
    a_job("one")
    assert [unchanged("jobs", read), unchanged("jobs", read)] == [1, 1]
    assert reads == [0, 1]


def test_another_process_may_have_written(app: Flask) -> None:
    assert unchanged("jobs", jobs) == 0
    other = create_engine(app.config["DATABASE_URL"])
    with other.begin() as connection:
        connection.execute(
            text("INSERT INTO job_run (name, due_at, held_by, outcome) VALUES ('x', :at, '', '')"), {"at": NOW}
        )
    other.dispose()
    assert unchanged("jobs", jobs) == 1


def test_an_open_transaction_may_see_the_past_and_is_not_remembered(app: Flask) -> None:
    assert db.session.query(JobRun).count() == 0  # a read transaction begins
    other = create_engine(app.config["DATABASE_URL"])
    with other.begin() as connection:
        connection.execute(
            text("INSERT INTO job_run (name, due_at, held_by, outcome) VALUES ('x', :at, '', '')"), {"at": NOW}
        )
    other.dispose()
    unchanged("jobs", lambda: db.session.query(JobRun).count())
    db.session.rollback()
    assert unchanged("jobs", jobs) == 1


def test_what_another_reads_does_not_count_as_a_write(app: Flask) -> None:
    reads: list[int] = []
    unchanged("jobs", lambda: reads.append(1))
    jobs()
    unchanged("jobs", lambda: reads.append(2))
    assert reads == [1]
