"""Certificates as a document: one sheet for each person, all words ready to be set, an address and its QR code."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from meetings.documents.blocks import printable

PRESS = "certificates"


@dataclass(frozen=True)
class Words:
    """What every sheet of one language says around its own: "Intyg", "Härmed intygas att", and so on.

    `where_to_check` introduces the address, `code` says what the picture of it is to who cannot see it.
    """

    lang: str
    heading: str
    certifies: str
    took_part: str
    issued: str
    number: str
    where_to_check: str
    code: str


@dataclass(frozen=True)
class Event:
    """What was taken part in, in the language of a sheet; its own title and text are in `lang` ("sv", "en").

    `facts` are pairs of a label and its value, `text` says what the certificate certifies, a line a paragraph.
    """

    title: str
    lang: str
    facts: Sequence[tuple[str, str]]
    text: str
    signer: str
    signer_title: str
    organiser: str


@dataclass(frozen=True)
class Sheet:
    """One person's: their name as typed, their number, and the address where it is checked; all others are shared."""

    lang: str
    name: str
    number: str
    address: str


@dataclass(frozen=True)
class Certificates:
    """Sheets, each a page, with the words and the event by their language. `dated` (aware) is when they are issued."""

    title: str
    lang: str
    author: str
    dated: datetime
    sheets: Sequence[Sheet]
    words: Mapping[str, Words]
    events: Mapping[str, Event]

    def plain(self) -> dict[str, Any]:
        """Return it as plain JSON, which `data_of` reads."""
        return asdict(self) | {"dated": int(self.dated.timestamp()), "press": PRESS}

    @property
    def characters(self) -> int:
        """How long its texts are."""
        each = {lang: len(event.title) + len(event.text) for lang, event in self.events.items()}
        return sum(each[sheet.lang] + len(sheet.name) for sheet in self.sheets)


def data_of(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the sheets are set of: text that stays text, and each address as a QR code (SVG)."""
    return {
        **{name: printable(plain[name]) for name in ("title", "author")},
        "lang": plain["lang"],
        "dated": plain["dated"],
        "words": {lang: _printable(words) for lang, words in plain["words"].items()},
        "events": {lang: _event(event) for lang, event in plain["events"].items()},
        "sheets": [{**_printable(sheet), "code": qr_code(sheet["address"])} for sheet in plain["sheets"]],
    }


def qr_code(address: str) -> str:
    """Return the QR code of an address as SVG, black on white with its quiet zone; a seventh of it may be dirty."""
    import segno  # noqa: PLC0415 - only a process that makes certificates needs it

    out = io.BytesIO()
    segno.make(address, micro=False, error="m").save(
        out, kind="svg", xmldecl=False, omitsize=True, border=4, dark="#000", light="#fff"
    )
    return out.getvalue().decode()


def _event(event: Mapping[str, Any]) -> dict[str, Any]:
    lines = filter(None, map(str.strip, printable(event["text"]).split("\n")))
    facts = [[printable(label), printable(value)] for label, value in event["facts"] if value]
    shown = {name: printable(value) for name, value in event.items() if isinstance(value, str)}
    return {**shown, "text": list(lines), "facts": facts}


def _printable(words: Mapping[str, str]) -> dict[str, str]:
    return {name: printable(value) for name, value in words.items()}
