"""What was read may be used again as long as nobody has written to the database: one cheap question tells."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

from flask import Flask, current_app
from sqlalchemy import event

from meetings.extensions import db

Read = TypeVar("Read")
AT_MOST = 2_000  # values kept; then all are dropped

# SQLite counts the commits of all other connections; a PostgreSQL snapshot decides wholly what is visible.
_QUESTIONS = {"sqlite": "PRAGMA data_version", "postgresql": "SELECT pg_current_snapshot()::text"}


class Unchanged:
    """Values read from the database, and the state of the database that they were read in.

    It asks on a connection of its own, which never writes and stands outside every transaction.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._connection: Any = None
        self._process = 0
        self._state: object = None
        self._values: dict[Hashable, object] = {}

    def recall(self, key: Hashable, read: Callable[[], Read]) -> Read:
        """Return what `read` returned last, or returns now when anything was written since."""
        with self._lock:
            state = self._ask()
            if state != self._state:
                self._values.clear()
                self._state = state
            elif key in self._values:
                return cast(Read, self._values[key])
        if db.session().in_transaction():
            return read()  # an older snapshot, perhaps: not to be kept
        value = read()
        with self._lock:
            if state == self._state:
                if len(self._values) >= AT_MOST:
                    self._values.clear()
                self._values[key] = value
        return value

    def forget(self) -> None:
        """Drop everything and close the connection."""
        with self._lock:
            self._drop()

    def _ask(self) -> object:
        if self._process != os.getpid():
            self._connection, self._process = None, os.getpid()  # the parent's connection is not ours
            self._state = None
        try:
            return self._asked()
        except db.engine.dialect.loaded_dbapi.Error:
            self._drop()  # the database was away; what is kept may be older than it seems
            return self._asked()

    def _asked(self) -> object:
        if self._connection is None:
            self._connection = _own_connection()
        return self._connection.execute(_QUESTIONS[db.engine.dialect.name]).fetchone()

    def _drop(self) -> None:
        if self._connection is not None and self._process == os.getpid():
            self._connection.close()
        self._connection, self._state = None, None
        self._values.clear()


def _own_connection() -> Any:
    pooled = db.engine.raw_connection()
    connection: Any = pooled.driver_connection
    pooled.detach()
    if db.engine.dialect.name == "postgresql":
        connection.autocommit = True
    return connection


def unchanged(key: Hashable, read: Callable[[], Read]) -> Read:
    """Return what `read` reads; remembered in this process until somebody writes to the database.

    `read` must depend on nothing but `key` and the database. A value of None is kept too.
    """
    memory: Unchanged = current_app.extensions["unchanged"]
    return memory.recall(key, read)


def init_app(app: Flask) -> None:
    """Give the process its memory; it lets go when the engine is disposed of."""
    memory = Unchanged()
    app.extensions["unchanged"] = memory
    with app.app_context():
        event.listen(db.engine, "engine_disposed", lambda _engine: memory.forget())
