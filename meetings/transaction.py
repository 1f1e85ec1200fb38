"""How is a change written: whole or not at all, one action one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlalchemy.orm import Session

from meetings import statements
from meetings.errors import Busy
from meetings.extensions import db, for_writing
from meetings.statements import WRITING

_OPTIONS = {"sqlite_begin": "IMMEDIATE", "postgresql_readonly": False}


@contextmanager
def write() -> Iterator[Session]:
    """Open a write transaction, commit at its end, roll back on any exception; inside another, join it.

    Only the outermost commits. Refuses (RuntimeError) to start while a read transaction holds pending
    changes: they were made where nothing is written. Raises `Busy` when the lock was not had in time.
    """
    session = db.session()
    if WRITING in session.info:
        yield session
        return
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changes were made outside transaction.write()")
    if session.in_transaction():
        session.rollback()  # never turn a read snapshot into a writer
    try:
        with for_writing():
            session.info[WRITING] = session.connection(execution_options=_OPTIONS)
        yield session
        session.flush()
        statements.say_waiting(and_commit=True)
        session.commit()
    except NoneFree as error:
        session.rollback()
        raise Busy from error
    except OperationalError as error:
        session.rollback()
        if is_a_missed_lock(error.orig):
            raise Busy from error
        raise
    except BaseException:
        session.rollback()
        raise
    finally:
        statements.forget_waiting()
        session.info.pop(WRITING, None)


def is_a_missed_lock(error: BaseException | None) -> bool:
    """Tell whether the driver's error says that a lock was not had in time."""
    state = getattr(error, "sqlstate", None)
    return state in {"55P03", "40P01", "57014"} or "database is locked" in str(error)
