"""Is it a PDF that only shows pages: nothing that runs, nothing hidden in it, not locked."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from meetings.files.content.reading import Bytes, let_go_behind, looks_like_a_page, search
from meetings.files.rules import PDF, FileReason, Kind, Unacceptable


def _however(word: str) -> bytes:
    """Return a pattern of the word, each letter as it is or as "#" and its number in hexadecimal."""
    letters = (f"(?:{letter}|#{''.join(f'[{c}{c.upper()}]' for c in f'{ord(letter):x}')})" for letter in word)
    return "".join(letters).encode()


# Actions that run something, and files inside the file (ISO 32000-1, 12.6.4 and 7.11.4).
_RUNS = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|ImportData|SubmitForm|GoToE|Movie|Rendition)"
    rb"(?![A-Za-z0-9])"
)
# The long ones among them, wherever they stand: what looks like a stream may be a text to another reader.
_RUNS_ANYWHERE = re.compile(
    rb"/(?:" + rb"|".join(map(_however, ("JavaScript", "Launch", "EmbeddedFile", "RichMedia"))) + rb")"
)
_LOCKED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM, _ENDSTREAM = re.compile(rb"stream(?:\r\n|\n|\r)"), re.compile(rb"endstream")
_OBJECTS = re.compile(rb"/" + _however("ObjStm"))
_PACKED_TWICE = re.compile(
    rb"/(?:ASCIIHexDecode|AHx|ASCII85Decode|A85|LZWDecode|LZW|RunLengthDecode|RL|Predictor\s*(?:[2-9]|1\d))"
)
_NUMBERS = re.compile(rb"[ \t\r\n0-9]{3}")  # how a list of objects begins
_AT_MOST = 20_000_000  # bytes of one packed list of objects, unpacked
_MOST_BETWEEN = 20_000_000  # bytes of objects that are not packed
_HEADING = 4_000  # bytes about a packed list before it begins
_TAIL = 2048


def check(content: Bytes) -> Kind:
    """Return the kind. Raises `Unacceptable`."""
    end = content.rfind(b"%%EOF", max(0, len(content) - _TAIL))
    if end < 0:
        raise Unacceptable(FileReason.BROKEN)
    if content[end + 5 :].strip(b"\0 \t\r\n\x1a") or looks_like_a_page(content[:_TAIL]):
        raise Unacceptable(FileReason.TWO_IN_ONE)
    if search(content, _RUNS_ANYWHERE, 0):
        raise Unacceptable(FileReason.MACROS)
    for part in _between(content):
        _require_harmless(part)
    for part in _lists(content):
        _require_harmless(part)
    return PDF


def _require_harmless(part: bytes) -> None:
    plain = _plain(part)
    if _LOCKED.search(plain):
        raise Unacceptable(FileReason.ENCRYPTED)
    if _RUNS.search(plain):
        raise Unacceptable(FileReason.MACROS)


def _plain(part: bytes) -> bytes:
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part) if b"#" in part else part


def _between(content: Bytes) -> Iterator[bytes]:
    """Yield what stands between the streams."""
    at = kept = 0
    while match := search(content, _STREAM, at):
        if match.start() - at > _MOST_BETWEEN:
            raise Unacceptable(FileReason.BROKEN)
        yield content[at : match.start()]
        end = search(content, _ENDSTREAM, match.end())
        if end is None:
            raise Unacceptable(FileReason.BROKEN)
        at = end.end()
        kept = let_go_behind(content, kept, at)
    if len(content) - at > _MOST_BETWEEN:
        raise Unacceptable(FileReason.BROKEN)
    yield content[at:]


def _lists(content: Bytes) -> Iterator[bytes]:
    """Yield the lists of objects that are packed in a stream, wherever one says that it is such."""
    at = 0
    while named := search(content, _OBJECTS, at):
        at = named.end()
        begins = _STREAM.search(content, at, min(at + _HEADING, len(content)))
        if begins is None:
            continue  # the words, and no stream
        heading = _plain(content[max(0, named.start() - _HEADING) : begins.start()].rpartition(b"obj")[2])
        end = search(content, _ENDSTREAM, begins.end())
        if end is None:
            raise Unacceptable(FileReason.BROKEN)
        if _PACKED_TWICE.search(heading):
            raise Unacceptable(FileReason.TWO_IN_ONE)  # as no program writes one: to be hidden
        yield _unpacked(content[begins.end() : end.start()])
        at = end.end()


def _unpacked(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(packed, _AT_MOST)
    except zlib.error as error:
        raise Unacceptable(FileReason.TWO_IN_ONE) from error
    if unpacker.unconsumed_tail:
        raise Unacceptable(FileReason.BOMB)
    if _NUMBERS.match(plain) is None:
        raise Unacceptable(FileReason.TWO_IN_ONE)
    return plain
