"""Fresh databases for tests, each a copy of one that was migrated once in the run."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from meetings.extensions import db
from tests.live import ROOT
from tests.postgres import Cluster
from tests.shared import Shared

only_sqlite = pytest.mark.databases("sqlite")
only_postgresql = pytest.mark.databases("postgresql")
MEMORY = Path("/dev/shm")  # a disk in memory, where Linux has one: nothing there waits for a real one
ENOUGH = 500_000_000  # bytes free on it; a container may have given it less


class Databases:
    """Makes and drops databases of both kinds; starts a PostgreSQL server when one is first asked for."""

    def __init__(self, folder: Path, shared: Shared) -> None:
        """Keep databases in a folder of one's own; what is migrated once in the run is `shared`."""
        self._folder = folder
        self._shared = shared
        self._quick = folder
        self._failure: AssertionError | None = None
        self._open = ExitStack()
        self._clusters: dict[bool, Cluster] = {}
        self._template: Path | None = None
        self._made = 0
        self._free: list[int] = []  # numbers that a database had: the next gets the same address, and the same app

    def __enter__(self) -> Databases:
        """Begin; nothing is made yet."""
        if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
            self._quick = Path(self._open.enter_context(tempfile.TemporaryDirectory(dir=MEMORY, prefix="meetings-")))
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the PostgreSQL servers and delete what is left."""
        self._open.close()
        self._shared.leave("sqlite", os.unlink)
        self._shared.leave("postgresql", lambda kept: shutil.rmtree(kept["folder"]))

    def new(self, kind: str, *, durable: bool = False, migrated: bool = True) -> str:
        """Return the address of a new database, "sqlite" or "postgresql".

        One that is `durable` is written to disk as in production; of the others a power cut would leave nothing.
        """
        if kind == "postgresql":
            return self._cluster(durable).create_database(empty=not migrated)
        path = (self._folder if durable else self._quick) / f"{self._number()}" / "meetings.sqlite3"
        path.parent.mkdir()
        if migrated:
            shutil.copyfile(self._sqlite_template(), path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        """Throw a database away."""
        if url.startswith("sqlite:///"):
            folder = Path(url.removeprefix("sqlite:///")).parent
            shutil.rmtree(folder)
            self._free.append(int(folder.name))
            return
        for cluster in self._clusters.values():
            if cluster.holds(url):
                cluster.drop_database(url)

    def _number(self) -> int:
        if self._free:
            return self._free.pop()
        self._made += 1
        return self._made

    def _cluster(self, durable: bool) -> Cluster:
        if durable not in self._clusters:
            like = self._shared.join("postgresql", self._make_cluster)
            self._clusters[durable] = self._open.enter_context(Cluster(durable=durable, like=like))
        return self._clusters[durable]

    def _make_cluster(self) -> dict[str, Any]:
        if self._failure:
            raise self._failure
        with Cluster() as cluster:
            cluster.create_template(self._migrate)
            return cluster.keep(self._shared.folder / "postgresql")

    def _sqlite_template(self) -> Path:
        if self._template is None:
            self._template = Path(self._shared.join("sqlite", self._make_sqlite_template))
        return self._template

    def _make_sqlite_template(self) -> str:
        path = self._shared.folder / "template.sqlite3"
        self._migrate(f"sqlite:///{path}")
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return str(path)

    def _migrate(self, url: str) -> None:
        """Migrate a template; what has failed once is not tried again for every test of the run."""
        if self._failure:
            raise self._failure
        try:
            migrate(url, self._folder / "instance")
        except AssertionError as failure:
            self._failure = failure
            raise


def migrate(url: str, folder: Path) -> None:
    """Bring a database to the newest version, as `flask db upgrade` does."""
    ran = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"],
        cwd=ROOT,
        env={**os.environ, "MODE": "test", "DATABASE_URL": url, "INSTANCE": str(folder)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, f"flask db upgrade failed on {url}:\n{ran.stdout}{ran.stderr}"


@contextmanager
def listening() -> Iterator[list[str]]:
    """Collect the statements that are said to the database of the app whose context is open.

    with listening() as said:
        browser.get("/moten")
    assert len(said) <= 12
    """
    said: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append(statement)

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)


def close_database() -> None:
    """Let go of every connection of the app whose context is open."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()
