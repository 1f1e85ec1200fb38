"""A PostgreSQL server of a test process's own: made, started, and thrown away.

Every test gets a database that stands as one migrated template does: a copy of it, or a copy that an earlier test has
had and that was emptied since, which costs a tenth. The cluster sorts in Swedish (ICU), as an installation may, so that
an ORDER BY that forgets its COLLATE shows.
"""

from __future__ import annotations

import itertools
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.needs import postgres_programs

_PORTS = itertools.count()
USER = "meetings"
TEMPLATE = "meetings_template"
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "autovacuum": "on"}

GROWN = 3_000_000  # bytes of rows long gone, after which a database is not used again
# Whoever is still at something. Who rests, as the connections of an app that is used again, is in nobody's way.
_BUSY = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = %s AND pid <> pg_backend_pid() AND state <> 'idle'
"""
# All that makes one schema another, and which migration it is at: as text, to be compared. A copy has the rows of the
# template's catalogue with the transactions that wrote them, and whatever changes the schema writes them anew.
_SHAPE = """
    SELECT string_agg(part, ';') || (SELECT string_agg(version_num, ',') FROM alembic_version)
    FROM (
        SELECT format('%s %s %s', count(*), sum(attrelid::bigint), sum(a.xmin::text::bigint)) AS part
        FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'public'::regnamespace
        UNION ALL
        SELECT format('%s %s %s', count(*), sum(oid::bigint), sum(xmin::text::bigint)) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT format('%s %s', count(*), sum(xmin::text::bigint)) FROM pg_trigger
        UNION ALL SELECT format('%s %s', count(*), sum(xmin::text::bigint)) FROM pg_proc
        UNION ALL SELECT format('%s %s', count(*), sum(xmin::text::bigint)) FROM pg_attrdef
    ) AS parts
"""
# Without the rows, and with every counter where it began; foreign keys need not be asked when everything goes.
_EMPTY = """
    DO $$
    DECLARE name text;
    BEGIN
        SET LOCAL lock_timeout = '10s';
        SET LOCAL session_replication_role = replica;
        FOR name IN SELECT oid::regclass FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
            AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0
        LOOP EXECUTE 'DELETE FROM ' || name; END LOOP;
        PERFORM setval(quote_ident(schemaname) || '.' || quote_ident(sequencename), start_value, false)
            FROM pg_sequences WHERE last_value IS NOT NULL;
    END $$
"""


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listens on, and that this process has not named before.

    Below those that the kernel gives to whoever connects, and beginning where other processes of the run do not: it is
    still free when a service that takes seconds to start comes to it.
    """
    for number in _PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", 10_000 + (os.getpid() * 97 + number) % 20_000))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise AssertionError("never")


