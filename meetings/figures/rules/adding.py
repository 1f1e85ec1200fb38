"""Which figures of projects may be added up: those of one unit and one group, and no part beside its whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from meetings.projects.rules.figures import Exactness
from meetings.text import fold

_AT_LEAST = (Exactness.EXACTLY.value, Exactness.AT_LEAST.value, Exactness.OVER.value)


@dataclass(frozen=True)
class Reached:
    """What a project reached: "80 arbetslösa ungdomar"; `year` is its last, None while nobody has said."""

    project_id: int
    year: int | None
    value: int
    exactness: str
    unit: str
    group: str


@dataclass(frozen=True)
class Sum:
    """What several projects reached together, as exactly as the least exact of them: one of `Exactness`."""

    unit: str
    group: str
    value: int
    exactness: str
    projects: int


def sums(figures: Iterable[Reached], year: int | None = None) -> list[Sum]:
    """Return what at least two projects (that ended in the year, if one is asked for) reached of the same.

    The same are the same unit and group, whatever their case and accents; whoever is in two projects counts twice.
    """
    alike: dict[tuple[str, str], list[Reached]] = {}
    for one in figures:
        if (year is None or one.year == year) and (one.unit or one.group):
            alike.setdefault((fold(one.unit), fold(one.group)), []).append(one)
    found = [_sum(of) for of in alike.values() if len({one.project_id for one in of}) > 1]
    return sorted(found, key=lambda one: (-one.projects, -one.value, fold(one.unit), fold(one.group)))


def _sum(of: list[Reached]) -> Sum:
    exact = {one.exactness for one in of}
    if exact == {Exactness.EXACTLY.value}:
        exactness = Exactness.EXACTLY
    else:
        exactness = Exactness.AT_LEAST if exact.issubset(_AT_LEAST) else Exactness.ABOUT
    projects = len({one.project_id for one in of})
    return Sum(of[0].unit, of[0].group, sum(one.value for one in of), exactness.value, projects)
