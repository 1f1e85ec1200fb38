"""Is it a PowerPoint file of the older kind (PPT): a compound file, as [MS-CFB] and [MS-PPT] tell, without macros."""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from meetings.files.content.reading import Bytes, holds_another
from meetings.files.rules import PPT, FileReason, Kind, Unacceptable, listed

BEGINNING = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST = 0xFFFFFFFA  # numbers of sectors end here
_FREE = 0xFFFFFFFF
_STREAM, _STORAGES = 2, (1, 5)
_MOST_ENTRIES = 20_000
_MOST_UNPACKED = 20_000_000  # bytes of an object that lies packed in a presentation
_DOCUMENT = "powerpoint document"
# Macros of each program, and a packed file of any kind ("Package").
_RUNS = ("vba", "_vba_project", "_vba_project_cur", "macros", "\x01ole10native")
_LOCKED = ("encryptedpackage", "encryptedsummary", "encryptioninfo")
# Records of a presentation (2.13.24): macros, controls, what is locked, an object that lies in it.
_VBA, _CONTROL, _CRYPT, _OBJECT = 0x0400, 0x0FEE, 0x2F14, 0x1011
_MOST_DEEP = 30


@dataclass(frozen=True)
class _Entry:
    """A stream or storage: its name in lower case, what it is, where it begins, how long it is."""

    name: str
    kind: int
    start: int
    size: int


class _Compound:
    """A compound file; every number in it is checked before it is followed. Raises `Unacceptable`."""

    def __init__(self, content: Bytes) -> None:
        self.content = content
        if len(content) < 1536:
            raise Unacceptable(FileReason.BROKEN)
        major, shift = struct.unpack("<H2xH", content[26:32])
        if (major, shift) not in ((3, 9), (4, 12)):
            raise Unacceptable(FileReason.BROKEN)
        self.major, self.sector = major, 1 << shift
        self.cutoff = struct.unpack("<I", content[56:60])[0]
        self.table = self._table()
        self._require_no_more()
        (first,) = struct.unpack("<I", content[48:52])
        self.entries = list(self._entries(first))

    def read(self, number: int) -> bytes:
        """Return one sector; the last may be cut short."""
        at = (number + 1) * self.sector
        if number >= _LAST or at >= len(self.content):
            raise Unacceptable(FileReason.BROKEN)
        return self.content[at : at + self.sector]

    def chain(self, first: int) -> array[int]:
        """Return the numbers of the sectors that follow one another from `first`."""
        found, number = array("I"), first
        while number < _LAST:
            if number >= len(self.table) or len(found) > len(self.table):
                raise Unacceptable(FileReason.BROKEN)
            found.append(number)
            number = self.table[number]
        return found

    def _require_no_more(self) -> None:
        """Refuse what hangs on behind the last sector that is in use."""
        used = next((at for at in range(len(self.table) - 1, -1, -1) if self.table[at] != _FREE), 0)
        begins = (used + 2) * self.sector
        if len(self.content) - begins > _MOST_UNPACKED:
            raise Unacceptable(FileReason.TWO_IN_ONE)
        rest = self.content[begins:]
        is_part_of_a_sector = len(self.content) % self.sector and rest.strip(b"\0\xff")
        if is_part_of_a_sector or holds_another(rest):
            raise Unacceptable(FileReason.TWO_IN_ONE)

    def _table(self) -> array[int]:
        """Return which sector follows which."""
        numbers = array("I", self.content[76:512])
        (number,) = struct.unpack("<I", self.content[68:72])
        seen = 0
        while number < _LAST:
            sector = self.read(number)
            if len(sector) < self.sector:
                raise Unacceptable(FileReason.BROKEN)
            listed_there = array("I", sector)
            number = listed_there.pop()
            numbers.extend(listed_there)
            seen += 1
            if seen * self.sector > len(self.content):
                raise Unacceptable(FileReason.BROKEN)
        table = array("I")
        for one in numbers:
            if one < _LAST:
                sector = self.read(one)
                if len(sector) < self.sector or len(table) * self.sector > 2 * len(self.content) + self.sector**2:
                    raise Unacceptable(FileReason.BROKEN)
                table.extend(array("I", sector))
        return table

    def _entries(self, first: int) -> Iterator[_Entry]:
        chain = self.chain(first)
        if not chain or len(chain) * self.sector // 128 > _MOST_ENTRIES:
            raise Unacceptable(FileReason.BROKEN)
        for number in chain:
            sector = self.read(number)
            for at in range(0, len(sector) - 127, 128):
                entry = sector[at : at + 128]
                (length,) = struct.unpack("<H", entry[64:66])
                if entry[66] not in (*_STORAGES, _STREAM) or not 2 <= length <= 64:
                    continue
                name = entry[: length - 2].decode("utf-16-le", "replace").lower()
                start, size = struct.unpack("<IQ", entry[116:128])
                yield _Entry(name, entry[66], start, size & 0xFFFFFFFF if self.major == 3 else size)


