"""Is it a picture and nothing else: PNG, JPEG or WebP from the first byte to the last."""

from __future__ import annotations

import struct
import zlib

from meetings.files.content.reading import Bytes, holds_another, looks_like_a_page
from meetings.files.rules import JPEG, PNG, WEBP, FileReason, Kind, Unacceptable, in_megabytes

_PICTURE, _COMMENT = 0xDA, 0xFE  # markers of a JPEG
MOST_PIXELS = 25_000_000  # of what is unpacked as a whole: a camera's 6000 by 4000
MOST_PIXELS_OF_JPEG = 120_000_000  # which is unpacked in a smaller size at once
_LARGEST = 100_000_000  # bytes of a picture as it comes


def check_png(content: Bytes) -> Kind:
    """Return the kind: every chunk with its checksum, and nothing after the last. Raises `Unacceptable`."""
    _require_no_more(content)
    at, first = 8, True
    while True:
        if at + 12 > len(content):
            raise Unacceptable(FileReason.BROKEN)
        length, name = struct.unpack(">I4s", content[at : at + 8])
        end = at + 12 + length
        if end > len(content) or (first and (name, length) != (b"IHDR", 13)):
            raise Unacceptable(FileReason.BROKEN)
        (checksum,) = struct.unpack(">I", content[end - 4 : end])
        if zlib.crc32(content[at + 4 : end - 4]) != checksum:
            raise Unacceptable(FileReason.BROKEN)
        if first:
            width, height = struct.unpack(">II", content[at + 8 : at + 16])
            require_size(width, height, MOST_PIXELS)
        at, first = end, False
        if name == b"IEND":
            break
    if at != len(content):
        raise Unacceptable(FileReason.TWO_IN_ONE)
    return PNG


def check_jpeg(content: Bytes) -> Kind:
    """Return the kind: headers up to the picture, then its end, and no other kind of file after that.

    Raises `Unacceptable`.
    """
    _require_no_more(content)
    at, marker = 2, 0
    while marker != _PICTURE:
        while content[at : at + 2] == b"\xff\xff":
            at += 1
        if at + 4 > len(content) or content[at] != 0xFF:
            raise Unacceptable(FileReason.BROKEN)
        marker = content[at + 1]
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        if length < 2 or at + 2 + length > len(content):
            raise Unacceptable(FileReason.BROKEN)
        _require_harmless(marker, content[at + 4 : at + 2 + length])
        at += 2 + length
    end = content.find(b"\xff\xd9", at)
    if end < 0:
        raise Unacceptable(FileReason.BROKEN)
    if holds_another(content[end:]):  # phones write more pictures there
        raise Unacceptable(FileReason.TWO_IN_ONE)
    return JPEG


def _require_harmless(marker: int, segment: bytes) -> None:
    if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC) and len(segment) >= 5:
        height, width = struct.unpack(">HH", segment[1:5])
        require_size(width, height, MOST_PIXELS_OF_JPEG)
    elif (0xE0 <= marker <= 0xEF or marker == _COMMENT) and looks_like_a_page(segment):
        raise Unacceptable(FileReason.TWO_IN_ONE)  # what programs note: no page may hide there


def check_webp(content: Bytes) -> Kind:
    """Return the kind: one RIFF of the file's whole length. Raises `Unacceptable`."""
    _require_no_more(content)
    if len(content) < 20 or content[8:12] != b"WEBP" or content[12:15] != b"VP8":
        raise Unacceptable(FileReason.BROKEN)
    (length,) = struct.unpack("<I", content[4:8])
    if length + 8 > len(content):
        raise Unacceptable(FileReason.BROKEN)
    if len(content) - (length + 8) > 1:  # a byte may fill up to an even length
        raise Unacceptable(FileReason.TWO_IN_ONE)
    if content[12:16] == b"VP8X" and len(content) >= 30:
        width, height = (int.from_bytes(content[at : at + 3], "little") + 1 for at in (24, 27))
        require_size(width, height, MOST_PIXELS)
    return WEBP


def _require_no_more(content: Bytes) -> None:
    if len(content) > _LARGEST:
        raise Unacceptable(FileReason.TOO_LARGE, most=in_megabytes(_LARGEST))


def require_size(width: int, height: int, most: int) -> None:
    """Raise `Unacceptable` for a picture of more points than that, or of none."""
    if not width or not height:
        raise Unacceptable(FileReason.BROKEN)
    if width * height > most:
        raise Unacceptable(FileReason.TOO_MANY_PIXELS, most=most // 1_000_000)
