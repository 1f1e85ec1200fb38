"""Which words does a text hold, which does a question ask for, and where in a text do they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from meetings.text import clean, fold, key

MOST_WORDS: Final = 10
LONGEST_WORD: Final = 60
SHORT: Final = 2  # letters: a word as short as this is found whole, not within others
_EDGES: Final = ".,:;!?\"'()[]{}<>«»”“„’‘…–—-"
_RUN: Final = re.compile(r"[^\W_]+")
_BEFORE: Final = 60  # characters of an excerpt before its first word


class Depth(IntEnum):
    """Where in a thing a word stands; the smaller, the sooner it is shown."""

    TITLE = 0
    TEXT = 1


@dataclass(frozen=True)
class Wanted:
    """A word that is asked for: casefolded as it was typed, and without its diacritics.

    One that is `whole` has to stand by itself; any other may be a part of a longer one ("bil" of "lastbil").
    """

    exact: str
    folded: str

    @property
    def whole(self) -> bool:
        """Whether it is so short that it would be found in most words."""
        return len(self.folded) <= SHORT and self.folded.isalnum()


@dataclass(frozen=True)
class Piece:
    """A piece of a text; `marked` when it is what was asked for."""

    text: str
    marked: bool


def words_of(text: str) -> set[str]:
    """Return the words of a text, casefolded and each cut at 60 characters.

    What stands between spaces is kept with the marks inside it ("it-lyftet", "100%"), and so are its parts.
    """
    found: set[str] = set()
    for token in key(clean(text)).split():
        stripped = token.strip(_EDGES)
        runs = _RUN.findall(stripped)
        found.update(run[:LONGEST_WORD] for run in runs)
        if stripped and runs != [stripped]:
            found.add(stripped[:LONGEST_WORD])
    return found


def depths(title: str, text: str) -> dict[str, Depth]:
    """Return every word of a thing with where it stands: in its title, or in its text alone."""
    return dict.fromkeys(words_of(text), Depth.TEXT) | dict.fromkeys(words_of(title), Depth.TITLE)


def wanted(typed: str) -> list[Wanted]:
    """Return the words to look for: the first ten, each cut at 60 characters, without repetitions."""
    kept = "".join(letter for letter in clean(typed) if letter >= " " or letter.isspace())
    encodable = kept.encode("utf-8", "ignore").decode()
    words = list(dict.fromkeys(key(word)[:LONGEST_WORD] for word in encodable.split()))[:MOST_WORDS]
    bare = (word.strip(_EDGES) or word for word in words)
    return [found for found in (Wanted(word, fold(word)) for word in dict.fromkeys(bare)) if found.folded]


def excerpt(text: str, words: Sequence[Wanted], at_most: int = 200) -> list[Piece]:
    """Return some of the text in one line, from a little before the first of the words, with the words marked.

    The words as they were typed are looked for first, then without diacritics; when there is none of them the
    beginning is returned. `at_most` counts characters.
    """
    line = " · ".join(" ".join(part.split()) for part in text.splitlines() if part.strip())
    found = _first(key(line), [word.exact for word in words])
    if found is None:
        found = _first(fold(line), [word.folded for word in words])
    start = max(0, (found or 0) - _BEFORE)
    if start:
        start = line.find(" ", start) + 1 or start
    shown = line[start : start + at_most]
    if start + at_most < len(line):
        shown = shown.rsplit(" ", 1)[0] + " …"
    return marked(f"… {shown}" if start else shown, words)


def marked(text: str, words: Sequence[Wanted]) -> list[Piece]:
    """Return the text in pieces, with every place where one of the words stands marked."""
    folded, origin = _folded(text)
    pieces: list[Piece] = []
    at = 0
    for match in _pattern([word.folded for word in words]).finditer(folded) if words else ():
        first, last = origin[match.start()], origin[match.end() - 1] + 1
        if first > at:
            pieces.append(Piece(text[at:first], marked=False))
        if last > at:
            pieces.append(Piece(text[max(at, first) : last], marked=True))
            at = last
    return [*pieces, Piece(text[at:], marked=False)] if at < len(text) else pieces


def holds(text: str, words: Sequence[Wanted]) -> bool:
    """Tell whether every word stands in the text, as the search itself would find it."""
    folded = fold(text)
    return bool(words) and all(_pattern([word.folded]).search(folded) for word in words)


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """Return the text folded, and for each of its characters the place of the one that it came from."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded, range(len(text))
    parts = [fold(letter) for letter in text]
    return "".join(parts), [place for place, part in enumerate(parts) for _letter in part]


def _first(text: str, words: Sequence[str]) -> int | None:
    match = _pattern(words).search(text) if words else None
    return match.start() if match else None


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Return what finds any of the words, the longest first; a short one only by itself."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(_by_itself(word) if _is_short(word) else re.escape(word) for word in longest_first))


def _is_short(word: str) -> bool:
    return len(word) <= SHORT and word.isalnum()


def _by_itself(word: str) -> str:
    return rf"(?<![^\W_]){re.escape(word)}(?![^\W_])"
