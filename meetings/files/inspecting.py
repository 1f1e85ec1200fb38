"""What makes a file hard to use for some: read from the file itself, within bounds, and never with an error."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from meetings.files import documents, pages
from meetings.files.store import drafts, store

_WALL = 12  # seconds, however little the process works
_PDF = "application/pdf"


@dataclass(frozen=True)
class Inspected:
    """What was found; None of a thing that cannot be told, or that such a file does not have."""

    tagged: bool | None = None
    titled: bool | None = None
    language: bool | None = None
    text: bool | None = None
    pictures_without_alt: int = 0
    slides_without_titles: int = 0
    vague_links: int = 0


def can_tell_of(media_type: str) -> bool:
    """Tell whether files of this type are looked into."""
    return media_type == _PDF or media_type in documents.KINDS


def inspect(path: Path, media_type: str) -> Inspected:
    """Return what can be told of the file; of an odd one nothing. Takes a second as a rule, and never long."""
    if media_type == _PDF:
        return _of_pdf(path)
    if media_type in documents.KINDS:
        found = documents.read(path, media_type)
        return Inspected(
            titled=found.titled,
            language=found.language,
            pictures_without_alt=found.pictures_without_alt,
            slides_without_titles=found.slides_without_titles,
            vague_links=found.vague_links,
        )
    return Inspected()


@contextmanager
def on_disk(key: str) -> Iterator[Path]:
    """Give a path where the stored file can be read, as long as the block lasts. Raises `FileNotFoundError`."""
    with drafts() as folder, store().open(key) as file:
        path = folder / "file"
        with path.open("wb") as copy:
            shutil.copyfileobj(file, copy, 1 << 20)
        yield path


def look(*arguments: str) -> bytes | None:
    """Run `pages.py` in a process of its own and return what it wrote; None when it failed or found nothing."""
    try:
        ran = subprocess.run(  # noqa: S603 - this interpreter, our own file, a path of our own making
            [sys.executable, "-I", pages.__file__, *arguments], capture_output=True, timeout=_WALL, env={}, check=False
        )
    except (subprocess.TimeoutExpired, OSError):
        return None
    return ran.stdout if ran.returncode == 0 else None


def _of_pdf(path: Path) -> Inspected:
    said = look("facts", str(path))
    if said is None:
        return Inspected()
    facts = json.loads(said)
    return Inspected(
        tagged=facts["tagged"], titled=bool(facts["title"]), language=bool(facts["language"]), text=facts["text"]
    )
