"""Is it a PDF that only shows pages: nothing that runs, nothing hidden in it, not locked."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from meetings.files.content.reading import Bytes, looks_like_a_page
from meetings.files.rules import PDF, FileReason, Kind, Unacceptable

# Actions that run something, and files inside the file (ISO 32000-1, 12.6.4 and 7.11.4).
_RUNS = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|ImportData|SubmitForm)(?![A-Za-z0-9])")
_LOCKED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n")
_OBJECTS = re.compile(rb"/ObjStm(?![A-Za-z0-9])")
_AT_MOST = 20_000_000  # bytes of one packed list of objects, unpacked
_TAIL = 2048


def check(content: Bytes) -> Kind:
    """Return the kind. Raises `Unacceptable`."""
    if content.find(b"%%EOF", max(0, len(content) - _TAIL)) < 0:
        raise Unacceptable(FileReason.BROKEN)
    if looks_like_a_page(content[:_TAIL]):
        raise Unacceptable(FileReason.TWO_IN_ONE)
    for part in _objects(content):
        plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)
        if _LOCKED.search(plain):
            raise Unacceptable(FileReason.ENCRYPTED)
        if _RUNS.search(plain):
            raise Unacceptable(FileReason.MACROS)
    return PDF


def _objects(content: Bytes) -> Iterator[bytes]:
    """Yield what stands between the streams, and the lists of objects that are packed in one."""
    at = 0
    while match := _STREAM.search(content, at):
        between = content[at : match.start()]
        yield between
        end = content.find(b"endstream", match.end())
        if end < 0:
            raise Unacceptable(FileReason.BROKEN)
        if _OBJECTS.search(between[-2000:]):
            yield _unpacked(content[match.end() : end])
        at = end + len(b"endstream")
    yield content[at:]


def _unpacked(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(packed, _AT_MOST)
    except zlib.error:
        return packed  # not packed, or in a way that readers seldom know: looked at as it is
    if unpacker.unconsumed_tail:
        raise Unacceptable(FileReason.BOMB)
    return plain
