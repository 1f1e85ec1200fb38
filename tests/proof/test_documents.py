"""Two hundred pages: how long they take, and how much memory the process that makes them has at its peak."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from meetings.documents.content import Document, Form, Part
from tests.live import ROOT

pytestmark = pytest.mark.proof

MOST_SECONDS = {Form.PDF: 15, Form.DOCX: 20}
MOST_MEGABYTES = 600
SAID = "Talarna enades i att det krävs *individanpassade* lösningar för att nå målgruppen. " * 6
NOTES = "\n\n".join(
    ["## Insikter", SAID, "- " + "\n- ".join([SAID[:80]] * 10), "| A | B |\n|---|---|\n| å | ö |", SAID, SAID]
)


@pytest.mark.parametrize("form", list(Form))
def test_two_hundred_pages_are_made_in_seconds_and_no_web_process_grows(form: Form, tmp_path: Path) -> None:
    parts = [Part(f"Anteckningar {number}", f"{NOTES}\n\n{NOTES}", "sv", ["Föredrag"]) for number in range(145)]
    document = Document("Anteckningar", "sv", "GR", parts, datetime(2027, 3, 1, tzinfo=UTC), contents="Innehåll")
    path = tmp_path / f"made.{form.value}"
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with path.open("wb") as file:
        subprocess.run(
            [sys.executable, "-m", "meetings.documents", form.value],
            input=json.dumps(document.plain()).encode(),
            stdout=file,
            cwd=ROOT,
            check=True,
        )
    seconds = time.monotonic() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    pages = len(PdfReader(path).pages) if form is Form.PDF else 0
    print(
        f"\n{form.value}: {document.characters:,} characters, {pages} pages, {path.stat().st_size:,} bytes, "
        f"{seconds:.1f} s, {peak} MB at the peak (children so far), {grown} MB more here"
    )
    assert form is Form.DOCX or pages >= 200
    assert seconds < MOST_SECONDS[form]
    assert peak < MOST_MEGABYTES
    assert grown < 20
