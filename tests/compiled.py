"""Templates compiled once for all apps and services of the tests, and for the next run."""

from __future__ import annotations

from jinja2 import FileSystemBytecodeCache

from meetings.config import ROOT

_FOLDER = ROOT / ".pytest_cache" / "templates"
_FOLDER.mkdir(parents=True, exist_ok=True)
TEMPLATES = FileSystemBytecodeCache(str(_FOLDER))  # which compiles anew what was changed
