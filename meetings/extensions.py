"""The database and its base class, languages, mail and rate limits."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, cast

from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_mail import Mail
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, MetaData, String, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.pool import Pool, QueuePool
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware going in and coming out, always UTC; SQLite, which drops zones, holds naive UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# What `text.sort_key` makes: compared byte by byte on every database, whatever the server's own collation.
SortKey = String(400).with_variant(String(400, collation="C"), "postgresql")


class Base(DeclarativeBase):
    """What every table's class starts from."""

    registry = registry(metadata=MetaData(naming_convention=NAMING), type_annotation_map={datetime: UtcDateTime()})


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
babel = Babel()
mail = Mail()
_BUSY = 10  # seconds that a write waits for its turn
_STILL_HOLDS = 2.0  # seconds after its last use
limiter = Limiter(key_func=get_remote_address, headers_enabled=False)


_for_writing: ContextVar[bool] = ContextVar("for_writing", default=False)


@contextmanager
def for_writing() -> Iterator[None]:
    """Let connections that are taken meanwhile be such that may write."""
    token = _for_writing.set(True)
    try:
        yield
    finally:
        _for_writing.reset(token)


class ReadersAndOneWriter(QueuePool):
    """SQLite's connections: those that read, and one that writes, for which the threads of a process take turns.

    SQLite lets those who wait sleep and look again, ever more seldom; here the next in turn is woken. And a
    connection that now may write and now may not would have to work out all its statements anew each time.
    """

    def __init__(self, creator: Any, **options: Any) -> None:
        super().__init__(creator, **options)
        self.writer: Pool = QueuePool(creator, pool_size=1, max_overflow=0, timeout=_BUSY)
        self._has_read = False

    def connect(self) -> Any:
        """Take a connection from the pool; see `for_writing`."""
        if not _for_writing.get():
            return super().connect()
        if not self._has_read:  # by its first connection SQLAlchemy learns what this SQLite can do
            super().connect().close()
            self._has_read = True
        return self.writer.connect()

    def recreate(self) -> Any:
        """Return a new pool like this one."""
        made = cast(ReadersAndOneWriter, super().recreate())
        made.writer = self.writer.recreate()
        return made

    def dispose(self) -> None:
        """Close all connections that nobody holds."""
        super().dispose()
        self.writer.dispose()


def prepare_sqlite(engine: Engine) -> None:
    """Make SQLite keep what it confirms, wait for its turn, and refuse a write outside `transaction.write()`.

    The driver must not issue BEGIN itself: a transaction that starts as a reader and turns writer fails
    at once however long it may wait.
    """
    pool = cast(ReadersAndOneWriter, engine.pool)

    def connected(connection: Any, *, writes: bool) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={_BUSY * 1000}",
            "secure_delete=ON",
            "cache_size=-16000",
            f"query_only={int(not writes)}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    event.listen(pool, "connect", lambda connection, _record: connected(connection, writes=False))
    event.listen(pool.writer, "connect", lambda connection, _record: connected(connection, writes=True))

    @event.listens_for(engine, "begin")
    def begun(connection: Any) -> None:
        writes = connection.get_execution_options().get("sqlite_begin") == "IMMEDIATE"
        connection.connection.driver_connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")


def prepare_postgresql(engine: Engine) -> None:
    """Ask a connection that has rested whether it still holds: the server may have been started anew meanwhile.

    One that was used a moment ago is not asked: each request would pay for that several times. What was only read
    ends with a commit, which is the same to the server: at each rollback the driver forgets what it has prepared, and
    every statement would be planned anew.
    """
    roll_back = engine.dialect.do_rollback

    def end(connection: Any) -> None:
        driver = connection.driver_connection
        if driver.read_only and driver.info.transaction_status.name == "INTRANS":  # nothing has failed in it
            driver.commit()
        else:
            roll_back(connection)

    engine.dialect.do_rollback = end  # type: ignore[method-assign, assignment]

    @event.listens_for(engine, "checkin")
    def returned(_connection: Any, record: Any) -> None:
        record.info["returned"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def taken(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("returned", 0.0) < _STILL_HOLDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error
