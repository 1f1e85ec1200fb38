"""Which names are suggested to somebody who types one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from meetings.text import fold

AT_MOST: Final = 8
LEAST: Final = 2  # letters


class Spelling(NamedTuple):
    """A name as it is found, folded, and the name that is suggested for it."""

    folded: str
    name: str


def suggested(spellings: Iterable[Spelling], typed: str) -> list[str]:
    """Return at most eight names, in the order given: those that begin as typed, then those with such a word in them.

    Case and diacritics make no difference. For fewer than two letters nothing is suggested.
    """
    words = " ".join(fold(typed).split())
    if len(words) < LEAST:
        return []
    begin, within = [], []
    for folded, name in spellings:
        if folded.startswith(words):
            begin.append(name)
        elif f" {words}" in folded or f"-{words}" in folded:
            within.append(name)
    return list(dict.fromkeys([*begin, *within]))[:AT_MOST]
