"""Is it a document packed as zip: Office or OpenDocument, whole, without macros, and no larger than it looks."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import IO
from xml.parsers import expat

from meetings.files.content import ole
from meetings.files.content.reading import EICAR
from meetings.files.rules import DOCX, ODP, ODT, PPTX, XLSX, FileReason, Kind, Unacceptable, listed

MOST_PARTS = 5_000
MOST_UNPACKED = 200_000_000  # bytes, all parts together, or twice what it takes packed: films are packed already
MOST_RATIO = 200  # times what a part takes packed; plain XML seldom reaches 50
_SMALL = 1_000_000  # a part that is small unpacked may be packed as well as it likes
_MOST_OF_A_LIST = 5_000_000  # bytes of a list of parts, types or relations
_MOST_EMBEDDED = 20_000_000  # bytes of a document in a document, which is unpacked in memory
_END, _END_OF_LARGE = 22, 56 + 20  # bytes of what ends a ZIP; and of what stands before in a large one
_CHUNK = 1 << 20
# As Office and OpenDocument pack. Others are unpacked at one go by Python, however large that becomes.
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

# What zipfile raises for one that is damaged: names that are no text and numbers that lead nowhere, too.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, LookupError),
    *(OSError, RuntimeError, ValueError),
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_MAIN = {
    f"{_OFFICE}wordprocessingml.document.main+xml": DOCX,
    f"{_OFFICE}spreadsheetml.sheet.main+xml": XLSX,
    f"{_OFFICE}presentationml.presentation.main+xml": PPTX,
}
_OPEN = {kind.media_type.encode(): kind for kind in (ODT, ODP)}
_TYPES, _MIMETYPE, _MANIFEST = "[Content_Types].xml", "mimetype", "META-INF/manifest.xml"
# Parts that run, in Office and in OpenDocument; names are compared in lower case.
_RUNS = re.compile(
    r"vbaproject[^/]*\.bin$|vbadata\.xml$|/macrosheets/|/dialogsheets/|/activex/|"
    r"\.(?:exe|dll|js|vbs|bat|cmd|ps1|scr|hta|jar|lnk|com|docm|xlsm|pptm|ppam|xlam)$|^basic/|^scripts/|^dialogs/"
)
_EMBEDDED = re.compile(r"/embeddings/[^/]*\.([^./]+)$|^object [^/]+$")
_RUNNING_TYPES = re.compile(r"macroEnabled|vbaProject|ms-office\.activeX", re.IGNORECASE)
# What a text may have run: another program's data in Word, a script on the reader's machine in LibreOffice.
_RUNNING_TEXT = re.compile(rb"DDEAUTO|vnd\.sun\.star\.script:")
# A template or an object that is fetched from elsewhere when the document is opened.
_DRAWN_IN = re.compile(r"/(?:attachedTemplate|oleObject|frame|externalLinkPath|control)$", re.IGNORECASE)


def check(document: Path | IO[bytes], allowed: Collection[Kind], *, embedded: bool = False) -> Kind:
    """Return the kind. Raises `Unacceptable`; an `embedded` one may hold no document in its turn."""
    try:
        _require_short_list(document)
        with zipfile.ZipFile(document) as packed:
            parts = packed.infolist()
            _require_whole(packed, parts)
            kind = _kind(packed, parts, allowed)
            _require_no_macros(packed, parts)
            _require_contents(packed, parts)
            for part in parts:
                _require_harmless(packed, part, embedded=embedded)
    except _BROKEN as error:
        raise Unacceptable(FileReason.BROKEN) from error
    return kind


def _require_whole(packed: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse what is locked, unpacks to too much, names places outside itself, or has something before or between."""
    if not parts:
        raise Unacceptable(FileReason.BROKEN)
    if any(part.flag_bits & 0x1 for part in parts):
        raise Unacceptable(FileReason.ENCRYPTED)
    if any(part.compress_type not in _PACKINGS for part in parts):
        raise Unacceptable(FileReason.BOMB)
    if len({part.filename.lower() for part in parts}) != len(parts) or any(_leads_astray(part) for part in parts):
        raise Unacceptable(FileReason.TWO_IN_ONE)
    size = _size(packed)
    most = max(MOST_UNPACKED, 2 * size)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > most or any(map(_swells, parts)):
        raise Unacceptable(FileReason.BOMB)
    ordered = sorted(parts, key=lambda part: part.header_offset)
    if ordered[0].header_offset != 0:
        raise Unacceptable(FileReason.TWO_IN_ONE)
    ends = [part.header_offset + 30 + len(part.filename) + part.compress_size for part in ordered]
    if any(end > after.header_offset for end, after in zip(ends, ordered[1:], strict=False)):
        raise Unacceptable(FileReason.BOMB)  # parts that lie over one another
    if ends[-1] > size:
        raise Unacceptable(FileReason.BROKEN)


def _size(packed: zipfile.ZipFile) -> int:
    assert packed.fp is not None
    return packed.fp.seek(0, io.SEEK_END)


