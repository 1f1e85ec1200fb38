"""Which flaws follow from what was found in a file and from what is told beside it; no app, no database."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from meetings.files.inspecting import Inspected
from meetings.materials.rules.flaws import WORDS, Flaw, FlawCode, beside_file, in_file, stored

FINE_PDF = Inspected(tagged=True, titled=True, language=True, text=True)


@dataclass(frozen=True)
class Told:
    kind: str = "file"
    title: str = "Möjligheterna"
    alt: str = ""
    transcript: str = ""


@pytest.mark.parametrize(
    ("found", "codes"),
    [
        (Inspected(), []),  # an odd file: nothing can be told, so nothing is
        (FINE_PDF, []),
        (Inspected(tagged=False, titled=True, language=True, text=True), ["untagged"]),
        (Inspected(tagged=False, titled=False, language=False, text=False), ["no-text", "no-title", "no-language"]),
        (Inspected(tagged=True, titled=True, language=False, text=True), ["no-language"]),
        (Inspected(titled=True, language=None), []),  # a workbook has no place for a language
        (
            Inspected(titled=False, language=True, pictures_without_alt=3, slides_without_titles=1, vague_links=2),
            ["no-title", "pictures-without-alt:3", "slides-without-titles:1", "vague-links:2"],
        ),
    ],
    ids=["odd", "fine", "untagged", "scanned", "no-language", "workbook", "slides"],
)
def test_what_is_found_in_a_file_becomes_flaws_the_worst_first(found: Inspected, codes: list[str]) -> None:
    flaws = in_file(found)

    assert [str(flaw) for flaw in flaws] == codes
    assert stored(codes) == flaws  # as they are read again


@pytest.mark.parametrize(
    ("told", "media_type", "subtitles", "undescribed", "codes"),
    [
        (Told(), "application/pdf", False, 0, []),
        (Told(), "image/jpeg", False, 0, ["no-alt"]),
        (Told(alt="En hamn"), "image/jpeg", False, 0, []),
        (Told(kind="film"), "video/webm", False, 0, ["no-subtitles", "no-transcript"]),
        (Told(kind="film"), "video/webm", True, 0, ["no-transcript"]),
        (Told(kind="film", transcript="Hej."), "video/mp4", True, 0, []),
        (Told(kind="film"), "", False, 0, []),  # elsewhere: its subtitles are there
        (Told(), "audio/mpeg", False, 0, ["no-transcript"]),
        (Told(kind="slideshow"), "", False, 2, ["pictures-without-alt:2"]),
        (Told(kind="link", title="Klicka här"), "", False, 0, ["vague-links:1"]),
        (Told(kind="link", title="Så klickar du här"), "", False, 0, []),
    ],
)
def test_what_is_told_beside_the_file_becomes_flaws(
    told: Told, media_type: str, subtitles: bool, undescribed: int, codes: list[str]
) -> None:
    found = beside_file(told, media_type, subtitles=subtitles, undescribed=undescribed)

    assert [str(flaw) for flaw in found] == codes


def test_every_flaw_says_what_is_wrong_for_whom_and_how_it_is_mended() -> None:
    assert set(WORDS) == set(FlawCode)
    assert all(words.what and words.whom and words.mend for words in WORDS.values())


def test_what_is_stored_and_no_code_is_left_out() -> None:
    assert stored(["untagged", "finns-inte", "vague-links:x", ""]) == [
        Flaw(FlawCode.UNTAGGED),
        Flaw(FlawCode.VAGUE_LINKS),
    ]
