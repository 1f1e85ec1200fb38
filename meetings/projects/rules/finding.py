"""What a list of projects is narrowed by: read from an address, and turned into what is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from meetings.projects.rules.points import is_in_year
from meetings.projects.rules.states import Standing
from meetings.text import fold

MOST_WORDS = 8
_CODE = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,38}[a-z0-9])?")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Wanted:
    """What a list shows: all conditions hold together; of vocabularies codes ("": any), None of year and standing."""

    words: str = ""
    year: int | None = None
    municipality: str = ""
    target_group: str = ""
    funder: str = ""
    standing: Standing | None = None
    transnational: bool = False

    @property
    def folded_words(self) -> list[str]:
        """The words as they are looked for."""
        return fold(self.words).split()[:MOST_WORDS]

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for at all."""
        return self != Wanted()


def code(typed: str) -> str:
    """Return the code of a vocabulary that was typed into an address; "" when it can be none."""
    return typed if _CODE.fullmatch(typed) else ""


def year(typed: str) -> int | None:
    """Return the year that was typed into an address; None when it is none."""
    return int(typed) if typed.isascii() and _YEAR.fullmatch(typed) else None


def standing_asked(typed: str) -> Standing | None:
    """Return the standing whose code was typed into an address; None when it is none."""
    return next((one for one in Standing if one.value == typed), None)


def years_of(periods: Iterable[tuple[int | None, int | None]], this_year: int) -> dict[int, int]:
    """Return how many of the periods (201202, 201404; None: not said) are in each year, the latest year first.

    What goes on until further notice is counted until `this_year`. Years in which nothing went on are left out.
    """
    known = [one for one in periods if one != (None, None)]
    ends = [(last or first or 0) // 100 for first, last in known]
    begins = [(first or last or 0) // 100 for first, last in known]
    latest = max([*ends, this_year], default=this_year)
    counts = {
        one: sum(is_in_year(first, last, one) for first, last in known)
        for one in range(latest, min(begins, default=latest + 1) - 1, -1)
    }
    return {one: number for one, number in counts.items() if number}
