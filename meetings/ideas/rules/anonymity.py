"""How is an idea read by somebody who may not know who is behind it: here alone it is decided what is hidden.

Taken out: the organisation, its type and its municipality (a municipality's own name is both), the contact, the
co-authors, and attachments, whose content nobody can see through: they stand as "Bilaga 1". In what is left as written
(title, texts, answers) these become "[dolt]": the organisation with and without what stands in brackets or says its
legal form, the contact's name and each part of it, every e-mail and web address, the contact's telephone number, and
the words that the secretariat adds. Sector, places and partners stay: assessors weigh them.

Compared is what a reader sees: without case, diacritics, invisible letters, marks of Markdown and entities of HTML;
whole words, with a Swedish genitive.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from meetings.ideas.rules.content import Attached, Content
from meetings.ideas.rules.fields import TEXTS
from meetings.text import N_, fold

HIDDEN = "[dolt]"
WRITTEN = ("title", *TEXTS)  # the fields that somebody wrote freely
ATTACHMENT = N_("Bilaga %(number)s")
_MARKUP = frozenset("*_~`\\")
_BETWEEN = r"[\W_]{0,5}"
_LEGAL = re.compile(
    r"(?<!\w)(?:AB|HB|KB|ek\.? ?för\.?|ekonomisk förening|ideell förening|\(publ\))(?!\w)", re.IGNORECASE
)
_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
# An e-mail address is looked for where a word begins alone, or a long word would be read as often as it has letters.
_ADDRESSES = re.compile(
    r"(?<![^\s<>()\[\],;:\"])[^\s<>()\[\],;:\"@]+@[^\s<>()\[\],;:\"]+|(?:https?://|www\.)[^\s<>()\[\]\"]+"
)
_FEWEST_DIGITS = 6  # of a telephone number


@dataclass(frozen=True)
class Behind:
    """Who is behind an idea: names of organisations and of people, addresses, numbers, and more words to hide."""

    organisations: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @cached_property
    def patterns(self) -> tuple[tuple[re.Pattern[str], bool], ...]:
        """What to look for in what a reader sees; True: only where it begins with a capital, as a name does."""
        whole = [*_variants(self.organisations), *self.people, *self.words, *_domains(self.emails)]
        parts = [part for name in self.people for part in re.split(r"[\s\-]+", name) if len(part) > 1]
        found = [(_words(name), False) for name in whole] + [(_words(part), True) for part in parts]
        numbers = [(_number(phone), False) for phone in self.phones]
        return tuple((re.compile(pattern), capital) for pattern, capital in (*found, *numbers) if pattern)


def anonymised(content: Content, behind: Behind) -> Content:
    """Return the content as somebody may read it who may not know who wrote it."""
    written = {name: hidden_in(getattr(content, name), behind) for name in WRITTEN}
    gone = {"organisation": "", "organisation_type": "", "municipality": "", "answers": {}}
    return replace(content, **written, **gone)  # type: ignore[arg-type]


def anonymised_answers(answers: Sequence[tuple[str, str]], behind: Behind) -> tuple[tuple[str, str], ...]:
    """Return the call's own questions with what was answered, without who is behind."""
    return tuple((asked, hidden_in(text, behind)) for asked, text in answers)


def withheld(attached: Sequence[Attached]) -> tuple[tuple[int, str], ...]:
    """Return the number and the kind, by its media type, of each attachment: all that is told of it."""
    return tuple((number, one.type) for number, one in enumerate(attached, start=1))


def hidden_in(text: str, behind: Behind) -> str:
    """Return the text with "[dolt]" for whatever says who is behind it."""
    text = unicodedata.normalize("NFC", html.unescape(text))
    seen = text.translate(_SEEN)
    found = list(_found(seen, behind))
    if not found:
        return text
    places = [place for place, letter in enumerate(text) for _folded in _SEEN[ord(letter)]]
    spans = [
        (places[start], places[end - 1] + 1)
        for start, end, capital in found
        if not capital or text[places[start]].isupper()
    ]
    for start, end in _joined(spans):
        text = text[:start] + HIDDEN + text[end:]
    return text


def _found(seen: str, behind: Behind) -> Iterator[tuple[int, int, bool]]:
    """Return where something stands in what a reader sees; True: only if it begins with a capital."""
    for match in _ADDRESSES.finditer(seen):
        yield (*match.span(), False)
    for pattern, capital in behind.patterns:
        for match in pattern.finditer(seen):
            yield (*match.span(), capital)


class _AsSeen(dict[int, str]):
    """Each letter, by its number, as it is compared; "" for what a reader does not see."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        hidden = letter in _MARKUP or unicodedata.category(letter) in ("Cf", "Mn", "Me")
        self[code] = "" if hidden else fold(unicodedata.normalize("NFKC", letter))
        return self[code]


_SEEN = _AsSeen()


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans without overlap, the last first."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined[::-1]


def _variants(names: Iterable[str]) -> Iterator[str]:
    """Return each name as it is, without and within its brackets, and without its legal form."""
    for name in names:
        outside = _BRACKETS.sub(" ", name)
        yield from (name, outside, *_BRACKETS.findall(name), _LEGAL.sub(" ", outside))


def _domains(emails: Iterable[str]) -> Iterator[str]:
    """Return the domain of each address, and its first part: "lotsen.se", "lotsen"."""
    for email in emails:
        if domain := email.rpartition("@")[2]:
            yield from (domain, domain.partition(".")[0])


def _words(name: str) -> str:
    """Return the pattern of a name as whole words with whatever stands between them; "" for a lone letter."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", name).translate(_SEEN))
    if sum(map(len, words)) < 2:
        return ""
    return rf"(?<![^\W_]){_BETWEEN.join(map(re.escape, words))}(?:['’]?s)?(?![^\W_])"


def _number(phone: str) -> str:
    """Return the pattern of a telephone number, however its digits are grouped and with or without a country code."""
    digits = re.sub(r"\D", "", phone)
    local = re.sub(r"^(?:0046|46|0)", "", digits)
    if len(local) < _FEWEST_DIGITS:
        return ""
    between = r"[\s\-–/().]{0,3}"
    return rf"(?<!\d)(?:(?:\+|00)46{between}(?:\(?0\)?{between})?|0{between})?{between.join(local)}(?!\d)"
