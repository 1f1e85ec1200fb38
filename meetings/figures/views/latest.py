"""The public figures, kept in the process: counted every quarter, and at once when something is published."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import UTC, datetime

from flask import current_app

from meetings.figures.queries.everything import everything, state
from meetings.figures.rules.everything import Everything

_QUARTER = 900  # seconds
_NAME = "the public figures"


def key(now: datetime) -> Hashable:
    """Return what changes when the figures are to be counted anew: the quarter, and what is published; one statement.

    Who signs up, or is ticked as having been there, is seen within the quarter: so a rush costs nothing here.
    """
    return int(now.timestamp()) // _QUARTER, *state()


def public_figures(of: Hashable, now: datetime) -> Everything:
    """Return the figures of this key, as they were at the beginning of the quarter or when they were counted first."""
    kept: tuple[Hashable, Everything] | None = current_app.extensions.get(_NAME)
    if kept is not None and kept[0] == of:
        return kept[1]
    begins = datetime.fromtimestamp(int(now.timestamp()) // _QUARTER * _QUARTER, UTC)
    found = everything(begins, public=True)
    current_app.extensions[_NAME] = (of, found)
    return found
