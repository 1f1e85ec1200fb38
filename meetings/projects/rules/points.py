"""How exactly is a time known: to the month, the season or the year; which is first, and do two years meet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from meetings.text import N_

# First and last month of the Swedish seasons; a winter is named by the year in which it begins.
SEASONS: Final = {"var": (3, 5), "sommar": (6, 8), "host": (9, 11), "vinter": (12, 14)}
SEASON_NAMES: Final = {
    "var": N_("våren %(year)s"),
    "sommar": N_("sommaren %(year)s"),
    "host": N_("hösten %(year)s"),
    "vinter": N_("vintern %(year)s"),
}
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Point:
    """A time as exactly as it is known: `month` 1–12, or `season` of `SEASONS`, or neither: the year alone."""

    year: int
    month: int | None = None
    season: str = ""

    @property
    def code(self) -> str:
        """What is stored: "2012-02", "2013-host" or "2013"."""
        if self.month is not None:
            return f"{self.year}-{self.month:02}"
        return f"{self.year}-{self.season}" if self.season else str(self.year)

    @property
    def first(self) -> int:
        """Its first month as a number that sorts: 201202."""
        month = self.month or (SEASONS[self.season][0] if self.season else 1)
        return self.year * 100 + month

    @property
    def last(self) -> int:
        """Its last month as a number that sorts: 201311 of the autumn of 2013, 201402 of the winter of 2013."""
        month = self.month or (SEASONS[self.season][1] if self.season else 12)
        return (self.year + 1) * 100 + month - 12 if month > 12 else self.year * 100 + month


def point(code: str) -> Point | None:
    """Return the time that a code stands for; None for "" and for what is no code."""
    year, _, rest = code.partition("-")
    if not _YEAR.fullmatch(year):
        return None
    if rest in SEASONS:
        return Point(int(year), season=rest)
    if rest.isascii() and rest.isdigit() and len(rest) == 2 and 1 <= int(rest) <= 12:
        return Point(int(year), int(rest))
    return Point(int(year)) if not rest and code == year else None


def is_in_year(first: int | None, last: int | None, year: int) -> bool:
    """Tell whether what goes on from `first` to `last` (201202, 201404; None: not said) does so in the year.

    What has a beginning alone goes on until further notice; what has an end alone is of its last year.
    """
    if first is None:
        return last is not None and last // 100 == year
    return first // 100 <= year and (last is None or year <= last // 100)
