"""Who counts once: unique people are counted when the last trace of their address goes, so that no address is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

IN_ALL = "all"


class Measure(str, Enum):
    """What is counted."""

    REGISTERED = "registered"
    CONFIRMED = "confirmed"
    ATTENDED = "attended"


@dataclass(frozen=True)
class Trace:
    """An address at a meeting of a year (Swedish), and what its person was there."""

    key: str
    year: int
    measures: frozenset[Measure]


def of_year(year: int) -> str:
    """Return the scope of a year's figures."""
    return f"year:{year}"


def of_meeting(meeting_id: int) -> str:
    """Return the scope of a meeting's figures."""
    return f"meeting:{meeting_id}"


def last_traces(going: Iterable[Trace], staying: Sequence[Trace]) -> Counter[tuple[str, Measure]]:
    """Return how many people to add to each year and to all, for what they were, as these addresses go.

    Somebody is left to be counted later while another registration of theirs, which was the same, stays. So each is
    counted once, but for who comes back after every earlier trace has gone: the figures are upper bounds.
    """
    left = {(trace.key, scope, measure) for trace in staying for scope, measure in _counts_in(trace)}
    found: Counter[tuple[str, Measure]] = Counter()
    for trace in going:
        for scope, measure in _counts_in(trace):
            if (trace.key, scope, measure) not in left:
                left.add((trace.key, scope, measure))  # twice among those that go is one person too
                found[scope, measure] += 1
    return found


def _counts_in(trace: Trace) -> list[tuple[str, Measure]]:
    return [(scope, measure) for scope in (IN_ALL, of_year(trace.year)) for measure in trace.measures]
