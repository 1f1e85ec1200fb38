"""Are two names the same organisation, spelt in two ways? A guess for a person to judge, made of letters alone."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final, Generic, TypeVar

from meetings.text import fold

Key = TypeVar("Key")
ALIKE: Final = 0.86  # of 1: from here on a name is suggested
_SHORT: Final = 5  # letters: a name as short as this is the same, or another
_SAID_OF_MANY: Final = frozenset(
    ("kommun", "stad", "ab", "aktiebolag", "hb", "kb", "ek", "for", "forening", "ideell", "i", "och", "the")
)
_WORD: Final = re.compile(r"[a-z0-9]+")
_DIGITS: Final = re.compile(r"\d+")


def core(name: str) -> str:
    """Return what tells a name from others: folded, without "kommun", "stad", "AB" and the like, or a genitive s.

    "Göteborgs stad" and "Göteborg" are both "goteborg". A name of nothing but such words is itself.
    """
    words = _WORD.findall(fold(name))
    telling = [word for word in words if word not in _SAID_OF_MANY] or words
    return " ".join(word[:-1] if len(word) > 4 and word.endswith("s") else word for word in telling)


def likeness(one: str, other: str) -> float:
    """Return how alike two cores are, from 0 to 1; those with other numbers in them, or short ones, are not at all."""
    if one == other:
        return 1.0
    if min(len(one), len(other)) < _SHORT or _DIGITS.findall(one) != _DIGITS.findall(other):
        return 0.0
    straight = _ratio(one, other)
    return max(straight, _ratio(" ".join(sorted(one.split())), " ".join(sorted(other.split()))))


def _ratio(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


class Likely(Generic[Key]):
    """Names to find the like of, sorted so that few have to be compared: by how any of their words begins."""

    def __init__(self, names: Mapping[Key, str]) -> None:
        self._cores = {key: core(name) for key, name in names.items()}
        self._by_start: dict[str, list[Key]] = {}
        for key, its_core in self._cores.items():
            for start in _starts(its_core):
                self._by_start.setdefault(start, []).append(key)

    def of(self, name: str, *, but: Iterable[Key] = (), at_most: int = 3) -> Sequence[Key]:
        """Return the keys of the names most like this one, the likest first; `but` are left out."""
        wanted, out = core(name), set(but)
        near = dict.fromkeys(key for start in _starts(wanted) for key in self._by_start.get(start, ()))
        found = [(likeness(wanted, self._cores[key]), key) for key in near if key not in out]
        found.sort(key=lambda one: -one[0])
        return [key for alike, key in found if alike >= ALIKE][:at_most]


def _starts(its_core: str) -> set[str]:
    return {word[:3] for word in its_core.split()}


def typed_key(secret: str, name: str) -> str:
    """Return what a typed name is known again by, whatever its case and diacritics.

    Only with the secret can somebody try whose name it is: what was typed may be a person's own.
    """
    return hmac.new(secret.encode(), f"typed\n{fold(name)}".encode(), hashlib.sha256).hexdigest()
