"""Films, sounds, subtitles and older presentations to test with, made here byte by byte."""

from __future__ import annotations

import struct
import zlib

# -- MP4: boxes ---------------------------------------------------------------------------------------------------


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


def mp4(after: bytes = b"", *, brand: bytes = b"isom", more: bytes = b"", data: bytes = b"\x00" * 64) -> bytes:
    head = box(b"ftyp", brand + b"\x00\x00\x02\x00" + brand + b"mp41")
    return head + more + box(b"moov", box(b"mvhd", bytes(100))) + box(b"mdat", data) + after


# -- WebM: elements -----------------------------------------------------------------------------------------------


def element(name: int, content: bytes = b"", *, unknown: bool = False) -> bytes:
    length = b"\x01" + b"\xff" * 7 if unknown else (1 << 56 | len(content)).to_bytes(8, "big")
    return name.to_bytes((name.bit_length() + 7) // 8, "big") + length + content


def webm(after: bytes = b"", *, doctype: bytes = b"webm", more: bytes = b"", live: bool = False) -> bytes:
    """A film; `live` as a browser records one, which says no lengths."""
    head = element(0x1A45DFA3, element(0x4286, b"\x01") + element(0x4282, doctype))
    cluster = element(0x1F43B675, element(0xE7, b"\x00") + element(0xA3, bytes(40)), unknown=live)
    inside = element(0x1549A966, bytes(8)) + element(0x1654AE6B, bytes(30)) + more + cluster
    return head + element(0x18538067, inside, unknown=live) + after


# -- MP3: frames --------------------------------------------------------------------------------------------------


def mp3(after: bytes = b"", *, note: bytes = b"", frames: int = 8) -> bytes:
    size = len(note)
    noted = b"ID3\x04\x00\x00" + bytes(size >> 7 * place & 0x7F for place in (3, 2, 1, 0)) + note if note else b""
    return noted + (b"\xff\xfb\x90\x00" + bytes(413)) * frames + after


# -- WebVTT -------------------------------------------------------------------------------------------------------


def vtt(text: str = "Hej och <i>välkomna</i>", heading: str = "WEBVTT") -> bytes:
    return f"{heading}\n\n1\n00:00:01.000 --> 00:00:04.000 line:0\n<v Åsa>{text}\n".encode()


# -- Compound files: PPT and others -------------------------------------------------------------------------------

SECTOR = 512


def record(kind: int, content: bytes = b"", *, version: int = 0, instance: int = 0) -> bytes:
    return struct.pack("<HHI", instance << 4 | version, kind, len(content)) + content


def compound(streams: dict[str, bytes], storages: tuple[str, ...] = ()) -> bytes:
    """A compound file of version 3 with these streams, each padded to what needs no small sectors."""
    body, entries, table = b"", [_entry("Root Entry", 5, 0xFFFFFFFE, 0)], []
    for name, content in streams.items():
        padded = content.ljust(4096, b"\x00")
        start, sectors = len(table), -(-len(padded) // SECTOR)
        table += [*range(start + 1, start + sectors), 0xFFFFFFFE]
        body += padded.ljust(sectors * SECTOR, b"\x00")
        entries.append(_entry(name, 2, start, len(padded)))
    entries += [_entry(name, 1, 0, 0) for name in storages]
    listed = b"".join(entries).ljust(-(-len(entries) // 4) * SECTOR, b"\x00")
    directory = len(table)
    table += [*range(directory + 1, directory + len(listed) // SECTOR), 0xFFFFFFFE]
    body += listed
    own = -(-(len(table) + 1) // 127)  # sectors of the table itself, which it lists too
    first = len(table)
    table += [0xFFFFFFFD] * own
    packed = struct.pack(f"<{len(table)}I", *table)
    body += packed.ljust(own * SECTOR, b"\xff")
    numbers = [*range(first, first + own), *[0xFFFFFFFF] * (109 - own)]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, own, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    return head + struct.pack("<109I", *numbers) + body


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le")
    head = encoded.ljust(64, b"\x00") + struct.pack("<HBBIII", len(encoded) + 2, kind, 1, *[0xFFFFFFFF] * 3)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def ppt(more: bytes = b"", streams: dict[str, bytes] | None = None, storages: tuple[str, ...] = ()) -> bytes:
    """A presentation of the older kind, with more records in its document, and more streams and storages."""
    document = record(0x03E8, record(0x03E9, bytes(40)) + more, version=0xF)
    document += record(0x03EE, bytes(max(0, 4200 - len(document))))
    return compound({"PowerPoint Document": document, "Current User": bytes(60), **(streams or {})}, storages)


def packed_object(content: bytes) -> bytes:
    """A record with an object that lies packed in a presentation."""
    return record(0x1011, struct.pack("<I", len(content)) + zlib.compress(content), instance=1)