class _Stream:
    """The bytes of one stream, read where they are asked for."""

    def __init__(self, file: _Compound, entry: _Entry) -> None:
        self.file, self.chain, self.size = file, file.chain(entry.start), entry.size
        if entry.size > len(self.chain) * file.sector:
            raise Unacceptable(FileReason.BROKEN)

    def read(self, at: int, length: int) -> bytes:
        """Return so many bytes, fewer at the end."""
        stop, found = min(at + length, self.size), []
        while at < stop:
            number, within = divmod(at, self.file.sector)
            part = self.file.read(self.chain[number])[within : within + stop - at]
            if not part:
                raise Unacceptable(FileReason.BROKEN)
            found.append(part)
            at += len(part)
        return b"".join(found)


def check(content: Bytes, allowed: Collection[Kind]) -> Kind:
    """Return the kind: PPT. Raises `Unacceptable`."""
    file = _Compound(content)
    _require_harmless(file)
    document = next((one for one in file.entries if one.name == _DOCUMENT and one.kind == _STREAM), None)
    if document is None:
        raise Unacceptable(FileReason.NOT_TAKEN, kinds=listed(allowed))
    if document.size < file.cutoff:
        raise Unacceptable(FileReason.BROKEN)  # no presentation is that small
    _require_no_macros(_Stream(file, document))
    return PPT


def require_harmless(content: Bytes) -> None:
    """Raise `Unacceptable` when a compound file that lies in another document holds macros, a program, or a lock."""
    _require_harmless(_Compound(content))


def _require_harmless(file: _Compound) -> None:
    names = {entry.name for entry in file.entries}
    if names.intersection(_LOCKED):
        raise Unacceptable(FileReason.ENCRYPTED)
    if names.intersection(_RUNS):
        raise Unacceptable(FileReason.MACROS)


def _require_no_macros(stream: _Stream) -> None:
    """Walk the records of a presentation; those that hold others are entered."""
    at, ends = 0, [stream.size]
    while at + 8 <= stream.size:
        while ends and at >= ends[-1]:
            ends.pop()
        version, kind, length = struct.unpack("<HHI", stream.read(at, 8))
        if at + 8 + length > stream.size or len(ends) > _MOST_DEEP:
            raise Unacceptable(FileReason.BROKEN)
        if kind == _CONTROL or (kind == _VBA and stream.read(at + 12, 4) != b"\0\0\0\0"):
            raise Unacceptable(FileReason.MACROS)
        if kind == _CRYPT:
            raise Unacceptable(FileReason.ENCRYPTED)
        if kind == _OBJECT:
            _require_harmless_object(stream, at + 8, length, packed=version >> 4 == 1)
        if version & 0xF == 0xF:
            ends.append(at + 8 + length)
            at += 8
        else:
            at += 8 + length


def _require_harmless_object(stream: _Stream, at: int, length: int, *, packed: bool) -> None:
    if length > _MOST_UNPACKED:
        raise Unacceptable(FileReason.BOMB)
    content = stream.read(at, length)
    if packed:
        unpacker = zlib.decompressobj()
        try:
            content = unpacker.decompress(content[4:], _MOST_UNPACKED)
        except zlib.error as error:
            raise Unacceptable(FileReason.BROKEN) from error
        if unpacker.unconsumed_tail:
            raise Unacceptable(FileReason.BOMB)
    if content[: len(BEGINNING)] == BEGINNING:
        require_harmless(content)
