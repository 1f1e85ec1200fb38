"""Do the tables stand as the code expects: Alembic's migrations, loaded by whoever asks and never by the web."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import click
from flask import Flask, current_app

from meetings.config import ROOT
from meetings.extensions import db

FOLDER = str(ROOT / "meetings" / "migrations")
NEWEST = "head"
_EXTENSION = "migrate"  # where Flask-Migrate looks


class Migrations:
    """What Flask-Migrate keeps of an application; Alembic and Mako come with the first command that asks."""

    db = db
    directory = FOLDER
    configure_args: Mapping[str, Any] = {"render_as_batch": True, "transactional_ddl": True, "compare_type": True}

    @cached_property
    def migrate(self) -> Any:
        """Flask-Migrate itself."""
        from flask_migrate import Migrate  # noqa: PLC0415 - heavy, and this is its adapter

        return Migrate(db=db, directory=self.directory, **self.configure_args)


class Commands(click.Group):
    """`flask db`: Flask-Migrate's own group takes over as soon as it is asked for."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Return the context of Flask-Migrate's group, which runs the command."""
        from flask_migrate.cli import db as commands  # noqa: PLC0415 - heavy, and this is its adapter

        context: click.Context = commands.make_context(info_name, args, parent, **extra)
        return context


def init_app(app: Flask) -> None:
    """Let `flask db` find the migrations."""
    app.extensions[_EXTENSION] = Migrations()
    app.cli.add_command(Commands("db", short_help="Perform database migrations."))


def upgrade(revision: str = NEWEST) -> None:
    """Bring the tables to this revision. A migration that fails changes nothing, and raises what it raised."""
    from alembic import command  # noqa: PLC0415 - heavy, and this is its adapter

    command.upgrade(_config(), revision)


def revisions() -> set[str]:
    """Return the revisions that this version knows."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - heavy, and this is its adapter

    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> Any:
    return current_app.extensions[_EXTENSION].migrate.get_config()
