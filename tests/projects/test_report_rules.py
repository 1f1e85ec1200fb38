"""What counts as reached, and how much of what was planned that is."""

from __future__ import annotations

import pytest

from meetings.projects.rules.report import Against, Progress, activities, against


@pytest.mark.parametrize(
    ("planned", "reached", "exactness", "percent", "progress"),
    [
        (None, None, "exactly", None, Progress.UNPLANNED),
        (None, 5, "exactly", None, Progress.UNPLANNED),
        (0, 5, "exactly", None, Progress.UNPLANNED),  # nothing to compare with
        (80, None, "exactly", None, Progress.UNREPORTED),
        (80, 0, "exactly", 0, Progress.SHORT),
        (80, 31, "exactly", 38, Progress.SHORT),
        (1000, 999, "exactly", 99, Progress.SHORT),  # never rounded up to all of it
        (80, 80, "exactly", 100, Progress.REACHED),
        (53, 60, "exactly", 113, Progress.REACHED),
        (500, 500, "nearly", 99, Progress.SHORT),  # "nästan 500" of 500 is not 500
        (400, 500, "nearly", 125, Progress.REACHED),
        (500, 500, "at_least", 100, Progress.REACHED),
        (500, 480, "about", 96, Progress.SHORT),
    ],
)
def test_reached_against_planned(
    planned: int | None, reached: int | None, exactness: str, percent: int | None, progress: Progress
) -> None:
    assert against(planned, reached, exactness) == Against(planned, reached, percent, progress)


@pytest.mark.parametrize(
    ("planned", "written", "held", "reached", "falls_short"),
    [
        (53, None, 0, None, False),  # nothing is known
        (53, None, 7, 7, False),
        (53, 53, 0, 53, False),  # an old project, whose meetings were never here
        (53, 53, 20, 53, False),  # twenty of the fifty-three were here: not seventy-three
        (53, 53, 53, 53, False),
        (53, 50, 53, 53, True),  # the register lags behind
        (53, 0, 0, 0, False),
        (None, 1, 2, 2, True),
    ],
)
def test_meetings_are_among_the_activities_and_never_added_to_them(
    planned: int | None, written: int | None, held: int, reached: int | None, falls_short: bool
) -> None:
    found = activities(planned, written, held)
    assert (found.against.reached, found.against.planned, found.falls_short) == (reached, planned, falls_short)
    assert (found.written, found.held) == (written, held)
