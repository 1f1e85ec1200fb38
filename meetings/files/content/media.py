"""Is it a film, a sound or subtitles: MP4, WebM, MP3 or WebVTT from the first byte to the last."""

from __future__ import annotations

import re
import struct
from collections.abc import Collection

from meetings.files.content.reading import Bytes, holds_another, let_go_behind
from meetings.files.rules import MP3, MP4, VTT, WEBM, FileReason, Kind, Unacceptable, listed

_LOOKED_INTO = 5_000_000  # bytes of what stands beside pictures and sound: notes, covers
MOST_OF_VTT = 5_000_000

# MP4 (ISO/IEC 14496-12): boxes at the top, and the brands of films.
_BOXES = frozenset(
    (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"uuid", b"meta", b"udta", b"moof", b"mfra", b"sidx")
) | {b"ssix", b"styp", b"prft", b"pdin", b"emsg"}
_FILMS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"MSNV")
_OWN_BOX = re.compile(rb"[A-Za-z0-9 ]{4}")  # what makers of cameras add: small, and looked into
_NOTES = frozenset((b"free", b"skip", b"wide", b"uuid", b"meta", b"udta", b"emsg"))

# WebM (RFC 8794, Matroska): ids with their marker bits.
_SEGMENT, _CLUSTER, _TRACKS, _ATTACHMENTS, _VOID, _TAGS = (
    0x18538067,
    0x1F43B675,
    0x1654AE6B,
    0x1941A469,
    0xEC,
    0x1254C367,
)
_DOCTYPE = 0x4282
_IN_SEGMENT = frozenset((0x114D9B74, 0x1549A966, _TRACKS, _CLUSTER, 0x1C53BB6B, 0x1043A770, _TAGS, _VOID, 0xBF))
_IN_CLUSTER = frozenset((0xE7, 0xA3, 0xA0, 0xAB, 0xA7, 0x5854, _VOID, 0xBF))

# MPEG audio, layer III: kbit/s by version, samples a second.
_RATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_SAMPLES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_FEWEST_FRAMES = 3

_VTT_TAG = re.compile(r"<(?!/?(?:b|i|u|c|v|lang|ruby|rt)(?:[.\s][^<>]*)?>|\d\d[\d:.]*>)[^\s<>=0-9]", re.IGNORECASE)
_VTT_DRAWS_IN = re.compile(r"url\s*\(|@import|javascript:", re.IGNORECASE)


def check_mp4(content: Bytes, allowed: Collection[Kind]) -> Kind:
    """Return the kind: box after box to the end. Raises `Unacceptable`."""
    at, seen = 0, set[bytes]()
    while at < len(content):
        name, begins, end = _box(content, at)
        is_note = name in _NOTES or name not in _BOXES
        if name not in _BOXES and (_OWN_BOX.fullmatch(name) is None or end - begins > _LOOKED_INTO):
            raise Unacceptable(FileReason.TWO_IN_ONE if seen >= {b"ftyp", b"moov"} else FileReason.BROKEN)
        if not seen and name == b"ftyp":
            brands = content[begins : min(end, begins + 200)]
            if not any(brand in brands for brand in _FILMS) or brands[:4] == b"qt  ":
                raise Unacceptable(FileReason.NOT_TAKEN, kinds=listed(allowed))
        if is_note and holds_another(content[begins : min(end, begins + _LOOKED_INTO)]):
            raise Unacceptable(FileReason.TWO_IN_ONE)
        seen.add(name)
        at = end
    if not (seen >= {b"ftyp", b"moov"} and seen & {b"mdat", b"moof"}):
        raise Unacceptable(FileReason.BROKEN)
    return MP4


def _box(content: Bytes, at: int) -> tuple[bytes, int, int]:
    """Return the name of the box, where its content begins, and where it ends."""
    if at + 8 > len(content):
        raise Unacceptable(FileReason.TWO_IN_ONE)
    length, name = struct.unpack(">I4s", content[at : at + 8])
    begins = at + 8
    if length == 1 and at + 16 <= len(content):
        (length,) = struct.unpack(">Q", content[at + 8 : at + 16])
        begins = at + 16
    elif length == 0 and name == b"mdat":
        length = len(content) - at  # to the end of the file
    if length < begins - at:
        raise Unacceptable(FileReason.TWO_IN_ONE if name not in _BOXES else FileReason.BROKEN)
    if at + length > len(content):
        raise Unacceptable(FileReason.BROKEN if name in _BOXES else FileReason.TWO_IN_ONE)
    return name, begins, at + length


