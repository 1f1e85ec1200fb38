"""Migrations keep what people have written: they are tried on filled tables, on both databases."""

import shutil
from pathlib import Path
from textwrap import dedent

import pytest
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import func, inspect, select

from meetings import transaction
from meetings.extensions import db
from meetings.registration.models import Pool, SignUp
from meetings.schedule.models import Contact, Meeting
from tests.builders import a_meeting, a_programme_item

MIGRATIONS = Path(__file__).parents[2] / "meetings" / "migrations"
REBUILDS_THE_MEETING = dedent(
    """
    import sqlalchemy as sa
    from alembic import op

    revision, down_revision, branch_labels, depends_on = "9999", "{last}", None, None


    def upgrade():
        with op.batch_alter_table("meeting", recreate="{recreate}") as batch:
            batch.add_column(sa.Column("nickname", sa.String(20), nullable=False, server_default="x"))
            batch.alter_column("theme", existing_type=sa.String(120), type_=sa.String(140), existing_nullable=False)
        {then}


    def downgrade():
        with op.batch_alter_table("meeting", recreate="{recreate}") as batch:
            batch.alter_column("theme", existing_type=sa.String(140), type_=sa.String(120), existing_nullable=False)
            batch.drop_column("nickname")
    """
)


@pytest.fixture
def migrations(app: Flask, tmp_path: Path):
    """A copy of the migrations with one more, which rebuilds the meeting's table: `migrations(then)`."""

    def made(then: str = "pass") -> str:
        folder = tmp_path / "migrations"
        shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        last = max(path.name.split("_")[0] for path in (folder / "versions").glob("*.py"))
        recreate = "always" if db.engine.dialect.name == "sqlite" else "auto"
        source = REBUILDS_THE_MEETING.format(last=last, recreate=recreate, then=then)
        (folder / "versions" / "9999_next.py").write_text(source)
        return str(folder)

    return made


def _rows() -> dict[str, int | None]:
    counts = {
        model.__tablename__: db.session.scalar(select(func.count()).select_from(model))
        for model in (Meeting, Contact, SignUp, Pool)
    }
    db.session.remove()
    return counts


def _columns() -> set[str]:
    with db.engine.connect() as connection:
        return {column["name"] for column in inspect(connection).get_columns("meeting")}


def test_rebuilding_the_meetings_table_loses_nothing_that_refers_to_it(app: Flask, migrations) -> None:
    a_programme_item(a_meeting())
    before = _rows()

    upgrade(directory=(folder := migrations()))

    assert "nickname" in _columns()
    assert _rows() == before
    downgrade(directory=folder, revision="-1")
    assert _rows() == before


def test_a_migration_that_fails_halfway_changes_nothing(app: Flask, migrations) -> None:
    a_meeting()
    before, columns = _rows(), _columns()

    with pytest.raises(ValueError, match="halfway"):
        upgrade(directory=migrations('raise ValueError("halfway")'))

    assert (_rows(), _columns()) == (before, columns)


def test_the_models_and_the_migrations_say_the_same(app: Flask) -> None:
    check()  # exits with 1 when a migration is missing


def test_a_write_outside_a_transaction_is_refused(app: Flask) -> None:
    meeting = a_meeting()
    db.session.remove()
    found = db.session.get(Meeting, meeting.id)
    assert found is not None
    found.title = "Smugen in"

    with pytest.raises(RuntimeError, match="outside"), transaction.write():
        pass
    db.session.rollback()
    with pytest.raises(Exception, match="readonly|read-only"):
        db.session.execute(db.update(Meeting).values(title="Smugen in"))