def _require_short_list(document: Path | IO[bytes]) -> None:
    """Refuse a ZIP whose list of parts is long, before it is read: it takes many times as much memory.

    Nothing may hang on behind it, not as a comment either: no program writes one.
    """
    with document.open("rb") if isinstance(document, Path) else nullcontext(document) as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(-min(size, _END + _END_OF_LARGE), io.SEEK_END)
        large, end = (tail := file.read())[:-_END], tail[-_END:]
    if end[:4] != b"PK\x05\x06":
        raise Unacceptable(FileReason.TWO_IN_ONE if zipfile.is_zipfile(document) else FileReason.BROKEN)
    (listed,) = struct.unpack("<L", end[12:16])
    if large[56:60] == b"PK\x06\x07":  # the ending of large ones, which goes before the older one
        (listed,) = struct.unpack("<Q", large[40:48])
    if listed > _MOST_OF_A_LIST:
        raise Unacceptable(FileReason.BOMB)


def _swells(part: zipfile.ZipInfo) -> bool:
    return part.file_size > _SMALL and part.file_size > MOST_RATIO * max(1, part.compress_size)


def _leads_astray(part: zipfile.ZipInfo) -> bool:
    name = part.filename
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/") or "\0" in part.orig_filename


def _kind(packed: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo], allowed: Collection[Kind]) -> Kind:
    names = {part.filename for part in parts}
    if parts[0].filename == _MIMETYPE and parts[0].file_size < 100 and "content.xml" in names:
        kind = _OPEN.get(_list(packed, _MIMETYPE))
        if kind is not None:
            if _MANIFEST in names and b"encryption-data" in _list(packed, _MANIFEST):
                raise Unacceptable(FileReason.ENCRYPTED)
            return kind
    elif _TYPES in names:
        types = {value for _element, values in _elements(packed, _TYPES) for value in values.values()}
        if any(_RUNNING_TYPES.search(one) for one in types):
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
        if name.endswith(".rels") and any(_is_drawn_in(values) for _one, values in _elements(packed, part.filename)):
            raise Unacceptable(FileReason.MACROS)


def _is_drawn_in(relation: dict[str, str]) -> bool:
    if relation.get("Type", "").lower().endswith("/vbaproject"):
        return True
    is_elsewhere = relation.get("TargetMode", "").strip().lower() == "external"
    return is_elsewhere and _DRAWN_IN.search(relation.get("Type", "").strip()) is not None


def _elements(packed: zipfile.ZipFile, name: str) -> list[tuple[str, dict[str, str]]]:
    """Return the elements of a list of types or relations, each with its attributes, however it is written."""
    found: list[tuple[str, dict[str, str]]] = []

    def doctype(*_declared: object) -> None:
        raise Unacceptable(FileReason.BOMB)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = lambda element, values: found.append((element, values))
    try:
        parser.Parse(_list(packed, name), True)
    except expat.ExpatError as error:
        raise Unacceptable(FileReason.BROKEN) from error
    return found


def _list(packed: zipfile.ZipFile, name: str) -> bytes:
    size = packed.getinfo(name).file_size
    if size > _MOST_OF_A_LIST:
        raise Unacceptable(FileReason.BOMB)
    with packed.open(name) as file:
        return file.read(size)  # `packed.read` would unpack it all, whatever size it says


def _require_contents(packed: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> None:
    """Unpack every part: each as large as it says, with its checksum, and without the known test virus."""
    for part in parts:
        read, last, is_text = 0, b"", part.filename.lower().endswith(".xml")
        with packed.open(part) as file:
            while chunk := file.read(_CHUNK):
                read += len(chunk)
                if read > part.file_size:
                    raise Unacceptable(FileReason.BOMB)
                if EICAR in last + chunk:
                    raise Unacceptable(FileReason.VIRUS)
                if is_text and _RUNNING_TEXT.search(last + chunk):
                    raise Unacceptable(FileReason.MACROS)
                last = chunk[-len(EICAR) :]


def _require_harmless(packed: zipfile.ZipFile, part: zipfile.ZipInfo, *, embedded: bool) -> None:
    """Look into a document that lies in the document: one of Office's, or one of its older kind."""
    match = _EMBEDDED.search(part.filename.lower())
    if match is None or part.is_dir():
        return
    if embedded:
        raise Unacceptable(FileReason.TWO_IN_ONE)
    if part.file_size > _MOST_EMBEDDED:
        raise Unacceptable(FileReason.BOMB)
    content = packed.read(part)
    if content[: len(ole.BEGINNING)] == ole.BEGINNING:
        ole.require_harmless(content)
    elif match[1] in ("xlsx", "docx", "pptx"):
        try:
            check(io.BytesIO(content), (DOCX, XLSX, PPTX), embedded=True)
        except Unacceptable as error:
            raise Unacceptable(FileReason.MACROS if error.reason is FileReason.NOT_TAKEN else error.reason) from error
    elif match[1] is not None:
        raise Unacceptable(FileReason.MACROS)
