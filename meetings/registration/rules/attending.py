"""Who goes from the room to the net, or the other way: at once, by standing in line, or by trading with another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from meetings.errors import Refusal
from meetings.registration.rules.allocating import ASKED_WITHIN, HeldFor, PoolKind, Seats
from meetings.registration.rules.door import SignUpFacts, refusal_to_change
from meetings.registration.rules.states import PlaceState, SignUpReason
from meetings.text import N_

WISHED = 0  # the rank of a place that somebody waits for while they keep another: it is wanted more


class SwitchReason(Enum):
    """Why somebody cannot go from the room to the net, or the other way."""

    NOT_HYBRID = N_("Mötet hålls inte både i lokalen och på nätet längre, så det finns inget att byta.")
    ANSWER_FIRST = N_("Svara först på frågan om du vill ha den lediga platsen.")
    ROOM_FULL = N_("Platserna i lokalen är slut, och mötet har ingen reservlista.")
    ONLINE_FULL = N_("Platserna på nätet är slut, och mötet har ingen reservlista.")
    ROOM_TOO_LATE = N_(
        "Platserna i lokalen är slut. Det är mindre än 24 timmar kvar, så det går inte att ställa sig i kö."
    )
    ONLINE_TOO_LATE = N_(
        "Platserna på nätet är slut. Det är mindre än 24 timmar kvar, så det går inte att ställa sig i kö."
    )


@dataclass(frozen=True)
class Attendee:
    """Somebody at a hybrid meeting: where they are (`pool_id`), where they would go (`other`), and what they have.

    `state` and `held_for` are those of their place at the meeting.
    """

    state: PlaceState
    pool_id: int
    other_id: int
    other: PoolKind
    sector_id: int | None = None
    held_for: str = ""


@dataclass(frozen=True)
class Switching:
    """Somebody who has a seat in one pool and waits for one in the other; `arrival` is their number in that line."""

    id: int
    arrival: int
    has: int
    wants: int
    sector_id: int | None = None


def goes_at_once(one: Attendee, seats: Seats) -> bool:
    """Tell whether somebody need not stand in line: there is a seat, or they have none yet that they could lose."""
    return one.state is not PlaceState.CONFIRMED or seats.has_room(one.other_id, one.sector_id)


def refusal_to_switch(facts: SignUpFacts, one: Attendee, seats: Seats, now: datetime) -> Refusal | None:
    """Return why somebody can neither go to the other pool nor stand in its line, or None."""
    if refusal := refusal_to_change(facts, now):
        return refusal
    if one.state in (PlaceState.CANCELLED, PlaceState.DECLINED):
        return Refusal(SignUpReason.ALREADY_CANCELLED)
    if one.held_for == HeldFor.ADDRESS.value:
        return Refusal(SignUpReason.CONFIRM_FIRST)
    if one.state is PlaceState.HELD:
        return Refusal(SwitchReason.ANSWER_FIRST)
    if goes_at_once(one, seats):
        return None
    to_room = one.other is PoolKind.ROOM
    if not facts.pool.waiting_list:
        return Refusal(SwitchReason.ROOM_FULL if to_room else SwitchReason.ONLINE_FULL)
    if now >= facts.starts_at - ASKED_WITHIN:
        return Refusal(SwitchReason.ROOM_TOO_LATE if to_room else SwitchReason.ONLINE_TOO_LATE)
    return None


def switched(seats: Seats, line: Iterable[Switching]) -> list[Switching]:
    """Return who goes to the other pool now, in that order: by arrival, into free seats and those that they leave.

    Who waits for a seat at the meeting has had theirs before. Where both are full, the first in each line trade.
    """
    waiting = sorted(line, key=lambda one: one.arrival)
    found: list[Switching] = []
    while goes := _next(seats, waiting):
        for one in goes:
            seats.take(one.wants)
            seats.give_back(one.has)
        found += goes
        waiting = [one for one in waiting if one not in goes]
    return found


def _next(seats: Seats, waiting: Sequence[Switching]) -> list[Switching]:
    for one in waiting:
        if seats.has_room(one.wants, one.sector_id):
            return [one]
    for one in waiting:
        for other in waiting:
            if (one.has, one.wants) == (other.wants, other.has):
                return [one, other]
    return []
