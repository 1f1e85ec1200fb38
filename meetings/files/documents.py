"""What a document of Office or OpenDocument says of itself: title, language, words for its pictures, titles of slides.

The parts are read as a stream of elements, so memory stays flat; a part with a DOCTYPE, a broken one and what comes
after the time or the bytes are used up are left out.
"""

from __future__ import annotations

import re
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

_SECONDS = 3.0
_BYTES = 80_000_000  # unpacked, all parts together
_CHUNK = 1 << 18
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
DOCX, PPTX, XLSX = (
    _OFFICE + kind for kind in ("wordprocessingml.document", "presentationml.presentation", "spreadsheetml.sheet")
)
ODT, ODP = _OPEN + "text", _OPEN + "presentation"
# Which parts are read, in order.
KINDS = {
    DOCX: re.compile(r"docProps/core\.xml|word/(?:document|styles)\.xml"),
    PPTX: re.compile(r"docProps/core\.xml|ppt/slides/slide\d+\.xml|ppt/presentation\.xml"),
    XLSX: re.compile(r"docProps/core\.xml|xl/drawings/drawing\d+\.xml"),
    ODT: re.compile(r"(?:meta|content|styles)\.xml"),
    ODP: re.compile(r"(?:meta|content|styles)\.xml"),
}
_VAGUE = frozenset(("här", "klicka här", "läs mer", "länk", "click here", "here", "read more", "link"))


@dataclass
class Found:
    """What was found so far; `language` None where such a file has no place for it."""

    titled: bool | None = None
    language: bool | None = None
    pictures_without_alt: int = 0
    slides_without_titles: int = 0
    vague_links: int = 0


class _TooMuch(Exception):
    """The file takes more time or room than it is given."""


def read(path: Path, media_type: str) -> Found:
    """Return what was found; nothing of a file that cannot be read whole."""
    reader = _Reader(media_type)
    try:
        with zipfile.ZipFile(path) as packed:
            for part in sorted(packed.namelist()):
                if KINDS[media_type].fullmatch(part):
                    reader.read(packed, part)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, _TooMuch, OSError, RuntimeError, ValueError, EOFError):
        return Found()
    return reader.found


