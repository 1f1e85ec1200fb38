"""Make a document once and keep it for a day: by a process of its own, one at a time on this machine.

What is made is named after its content, so nothing ever has to be taken back: other content is another document.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app

from meetings.config import ROOT
from meetings.documents.content import Content, Form
from meetings.documents.rules import KEPT, MOST_CHARACTERS, MOST_SECONDS, PATIENCE, DocumentReason
from meetings.errors import Busy, Refused
from meetings.web.logs import log

_VERSION = 2  # rises with every change of how documents look
_TURN = "turn"  # the file that is locked by whoever makes one
_PAUSE = 0.05  # seconds between two looks at whether it is one's turn


def fingerprint(document: Content, form: Form) -> str:
    """Return what names the document in this form: the same content, the same name."""
    content = json.dumps([_VERSION, form.value, document.plain()], ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()


def made(document: Content, form: Form) -> Path:
    """Return the file of the document, made now unless it has been made in the last day.

    Raises `Refused` when it is too large, `Busy` when others' documents take too long.
    """
    if document.characters > MOST_CHARACTERS:
        raise Refused(DocumentReason.TOO_LARGE)
    path = _folder() / f"{fingerprint(document, form)}.{form.value}"
    if not path.exists():
        with _turn():
            if not path.exists():  # somebody had it made while we waited
                clear()
                _make(document, form, path)
    if not path.stat().st_size:
        raise Refused(DocumentReason.TOO_LARGE)
    return path


def clear(now: float | None = None) -> int:
    """Remove what was made more than a day ago, by the clock of the files, and return how much."""
    before = (time.time() if now is None else now) - KEPT.total_seconds()
    gone = [path for path in _folder().iterdir() if path.name != _TURN and _changed_at(path) < before]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _changed_at(path: Path) -> float:
    """Return when the file was written; never, when it got its own name or was removed a moment ago."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf


def _folder() -> Path:
    folder = Path(current_app.config["INSTANCE"]) / "documents"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@contextmanager
def _turn() -> Iterator[None]:
    """Wait until nobody else on this machine makes a document. Raises `Busy`."""
    until = time.monotonic() + PATIENCE
    with (_folder() / _TURN).open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Busy from None
                time.sleep(_PAUSE)
        yield


def _make(document: Content, form: Form, path: Path) -> None:
    """Have the file made, empty when it took too much: then nobody tries again today.

    The process is told nothing of this service: no settings, no secrets.
    """
    draft = path.with_suffix(f".{os.getpid()}")
    started = time.monotonic()
    try:
        with draft.open("wb") as file:
            ended = subprocess.run(  # noqa: S603 - this interpreter and our own module
                [sys.executable, "-m", "meetings.documents", form.value],
                input=json.dumps(document.plain()).encode(),
                stdout=file,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                env={"LANG": "C.UTF-8"},
                timeout=MOST_SECONDS,
                check=False,
            )
        if ended.returncode:
            log().error("document failed", form=form.value, characters=document.characters, status=ended.returncode)
            draft.write_bytes(b"")
    except subprocess.TimeoutExpired:
        log().error("document took too long", form=form.value, characters=document.characters)
        draft.write_bytes(b"")
    draft.replace(path)
    seconds = round(time.monotonic() - started, 2)
    log().info("document made", form=form.value, bytes=path.stat().st_size, seconds=seconds)
