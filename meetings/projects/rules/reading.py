"""In which order are figures read, and how much of its whole is a part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar


class Valued(Protocol):
    """A figure of a project; `part_of` is the figure that it is a part of."""

    @property
    def value(self) -> int | None: ...
    @property
    def planned(self) -> int | None: ...
    @property
    def part_of(self) -> Valued | None: ...


Figure = TypeVar("Figure", bound=Valued)


@dataclass(frozen=True)
class Read:
    """A figure where it is read: `depth` is how many wholes it stands under, `share` its per cent of its whole."""

    figure: Valued
    depth: int
    share: int | None


def as_written(figures: Sequence[Figure]) -> list[Read]:
    """Return the figures that say a number as they were written, the parts of each right after it."""
    known = [one for one in figures if number_of(one) is not None]
    found: list[Read] = []

    def add(one: Valued, depth: int) -> None:
        found.append(Read(one, depth, share(one)))
        for part in known:
            if part.part_of is one and all(read.figure is not part for read in found):
                add(part, depth + 1)

    for one in known:
        if one.part_of is None or all(one.part_of is not other for other in known):
            add(one, 0)
    return found


def by_value(figures: Sequence[Figure]) -> list[Read]:
    """Return the figures that say a number, the largest first, equal ones as they were written; none under another."""
    known = [one for one in figures if number_of(one) is not None]
    return [Read(one, 0, share(one)) for one in sorted(known, key=lambda one: -(number_of(one) or 0))]


def number_of(figure: Valued) -> int | None:
    """Return the number that a figure says: what was reached, else what was planned; None when it says none."""
    return figure.value if figure.value is not None else figure.planned


def share(figure: Valued) -> int | None:
    """Return how many per cent of its whole a part is, what was reached of what was reached; None of what is none."""
    whole = figure.part_of.value if figure.part_of is not None else None
    if figure.value is None or not whole:
        return None
    return min(100, round(100 * figure.value / whole))
