"""What a call came to in numbers: of ideas, never of persons; pure, from a row for each received idea."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from meetings.ideas.rules.states import State

MOST_BARS = 12  # so many are shown each; the rest together


@dataclass(frozen=True)
class Received:
    """A received idea as figures need it; `day` is the Swedish day on which it first came, "" is not said."""

    day: date
    state: str
    role: str = ""
    sector: str = ""
    municipality: str = ""
    late: bool = False
    late_decision: str = ""
    sparked: bool = False
    versions: int = 1

    @property
    def counts(self) -> bool:
        """Whether it is one of the call's ideas: not withdrawn, and not late unless it was accepted."""
        return self.state != State.WITHDRAWN.value and (not self.late or self.late_decision == "accepted")


@dataclass(frozen=True)
class Figures:
    """The numbers. `by_day` are the days up to the last in order, with how many had come by then."""

    received: int = 0
    withdrawn: int = 0
    late: int = 0
    late_accepted: int = 0
    merged: int = 0
    sparked: int = 0
    versions: int = 0
    changed: int = 0
    projects: int = 0
    follow_up: int = 0
    by_day: tuple[tuple[date, int], ...] = ()
    by_role: Mapping[str, int] = field(default_factory=dict)
    by_sector: Mapping[str, int] = field(default_factory=dict)
    by_municipality: Mapping[str, int] = field(default_factory=dict)


def figures(rows: Sequence[Received]) -> Figures:
    """Return what these ideas come to."""
    ideas = [one for one in rows if one.counts]
    return Figures(
        received=len(ideas),
        withdrawn=sum(one.state == State.WITHDRAWN.value for one in rows),
        late=sum(one.late for one in rows),
        late_accepted=sum(one.late and one.counts for one in rows),
        merged=sum(one.state == State.MERGED.value for one in ideas),
        sparked=sum(one.sparked for one in ideas),
        versions=sum(one.versions for one in ideas),
        changed=sum(one.versions > 1 for one in ideas),
        projects=sum(one.state == State.PROJECT.value for one in ideas),
        follow_up=sum(one.state == State.FOLLOW_UP.value for one in ideas),
        by_day=tuple(_by_day(one.day for one in ideas)),
        by_role=Counter(one.role for one in ideas),
        by_sector=Counter(one.sector for one in ideas),
        by_municipality=Counter(one.municipality for one in ideas),
    )


def bars(counts: Mapping[str, int], most: int = MOST_BARS) -> tuple[list[tuple[str, int]], int]:
    """Return the largest of the counts, the largest first and else by code, and how many the rest are together."""
    ordered = sorted(((code, number) for code, number in counts.items() if number), key=lambda one: (-one[1], one[0]))
    return ordered[:most], sum(number for _code, number in ordered[most:])


def _by_day(days: Iterable[date]) -> Iterable[tuple[date, int]]:
    counts = Counter(days)
    if not counts:
        return
    day, so_far = min(counts), 0
    while day <= max(counts):
        so_far += counts[day]
        yield day, so_far
        day += timedelta(days=1)
