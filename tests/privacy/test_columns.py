"""Every column of text says what it holds about whom: a new one that is not named here is one that nobody erases."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import JSON, Column, LargeBinary, String
from sqlalchemy.types import TypeDecorator

from meetings.extensions import db
from meetings.privacy.rules.columns import COLUMNS, ERASED, Holds, erased_columns
from tests.databases import only_sqlite


def holds_text(column: Column[object]) -> bool:
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    return isinstance(kind, (String, JSON, LargeBinary))


@only_sqlite
def test_every_column_of_text_is_known_to_the_job(app: Flask) -> None:
    standing = {
        (table.name, column.name)
        for table in db.metadata.sorted_tables
        for column in table.columns
        if holds_text(column)
    }
    named = {(table, column) for table, columns in COLUMNS.items() for column in columns}
    assert standing - named == set(), (
        "say in meetings/privacy/rules/columns.py what these hold, and erase it if need be"
    )
    assert named - standing == set(), "these are gone"


def test_what_is_of_attendees_is_erased() -> None:
    assert ("registration", "name") in erased_columns()
    assert ("sensitive_answer", "text") in erased_columns()
    assert {Holds.SENSITIVE, Holds.CONTACT} == ERASED
