"""How is a change written: whole or not at all, one action one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from meetings.errors import Busy
from meetings.extensions import db

_OPTIONS = {"sqlite_begin": "IMMEDIATE", "postgresql_readonly": False}


@contextmanager
def write() -> Iterator[Session]:
    """Open a write transaction, commit at its end, roll back on any exception; inside another, join it.

    Only the outermost commits. Refuses (RuntimeError) to start while a read transaction holds pending
    changes: they were made where nothing is written. Raises `Busy` when the lock was not had in time.
    """
    session = db.session()
    if session.info.get("writing"):
        yield session
        return
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changes were made outside transaction.write()")
    if session.in_transaction():
        session.rollback()  # never turn a read snapshot into a writer
    session.info["writing"] = True
    try:
        session.connection(execution_options=_OPTIONS)
        yield session
        session.commit()
    except OperationalError as error:
        session.rollback()
        if _is_a_missed_lock(error):
            raise Busy from error
        raise
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("writing", None)


def _is_a_missed_lock(error: OperationalError) -> bool:
    original = error.orig
    state = getattr(original, "sqlstate", None)
    return state in {"55P03", "40P01", "57014"} or "database is locked" in str(original)
