"""A document as tagged PDF (PDF/UA-1): the one adapter of typst."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from meetings.documents.letters import PRESS, known_letters, with_known_letters


def pdf(data: Mapping[str, Any], press: str = "document") -> bytes:
    """Return the PDF of a document's data, set by the template `press`.

    It goes to typst as data only: nothing in it is markup.
    """
    import typst  # noqa: PLC0415 - 80 MB, of which only a process that makes a PDF takes its part

    shown = with_known_letters(dict(data), known_letters())
    made = typst.compile(
        str(PRESS / f"{press}.typ"),
        root=str(PRESS),
        font_paths=[str(PRESS)],
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(shown)},
        format="pdf",
        pdf_standards="ua-1",
        timestamp=shown["dated"],
    )
    if not isinstance(made, bytes):
        raise TypeError("one document is one file")
    return made