def check_webm(content: Bytes, allowed: Collection[Kind]) -> Kind:
    """Return the kind: element after element to the end. Raises `Unacceptable`."""
    head, at, length = _element(content, 0)
    assert head == 0x1A45DFA3
    if length is None or at + length > len(content):
        raise Unacceptable(FileReason.BROKEN)
    if not _says_webm(content[at : min(at + length, at + 1000)]):
        raise Unacceptable(FileReason.NOT_TAKEN, kinds=listed(allowed))
    at, seen, known, segment_ends = at + length, set[int](), frozenset((_SEGMENT, _VOID)), len(content)
    kept = 0
    while at < len(content):
        name, begins, length = _element(content, at)
        if name == _ATTACHMENTS or name not in known or at >= segment_ends:
            raise Unacceptable(FileReason.TWO_IN_ONE)
        end = len(content) if length is None else begins + length
        if end > len(content) or (length is None and name not in (_SEGMENT, _CLUSTER)):
            raise Unacceptable(FileReason.BROKEN)
        if name in (_VOID, _TAGS) and holds_another(content[begins : min(end, begins + _LOOKED_INTO)]):
            raise Unacceptable(FileReason.TWO_IN_ONE)
        if name == _SEGMENT:
            known, segment_ends = _IN_SEGMENT, end
        elif name == _CLUSTER and length is None:
            known = _IN_SEGMENT | _IN_CLUSTER
        seen.add(name)
        at = begins if name == _SEGMENT or length is None else end
        kept = let_go_behind(content, kept, at)
    if not seen >= {_SEGMENT, _TRACKS, _CLUSTER}:
        raise Unacceptable(FileReason.BROKEN)
    return WEBM


def _says_webm(head: bytes) -> bool:
    at = 0
    while at < len(head):
        name, begins, length = _element(head, at)
        if length is None:
            return False
        if name == _DOCTYPE:
            return head[begins : begins + length].rstrip(b"\0") == b"webm"
        at = begins + length
    return False


def _element(content: Bytes, at: int) -> tuple[int, int, int | None]:
    """Return the id of the element, where its content begins, and how long that is; None when it does not say."""
    name, begins, _bits = _number(content, at, 4)
    length, after, bits = _number(content, begins, 8)
    length &= (1 << bits) - 1
    return name, after, None if length == (1 << bits) - 1 else length


def _number(content: Bytes, at: int, most: int) -> tuple[int, int, int]:
    """Return a number of varying length with its marker, where it ends, and how many bits follow the marker."""
    if at >= len(content) or not content[at]:
        raise Unacceptable(FileReason.TWO_IN_ONE)
    length = 9 - content[at].bit_length()
    if length > most or at + length > len(content):
        raise Unacceptable(FileReason.TWO_IN_ONE)
    return int.from_bytes(content[at : at + length], "big"), at + length, 7 * length


def check_mp3(content: Bytes) -> Kind:
    """Return the kind: what programs noted, then frame after frame to the end. Raises `Unacceptable`."""
    at = 0
    while content[at : at + 3] == b"ID3" and at + 10 <= len(content):
        length = int.from_bytes(bytes(content[at + 6 : at + 10]), "big")
        length = sum(((length >> 8 * place) & 0x7F) << 7 * place for place in range(4))
        if holds_another(content[at : at + min(10 + length, _LOOKED_INTO)]):
            raise Unacceptable(FileReason.TWO_IN_ONE)
        at += 10 + length + (10 if content[at + 5] & 0x10 else 0)
    while at < len(content) and not content[at] and content[at : at + 64] == bytes(64):
        at += 64  # filled up
    while at < len(content) and not content[at]:
        at += 1
    frames = kept = 0
    while length := _frame(content[at : at + 4]):
        at, frames = at + length, frames + 1
        kept = let_go_behind(content, kept, min(at, len(content)))
    if frames < _FEWEST_FRAMES:
        raise Unacceptable(FileReason.BROKEN)
    _require_only_notes(content, min(at, len(content)))
    return MP3


def _frame(head: bytes) -> int:
    """Return how long the frame is that begins so; 0 when none does."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    version, layer, rate, samples = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or layer != 1 or rate in (0, 15) or samples == 3:
        return 0
    bits = _RATES[3 if version == 3 else 2][rate] * 1000
    return (144 if version == 3 else 72) * bits // _SAMPLES[version][samples] + (head[2] >> 1 & 1)


def _require_only_notes(content: Bytes, at: int) -> None:
    """Refuse what follows the sound, but for what programs note there, and zeros."""
    left = content[at : at + _LOOKED_INTO]
    is_noted = left[:8] == b"APETAGEX" or left[:3] == b"TAG" or left[:11] == b"LYRICSBEGIN"
    if len(content) - at > _LOOKED_INTO or (left.strip(b"\0") and not is_noted) or holds_another(left):
        raise Unacceptable(FileReason.TWO_IN_ONE)


def check_vtt(content: Bytes) -> Kind:
    """Return the kind: text with its heading, times, and no other marks than subtitles have. Raises `Unacceptable`."""
    if len(content) > MOST_OF_VTT:
        raise Unacceptable(FileReason.BROKEN)
    try:
        text = content[:].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unacceptable(FileReason.BROKEN) from error
    if not re.match(r"WEBVTT(?:[ \t][^\r\n]*)?(?:\r\n?|\n|$)", text) or " --> " not in text or "\0" in text:
        raise Unacceptable(FileReason.BROKEN)
    if _VTT_TAG.search(text) or _VTT_DRAWS_IN.search(text) or holds_another(content[:]):
        raise Unacceptable(FileReason.TWO_IN_ONE)
    return VTT
