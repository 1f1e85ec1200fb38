"""What differs between two texts: lines that were put in and taken out, and in changed lines the words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from meetings.schedule.rules.wording import Words, changed_words

AROUND = 2  # unchanged lines shown before and after a change


@dataclass(frozen=True)
class Line:
    """A line of the comparison: `mark` is "+" for put in, "-" for taken out, "~" for changed, " " for unchanged.

    A changed line has `words`; of the lines that are not shown only how many, in `skipped`.
    """

    mark: str
    text: str = ""
    words: Sequence[Words] = ()
    skipped: int = 0


@dataclass(frozen=True)
class Amount:
    """How many lines were put in and taken out; one that was changed counts as both."""

    added: int
    removed: int


def compared(old: str, new: str) -> list[Line]:
    """Return what differs, with a few unchanged lines around; nothing when the texts are equal."""
    before, after = _lines(old), _lines(new)
    groups = list(SequenceMatcher(None, before, after).get_grouped_opcodes(AROUND))
    found: list[Line] = []
    at = 0
    for group in groups:
        if group[0][1] > at:
            found.append(Line(" ", skipped=group[0][1] - at))
        for tag, start, end, new_start, new_end in group:
            found.extend(_shown(tag, before[start:end], after[new_start:new_end]))
        at = group[-1][2]
    if groups and at < len(before):
        found.append(Line(" ", skipped=len(before) - at))
    return found


def amount(old: str, new: str) -> Amount:
    """Return how much differs."""
    before, after = _lines(old), _lines(new)
    added = removed = 0
    for tag, start, end, new_start, new_end in SequenceMatcher(None, before, after).get_opcodes():
        if tag != "equal":
            removed += end - start
            added += new_end - new_start
    return Amount(added, removed)


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _shown(tag: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    if tag == "equal":
        yield from (Line(" ", line) for line in before)
        return
    pairs = min(len(before), len(after))
    for old, new in zip(before[:pairs], after[:pairs], strict=True):
        if _alike(old, new):
            yield Line("~", new, words=changed_words(old, new))
        else:
            yield Line("-", old)
            yield Line("+", new)
    yield from (Line("-", line) for line in before[pairs:])
    yield from (Line("+", line) for line in after[pairs:])


def _alike(old: str, new: str) -> bool:
    """Tell whether it helps to see the words of both lines as one."""
    return bool(old.strip() and new.strip()) and SequenceMatcher(None, old, new).quick_ratio() > 0.5
