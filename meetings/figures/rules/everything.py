"""All figures at once, by year; and what a year, or all of them together, comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

from meetings.figures.rules.adding import Reached
from meetings.figures.rules.shielding import Cell


@dataclass(frozen=True)
class OfYear:
    """What is counted of a year; all are numbers that may be added over the years, but `running`.

    `noted` meetings have attendance; `stated` people are those that organisers stated of meetings without it.
    `published` and `projects` are of the ideas that came in that year.
    """

    held: int = 0
    noted: int = 0
    signed_up: int = 0
    attended: int = 0
    stated: int = 0
    received: int = 0
    published: int = 0
    projects: int = 0
    started: int = 0
    running: int = 0
    ended: int = 0


@dataclass(frozen=True)
class Unique:
    """How many different people of a year: with a seat, and there."""

    signed_up: int
    attended: int


@dataclass(frozen=True)
class Apart:
    """What is not counted yet: drafts, and meetings and projects to come; of ideas their number alone."""

    draft_meetings: int = 0
    coming: int = 0
    cancelled: int = 0
    draft_ideas: int = 0
    draft_projects: int = 0


@dataclass(frozen=True)
class Everything:
    """All figures: those of each year; meetings by year and kind; people by year and sector, and municipality."""

    years: Mapping[int, OfYear]
    kinds: Mapping[Cell, int]
    unique: Mapping[int, Unique]
    sectors: Mapping[Cell, int]
    municipalities: Mapping[Cell, int]
    reached: Sequence[Reached]
    projects: int
    apart: Apart = field(default_factory=Apart)

    @property
    def counted(self) -> list[int]:
        """The years of which anything is counted, the latest first."""
        return sorted((year for year, of in self.years.items() if of != OfYear()), reverse=True)

    def of(self, year: int | None) -> OfYear:
        """Return a year, or (None) all of them added up: then `running` are those of any year."""
        if year is not None:
            return self.years.get(year, OfYear())
        added = {one.name: sum(getattr(of, one.name) for of in self.years.values()) for one in fields(OfYear)}
        return OfYear(**added | {"running": self.projects})
