"""How Alembic runs: one transaction for all, and on SQLite without foreign keys acting while tables are rebuilt."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app

from meetings.accounts import models as _accounts
from meetings.audit import models as _audit
from meetings.counting import models as _counting
from meetings.extensions import UtcDateTime, db, for_writing
from meetings.files import models as _files
from meetings.ideas import models as _ideas
from meetings.jobs import models as _jobs
from meetings.materials import models as _materials
from meetings.notes import models as _notes
from meetings.organisations import models as _organisations
from meetings.outbox import models as _outbox
from meetings.projects import models as _projects
from meetings.registration import models as _registration
from meetings.search import models as _search
from meetings.sparks import models as _sparks
from meetings.web import limits as _limits

_TABLES_OF = (  # and what these import
    _accounts,
    _audit,
    _counting,
    _files,
    _ideas,
    _jobs,
    _limits,
    _materials,
    _notes,
    _organisations,
    _outbox,
    _projects,
    _registration,
    _search,
    _sparks,
)

target = db.metadata


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our instants as the plain type that they are stored as."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def _offline() -> None:
    context.configure(url=str(db.engine.url), target_metadata=target, literal_binds=True, render_item=render_item)
    with context.begin_transaction():
        context.run_migrations()


def _online() -> None:
    options = current_app.extensions["migrate"].configure_args
    with for_writing(), db.engine.connect().execution_options(postgresql_readonly=False) as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # A batch change drops and remakes a table: with foreign keys on, rows that refer to it would
            # be deleted with it. The switch does nothing inside a transaction, so it comes before.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
            connection = connection.execution_options(sqlite_begin="IMMEDIATE")
        context.configure(
            connection=connection,
            target_metadata=target,
            render_item=render_item,
            compare_server_default=False,
            **options,
        )
        try:
            with context.begin_transaction():
                context.run_migrations()
                if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                    raise RuntimeError("the migration would leave rows that refer to nothing; nothing was changed")
        finally:
            if sqlite:
                connection.rollback()
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    _offline()
else:
    _online()
