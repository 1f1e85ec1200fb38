"""What differs between two received versions of an idea, field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from meetings.notes.rules.differences import Line, compared

_SHORT = 80  # characters: a title, a sum, a period


@dataclass(frozen=True)
class Difference:
    """A field that differs: its label, and the lines that do."""

    label: str
    lines: Sequence[Line]


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> list[Difference]:
    """Return the fields that differ, in the order of `new`, then those that are gone; texts by label."""
    labels = [*new, *(label for label in old if label not in new)]
    found = [Difference(label, _lines(old.get(label, ""), new.get(label, ""))) for label in labels]
    return [one for one in found if one.lines]


def _lines(before: str, after: str) -> list[Line]:
    """Return what differs: of a short text both as they stand, of a longer one line by line and word by word."""
    if before == after:
        return []
    if "\n" in before + after or max(len(before), len(after)) > _SHORT:
        return compared(before, after)
    return [Line(mark, text) for mark, text in (("-", before), ("+", after)) if text]
