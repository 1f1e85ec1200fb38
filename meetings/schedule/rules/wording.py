"""Which words of a text were changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

LONGEST_COMPARED = 4000  # words; beyond that a comparison takes too long to wait for
_WORD = re.compile(r"\s+|\S+")


class Fate(str, Enum):
    """What became of some words."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Words:
    """Some words in a row, and what became of them."""

    fate: Fate
    text: str


def changed_words(old: str, new: str) -> list[Words]:
    """Return both texts as one, the removed words before those that took their place."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) + len(after) > LONGEST_COMPARED:
        before, after = [old], [new]
    found: list[Words] = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Words(Fate.KEPT, "".join(before[start:end])))
            continue
        if end > start:
            found.append(Words(Fate.REMOVED, "".join(before[start:end])))
        if new_end > new_start:
            found.append(Words(Fate.ADDED, "".join(after[new_start:new_end])))
    return found
