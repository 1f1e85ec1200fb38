"""Statements that every sign-up says: worked out once for each database, then handed to its driver as they are.

SQLAlchemy writes them and knows how values go in and come out, but leads each through its own machinery anew, which
costs more than many an answer. What is said now and then is better said to the session itself.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Delete, Insert, Select, Update, event, func, select
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import TypeEngine

from meetings.extensions import db

WRITING = "writing"  # in a session's info: its connection, while it writes
_WAITING = "statements that wait"
_MAY_WAIT = 20  # rows; more of them are said at once
Statement = Select[*tuple[Any, ...]] | Insert | Update | Delete
_Change = Callable[[Any], Any]


@dataclass(frozen=True)
class _Worked:
    """A statement in a database's own words. `order` names the values by place; None: they go in by name."""

    words: str
    names: frozenset[str]
    constants: Mapping[str, Any]
    order: Sequence[str] | None
    going_in: Mapping[str, _Change]
    coming_out: Sequence[tuple[int, _Change]]

    def values(self, given: Mapping[str, Any]) -> Any:
        """Return the values as the driver wants them. Raises ValueError when it is others that are wanted."""
        if given.keys() != self.names:
            raise ValueError(f"values of {sorted(self.names)} are needed, not of {sorted(given)}")
        merged = {**self.constants, **given}
        for name, change in self.going_in.items():
            merged[name] = change(merged[name])
        return merged if self.order is None else [merged[name] for name in self.order]

    def rows(self, found: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        """Return the rows of the answer as Python has them."""
        return [self._row(row) for row in found] if self.coming_out else list(map(tuple, found))

    def _row(self, found: Sequence[Any]) -> tuple[Any, ...]:
        row = list(found)
        for place, change in self.coming_out:
            row[place] = change(row[place])
        return tuple(row)


class Prepared:
    """A statement whose values alone differ, said in the session's transaction.

    An INSERT gets the columns that are named, and those left out have the model's constant default. Lists of
    values (`in_`) cannot be prepared.
    """

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._worked: dict[tuple[str, ...], _Worked] = {}
        self._record: Any = None

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Say it and return all rows of the answer."""
        connection = _connection()
        worked = self.worked_out(connection.dialect, values)
        return worked.rows(_said(connection, worked.words, worked.values(values), answers=True))

    def records(self, **values: Any) -> list[Any]:
        """Say it and return all rows of the answer, their values by the names of the columns."""
        rows = self.rows(**values)
        if self._record is None:
            self._record = namedtuple("_Record", [column.key for column in self._statement.exported_columns])  # type: ignore[misc]
        return list(map(self._record._make, rows))

    def value(self, **values: Any) -> Any:
        """Say it and return the first value of the first row, None when there is none."""
        found = self.rows(**values)
        return found[0][0] if found else None

    def new_row(self, new_id: int | None, **values: Any) -> int:
        """Write the row with an id that was taken ahead, so that it may wait, else with one of its own; return it."""
        if new_id is None:
            return int(self.value(**values))
        self.run({"id": new_id, **values})
        return new_id

    def run(self, *rows: Mapping[str, Any]) -> None:
        """Say it once for each of the rows of values; on PostgreSQL few of them wait, see `say_waiting`."""
        if not rows:
            return
        connection = _connection()
        worked = self.worked_out(connection.dialect, rows[0])
        values = [worked.values(row) for row in rows]
        waiting = _waiting(connection)
        if waiting is not None and len(values) <= _MAY_WAIT:
            _tell(connection, worked.words, values)
            waiting += [(worked.words, one) for one in values]
        elif len(values) == 1:
            _said(connection, worked.words, values[0])
        else:
            _said(connection, worked.words, values, many=True)

    def worked_out(self, dialect: Dialect, values: Mapping[str, Any]) -> _Worked:
        """Return it in this database's words, for values of these names."""
        wanted = (dialect.name, *values)
        found = self._worked.get(wanted)
        if found is None:
            found = self._worked[wanted] = _work_out(self._statement, dialect, list(values))
        return found


def together(*asked: tuple[Prepared, Mapping[str, Any]]) -> list[list[tuple[Any, ...]]]:
    """Say several, one after the other, and return all rows of each answer; on PostgreSQL in one journey."""
    connection = _connection()
    if connection.dialect.name != "postgresql":
        return [prepared.rows(**values) for prepared, values in asked]
    worked = [prepared.worked_out(connection.dialect, values) for prepared, values in asked]
    waiting = db.session().info.pop(_WAITING, ())
    with _its_errors(connection, worked[0].words):
        with _one_journey(connection, waiting) as driver:
            cursors = []
            for one, (_, values) in zip(worked, asked, strict=True):
                ready = one.values(values)
                _tell(connection, one.words, ready)
                cursors.append(driver.execute(one.words, ready))
        return [one.rows(cursor.fetchall()) for one, cursor in zip(worked, cursors, strict=True)]


@cache
def ids_ahead(*tables: str) -> Prepared:
    """Return what asks for an id in each of the tables, for rows that are written a little later.

    Only PostgreSQL knows them before: `has_ids_ahead`.
    """
    return Prepared(select(*(func.nextval(func.pg_get_serial_sequence(table, "id")).label(table) for table in tables)))


def has_ids_ahead() -> bool:
    """Tell whether the database gives ids ahead, and a row with one may wait."""
    return _waiting(_connection()) is not None


def say_waiting(*, and_commit: bool = False) -> None:
    """Say what has not been said yet, and with `and_commit` end the transaction on the same journey.

    A statement that answers nothing waits for the next one, so that both take one journey to the server and back:
    whoever holds a meeting's lock keeps others waiting for as long as all journeys take. None waits for longer
    than until something else is asked in the session, or the transaction ends.
    """
    info = db.session().info
    waiting = info.pop(_WAITING, ())
    if not waiting:
        return
    connection: Connection = info[WRITING]
    with _its_errors(connection, ""), _one_journey(connection, waiting) as driver:
        if and_commit:
            driver.commit()


def forget_waiting() -> None:
    """Leave unsaid what waits: its transaction is over."""
    db.session().info.pop(_WAITING, None)


def prepare(engine: Engine) -> None:
    """Let what waits be said before anything that the session itself says."""

    @event.listens_for(engine, "before_cursor_execute")
    def first_what_waits(*said: Any) -> None:
        if said[4] is not None:  # the context: statements from here have none
            say_waiting()


def _waiting(connection: Connection) -> list[tuple[str, Any]] | None:
    """Return what waits to be said; None where nothing may wait."""
    info = db.session().info
    if connection.dialect.name != "postgresql" or info.get(WRITING) is not connection:
        return None
    found: list[tuple[str, Any]] = info.setdefault(_WAITING, [])
    return found


def _connection() -> Connection:
    session = db.session()
    session.flush()
    writing: Connection | None = session.info.get(WRITING)
    return session.connection() if writing is None else writing


def _said(connection: Connection, words: str, values: Any, *, many: bool = False, answers: bool = False) -> list[Any]:
    waiting = db.session().info.pop(_WAITING, ())
    with _its_errors(connection, words), closing(connection.connection.cursor()) as cursor:
        _tell(connection, words, values)
        with _one_journey(connection, waiting) if waiting else nullcontext():
            (cursor.executemany if many else cursor.execute)(words, values)
        return list(cursor.fetchall()) if answers else []


@contextmanager
def _one_journey(connection: Connection, waiting: Sequence[tuple[str, Any]]) -> Iterator[Any]:
    """Say what waits on PostgreSQL, and on the same journey whatever its driver is told in the block."""
    driver: Any = connection.connection.driver_connection
    with driver.pipeline():
        for words, values in waiting:
            driver.execute(words, values)
        yield driver


@contextmanager
def _its_errors(connection: Connection, words: str) -> Iterator[None]:
    """Let the driver's errors be SQLAlchemy's."""
    dialect = connection.dialect
    base: Any = dialect.loaded_dbapi.Error
    try:
        yield
    except base as error:
        if dialect.is_disconnect(error, connection.connection, None):
            connection.invalidate(error)
        raise DBAPIError.instance(words, None, error, base, hide_parameters=True, dialect=dialect) from error


def _tell(connection: Connection, words: str, values: Any) -> None:
    """Let those hear of it who listen to what is said."""
    for heard in connection.dispatch.before_cursor_execute:
        heard(connection, None, words, values, None, False)


def _work_out(statement: Statement, dialect: Dialect, names: Sequence[str]) -> _Worked:
    defaults: dict[str, Any] = {}
    keys: list[str] | None = None
    if isinstance(statement, Insert):
        defaults = _constants(statement.table, names)
        keys = [*names, *defaults]
        statement = statement if statement.exported_columns else statement.inline()
    compiled: Any = statement.compile(dialect=dialect, column_keys=keys)
    words = str(compiled)
    if "POSTCOMPILE" in words:
        raise ValueError("a list of values cannot be prepared")
    required = {name for name, bind in compiled.binds.items() if bind.required} - defaults.keys()
    if required != set(names):
        raise ValueError(f"values of {sorted(required)} are needed, not of {sorted(names)}")
    going_in = {name: change for name, bind in compiled.binds.items() if (change := _in(bind.type, dialect))}
    columns = list(statement.exported_columns)
    out = [(place, change) for place, one in enumerate(columns) if (change := _out(one.type, dialect))]
    constants = {name: bind.value for name, bind in compiled.binds.items() if not bind.required} | defaults
    order = list(compiled.positiontup) if compiled.positional else None
    return _Worked(words, frozenset(names), constants, order, going_in, out)


def _constants(table: Any, names: Sequence[str]) -> dict[str, Any]:
    """Return the constants that the model gives columns which are not named."""
    defaults = {column.key: column.default for column in table.columns if column.key not in names}
    return {name: one.arg for name, one in defaults.items() if isinstance(one, ScalarElementColumnDefault)}


def _in(kind: TypeEngine[Any], dialect: Dialect) -> _Change | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _out(kind: TypeEngine[Any], dialect: Dialect) -> _Change | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
