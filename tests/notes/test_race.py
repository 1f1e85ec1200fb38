"""Several save the same notes at the same moment: nothing of anybody's is lost; and without the lock it is."""

from __future__ import annotations

import threading
import time

import pytest
from flask import Flask

from meetings.extensions import db
from meetings.notes import actions, queries
from meetings.notes.actions import Sent, Writer
from meetings.notes.models import Note, NoteRevision
from tests.builders import NOW
from tests.databases import only_postgresql
from tests.notes.scenes import a_note

WRITERS, TURNS = 5, 4
START = "\n\n".join(f"## {number}" for number in range(WRITERS))


def write_at_once(app: Flask, note_id: int) -> list[BaseException]:
    """Let each writer write under a heading of their own, again and again; return what failed."""
    failures: list[BaseException] = []
    ready = threading.Barrier(WRITERS)

    def write(number: int) -> None:
        with app.app_context():
            body, base = START, 1
            for turn in range(1, TURNS + 1):
                ready.wait(30)
                heading, before = f"## {number}", f"## {number}\n{number}.{turn - 1}"
                body = body.replace(before if turn > 1 else heading, f"{heading}\n{number}.{turn}")
                try:
                    sent = Sent(body, base, f"page-{number}", turn)
                    saved = actions.save(note_id, sent, Writer(account=f"Skribent {number}"), NOW)
                    body, base = saved.body, saved.revision
                except BaseException as failure:
                    failures.append(failure)

    threads = [threading.Thread(target=write, args=(number,), daemon=True) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return failures


def test_nothing_is_lost_when_all_save_at_once(app: Flask) -> None:
    note = a_note(START)
    assert write_at_once(app, note.id) == []
    db.session.rollback()
    found = db.session.get_one(Note, note.id, populate_existing=True)
    assert found.body == "\n\n".join(f"## {number}\n{number}.{TURNS}" for number in range(WRITERS))
    kept = db.session.query(NoteRevision.number).filter_by(note_id=note.id).order_by(NoteRevision.number).all()
    assert [row[0] for row in kept] == list(range(1, found.revision + 1))


@only_postgresql
def test_without_the_lock_something_is(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control. SQLite has no such: there a write transaction is the lock."""

    def unlocked(note_id: int, _meeting_id: int | None = None) -> Note:
        found = db.session.get_one(Note, note_id, populate_existing=True)
        time.sleep(0.05)
        return found

    note = a_note(START)
    monkeypatch.setattr(queries, "lock_note", unlocked)
    assert write_at_once(app, note.id) != []
