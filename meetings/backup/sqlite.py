"""How is a SQLite database copied while it is used, and put back: with SQLite's own backup, page by page."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from meetings.backup.archive import Table, Unusable

FILE = "meetings.sqlite3"


def dump(source: str, folder: Path) -> tuple[str, dict[str, Table]]:
    """Copy the database as it stands at one moment into the folder; return its revision and its tables.

    Writers go on meanwhile. The copy is checked. Raises `Unusable`.
    """
    target = folder / FILE
    with _opened(source) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        _check(copy)
        return _revision(copy), _tables(copy)


def load(folder: Path, target: str) -> None:
    """Put the copy in the place of the database, in one transaction of its own; processes that use it see it next.

    The database's file stays the same: nothing is left of a write-ahead log that belongs to another content.
    """
    with closing(sqlite3.connect(folder / FILE)) as copy:
        _check(copy)
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        with _opened(target) as live:
            copy.backup(live)
            live.execute("PRAGMA journal_mode=WAL")
            live.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def _opened(path: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        yield connection


def _check(connection: sqlite3.Connection) -> None:
    answer = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if answer != "ok":
        raise Unusable(f"SQLite finds the copy damaged: {answer}")


def _revision(connection: sqlite3.Connection) -> str:
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        row = None
    if row is None:
        raise Unusable("the database holds no tables of ours yet: run `flask db upgrade`")
    return str(row[0])


def _tables(connection: sqlite3.Connection) -> dict[str, Table]:
    names = [
        str(name)
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
    ]
    return {
        name: Table(int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]))  # noqa: S608 - own names
        for name in names
    }
