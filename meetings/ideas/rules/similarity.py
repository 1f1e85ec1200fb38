"""Which ideas are like one another, and why: target groups, place, and words that both use. Pure, by truth tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.ideas.rules.content import Content
from meetings.text import fold

MOST = 5  # shown
MOST_WORDS = 12  # of a text that are looked for
ENOUGH = 4
_GROUP, _PLACE, _WORD = 3, 1, 1  # what each thing shared weighs
_MOST_SHARED_WORDS = 4  # that count, and that are told
_SHORTEST, _STEM = 5, 5  # letters of a word that says something, and of the beginning that inflected words share
_LETTERS = re.compile(r"[^\W\d_]+")
# Words that say nothing of what an idea is about, folded; Swedish and English.
_EMPTY = frozenset(
    """
    about after again alltsa among andra annan annat arbeta arbetar arbete arbetet battre because before behov
    behovs being between bland bliva borde could darfor deltar denna deras dessa dessutom detta different efter
    eftersom eller endast every finns flera fortsatt fraga fragor framfor fullt gemensam gemensamma genom genomfora
    grupp grupper hjalp ibland idag ideen ideer ihop important ingen innan insats insatser inspel inte istallet
    jobba kanske kommer kommun kommunen kommuner kunna langre makes malgrupp manga manniskor mellan might minst
    mojlig mojlighet mojligheter mycket nagon nagot nagra naturligt nytta ocksa olika organisation organisationer
    other parter partner people person personal personer project projects projekt projekten projektet projektide
    regionen resultat sadan sadana samma samman sammans samtidigt samverkan sedan should sjalva skapa skapar skulle
    starta starten syfte syftet their there these thing those through tillsammans together under until using
    utveckla utvecklar vara varandra varje verksamhet viktig vilja vilka vilken vilket where which while whole whose
    within without would
    """.split()  # noqa: SIM905 - a word list is read as words
)


@dataclass(frozen=True)
class Like:
    """What is compared: words by their beginnings, codes of target groups, the code of a municipality ("": none)."""

    stems: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    municipality: str = ""


@dataclass(frozen=True)
class Known:
    """Something to compare with: `at` is when it became known; `kind` and `key` name it to whoever shows it.

    An example to learn from (`is_example`) is shown for one shared target group alone.
    """

    kind: str
    key: int
    slug: str
    title: str
    by: str
    lang: str
    at: datetime
    like: Like
    is_example: bool = False


@dataclass(frozen=True)
class Similar:
    """Something that is like what is written, and what they share: codes, and words as the writer wrote them."""

    known: Known
    groups: tuple[str, ...]
    words: tuple[str, ...]
    same_place: bool

    @property
    def weight(self) -> int:
        """How alike they are."""
        words = min(len(self.words), _MOST_SHARED_WORDS)
        return _GROUP * len(self.groups) + _WORD * words + _PLACE * self.same_place


def telling_words(content: Content) -> dict[str, str]:
    """Return the beginnings of the words that say what the idea is about, each with the word as it was written.

    Those of the title first; at most `MOST_WORDS`.
    """
    texts = (content.title, content.about, content.target_text, content.purpose, content.activities)
    found: dict[str, str] = {}
    for word in _LETTERS.findall("\n".join(texts)):
        folded = fold(word)
        if len(folded) >= _SHORTEST and folded not in _EMPTY:
            found.setdefault(folded[:_STEM], word.lower())
            if len(found) == MOST_WORDS:
                break
    return found


def stems_in(folded: str, among: Iterable[str]) -> frozenset[str]:
    """Return which of these beginnings some word of the folded text has."""
    begins = {word[:_STEM] for word in _LETTERS.findall(folded)}
    return frozenset(stem for stem in among if stem in begins)


def most_similar(content: Content, known: Iterable[Known]) -> list[Similar]:
    """Return what is most like the content, the most alike first and the latest of equals; at most `MOST`.

    One shared target group alone is enough of an example, else neither that is, nor one word.
    """
    words = telling_words(content)
    groups = content.target_groups
    found = [_compared(one, words, groups, content.municipality) for one in known]
    alike = [one for one in found if _is_enough(one)]
    return sorted(alike, key=lambda one: (-one.weight, -one.known.at.timestamp(), one.known.key))[:MOST]


def _is_enough(one: Similar) -> bool:
    if one.known.is_example and one.groups:
        return True
    return one.weight >= ENOUGH and (bool(one.groups) or len(one.words) > 1)


def _compared(one: Known, words: dict[str, str], groups: Sequence[str], municipality: str) -> Similar:
    shared = tuple(word for stem, word in words.items() if stem in one.like.stems)
    same = bool(municipality) and one.like.municipality == municipality
    return Similar(one, tuple(code for code in groups if code in one.like.groups), shared[:_MOST_SHARED_WORDS], same)