class _Reader:
    """Goes through the elements of the parts and keeps what matters."""

    def __init__(self, media_type: str) -> None:
        has_language = media_type != XLSX  # a workbook has no place for it
        self.found = Found(titled=False, language=False if has_language else None)
        self._slides = media_type in (PPTX, ODP)
        self._ends, self._left = time.monotonic() + _SECONDS, _BYTES
        self._words: list[str] | None = None
        self._then: Callable[[str], None] | None = None
        self._picture: bool | None = None  # within a picture: whether it is described
        self._drawn = self._heading = self._slide_titled = self._linked = False

    def read(self, packed: zipfile.ZipFile, part: str) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refuse
        for chunk in self._chunks(packed, part):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def _chunks(self, packed: zipfile.ZipFile, part: str) -> Iterator[bytes]:
        with packed.open(part) as file:
            while chunk := file.read(_CHUNK):
                self._left -= len(chunk)
                if self._left < 0 or time.monotonic() > self._ends:
                    raise _TooMuch
                yield chunk

    def _refuse(self, *_what: object) -> None:
        raise _TooMuch

    def _start(self, name: str, given: dict[str, str]) -> None:
        if action := _STARTS.get(name):
            action(self, given)

    def _end(self, name: str) -> None:
        if action := _ENDS.get(name):
            action(self)

    def _text(self, text: str) -> None:
        if self._words is not None:
            self._words.append(text)

    def _listen(self, then: Callable[[str], None]) -> None:
        self._words, self._then = [], then

    def heard(self) -> None:
        if self._words is not None and self._then is not None:
            self._then(" ".join("".join(self._words).split()))
        self._words = self._then = None

    # What the elements mean.

    def title(self, _given: dict[str, str]) -> None:
        self._listen(self._note_title)

    def _note_title(self, said: str) -> None:
        self.found.titled = self.found.titled or bool(said)

    def language(self, given: dict[str, str]) -> None:
        if self.found.language is False and any(
            given.get(name, "none") not in ("", "none", "zxx") for name in ("w:val", "lang", "fo:language")
        ):
            self.found.language = True

    def frame(self, _given: dict[str, str]) -> None:
        """Begin what may hold a picture."""
        self._picture, self._drawn = False, False

    def picture(self, _given: dict[str, str]) -> None:
        if self._picture is None:  # a picture of a slide or a sheet is its own frame
            self._picture = False
        self._drawn = True

    def described(self, given: dict[str, str]) -> None:
        if self._picture is False and given.get("descr", "").strip():
            self._picture = True

    def decorative(self, given: dict[str, str]) -> None:
        if self._picture is False and given.get("val", "1") in ("1", "true"):
            self._picture = True

    def words_for_it(self, _given: dict[str, str]) -> None:
        self._listen(lambda said: self.described({"descr": said}))

    def frame_over(self) -> None:
        if self._picture is False and self._drawn:
            self.found.pictures_without_alt += 1
        self._picture, self._drawn = None, False
        self.heading_over()

    def heading_over(self) -> None:
        if self._heading:
            self.heard()
            self._heading = False

    def open_frame(self, given: dict[str, str]) -> None:
        self.frame(given)
        if self._slides and given.get("presentation:class") == "title":
            self._begin_heading()

    def placeholder(self, given: dict[str, str]) -> None:
        if given.get("type") in ("title", "ctrTitle"):
            self._begin_heading()

    def _begin_heading(self) -> None:
        self._heading = True
        self._listen(self._note_slide)

    def _note_slide(self, said: str) -> None:
        self._slide_titled = self._slide_titled or bool(said)

    def slide(self, _given: dict[str, str]) -> None:
        self._slide_titled = False

    def slide_over(self) -> None:
        if self._slides and not self._slide_titled:
            self.found.slides_without_titles += 1

    def link(self, _given: dict[str, str]) -> None:
        if not self._heading:
            self._linked = True
            self._listen(self._note_link)

    def link_over(self) -> None:
        if self._linked:
            self.heard()
            self._linked = False

    def _note_link(self, said: str) -> None:
        self.found.vague_links += said.casefold().strip(" .:»>→") in _VAGUE


_STARTS: dict[str, Callable[[_Reader, dict[str, str]], None]] = {
    "dc:title": _Reader.title,
    "w:lang": _Reader.language,
    "a:rPr": _Reader.language,
    "a:defRPr": _Reader.language,
    "style:text-properties": _Reader.language,
    "wp:inline": _Reader.frame,
    "wp:anchor": _Reader.frame,
    "p:pic": _Reader.picture,
    "xdr:pic": _Reader.picture,
    "pic:pic": _Reader.picture,
    "draw:image": _Reader.picture,
    "draw:frame": _Reader.open_frame,
    "wp:docPr": _Reader.described,
    "p:cNvPr": _Reader.described,
    "xdr:cNvPr": _Reader.described,
    "adec:decorative": _Reader.decorative,
    "svg:title": _Reader.words_for_it,
    "svg:desc": _Reader.words_for_it,
    "p:sld": _Reader.slide,
    "draw:page": _Reader.slide,
    "p:ph": _Reader.placeholder,
    "w:hyperlink": _Reader.link,
    "a:hlinkClick": _Reader.link,
    "text:a": _Reader.link,
}
_ENDS: dict[str, Callable[[_Reader], None]] = {
    "dc:title": _Reader.heard,
    "svg:title": _Reader.heard,
    "svg:desc": _Reader.heard,
    "wp:inline": _Reader.frame_over,
    "wp:anchor": _Reader.frame_over,
    "p:pic": _Reader.frame_over,
    "xdr:pic": _Reader.frame_over,
    "draw:frame": _Reader.frame_over,
    "p:sp": _Reader.heading_over,
    "p:sld": _Reader.slide_over,
    "draw:page": _Reader.slide_over,
    "w:hyperlink": _Reader.link_over,
    "a:r": _Reader.link_over,
    "text:a": _Reader.link_over,
}
