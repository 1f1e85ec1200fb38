"""A document is made once, by a process of its own that ends when it takes too much, and is kept for a day."""

from __future__ import annotations

import fcntl
import os
import time

import pytest
from flask import Flask

from meetings.documents import making
from meetings.documents.content import Document, Form, Part
from meetings.documents.making import clear, fingerprint, made
from meetings.documents.rules import KEPT, MOST_CHARACTERS, DocumentReason
from meetings.errors import Busy, Refused
from tests.databases import only_sqlite
from tests.documents.test_documents import a_document

pytestmark = only_sqlite


def test_a_document_is_made_once_and_kept_for_a_day(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "hemligt")
    path = made(a_document(), Form.PDF)
    assert path.read_bytes().startswith(b"%PDF")
    at = path.stat().st_mtime_ns
    assert made(a_document(), Form.PDF) == path
    assert path.stat().st_mtime_ns == at
    other = made(a_document(title="Annat"), Form.DOCX)
    assert other.read_bytes().startswith(b"PK")

    os.utime(path, (time.time() - KEPT.total_seconds() - 1,) * 2)
    (path.parent / "gone.4711").symlink_to(path.parent / "nowhere")  # as a file that leaves while it is looked at
    assert clear() == 1
    assert (path.exists(), other.exists()) == (False, True)


def test_a_document_that_takes_too_much_is_refused_and_not_tried_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused, match=DocumentReason.TOO_LARGE.name):
        made(a_document(parts=[Part("", "x" * (MOST_CHARACTERS + 1), "sv")]), Form.PDF)

    monkeypatch.setattr(making, "MOST_SECONDS", 0.01)
    for _attempt in range(2):
        with pytest.raises(Refused, match=DocumentReason.TOO_LARGE.name):
            made(a_document(), Form.PDF)
        monkeypatch.setattr(making, "_make", None)  # it would fail otherwise were it called a second time


def test_whoever_waits_too_long_for_a_turn_is_told_to_come_back(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "PATIENCE", 0.1)
    held = making._folder() / "turn"
    with held.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(Busy):
            made(a_document(), Form.DOCX)
    assert made(a_document(), Form.DOCX).exists()


def test_other_content_or_another_form_is_another_document() -> None:
    names = {fingerprint(one, form) for one in (a_document(), a_document(foot="x")) for form in Form}
    assert len(names) == 4
    assert fingerprint(a_document(), Form.PDF) == fingerprint(Document(**vars(a_document())), Form.PDF)
