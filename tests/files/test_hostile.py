"""Some hundreds of files that mean harm: none is taken that could do any, and who sends one is told why."""

from __future__ import annotations

import io
import re
import time
from collections import Counter
from pathlib import Path

from flask import Flask
from flask_babel import force_locale

from meetings.errors import Refusal, Refused
from meetings.files import actions, content, sending
from meetings.files.models import StoredFile
from meetings.files.rules import FOR_MATERIAL, KNOWN, SHOWN_SAFELY, FileReason, Unacceptable, safe_name
from meetings.web.rendering import refusal_text
from tests.builders import NOW
from tests.databases import only_sqlite
from tests.files.harm import HARMLESS, Hostile
from tests.files.hostile import every

pytestmark = only_sqlite

_ACTIVE = re.compile(rb"<(?:script|html|svg|!doctype|iframe|\?php|\?xml)|MZ\x90\x00|\x7fELF", re.IGNORECASE)
_SENTENCE = re.compile(r"[A-ZÅÄÖ][^%]+\.")
_NAME = re.compile(
    r"(inline|attachment); filename=\"[^\"\\/\x00-\x1f\x7f-\uffff]+\"(; filename\*=UTF-8''[\w%!#$&+.^`|~-]+)?"
)
_said = set[object]()  # reasons whose sentence has been read


def taken(file: Hostile, draft: Path) -> StoredFile | FileReason:
    """Return its row, or why it is refused: with a sentence. What the check refuses is not sent, to save time."""
    draft.write_bytes(file.body)
    try:
        content.check(draft, safe_name(file.name), FOR_MATERIAL)
        return actions.receive(io.BytesIO(file.body), file.name, NOW, kinds=FOR_MATERIAL)
    except Unacceptable as error:
        refusal = Refusal(error.reason, error.values)
    except Refused as refused:
        refusal = refused.refusal
    if refusal.reason not in _said:
        _said.add(refusal.reason)
        for language in ("sv", "en"):
            with force_locale(language):
                assert _SENTENCE.match(refusal_text(refusal)), file.what
    assert isinstance(refusal.reason, FileReason)
    return refusal.reason


def assert_can_do_nothing(app: Flask, row: StoredFile, what: str) -> None:
    """Hold a file that was taken against all that a browser might do with it."""
    for inline in (True, False):
        with app.test_request_context("/"):
            sent = sending.response(row, inline=inline)
            sent.direct_passthrough = False
            body = sent.get_data()
            sent.close()
        headers = sent.headers
        assert sent.mimetype in KNOWN, what
        assert headers["X-Content-Type-Options"] == "nosniff", what
        assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'"), what
        assert _NAME.fullmatch(headers["Content-Disposition"]), what
        if headers["Content-Disposition"].startswith("inline"):
            assert sent.mimetype in SHOWN_SAFELY, what
    assert not _ACTIVE.match(body), what
    if sent.mimetype.startswith(("image/", "text/")):
        assert not _ACTIVE.search(body), what


def test_none_of_them_is_served_as_something_that_runs(app: Flask, tmp_path: Path) -> None:
    files, began = every(), time.monotonic()
    found: Counter[str] = Counter()
    let_through = []
    slowest: tuple[float, str] = (0.0, "")
    for file in files:
        at = time.monotonic()
        outcome = taken(file, tmp_path / "draft")
        slowest = max(slowest, (time.monotonic() - at, file.what))
        if isinstance(outcome, StoredFile):
            if file.refused:
                let_through.append(f"{file.what} ({file.name!r})")
            assert_can_do_nothing(app, outcome, file.what)
        found[outcome.name if isinstance(outcome, FileReason) else "taken, harmless"] += 1
    print(f"\n{len(files)} hostile files in {time.monotonic() - began:.1f} s, slowest {slowest}: {dict(found)}")
    assert let_through == []
    assert len(files) >= 300
    assert found["taken, harmless"] < len(files) / 10


def test_harmless_ones_of_every_kind_are_taken(app: Flask, tmp_path: Path) -> None:
    for ending, body in HARMLESS.items():
        row = taken(Hostile(ending, f"Åsas fil.{ending}", body), tmp_path / "draft")
        assert isinstance(row, StoredFile), (ending, row)
        assert_can_do_nothing(app, row, ending)
