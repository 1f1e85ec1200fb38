"""Which letters do the fonts have: a document that promises to be readable (PDF/UA) may hold no other."""

from __future__ import annotations

import struct
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

PRESS = Path(__file__).parent / "press"  # the template and the fonts: all that typst may read
MISSING = "□"
_SPACES = "\n\t "
_SHAPELESS = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufe0e\ufe0f")  # joiners, breaks and selectors


@lru_cache(maxsize=1)  # the fonts come with the code
def known_letters() -> frozenset[int]:
    """Return the code points that each of the fonts shows."""
    return frozenset.intersection(*(frozenset(_letters_of(path.read_bytes())) for path in PRESS.glob("*.ttf")))


def can_show(text: str) -> bool:
    """Tell whether a document shows every letter and mark of the text; what has no shape of its own counts as shown."""
    known = known_letters()
    return all(
        letter in _SPACES or ord(letter) in known or unicodedata.category(letter)[0] == "Z" or letter in _SHAPELESS
        for letter in unicodedata.normalize("NFC", text)
    )


def with_known_letters(value: Any, known: frozenset[int]) -> Any:
    """Return the plain JSON with what the fonts cannot show as a box, and what has no shape of its own left out."""
    if isinstance(value, str):
        return value if value.isascii() else "".join(_shown(letter, known) for letter in value)
    if isinstance(value, list):
        return [with_known_letters(one, known) for one in value]
    if isinstance(value, dict):
        return {name: one if name == "link" else with_known_letters(one, known) for name, one in value.items()}
    return value


def _shown(letter: str, known: frozenset[int]) -> str:
    if letter in _SPACES or ord(letter) in known:
        return letter
    category = unicodedata.category(letter)
    if category in ("Cf", "Mn", "Me"):  # joiners, selectors, marks
        return ""
    return " " if category[0] == "Z" else MISSING


def _letters_of(font: bytes) -> dict[int, int]:
    """Return the glyph of each code point by the font's table of format 12, which all of ours have."""
    (tables,) = struct.unpack_from(">H", font, 4)
    entries = (struct.unpack_from(">4s4xII", font, 12 + 16 * number) for number in range(tables))
    cmap = next(offset for tag, offset, _length in entries if tag == b"cmap")
    (parts,) = struct.unpack_from(">H", font, cmap + 2)
    for number in range(parts):
        (offset,) = struct.unpack_from(">I", font, cmap + 8 + 8 * number)
        (form,) = struct.unpack_from(">H", font, cmap + offset)
        if form == 12:
            return _groups(font, cmap + offset)
    raise ValueError("the font has no table of format 12")


def _groups(font: bytes, start: int) -> dict[int, int]:
    (number,) = struct.unpack_from(">I", font, start + 12)
    found: dict[int, int] = {}
    for group in range(number):
        first, last, glyph = struct.unpack_from(">III", font, start + 16 + 12 * group)
        found.update({code: glyph + code - first for code in range(first, last + 1)})
    return found
