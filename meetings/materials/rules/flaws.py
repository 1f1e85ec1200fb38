"""What makes material hard to use for some: which flaws there are, for whom, and how each is mended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from meetings.text import N_

_VAGUE = frozenset(("här", "klicka här", "läs mer", "länk", "click here", "here", "read more", "link"))


class FlawCode(Enum):
    """A flaw: its value is the code that is stored (with ":" and how many, where they are counted)."""

    NO_TEXT = "no-text"
    UNTAGGED = "untagged"
    NO_TITLE = "no-title"
    NO_LANGUAGE = "no-language"
    PICTURES_WITHOUT_ALT = "pictures-without-alt"
    SLIDES_WITHOUT_TITLES = "slides-without-titles"
    VAGUE_LINKS = "vague-links"
    NO_ALT = "no-alt"
    NO_SUBTITLES = "no-subtitles"
    NO_TRANSCRIPT = "no-transcript"


@dataclass(frozen=True)
class Words:
    """What is wrong, for whom, and how to mend it (Swedish; `what` may hold %(count)s)."""

    what: str
    whom: str
    mend: str


WORDS = {
    FlawCode.NO_TEXT: Words(
        N_("PDF:en är bilder av sidor, utan text."),
        N_("Den som lyssnar får ingenting, och ingen kan söka i den eller förstora texten."),
        N_("Spara den som PDF från originalet, eller låt ett program läsa in texten (OCR)."),
    ),
    FlawCode.UNTAGGED: Words(
        N_("PDF:en är inte taggad."),
        N_("Den som lyssnar får texten utan rubriker och listor, kanske i fel ordning."),
        N_("Spara den på nytt från originalet, med taggar för tillgänglighet valt bland alternativen."),
    ),
    FlawCode.NO_TITLE: Words(
        N_("Filen har ingen titel."),
        N_("Den som lyssnar hör bara ett filnamn och vet inte vilket dokument det är."),
        N_("Fyll i titeln bland filens egenskaper (Arkiv, Info) och spara den på nytt."),
    ),
    FlawCode.NO_LANGUAGE: Words(
        N_("Filen säger inte vilket språk den är på."),
        N_("Den som lyssnar får den uppläst med fel uttal."),
        N_("Välj språk för hela texten (Granska, Språk) och spara den på nytt."),
    ),
    FlawCode.PICTURES_WITHOUT_ALT: Words(
        N_("Bilder utan beskrivning (alt-text): %(count)s."),
        N_("Den som inte ser bilderna går miste om dem."),
        N_("Högerklicka på varje bild, välj alt-text och skriv vad den visar, eller märk den som dekorativ."),
    ),
    FlawCode.SLIDES_WITHOUT_TITLES: Words(
        N_("Sidor utan rubrik: %(count)s."),
        N_("Den som lyssnar kan inte hitta bland sidorna."),
        N_("Ge varje sida en rubrik i layoutens rubrikfält."),
    ),
    FlawCode.VAGUE_LINKS: Words(
        N_("Länkar som inte säger vart de leder, som ”klicka här”: %(count)s."),
        N_("Den som lyssnar får länkarna lästa för sig och kan inte skilja dem åt."),
        N_("Låt orden i länken säga vad som finns där."),
    ),
    FlawCode.NO_ALT: Words(
        N_("Bilden saknar beskrivning (alt-text)."),
        N_("Den som inte ser bilden går miste om den."),
        N_("Skriv vad bilden visar."),
    ),
    FlawCode.NO_SUBTITLES: Words(
        N_("Filmen saknar undertexter."),
        N_("Den som inte hör vet inte vad som sägs."),
        N_("Lägg till undertexter som en VTT-fil."),
    ),
    FlawCode.NO_TRANSCRIPT: Words(
        N_("Det som sägs finns inte utskrivet."),
        N_("Den som inte hör, eller inte ser, kan inte läsa det i stället."),
        N_("Skriv ut vad som sägs, och vad som syns och behövs för att förstå."),
    ),
}


@dataclass(frozen=True)
class Flaw:
    """A flaw and how many times it stands in the file (1 where it is not counted)."""

    code: FlawCode
    count: int = 1

    @property
    def words(self) -> Words:
        """Return its sentences."""
        return WORDS[self.code]

    def __str__(self) -> str:
        return (
            self.code.value
            if self.count == 1 and "%(count)s" not in self.words.what
            else f"{self.code.value}:{self.count}"
        )


class Looked(Protocol):
    """What was found in a file (`files.inspecting.Inspected`); None of what cannot be told."""

    @property
    def tagged(self) -> bool | None: ...
    @property
    def titled(self) -> bool | None: ...
    @property
    def language(self) -> bool | None: ...
    @property
    def text(self) -> bool | None: ...
    @property
    def pictures_without_alt(self) -> int: ...
    @property
    def slides_without_titles(self) -> int: ...
    @property
    def vague_links(self) -> int: ...


class Told(Protocol):
    """What is told of material beside its file."""

    @property
    def kind(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def alt(self) -> str: ...
    @property
    def transcript(self) -> str: ...


def in_file(found: Looked) -> list[Flaw]:
    """Return the flaws of a file, the worst first. A PDF without text is not also blamed for having no tags."""
    flaws = []
    if found.text is False:
        flaws.append(Flaw(FlawCode.NO_TEXT))
    elif found.tagged is False:
        flaws.append(Flaw(FlawCode.UNTAGGED))
    if found.titled is False:
        flaws.append(Flaw(FlawCode.NO_TITLE))
    if found.language is False:
        flaws.append(Flaw(FlawCode.NO_LANGUAGE))
    counted = (
        (FlawCode.PICTURES_WITHOUT_ALT, found.pictures_without_alt),
        (FlawCode.SLIDES_WITHOUT_TITLES, found.slides_without_titles),
        (FlawCode.VAGUE_LINKS, found.vague_links),
    )
    return flaws + [Flaw(code, number) for code, number in counted if number]


def beside_file(told: Told, media_type: str, *, subtitles: bool, undescribed: int) -> list[Flaw]:
    """Return the flaws of what stands beside the file: texts, subtitles, and a slideshow's pictures.

    `media_type` is of the version that is shown ("" for a link); `undescribed` counts pictures of a slideshow that
    have no description and are not said to be decorative. A film elsewhere has its subtitles there.
    """
    flaws = []
    if undescribed:
        flaws.append(Flaw(FlawCode.PICTURES_WITHOUT_ALT, undescribed))
    if media_type.startswith("image/") and not told.alt:
        flaws.append(Flaw(FlawCode.NO_ALT))
    if media_type.startswith("video/") and not subtitles:
        flaws.append(Flaw(FlawCode.NO_SUBTITLES))
    if media_type.startswith(("video/", "audio/")) and not told.transcript:
        flaws.append(Flaw(FlawCode.NO_TRANSCRIPT))
    if told.title.casefold().strip(" .:»>→") in _VAGUE:
        flaws.append(Flaw(FlawCode.VAGUE_LINKS))
    return flaws


def stored(codes: Iterable[str]) -> list[Flaw]:
    """Return the flaws that were stored; what is no code is left out."""
    known = {code.value: code for code in FlawCode}
    flaws = []
    for written in codes:
        code, _colon, count = written.partition(":")
        if code in known:
            flaws.append(Flaw(known[code], int(count) if count.isdecimal() else 1))
    return flaws
