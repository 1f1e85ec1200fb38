"""The databases of the tests: one that is used again stands as a new one does, or is not used again."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.databases import Databases

pytestmark = pytest.mark.postgres
A_TERM = """
    INSERT INTO term (vocabulary, code, name_sv, name_en, text_sv, text_en, position, parent_id)
    VALUES ('sector', 'a', 'a', 'a', '', '', 0, %s) RETURNING id
"""


@pytest.fixture
def used(databases: Databases) -> Iterator[str]:
    """The address of a database that somebody has used, and forgotten to hang up on."""
    url = databases.new("postgresql")
    with psycopg.connect(url, autocommit=True) as connection:
        parent = connection.execute(A_TERM, (None,)).fetchone()
        assert parent == (1,)
        connection.execute(A_TERM.replace("'a', 'a', 'a'", "'b', 'b', 'b'"), parent)
        yield url


def test_a_database_used_again_is_empty_and_counts_from_one(databases: Databases, used: str) -> None:
    databases.drop(used)
    again = databases.new("postgresql")
    assert again == used
    with psycopg.connect(again) as connection:
        assert connection.execute("SELECT count(*) FROM term").fetchone() == (0,)
        assert connection.execute(A_TERM, (None,)).fetchone() == (1,)
    databases.drop(again)


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE term ADD COLUMN more text",
        "ALTER TABLE term ALTER COLUMN text_sv DROP NOT NULL",
        "ALTER TABLE term ADD CHECK (position < 9)",
        "CREATE INDEX another ON term (position)",
        "CREATE FUNCTION nothing() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "UPDATE alembic_version SET version_num = '0000'",
        "DROP TABLE rate_window",
        "DROP TABLE alembic_version",
        "INSERT INTO rate_window SELECT repeat(n::text, 20), 1, 1 FROM generate_series(1, 30000) AS n",  # it has grown
    ],
)
def test_a_database_of_another_shape_is_not_used_again(databases: Databases, used: str, change: str) -> None:
    with psycopg.connect(used, autocommit=True) as connection:
        connection.execute(change)
    databases.drop(used)
    fresh = databases.new("postgresql")
    assert fresh != used
    databases.drop(fresh)
