"""What is a file really: told by what it holds, never by its name or by what the sender says of it."""

from __future__ import annotations

import mmap
import zipfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from meetings.files.content import images, office, pdf
from meetings.files.content.reading import Bytes, holds_a_virus
from meetings.files.rules import (
    DOCX,
    JPEG,
    ODT,
    PDF,
    PNG,
    WEBP,
    XLSX,
    FileReason,
    Kind,
    Unacceptable,
    listed,
    require_ending,
)

_BEGINNINGS: tuple[tuple[bytes, Callable[[Bytes], Kind]], ...] = (
    (b"%PDF-", pdf.check),
    (b"\x89PNG\r\n\x1a\n", images.check_png),
    (b"\xff\xd8\xff", images.check_jpeg),
    (b"RIFF", images.check_webp),
)
# Kinds that are packed as zip are looked into by `office`.
_PACKED = b"PK\x03\x04"
KNOWN: Mapping[str, Kind] = {kind.media_type: kind for kind in (PDF, PNG, JPEG, WEBP, DOCX, XLSX, ODT)}


def check(path: Path, name: str, allowed: Collection[Kind]) -> Kind:
    """Return what kind of file it is. Raises `Unacceptable` with the reason when it is not to be taken."""
    if path.stat().st_size == 0:
        raise Unacceptable(FileReason.EMPTY)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if holds_a_virus(content):
            raise Unacceptable(FileReason.VIRUS)
        kind = _kind(path, content, allowed)
    if kind not in allowed:
        raise Unacceptable(FileReason.NOT_TAKEN, kinds=listed(allowed))
    require_ending(name, kind)
    return kind


def _kind(path: Path, content: Bytes, allowed: Collection[Kind]) -> Kind:
    if content[:4] == _PACKED:
        return office.check(path, allowed)
    for beginning, checked in _BEGINNINGS:
        if content[: len(beginning)] == beginning:
            kind = checked(content)
            if zipfile.is_zipfile(path):
                raise Unacceptable(FileReason.TWO_IN_ONE)
            return kind
    raise Unacceptable(FileReason.NOT_TAKEN, kinds=listed(allowed))
