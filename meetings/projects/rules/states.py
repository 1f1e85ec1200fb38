"""Where does a project stand: unpublished, ahead, going on, or ended, by its period and the month that it is."""

from __future__ import annotations

from enum import Enum
from typing import Final

from meetings.text import N_


class ProjectState(str, Enum):
    """Whether everybody may read of a project; the value is what the table holds."""

    DRAFT = "draft"
    PUBLISHED = "published"


class Standing(Enum):
    """What a project is by its period."""

    UNDATED = "undated"
    AHEAD = "ahead"
    RUNNING = "running"
    ENDED = "ended"


STANDING_NAMES: Final = {
    Standing.UNDATED: N_("Utan period"),
    Standing.AHEAD: N_("Börjar"),
    Standing.RUNNING: N_("Pågår"),
    Standing.ENDED: N_("Avslutat"),
}


def standing(first: int | None, last: int | None, month: int) -> Standing:
    """Return what a project from `first` to `last` (201202, 201404; None: not said) is in `month`, all inclusive."""
    if first is None and last is None:
        return Standing.UNDATED
    if first is not None and month < first:
        return Standing.AHEAD
    return Standing.ENDED if last is not None and last < month else Standing.RUNNING
