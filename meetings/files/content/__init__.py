"""What is a file really: told by what it holds, never by its name or by what the sender says of it."""

from __future__ import annotations

import mmap
import struct
import zipfile
from collections.abc import Callable, Collection
from pathlib import Path

from meetings.files.content import images, media, office, ole, pdf
from meetings.files.content.reading import Bytes, holds_a_virus
from meetings.files.rules import FileReason, Kind, Unacceptable, listed, require_ending

# How a file begins, from which byte, and who looks into it further.
_BEGINNINGS: tuple[tuple[int, bytes, Callable[[Bytes, Collection[Kind]], Kind]], ...] = (
    (0, b"%PDF-", lambda content, _allowed: pdf.check(content)),
    (0, b"\x89PNG\r\n\x1a\n", lambda content, _allowed: images.check_png(content)),
    (0, b"\xff\xd8\xff", lambda content, _allowed: images.check_jpeg(content)),
    (0, b"RIFF", lambda content, _allowed: images.check_webp(content)),
    (0, ole.BEGINNING, ole.check),
    (4, b"ftyp", media.check_mp4),
    (0, b"\x1a\x45\xdf\xa3", media.check_webm),
    (0, b"ID3", lambda content, _allowed: media.check_mp3(content)),
    *((0, bytes((0xFF, second)), lambda content, _allowed: media.check_mp3(content)) for second in (0xFB, 0xFA, 0xF3)),
    *((0, bytes((0xFF, second)), lambda content, _allowed: media.check_mp3(content)) for second in (0xF2, 0xE3, 0xE2)),
    (0, b"WEBVTT", lambda content, _allowed: media.check_vtt(content)),
    (0, b"\xef\xbb\xbfWEBVTT", lambda content, _allowed: media.check_vtt(content)),
)
# Kinds that are packed as zip are looked into by `office`.
_PACKED = b"PK\x03\x04"
_HEAD = 1024


def check(path: Path, name: str, allowed: Collection[Kind]) -> Kind:
    """Return what kind of file it is. Raises `Unacceptable` with the reason when it is not to be taken."""
    if path.stat().st_size == 0:
        raise Unacceptable(FileReason.EMPTY)
    if holds_a_virus(path):
        raise Unacceptable(FileReason.VIRUS)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        try:
            kind = _kind(path, content, allowed)
        except (struct.error, ValueError, LookupError) as error:  # numbers in it that lead nowhere
            raise Unacceptable(FileReason.BROKEN) from error
    if kind not in allowed:
        raise Unacceptable(FileReason.NOT_TAKEN, kinds=listed(allowed))
    require_ending(name, kind)
    return kind


def _kind(path: Path, content: Bytes, allowed: Collection[Kind]) -> Kind:
    if content.find(b"%PDF-", 1, _HEAD) > 0:
        raise Unacceptable(FileReason.TWO_IN_ONE)  # where readers of PDF look for one
    if content[:4] == _PACKED:
        return office.check(path, allowed)
    for at, beginning, checked in _BEGINNINGS:
        if content[at : at + len(beginning)] == beginning:
            kind = checked(content, allowed)
            if zipfile.is_zipfile(path):
                raise Unacceptable(FileReason.TWO_IN_ONE)
            return kind
    raise Unacceptable(FileReason.NOT_TAKEN, kinds=listed(allowed))
