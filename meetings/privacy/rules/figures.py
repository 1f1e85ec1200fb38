"""Who counts once in all years: people are counted when the last trace of their address goes; none is kept for it."""

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
    """An address at a meeting, and what its person was there."""

    key: str
    measures: frozenset[Measure]


def of_meeting(meeting_id: int) -> str:
    """Return the scope of a meeting's figures."""
    return f"meeting:{meeting_id}"


def last_traces(going: Iterable[Trace], staying: Sequence[Trace]) -> Counter[Measure]:
    """Return how many people to add to those of all years, for what they were, as these addresses go.

    Somebody is left to be counted later while another registration of theirs, which was the same, stays. So each is
    counted once, but for who comes back after every earlier trace has gone: the figures are upper bounds.
    """
    left = {(trace.key, measure) for trace in staying for measure in trace.measures}
    found: Counter[Measure] = Counter()
    for trace in going:
        for measure in trace.measures:
            if (trace.key, measure) not in left:
                left.add((trace.key, measure))  # twice among those that go is one person too
                found[measure] += 1
    return found
