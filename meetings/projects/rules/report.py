"""Planned against reached: what counts as reached, and how much of what was planned that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from meetings.projects.rules.figures import Exactness


class Progress(Enum):
    """Where something stands against its plan; the value is the tone of its mark."""

    UNPLANNED = "neutral"
    UNREPORTED = "bad"
    SHORT = "wait"
    REACHED = "good"


@dataclass(frozen=True)
class Against:
    """Something planned and reached; `percent` is None where nothing was planned or nothing has been reported."""

    planned: int | None
    reached: int | None
    percent: int | None
    progress: Progress


@dataclass(frozen=True)
class Activities:
    """Activities of a kind: how many the project says (`written`), and how many meetings towards it have been held.

    The meetings are among the activities, so the two are never added: reached is the larger of them. `falls_short`:
    more meetings have been held than the register says, so that one is to be corrected.
    """

    written: int | None
    held: int
    against: Against

    @property
    def falls_short(self) -> bool:
        """Whether the register says fewer than have been held."""
        return self.written is not None and self.written < self.held


def against(planned: int | None, reached: int | None, exactness: str = Exactness.EXACTLY.value) -> Against:
    """Return what was reached of what was planned.

    The percent is rounded down: 100 is said only of what was reached in full, so not of "nästan 500" of 500.
    """
    if not planned:
        return Against(planned, reached, None, Progress.UNPLANNED)
    if reached is None:
        return Against(planned, None, None, Progress.UNREPORTED)
    percent = reached * 100 // planned
    if exactness == Exactness.NEARLY.value and reached == planned:
        percent = 99
    return Against(planned, reached, percent, Progress.REACHED if percent >= 100 else Progress.SHORT)


def activities(planned: int | None, written: int | None, held: int) -> Activities:
    """Return how many activities there were, by what the project says and by the meetings that have been held."""
    reached = written if not held else max(written or 0, held)
    return Activities(written, held, against(planned, reached))
