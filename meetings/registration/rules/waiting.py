"""Why does somebody still stand in line: one answer for the desk and for their own page."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from meetings.errors import Refusal
from meetings.registration.rules.allocating import ASKED_WITHIN, HeldFor, PoolKind, Seats, Standing
from meetings.text import N_


class WhyWaiting(Enum):
    """Why somebody has not moved up."""

    UNCONFIRMED = N_("Adressen är inte bekräftad än.")
    UNANSWERED = N_("Fick frågan om en ledig plats men svarade inte i tid.")
    BEGUN = N_("Mötet har börjat, så ingen flyttas upp längre.")
    RESERVED = N_("Platserna som är lediga är reserverade för andra.")
    ROOM_FULL = N_("Platserna i lokalen är slut. Det finns plats på nätet.")
    ONLINE_FULL = N_("Platserna på nätet är slut. Det finns plats i lokalen.")
    CHOICE_FULL = N_("Svaret som personen valde har inga platser kvar.")
    FULL = N_("Alla platser är tagna.")
    ASKED_FIRST = N_("Mindre än 24 timmar före start får ingen plats utan att ha tackat ja. Frågan går ut inom kort.")
    NEXT = N_("Får plats inom kort.")


def why_waiting(one: Standing, seats: Seats, starts_at: datetime, now: datetime) -> Refusal:
    """Return why somebody who stands in line has not moved up, with the pools as they are now."""
    return Refusal(_of_themselves(one) or _of_the_seats(one, seats, starts_at, now))


def _of_themselves(one: Standing) -> WhyWaiting | None:
    if one.held_for == HeldFor.ADDRESS.value:
        return WhyWaiting.UNCONFIRMED
    return WhyWaiting.UNANSWERED if one.held_for == HeldFor.UNANSWERED.value else None


def _of_the_seats(one: Standing, seats: Seats, starts_at: datetime, now: datetime) -> WhyWaiting:
    if now >= starts_at:
        return WhyWaiting.BEGUN
    if seats.is_full(seats.meeting):
        return WhyWaiting.FULL
    full = {
        PoolKind.ROOM.value: WhyWaiting.ROOM_FULL,
        PoolKind.ONLINE.value: WhyWaiting.ONLINE_FULL,
        PoolKind.CHOICE.value: WhyWaiting.CHOICE_FULL,
    }
    for pool_id in (seats.meeting, *one.needs):
        if seats.is_reserved(pool_id, one.sector_id):
            return WhyWaiting.RESERVED
        if not seats.has_room(pool_id, one.sector_id):
            return full.get(seats.pools[pool_id].kind, WhyWaiting.FULL)
    return WhyWaiting.ASKED_FIRST if now >= starts_at - ASKED_WITHIN else WhyWaiting.NEXT
