"""Which small numbers of people are not told, so that no one can be picked out of public figures, or worked out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

FEWEST: Final = 3  # people that are told by number; of fewer only that they are fewer
ALL: Final = 0  # the year of the sums of all years
Cell = tuple[int, int | None]  # the year (or `ALL`), and the word: None for those who did not say


def shielded(numbers: Mapping[Cell, int]) -> dict[Cell, int | None]:
    """Return the numbers by year and word, their sums over the years added; None for what is not told.

    Fewer than `FEWEST` is not told. Where the sum of a year, or of a word over the years, gives such a number away,
    the smallest other number of that line is not told either.
    """
    whole = {cell: number for cell, number in numbers.items() if number > 0}
    for (_year, word), number in list(whole.items()):
        whole[ALL, word] = whole.get((ALL, word), 0) + number
    lines = _lines(whole)
    hidden = {cell for cell, number in whole.items() if number < FEWEST}
    while True:
        more = {cell for line in lines if (cell := _to_hide(line, whole, hidden)) is not None}
        if not more:
            return {cell: None if cell in hidden else number for cell, number in whole.items()}
        hidden |= more


def _lines(whole: Mapping[Cell, int]) -> list[list[Cell]]:
    """Return the cells whose sum is told: those of a year, and those of a word with their sum."""
    of_year: dict[int, list[Cell]] = defaultdict(list)
    of_word: dict[int | None, list[Cell]] = defaultdict(list)
    for cell in whole:
        of_year[cell[0]].append(cell)
        of_word[cell[1]].append(cell)
    return [*of_year.values(), *of_word.values()]


def _to_hide(line: list[Cell], whole: Mapping[Cell, int], hidden: set[Cell]) -> Cell | None:
    """Return what else is to be hidden of a line, so that its hidden numbers cannot be worked out; None for nothing."""
    unknown = [whole[cell] for cell in line if cell in hidden]
    told = [cell for cell in line if cell not in hidden]
    if not unknown or not told:
        return None
    given_away = len(unknown) == 1 or (max(unknown) < FEWEST and sum(unknown) in (len(unknown), 2 * len(unknown)))
    return min(told, key=lambda cell: (whole[cell], cell[0], cell[1] or 0)) if given_away else None
