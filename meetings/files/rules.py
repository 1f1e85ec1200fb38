"""Which files are taken, what they may be called, and how long one waits for its form."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from meetings.errors import Refusal
from meetings.text import N_, clean, problem_in

WAITS = timedelta(days=1)  # a file whose form is never taken
STRAY = timedelta(hours=1)  # a file without a row: younger ones may belong to a row that is being written
LONGEST_NAME = 150


class FileState(str, Enum):
    """Where a stored file is in its life."""

    PENDING = "pending"
    KEPT = "kept"
    DISCARDED = "discarded"


class FileReason(Enum):
    """Why a file is not taken, and what to do instead."""

    EMPTY = N_("Filen är tom. Kontrollera den och välj den igen.")
    TOO_LARGE = N_("Filen är för stor. Den får vara högst %(most)s MB.")
    NOT_TAKEN = N_("Filen är av ett slag som inte tas emot. Skicka den som %(kinds)s.")
    OTHER_ENDING = N_("Filen slutar på ”%(ending)s” men innehåller %(kind)s. Ge den rätt namn och välj den igen.")
    BROKEN = N_("Filen går inte att läsa: den verkar vara skadad. Spara den en gång till och välj den igen.")
    VIRUS = N_("Filen känns igen som ett virus och tas inte emot.")
    MACROS = N_("Filen innehåller makron eller annat som kan köras. Spara den utan makron, eller som PDF.")
    ENCRYPTED = N_("Filen är låst med lösenord. Ta bort lösenordet och välj den igen.")
    BOMB = N_("Filen är packad så att den blir orimligt stor. Spara den som PDF i stället.")
    TWO_IN_ONE = N_("Filen innehåller något mer än det den ser ut att vara. Spara den på nytt, gärna som PDF.")
    TOO_MANY_PIXELS = N_("Bilden har för många bildpunkter, högst %(most)s miljoner. Förminska den och välj den igen.")
    GONE = N_("Filen finns inte kvar. Välj den igen.")
    NO_ROOM = N_("Just nu går det inte att ta emot fler filer. Försök igen om en stund.")
    FULL = N_("Filerna får ta högst %(most)s MB tillsammans. Ta bort någon av dem, eller skicka en mindre fil.")
    NOT_SCANNED = N_("Filen kunde inte kontrolleras mot virus just nu. Försök igen om en stund.")


class Unacceptable(Exception):
    """A file is not taken."""

    def __init__(self, reason: FileReason, **values: object) -> None:
        self.reason, self.values = reason, values
        super().__init__(reason.name)


@dataclass(frozen=True)
class Kind:
    """A kind of file: its media type, what it is called, and how its names end, the usual ending first."""

    media_type: str
    name: str
    endings: tuple[str, ...]


PDF = Kind("application/pdf", "PDF", ("pdf",))
PNG = Kind("image/png", "PNG", ("png",))
JPEG = Kind("image/jpeg", "JPEG", ("jpg", "jpeg"))
WEBP = Kind("image/webp", "WebP", ("webp",))
DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word (DOCX)", ("docx",))
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel (XLSX)", ("xlsx",))
ODT = Kind("application/vnd.oasis.opendocument.text", "OpenDocument (ODT)", ("odt",))
PPTX = Kind("application/vnd.openxmlformats-officedocument.presentationml.presentation", "PowerPoint (PPTX)", ("pptx",))
PPT = Kind("application/vnd.ms-powerpoint", "PowerPoint (PPT)", ("ppt",))
ODP = Kind("application/vnd.oasis.opendocument.presentation", "OpenDocument (ODP)", ("odp",))
MP4 = Kind("video/mp4", "MP4", ("mp4", "m4v"))
WEBM = Kind("video/webm", "WebM", ("webm",))
MP3 = Kind("audio/mpeg", "MP3", ("mp3",))
VTT = Kind("text/vtt", "WebVTT", ("vtt",))

FOR_ANSWERS = (PDF, PNG, JPEG, WEBP, DOCX, ODT, XLSX)
FOR_MATERIAL = (PDF, PPTX, PPT, ODP, DOCX, ODT, XLSX, PNG, JPEG, WEBP, MP4, WEBM, VTT, MP3)
FOR_PICTURES = (PNG, JPEG, WEBP)
FOR_TRACKS = (VTT,)
KNOWN: Mapping[str, Kind] = {kind.media_type: kind for kind in FOR_MATERIAL}
# What a browser may show by itself, under the address of this service: it holds nothing that runs.
SHOWN_SAFELY = frozenset(kind.media_type for kind in (PNG, JPEG, WEBP, MP4, WEBM, MP3, VTT))


def listed(kinds: Collection[Kind]) -> str:
    """Return what the kinds are called, one after the other."""
    return ", ".join(kind.name for kind in kinds)


def in_megabytes(size: int) -> str:
    """Return how much that is in MB, as it is written in Swedish: "0,5", "500"."""
    return f"{size / 1_000_000:.6g}".replace(".", ",")


def refusal_when_full(used: int, more: int, most: int) -> Refusal | None:
    """Return why `more` bytes have no room beside those `used`, where `most` are allowed together."""
    if used + more <= most:
        return None
    return Refusal(FileReason.FULL, {"most": in_megabytes(most)})


def safe_name(sent: str | None) -> str:
    """Return the last part of the name that a file came with, cleaned: no path, no control, å ä ö as they are.

    It never begins with a dot and is never empty; a long one is shortened before its ending.
    """
    last = re.split(r"[/\\]", clean(sent))[-1]
    kept = "".join(" " if problem_in(character) or character in '<>:"|?*\n\t' else character for character in last)
    name = " ".join(kept.split()).strip(". ")
    if not name:
        return "fil"
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:LONGEST_NAME].strip(". ")
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip('. ')}.{ending}"


def ending_of(name: str) -> str:
    """Return what follows the last dot, in lower case; "" without a dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def require_ending(name: str, kind: Kind) -> None:
    """Raise `Unacceptable` unless the name ends as files of this kind do."""
    ending = ending_of(name)
    if ending not in kind.endings:
        raise Unacceptable(FileReason.OTHER_ENDING, ending=f".{ending}" if ending else name, kind=kind.name)