class Cluster:
    """One PostgreSQL server on 127.0.0.1, with all its databases.

    `durable` writes as in production, for races, proofs and benches; otherwise nothing survives a power cut, which the
    other tests do not ask for, and it is several times as quick. `like` is what another cluster has kept: this one
    begins as a copy of it, with its template.

        with Cluster() as cluster:
            url = cluster.create_database()
    """

    def __init__(self, *, durable: bool = False, like: Mapping[str, Any] | None = None) -> None:
        programs = postgres_programs()
        assert programs, "no PostgreSQL server is installed"
        self._programs = programs
        self._settings = (DURABLE if durable else QUICK) | {"max_connections": "120", "listen_addresses": "127.0.0.1"}
        self._like = like
        self._password = like["password"] if like else secrets.token_hex(16)
        self._template: tuple[str, int] | None = tuple(like["template"]) if like else None  # its shape, and its bytes
        self._folder = Path(tempfile.mkdtemp(prefix="meetings-postgres-"))
        self._as = _unprivileged_user()
        self._server: subprocess.Popen[bytes] | None = None
        self._made = 0
        self._emptied: list[str] = []
        self._connections: dict[str, psycopg.Connection[Any]] = {}
        self.port = 0

    def __enter__(self) -> Cluster:
        """Make the cluster and start it."""
        try:
            self._make()
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the server at once, for nothing is kept, and delete its files."""
        self._stop(signal.SIGQUIT)
        shutil.rmtree(self._folder, ignore_errors=True)

    def keep(self, folder: Path) -> dict[str, Any]:
        """Stop the server in good order, copy its files to a new folder, and return what others can be made `like`."""
        self._stop(signal.SIGINT)
        _copy(self._folder / "data", folder)
        return {"folder": str(folder), "password": self._password, "template": self._template}

    def url(self, database: str) -> str:
        """Return the address of a database in this cluster, as DATABASE_URL takes it."""
        return f"postgresql://{USER}:{self._password}@127.0.0.1:{self.port}/{database}"

    def holds(self, url: str) -> bool:
        """Say whether an address is that of a database in this cluster."""
        return url.startswith(self.url(""))

    def create_database(self, name: str | None = None, *, empty: bool = False) -> str:
        """Make a database as the template is, if there is one and it is not to be empty; return its address."""
        if name is None and not empty and self._emptied:
            return self.url(self._emptied.pop())
        self._made += 1
        name = name or f"test_{self._made}"
        template = TEMPLATE if self._template and not empty else "template0"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url(name)

    def create_template(self, migrate: Callable[[str], None]) -> None:
        """Make and migrate the database that later ones are copies of."""
        migrate(self.create_database(TEMPLATE))
        with psycopg.connect(self.url(TEMPLATE)) as connection:
            filled = connection.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
                " AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0"
            ).fetchall()
            assert not filled, f"the migrations leave rows, which a database used again would lack: {filled}"
            self._template = self._state_of(connection)

    def drop_database(self, url: str) -> None:
        """Throw a database away, and whoever is still connected to it; a copy of the template is emptied instead."""
        name = url.rpartition("/")[2]
        if self._is_emptied(name):
            self._emptied.append(name)
            return
        if name in self._connections:
            self._connections.pop(name).close()
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _is_emptied(self, name: str) -> bool:
        """Empty the database, if it has the template's shape and has not grown; tell whether that was so."""
        if self._template is None:
            return False
        try:
            connection = self._connection(name)
            connection.execute(_BUSY, (name,))
            connection.execute(_EMPTY)
            shape, size = self._state_of(connection)
        except psycopg.Error:
            return False
        return shape == self._template[0] and size < self._template[1] + GROWN

    def _connection(self, name: str) -> psycopg.Connection[Any]:
        """Return the one connection that is kept to a database."""
        kept = self._connections.get(name)
        if kept is None or kept.closed:
            kept = self._connections[name] = psycopg.connect(self.url(name), autocommit=True)
        return kept

    def _state_of(self, connection: psycopg.Connection[Any]) -> tuple[str, int]:
        row = connection.execute(f"SELECT ({_SHAPE}), pg_database_size(current_database())").fetchone()
        assert row
        return row

    def _execute(self, statement: str, *names: str) -> None:
        self._connection("postgres").execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _make(self) -> None:
        password_file = self._folder / "password"
        password_file.write_text(self._password)
        if self._as:
            for path in (self._folder, password_file):
                os.chown(path, self._as["user"], self._as["group"])
        if self._like:
            _copy(Path(self._like["folder"]), self._folder / "data")
            return
        command = [
            *(str(self._programs / "initdb"), "--pgdata", str(self._folder / "data"), "--username", USER),
            *("--auth", "scram-sha-256", "--pwfile", str(password_file), "--encoding", "UTF8", "--locale", "C.UTF-8"),
            "--no-sync",
        ]
        if self._version() >= 15:
            command += ["--locale-provider", "icu", "--icu-locale", "sv-SE"]
        made = subprocess.run(command, **self._as, cwd=self._folder, capture_output=True, text=True, check=False)
        assert made.returncode == 0, f"initdb failed:\n{made.stderr}"

    def _version(self) -> int:
        shown = subprocess.run([self._programs / "postgres", "--version"], capture_output=True, text=True, check=True)
        found = re.search(r"\d+", shown.stdout)
        assert found, shown.stdout
        return int(found.group())

    def _start(self) -> None:
        for _attempt in range(5):  # another process may take the port in between
            self.port = free_port()
            if self._starts():
                return
        raise AssertionError(f"PostgreSQL did not start:\n{(self._folder / 'log').read_text()}")

    def _starts(self) -> bool:
        settings = self._settings | {"port": str(self.port), "unix_socket_directories": str(self._folder)}
        command = [str(self._programs / "postgres"), "-D", str(self._folder / "data")]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with (self._folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                command, **self._as, cwd=self._folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        give_up = time.monotonic() + 30
        while time.monotonic() < give_up and self._server.poll() is None:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
                return True
            except psycopg.OperationalError:
                time.sleep(0.05)
        if self._server.poll() is None:
            self._server.kill()
            self._server.wait()
        return False

    def _stop(self, how: int) -> None:
        for connection in self._connections.values():
            connection.close()
        if self._server and self._server.poll() is None:
            self._server.send_signal(how)
            try:
                self._server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()


def _copy(files: Path, to: Path) -> None:
    """Copy a stopped server's files, with whom they belong to."""
    subprocess.run(["cp", "-a", str(files), str(to)], check=True)


def _unprivileged_user() -> dict[str, Any]:
    """Return whom subprocess is to run the server as: PostgreSQL refuses root; {} means as oneself."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise AssertionError("PostgreSQL refuses to run as root, and there is no user postgres or nobody")
