"""What are the addresses in a mail: absolute, in the reader's language, from BASE_URL."""

from __future__ import annotations

from flask import current_app

from meetings.web.lang import ENGLISH_PREFIX


def absolute(path: str, lang: str = "sv") -> str:
    """Return the whole address of a path of this service ("/moten/1"), in "sv" or "en"."""
    return str(current_app.config["BASE_URL"]) + (ENGLISH_PREFIX if lang == "en" else "") + path
