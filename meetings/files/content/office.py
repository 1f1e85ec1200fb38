"""Is it a document packed as zip: Word, Excel or OpenDocument, whole, without macros, and no larger than it looks."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Collection, Sequence
from pathlib import Path

from meetings.files.content.reading import EICAR
from meetings.files.rules import DOCX, ODT, XLSX, FileReason, Kind, Unacceptable, listed

MOST_PARTS = 5_000
MOST_UNPACKED = 200_000_000  # bytes, all parts together
MOST_RATIO = 200  # times what a part takes packed; plain XML seldom reaches 50
_SMALL = 1_000_000  # a part that is small unpacked may be packed as well as it likes
_CHUNK = 1 << 20

_MAIN = {
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": DOCX,
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": XLSX,
}
_TYPES, _MIMETYPE = "[Content_Types].xml", "mimetype"
# Parts that run, in Office and in OpenDocument; names are compared in lower case.
_RUNS = re.compile(
    r"vbaproject\.bin$|vbadata\.xml$|/macrosheets/|/dialogsheets/|/activex/|/embeddings/.*\.(?!xlsx$|docx$)[^.]+$|"
    r"\.(?:exe|dll|js|vbs|bat|cmd|ps1|scr|hta|jar|lnk|com)$|^basic/|^scripts/|^dialogs/"
)
_RUNNING_TYPES = re.compile(rb"macroEnabled|vbaProject|ms-office\.activeX", re.IGNORECASE)
# A template or an object that is fetched from elsewhere when the document is opened.
_DRAWN_IN = re.compile(rb"<Relationship\b[^>]*(?:attachedTemplate|oleObject|/frame)\"[^>]*>", re.IGNORECASE)
_ELSEWHERE = re.compile(rb"TargetMode\s*=\s*[\"']External", re.IGNORECASE)


def check(path: Path, allowed: Collection[Kind]) -> Kind:
    """Return the kind. Raises `Unacceptable`."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            _require_whole(path, parts)
            kind = _kind(packed, parts, allowed)
            _require_no_macros(packed, parts)
            _require_contents(packed, parts)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError, OSError, RuntimeError) as error:
        raise Unacceptable(FileReason.BROKEN) from error
    return kind


def _require_whole(path: Path, parts: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse what is locked, unpacks to too much, names places outside itself, or has something before or between."""
    if not parts:
        raise Unacceptable(FileReason.BROKEN)
    if any(part.flag_bits & 0x1 for part in parts):
        raise Unacceptable(FileReason.ENCRYPTED)
    if len({part.filename.lower() for part in parts}) != len(parts) or any(_leads_astray(part) for part in parts):
        raise Unacceptable(FileReason.TWO_IN_ONE)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED or any(map(_swells, parts)):
        raise Unacceptable(FileReason.BOMB)
    ordered = sorted(parts, key=lambda part: part.header_offset)
    if ordered[0].header_offset != 0:
        raise Unacceptable(FileReason.TWO_IN_ONE)
    ends = [part.header_offset + 30 + len(part.filename) + part.compress_size for part in ordered]
    if any(end > after.header_offset for end, after in zip(ends, ordered[1:], strict=False)):
        raise Unacceptable(FileReason.BOMB)  # parts that lie over one another
    if ends[-1] > path.stat().st_size:
        raise Unacceptable(FileReason.BROKEN)


def _swells(part: zipfile.ZipInfo) -> bool:
    return part.file_size > _SMALL and part.file_size > MOST_RATIO * max(1, part.compress_size)


def _leads_astray(part: zipfile.ZipInfo) -> bool:
    name = part.filename
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _kind(packed: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo], allowed: Collection[Kind]) -> Kind:
    names = {part.filename for part in parts}
    if parts[0].filename == _MIMETYPE and packed.read(_MIMETYPE) == ODT.media_type.encode() and "content.xml" in names:
        return ODT
    if _TYPES in names:
        types = packed.read(_TYPES)
        if b"<!DOCTYPE" in types or b"<!ENTITY" in types:
            raise Unacceptable(FileReason.BOMB)
        if _RUNNING_TYPES.search(types):
            raise Unacceptable(FileReason.MACROS)
        for main, kind in _MAIN.items():
            if main in types and "_rels/.rels" in names:
                return kind
    raise Unacceptable(FileReason.NOT_TAKEN, kinds=listed(allowed))


def _require_no_macros(packed: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> None:
    for part in parts:
        name = part.filename.lower()
        if _RUNS.search(name):
            raise Unacceptable(FileReason.MACROS)
        if name.endswith(".rels") and any(_ELSEWHERE.search(one) for one in _DRAWN_IN.findall(packed.read(part))):
            raise Unacceptable(FileReason.MACROS)


def _require_contents(packed: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> None:
    """Unpack every part: each as large as it says, with its checksum, and without the known test virus."""
    for part in parts:
        read, last = 0, b""
        with packed.open(part) as file:
            while chunk := file.read(_CHUNK):
                read += len(chunk)
                if read > part.file_size:
                    raise Unacceptable(FileReason.BOMB)
                if EICAR in last + chunk:
                    raise Unacceptable(FileReason.VIRUS)
                last = chunk[-len(EICAR) :]
