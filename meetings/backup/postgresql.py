"""How is a PostgreSQL database copied while it is used, and put back: COPY per table, in one snapshot.

No pg_dump is asked for, so neither its presence nor its version matters. The tables themselves come from
the migrations: the copy holds rows, and is put back where the same revision stands.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import URL, MetaData, create_engine
from sqlalchemy.pool import NullPool

from meetings.backup.archive import VERSIONS, Table, Unusable

_CHUNK = 1 << 16


def dump(url: URL, folder: Path) -> tuple[str, dict[str, Table]]:
    """Copy every table as it stands at one moment into the folder; return the revision and the tables.

    The tables are in such an order that each stands after those it refers to. Writers go on meanwhile.
    """
    order = _in_order(url)
    with _connected(url) as connection, connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        revision = _revision(cursor)
        tables: dict[str, Table] = {}
        for name, columns in order.items():
            statement = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(name), _listed(columns))
            with cursor.copy(statement) as rows, (folder / f"{name}.copy").open("wb") as file:
                for chunk in rows:
                    file.write(chunk)
            tables[name] = Table(max(cursor.rowcount, 0), columns)
        return revision, tables


def load(folder: Path, url: URL, tables: dict[str, Table]) -> None:
    """Put the rows in the place of those that stand there, and the sequences after them, in one transaction.

    Raises `Unusable` when the tables or their columns are others than the copy's.
    """
    order = _in_order(url)
    if {name: sorted(columns) for name, columns in order.items()} != {
        name: sorted(table.columns) for name, table in tables.items()
    }:
        raise Unusable("the database has other tables or columns than the copy")
    with _connected(url) as connection, connection.cursor() as cursor:
        cursor.execute(sql.SQL("TRUNCATE {}").format(_listed(order)))
        for name in order:
            columns = tables[name].columns
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(name), _listed(columns))
            with cursor.copy(statement) as rows, (folder / f"{name}.copy").open("rb") as file:
                while chunk := file.read(_CHUNK):
                    rows.write(chunk)
            if cursor.rowcount != tables[name].rows:
                raise Unusable(f"{name} took {cursor.rowcount} rows, the manifest says {tables[name].rows}")
        _reset_sequences(cursor, order)


def revision_of(url: URL) -> str | None:
    """Return the revision that the database stands at; None when it has no tables yet."""
    with _connected(url) as connection, connection.cursor() as cursor:
        found = cursor.execute("SELECT to_regclass(%s)", [VERSIONS]).fetchone()
        return _revision(cursor) if found and found[0] else None


def _connected(url: URL) -> psycopg.Connection[Any]:
    """Return a connection without the service's time limits: a copy takes as long as it takes."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = psycopg.connect(plain)
    connection.execute("SET statement_timeout = 0")
    connection.execute("SET idle_in_transaction_session_timeout = 0")
    connection.execute("SET lock_timeout = '30s'")
    connection.commit()
    return connection


def _in_order(url: URL) -> dict[str, list[str]]:
    """Return every table with its columns, those first that others refer to."""
    engine = create_engine(url, poolclass=NullPool)
    found = MetaData()
    with engine.connect() as connection:
        found.reflect(connection)
    return {table.name: [column.name for column in table.columns] for table in found.sorted_tables}


def _revision(cursor: psycopg.Cursor[Any]) -> str:
    try:
        row = cursor.execute(sql.SQL("SELECT version_num FROM {}").format(sql.Identifier(VERSIONS))).fetchone()
    except psycopg.errors.UndefinedTable:
        row = None
    if row is None:
        raise Unusable("the database holds no tables of ours yet: run `flask db upgrade`")
    return str(row[0])


def _reset_sequences(cursor: psycopg.Cursor[Any], order: dict[str, list[str]]) -> None:
    for name, columns in order.items():
        quoted = sql.Identifier(name).as_string(cursor)
        for column in columns:
            found = cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [quoted, column]).fetchone()
            if found and found[0]:
                cursor.execute(
                    sql.SQL("SELECT setval(%s, coalesce(max({0}), 1), max({0}) IS NOT NULL) FROM {1}").format(
                        sql.Identifier(column), sql.Identifier(name)
                    ),
                    [found[0]],
                )


def _listed(names: list[str] | dict[str, list[str]]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(name) for name in names)


def drop_tables(url: URL) -> None:
    """Drop every table of the database."""
    engine = create_engine(url, poolclass=NullPool)
    found = MetaData()
    with engine.begin() as connection:
        found.reflect(connection)
        found.drop_all(connection)
