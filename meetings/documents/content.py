"""What a document is, whatever it is about: its title and parts, the facts at its head, the words in its foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

from meetings.documents.blocks import Block, blocks, printable


class Form(str, Enum):
    """How a document is made; the value is the ending of its name."""

    PDF = "pdf"
    DOCX = "docx"

    @property
    def media_type(self) -> str:
        """The media type of the file."""
        return {
            Form.PDF: "application/pdf",
            Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }[self]


class Content(Protocol):
    """What can be made: by its plain JSON, from which the process that makes it knows what it is."""

    def plain(self) -> dict[str, Any]: ...

    @property
    def characters(self) -> int: ...


@dataclass(frozen=True)
class Section:
    """A piece of a part under a heading of its own: Markdown, or with `plain` a text that stays as it was typed."""

    title: str
    text: str
    plain: bool = False


@dataclass(frozen=True)
class Part:
    """A part under a heading of its own ("": the document's title is its heading), and its sections after its text.

    `about` are lines under the heading; `lang` ("sv", "en") is the language of the title and the Markdown.
    """

    title: str
    markdown: str
    lang: str
    about: Sequence[str] = ()
    sections: Sequence[Section] = ()


@dataclass(frozen=True)
class Document:
    """A document in the language `lang` ("sv", "en").

    `author` is the organisation that stands behind it, `facts` are lines under the title, `foot` is on every page
    beside its number. `dated` (aware) is when its content was last changed: what is made of the same content is
    the same. `contents` is the heading of a list of the parts, "" for none. `base_url` completes links that begin
    with "/". A `booklet` has a cover, and each part begins a page (PDF alone).
    """

    title: str
    lang: str
    author: str
    parts: Sequence[Part]
    dated: datetime
    facts: Sequence[str] = ()
    foot: str = ""
    contents: str = ""
    base_url: str = ""
    booklet: bool = False

    def plain(self) -> dict[str, Any]:
        """Return it as plain JSON, which `data_of` reads."""
        return asdict(self) | {"dated": int(self.dated.timestamp())}

    @property
    def characters(self) -> int:
        """How long its texts are."""
        return sum(len(part.markdown) + sum(len(one.text) for one in part.sections) for part in self.parts)


def data_of(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a document is made of: text that stays text, whatever it looks like, and the Markdown as blocks."""
    return {
        **{name: printable(plain[name]) for name in ("title", "author", "foot", "contents")},
        "lang": plain["lang"],
        "dated": plain["dated"],
        "facts": [printable(fact) for fact in plain["facts"]],
        "page": "Sida" if plain["lang"] == "sv" else "Page",
        "of": "av" if plain["lang"] == "sv" else "of",
        "booklet": plain["booklet"],
        "parts": [_part(part, plain["base_url"]) for part in plain["parts"]],
    }


def _part(part: Mapping[str, Any], base_url: str) -> dict[str, Any]:
    level = 2 if part["title"] else 1
    return {
        "title": printable(part["title"]),
        "lang": part["lang"],
        "about": [printable(line) for line in part["about"]],
        "blocks": [
            *blocks(part["markdown"], level, base_url=base_url),
            *(block for section in part["sections"] for block in _section(section, level, base_url)),
        ],
    }


def _section(section: Mapping[str, Any], level: int, base_url: str) -> list[Block]:
    """Return the section's heading and its text, whose own headings stand under it."""
    heading: Block = {"kind": "heading", "level": level, "runs": [{"text": printable(section["title"])}]}
    if not section["plain"]:
        return [heading, *blocks(section["text"], level + 1, base_url=base_url)]
    lines = filter(None, map(str.strip, printable(section["text"]).split("\n")))
    return [heading, *({"kind": "paragraph", "runs": [{"text": line}]} for line in lines)]
