"""A connection of the process's own, beside every transaction: for the short questions that each request asks."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any

from meetings import transaction
from meetings.errors import Busy
from meetings.extensions import db


class Aside:
    """A connection that commits each statement by itself. It is opened when it is first used, and again after trouble.

    `prepare` gets it when it is opened, by the name of the database. One thread at a time asks.
    """

    def __init__(self, prepare: Mapping[str, Sequence[str]]) -> None:
        self._prepare = prepare
        self._lock = Lock()
        self._connection: Any = None
        self._process = 0
        self._opened = 0

    def ask(self, statements: Mapping[str, str], values: Sequence[object] = ()) -> tuple[int, Any]:
        """Return how often the connection has been opened, and the first row of the answer (None: there is none).

        `statements` holds the statement for each database, its values marked as the driver wants them. It is said
        once more when the database was away meanwhile. Raises `Busy` when the lock was not had in time.
        """
        dialect = db.engine.dialect
        statement = statements[dialect.name]
        with self._lock:
            if self._process != os.getpid():
                self._connection, self._process = None, os.getpid()  # the parent's connection is not ours
            try:
                return self._asked(statement, values)
            except dialect.loaded_dbapi.Error as error:
                self._close()
                if transaction.is_a_missed_lock(error):
                    raise Busy from error
                return self._asked(statement, values)

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            self._close()

    def _asked(self, statement: str, values: Sequence[object]) -> tuple[int, Any]:
        if self._connection is None:
            self._connection = _opened(self._prepare[db.engine.dialect.name])
            self._opened += 1
        return self._opened, self._connection.execute(statement, values).fetchone()

    def _close(self) -> None:
        if self._connection is not None and self._process == os.getpid():
            self._connection.close()
        self._connection = None


def _opened(prepare: Sequence[str]) -> Any:
    pooled = db.engine.raw_connection()
    connection: Any = pooled.driver_connection
    pooled.detach()
    if db.engine.dialect.name == "postgresql":
        connection.read_only = None
        connection.autocommit = True
    for statement in prepare:
        connection.execute(statement)
    return connection
