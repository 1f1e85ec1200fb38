"""What was read may be used again as long as nobody has written to the database: one cheap question tells."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

from flask import Flask, current_app
from sqlalchemy import event

from meetings.extensions import db
from meetings.web.aside import Aside

Read = TypeVar("Read")

# SQLite counts the commits of all other connections; a PostgreSQL snapshot decides wholly what is visible.
_QUESTIONS = {"sqlite": "PRAGMA data_version", "postgresql": "SELECT pg_current_snapshot()::text"}
_ONLY_READS = {"sqlite": ["PRAGMA query_only=1"], "postgresql": ["SET default_transaction_read_only TO on"]}


class Unchanged:
    """Values read from the database, and the state of the database that they were read in.

    It asks on a connection of its own, which never writes and stands outside every transaction. Of more values than
    `at_most`, all are dropped.
    """

    def __init__(self, at_most: int = 2_000) -> None:
        self.at_most = at_most
        self._aside = Aside(_ONLY_READS)
        self._lock = Lock()
        self._state: object = None
        self._values: dict[Hashable, object] = {}

    def recall(self, key: Hashable, read: Callable[[], Read]) -> Read:
        """Return what `read` returned last, or returns now when anything was written since."""
        with self._lock:
            state = self._aside.ask(_QUESTIONS)
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
                self._values[key] = value
                if len(self._values) > self.at_most:
                    self._values.clear()
        return value

    def forget(self) -> None:
        """Drop everything and close the connection."""
        with self._lock:
            self._aside.close()
            self._state = None
            self._values.clear()


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
