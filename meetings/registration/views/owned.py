"""What every page behind the attendee's link works with: the registration, its door, and what its person has."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from flask import Response, request

from meetings.errors import Refusal
from meetings.registration import mail, queries, rules
from meetings.registration.models import Place, Registration
from meetings.registration.queries import Door
from meetings.registration.queries.attending import attending
from meetings.registration.rules import ATTENDING, HeldFor, PlaceState, PoolKind, WhyWaiting
from meetings.registration.views.shown import card
from meetings.schedule.rules import Phase, phase
from meetings.web.rendering import redirect_to
from meetings.web.requests import arrival


class Standing(str, Enum):
    """How somebody stands to the meeting, as the own page says it."""

    CONFIRMED = "confirmed"
    OFFERED = "offered"
    UNCONFIRMED = "unconfirmed"
    PENDING = "pending"
    WAITING = "waiting"
    DECLINED = "declined"
    HANDED_OVER = "handed-over"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Own:
    """What one request behind the link works with; `attending` is the place in the room or on the net, if any."""

    registration: Registration
    door: Door
    place: Place | None
    attending: Place | None = None

    @property
    def is_confirmed(self) -> bool:
        """Whether its person has a seat."""
        return self.place is not None and self.place.state == PlaceState.CONFIRMED.value

    @property
    def is_waiting(self) -> bool:
        """Whether its person stands in line."""
        return self.place is not None and self.place.state == PlaceState.WAITING.value

    @property
    def standing(self) -> Standing:
        """How its person stands to the meeting."""
        state = self.place.state if self.place else PlaceState.CANCELLED.value
        if state == PlaceState.DECLINED.value:
            return Standing.DECLINED
        if self.registration.cancelled_at is not None:
            return Standing.HANDED_OVER if self.registration.handed_over_at else Standing.CANCELLED
        if self.place is not None and self.place.held_for == HeldFor.ADDRESS.value:
            return Standing.UNCONFIRMED
        return Standing.OFFERED if state == PlaceState.HELD.value else Standing(state)

    @property
    def in_line(self) -> int:
        """The number in line of who waits, at a hybrid meeting in the line of the room or of the net; else 0."""
        place = self.attending or self.place
        return queries.place_in_line(place.pool_id, place.arrival) if place is not None and self.is_waiting else 0

    @property
    def refusal_to_hand_over(self) -> Refusal | None:
        """Why its person cannot let a colleague have what they have, or None."""
        unconfirmed = self.standing is Standing.UNCONFIRMED
        return rules.refusal_to_hand_over(
            self.door,
            arrival(),
            allowed=self.door.hand_over,
            cancelled=self.registration.cancelled_at is not None,
            confirmed_address=not unconfirmed,
        )

    @property
    def why_waiting(self) -> Refusal | None:
        """Why its person waits though there are seats; None when there is no more to say of it."""
        if not self.is_waiting or self.place is None:
            return None
        kinds = {pool.id: pool.kind for pool in self.door.others}
        together = (*ATTENDING, PoolKind.CHOICE.value)
        needs = tuple(one.pool_id for one in self.registration.places if kinds.get(one.pool_id) in together)
        one = rules.Standing(self.registration.id, 0, PlaceState.WAITING, self.registration.sector_id, needs=needs)
        now = arrival()
        why = rules.why_waiting(one, rules.Seats(self.door.pools, now), self.door.starts_at, now)
        told = (WhyWaiting.ROOM_FULL, WhyWaiting.ONLINE_FULL, WhyWaiting.RESERVED)
        return why if why.reason in told else None

    @property
    def holds(self) -> set[str]:
        """Which opt-ins hold."""
        return {yes.kind for yes in self.registration.opt_ins if yes.withdrawn_at is None}


def own_of(link_id: int, link_version: int) -> Own:
    """Return what the link opens. Raises `NotFound` when it has been revoked."""
    registration = queries.registration_by_link(link_id, link_version)
    door = queries.door(registration.meeting_id)
    place = next((place for place in registration.places if place.pool_id == door.pool.id), None)
    return Own(registration, door, place, attending(door, registration))


def shown(own: Own) -> dict[str, Any]:
    """Return what every page behind the link shows."""
    return {
        "own": own,
        "registration": own.registration,
        "token": token(),
        "unchangeable": rules.refusal_to_change(own.door, arrival()),
        "is_past": phase(own.door, arrival()) is Phase.PAST,
        **card(own.door, mail.where_for(own.door, own.registration)),
    }


def token() -> str:
    """Return the token in the address."""
    return str((request.view_args or {})["token"])


def back(done: str) -> Response:
    """Return the way back to the own page, which says what was done."""
    return redirect_to("registration.own_page", token=token(), klart=done)
