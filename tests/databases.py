"""Fresh databases for tests, each a copy of one that was migrated once in the run."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.postgres import Cluster

only_sqlite = pytest.mark.databases("sqlite")
only_postgresql = pytest.mark.databases("postgresql")


class Databases:
    """Makes and drops databases of both kinds; starts a PostgreSQL cluster when one is first asked for.

    `migrate(url, folder)` brings a database to the newest version; `folder` is for its instance.
    """

    def __init__(self, folder: Path, migrate: Callable[[str, Path], None]) -> None:
        self._folder = folder
        self._migrate_to_newest = migrate
        self._failure: AssertionError | None = None
        self._open = ExitStack()
        self._clusters: dict[bool, Cluster] = {}
        self._template: Path | None = None
        self._made = 0

    def __enter__(self) -> Databases:
        """Begin; nothing is made yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the clusters."""
        self._open.close()

    def new(self, kind: str, *, durable: bool = False, migrated: bool = True) -> str:
        """Return the address of a new database, "sqlite" or "postgresql".

        `durable` matters for PostgreSQL only: SQLite always writes as in production.
        """
        if kind == "postgresql":
            return self._cluster(durable).create_database(empty=not migrated)
        self._made += 1
        path = self._folder / f"{self._made}" / "meetings.sqlite3"
        path.parent.mkdir()
        if migrated:
            shutil.copyfile(self._sqlite_template(), path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        """Throw a database away."""
        if url.startswith("sqlite:///"):
            shutil.rmtree(Path(url.removeprefix("sqlite:///")).parent, ignore_errors=True)
            return
        for cluster in self._clusters.values():
            if cluster.holds(url):
                cluster.drop_database(url)

    def _cluster(self, durable: bool) -> Cluster:
        if durable not in self._clusters:
            if self._failure:
                raise self._failure
            cluster = self._open.enter_context(Cluster(durable=durable))
            self._migrate(cluster.create_template())
            self._clusters[durable] = cluster
        return self._clusters[durable]

    def _sqlite_template(self) -> Path:
        if self._template is None:
            path = self._folder / "template.sqlite3"
            self._migrate(f"sqlite:///{path}")
            with sqlite3.connect(path) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            self._template = path
        return self._template

    def _migrate(self, url: str) -> None:
        """Migrate a template; what has failed once is not tried again for every test of the run."""
        if self._failure:
            raise self._failure
        try:
            self._migrate_to_newest(url, self._folder / "instance")
        except AssertionError as failure:
            self._failure = failure
            raise
