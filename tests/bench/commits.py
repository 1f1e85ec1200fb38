"""The ceiling of every sign-up: bare commits a second, with nothing but the driver, as durable as the service's.

`python -m tests.bench.commits DATABASE_URL SECONDS` is one writer and prints how many commits it made; each commit
is one INSERT of a row as wide as a registration.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[2]
TABLE = "CREATE TABLE IF NOT EXISTS bare_commit (writer INTEGER, number INTEGER, text TEXT)"
TEXT = "x" * 200


def commits_per_second(database_url: str, *, writers: int = 4, seconds: float = 2) -> float:
    """Return the commits a second of so many writers, each a process of its own."""
    _write, close = _writer(database_url)
    close()
    command = [sys.executable, "-m", "tests.bench.commits", database_url, str(seconds)]
    running = [
        subprocess.Popen([*command, str(number)], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        for number in range(writers)
    ]
    rates = []
    for process in running:
        said, _ = process.communicate()
        assert process.returncode == 0
        rates.append(float(said))
    return sum(rates)


def _writer(database_url: str) -> tuple[Callable[[int, int], None], Callable[[], None]]:
    """Return a function that writes a row and commits, and one that closes; the table is made if it is not there."""
    if database_url.startswith("sqlite:///"):
        connection = sqlite3.connect(database_url.removeprefix("sqlite:///"), timeout=30, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(TABLE)

        def write(writer: int, number: int) -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO bare_commit VALUES (?, ?, ?)", (writer, number, TEXT))
            connection.execute("COMMIT")

        return write, connection.close
    server = psycopg.connect(database_url, autocommit=True)
    server.execute(TABLE)

    def insert(writer: int, number: int) -> None:
        server.execute("INSERT INTO bare_commit VALUES (%s, %s, %s)", (writer, number, TEXT))

    return insert, server.close


def main(database_url: str, seconds: float, writer: int) -> float:
    """Write for so long and return the commits a second."""
    write, close = _writer(database_url)
    began, number = time.perf_counter(), 0
    while time.perf_counter() < began + seconds:
        write(writer, number)
        number += 1
    elapsed = time.perf_counter() - began
    close()
    return number / elapsed


if __name__ == "__main__":
    print(main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3])))
