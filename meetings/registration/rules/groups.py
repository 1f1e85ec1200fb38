"""What do colleagues get who are signed up together, and what is whoever signs them up told of it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from meetings.registration.rules.allocating import Seats, places_of_newcomer
from meetings.registration.rules.states import PlaceState

FEWEST, MOST = 2, 20


class GroupOutcome(str, Enum):
    """What is said of one of the rows: a seat, a place in line, an answer to come, or nothing."""

    SEAT = "s"
    LINE = "l"
    PENDING = "p"
    LEFT_OUT = "o"


_OUTCOMES = {PlaceState.CONFIRMED: GroupOutcome.SEAT, PlaceState.WAITING: GroupOutcome.LINE}


def outcomes_of_group(
    seats: Seats, needs: Sequence[int], number: int, sector_id: int | None, *, moderated: bool
) -> list[GroupOutcome]:
    """Return what so many newcomers get, one after the other, who ask for the same.

    Each row counts, also one whose address is signed up already and needs no seat: so what is said of the group
    tells nobody who that is.
    """
    if moderated:
        return [GroupOutcome.PENDING] * number
    found = []
    for _row in range(number):
        places = places_of_newcomer(seats, needs, (), sector_id)
        found.append(_OUTCOMES[places[seats.meeting]] if places else GroupOutcome.LEFT_OUT)
    return found
