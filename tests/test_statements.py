"""Statements that are worked out once: they say the same as the session would, in the same transaction."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import bindparam, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from meetings import transaction
from meetings.extensions import db
from meetings.jobs.models import JobRun
from meetings.outbox.models import OutgoingMail
from meetings.statements import Prepared, has_ids_ahead, ids_ahead, together
from tests.builders import NOW, a_meeting
from tests.databases import listening, only_postgresql
from tests.outbox.letters import a_mail

ADD = Prepared(insert(JobRun))
ADD_MAIL = Prepared(insert(OutgoingMail).returning(OutgoingMail.id))
NAMES = Prepared(select(JobRun.name, JobRun.due_at).where(JobRun.name != bindparam("but")).order_by(JobRun.name))
POSTPONE = Prepared(
    update(JobRun).where(JobRun.name == bindparam("job")).values(outcome=JobRun.outcome + "x").returning(JobRun.outcome)
)
FORGET = Prepared(delete(JobRun).where(JobRun.name == bindparam("job")))


def names() -> list[str]:
    found = [name for name, _due in NAMES.rows(but="")]
    db.session.rollback()
    return found


def add(*jobs: str, ask: bool = False) -> None:
    with transaction.write():
        for job in jobs:
            ADD.run({"name": job, "due_at": NOW})
        if ask:
            NAMES.rows(but="")


def add_and_fail() -> None:
    with transaction.write():
        ADD.run({"name": "a", "due_at": NOW})
        raise ZeroDivisionError


def test_values_go_in_and_come_out_as_the_models_say(app: Flask) -> None:
    with transaction.write():
        ADD.run({"name": "a", "due_at": datetime(2027, 3, 1, 10, tzinfo=NOW.tzinfo)})
        mail_id = ADD_MAIL.value(
            key="k", template="test", lang="sv", to_name="Åsa", to_address="a@example.se", values={"a": [1, "å"]},
            message_id="<1@x>", queued_at=NOW, due_at=NOW,
        )  # fmt: skip
    assert NAMES.rows(but="b") == [("a", datetime(2027, 3, 1, 10, tzinfo=UTC))]
    (record,) = NAMES.records(but="b")
    assert (record.name, record.due_at.tzinfo) == ("a", UTC)
    row = db.session.get_one(OutgoingMail, mail_id)
    assert (row.values, row.state, row.tries, row.erase_after) == ({"a": [1, "å"]}, "queued", 0, None)


def test_it_shares_the_fate_of_the_transaction(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError):
        add_and_fail()
    assert names() == []
    with transaction.write():
        ADD.run(*({"name": name, "due_at": NOW} for name in "abc"))
        FORGET.run({"job": "b"})
    assert names() == ["a", "c"]


def test_what_is_said_later_sees_what_was_said_before(app: Flask) -> None:
    with transaction.write() as session:
        session.add(JobRun(name="by object", due_at=NOW))
        ADD.run({"name": "prepared", "due_at": NOW})
        assert [name for name, _due in NAMES.rows(but="")] == ["by object", "prepared"]
        assert POSTPONE.value(job="prepared") == "x"
        ADD.run({"name": "then", "due_at": NOW})
        assert session.scalars(select(JobRun.name).order_by(JobRun.name)).all() == ["by object", "prepared", "then"]
        ADD.run({"name": "last", "due_at": NOW})
        with session.begin_nested():
            session.add(JobRun(name="nested", due_at=NOW))
    assert names() == ["by object", "last", "nested", "prepared", "then"]


def test_what_the_database_refuses_is_refused_before_anything_is_kept(app: Flask) -> None:
    with transaction.write():
        ADD.run({"name": "a", "due_at": NOW})
    with pytest.raises(IntegrityError):
        add("b", "a", "c")
    with pytest.raises(IntegrityError):
        add("a", ask=True)
    with pytest.raises(IntegrityError), transaction.write():
        ADD.run(*({"name": "c", "due_at": NOW} for _time in range(30)))
    assert names() == ["a"]
    a_mail()  # and the connection is as good as new


def test_nothing_is_written_outside_a_transaction(app: Flask) -> None:
    with pytest.raises((OperationalError, ProgrammingError, Exception), match="read-?only"):
        ADD.run({"name": "a", "due_at": NOW})


def test_what_an_insert_leaves_out_may_differ_from_time_to_time(app: Flask) -> None:
    with transaction.write():
        ADD.run({"name": "a", "due_at": NOW})
        ADD.run({"name": "b", "due_at": NOW, "outcome": "done"})
    outcomes = Prepared(select(JobRun.name, JobRun.outcome).order_by(JobRun.name)).rows()
    assert outcomes == [("a", ""), ("b", "done")]


def test_other_values_than_those_it_was_made_with_are_a_mistake(app: Flask) -> None:
    a_meeting()
    with transaction.write(), pytest.raises(ValueError, match=r"\['due_at', 'name'\]"):
        ADD.run({"name": "a", "due_at": NOW}, {"name": "b", "due_at": NOW, "outcome": "c"})
    with pytest.raises(ValueError, match="but"):
        NAMES.rows()
    with pytest.raises(ValueError, match="list"):
        Prepared(select(JobRun.name).where(JobRun.name.in_(["a"]))).rows()


@only_postgresql
def test_what_answers_nothing_takes_no_journey_of_its_own(app: Flask) -> None:
    """What is said is heard at once by those who listen, but goes to the server with what is said next."""
    with listening() as said:
        with transaction.write() as session:
            ADD.run({"name": "a", "due_at": NOW})
            ADD.run({"name": "b", "due_at": NOW})
            driver = session.connection().connection.driver_connection
            assert driver.execute("SELECT count(*) FROM job_run").fetchone() == (0,)
        assert names() == ["a", "b"]
    assert [one.split()[0] for one in said] == ["INSERT", "INSERT", "SELECT"]


def test_several_are_asked_together_after_what_waits(app: Flask) -> None:
    with transaction.write():
        ADD.run({"name": "a", "due_at": NOW})
        postponed, found = together((POSTPONE, {"job": "a"}), (NAMES, {"but": ""}))
        assert (postponed, [name for name, _due in found]) == ([("x",)], ["a"])
        for many in range(30):
            ADD.run({"name": f"b{many}", "due_at": NOW})
        ADD.run(*({"name": f"c{many}", "due_at": NOW} for many in range(30)))
    assert len(names()) == 61


@only_postgresql
def test_ids_are_had_ahead_and_never_twice(app: Flask) -> None:
    with transaction.write():
        assert has_ids_ahead()
        first, second = (ids_ahead("outgoing_mail").value() for _ in range(2))
    assert second > first
    assert not has_ids_ahead(), "nothing waits outside a transaction that writes"


@only_postgresql
def test_what_waits_until_the_end_fails_the_whole(app: Flask) -> None:
    with pytest.raises(IntegrityError):
        add("a", "a")
    assert names() == []


@only_postgresql
def test_what_is_read_again_is_planned_no_more(app: Flask) -> None:
    """The driver forgets all that it has prepared at a rollback: what was only read must not end with one."""
    for _time in range(8):
        assert names() == []
        db.session.remove()
    assert _prepared() > 0
    with pytest.raises(ProgrammingError):
        db.session.execute(text("SELECT nothing FROM nowhere"))
    db.session.remove()
    assert names() == [], "after what has failed the connection is as good as new"


def _prepared() -> int:
    return int(db.session.scalar(text("SELECT count(*) FROM pg_prepared_statements WHERE NOT from_sql")) or 0)
