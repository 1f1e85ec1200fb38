"""What does who arrives ask for, and what do they get of it: under the meeting's lock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from meetings.errors import Refusal, Refused
from meetings.questions import queries as questions
from meetings.questions.rules import Given
from meetings.registration import queries, rules
from meetings.registration.actions.seats import give, place_of
from meetings.registration.models import Registration, Wish
from meetings.registration.queries import Door
from meetings.registration.rules import (
    ATTENDING,
    Closed,
    HeldFor,
    PlaceState,
    PoolCounts,
    PoolKind,
    Seats,
    SignUpReason,
)

_WISH = insert(Wish)


@dataclass(frozen=True)
class Entry:
    """How somebody comes in: by an organiser's hand, by an invitation, by their own link, or by the open form.

    `keeps_seat` says that one of the meeting's seats has been kept for them until now, `is_new` that they have never
    had any.
    """

    by_organiser: bool = False
    by_invitation: bool = False
    by_owner: bool = False
    notify: bool = True
    keeps_seat: bool = False
    is_new: bool = False

    @property
    def is_known(self) -> bool:
        """Whether the address is known to be theirs, so that it needs no confirming, and a yes is given already."""
        return self.by_organiser or self.by_invitation


@dataclass(frozen=True)
class Asks:
    """What somebody asks for besides a seat at the meeting; see `Applicant`."""

    attends: str = ""
    given: tuple[Given, ...] = ()
    workshops: Mapping[int, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Wanted:
    """The pools that somebody asks for: those that go with the seat, and workshops by preference, block by block.

    `wishes` are the ranked workshops of blocks whose places are given out later, pool → rank; `chosen` are the
    words of the choices with seats, by pool.
    """

    needs: tuple[int, ...] = ()
    blocks: tuple[tuple[int, ...], ...] = ()
    wishes: Mapping[int, int] = field(default_factory=dict)
    chosen: Mapping[int, str] = field(default_factory=dict)


def asked_for(door: Door, asks: Asks) -> Wanted:
    """Return the pools that somebody asks for. Raises `Refused` for workshops that there are not."""
    if not door.others:
        return Wanted()
    chosen = _of_choices(door, asks.given)
    workshops = {pool.id: pool.block_id for pool in door.of_kind(PoolKind.WORKSHOP)}
    for block_id, pool_ids in asks.workshops.items():
        if any(workshops.get(pool_id) != block_id for pool_id in pool_ids):
            raise Refused(SignUpReason.NO_SUCH_WORKSHOP)
    ranked = queries.blocks_with_wishes(door.meeting_id) if asks.workshops else frozenset()
    wishes = {
        pool_id: rank
        for block_id, pool_ids in asks.workshops.items()
        if block_id in ranked
        for rank, pool_id in enumerate(dict.fromkeys(pool_ids), 1)
    }
    blocks = tuple(
        tuple(dict.fromkeys(pool_ids))
        for block_id, pool_ids in sorted(asks.workshops.items())
        if block_id not in ranked and pool_ids
    )
    return Wanted((*_attending(door, asks.attends), *chosen), blocks, wishes, chosen)


def asked_for_again(door: Door, registration: Registration) -> Asks:
    """Return what a registration asked for when it last held: choices, room, and workshops in their order."""
    kinds = {pool.id: pool for pool in door.others}
    attends, workshops = "", dict[int, list[int]]()
    for place in sorted(registration.places, key=lambda place: place.rank):
        pool = kinds.get(place.pool_id)
        if pool is not None and pool.kind in ATTENDING:
            attends = pool.kind
        if pool is not None and pool.block_id is not None:
            workshops.setdefault(pool.block_id, []).append(pool.id)
    return Asks(attends, tuple(questions.answers(registration.submission_id)), workshops)


def take(
    session: Session, door: Door, registration: Registration, wanted: Wanted, now: datetime, entry: Entry
) -> PlaceState:
    """Give somebody who arrives now what there is of what they want, and return what they have at the meeting.

    At a moderated meeting they get nothing yet: the organiser says yes or no. Where the address has to be
    confirmed the seat is held for 24 hours. Raises `Refused` when they get nothing.
    """
    ranks = {pool_id: rank for block in wanted.blocks for rank, pool_id in enumerate(block, 1)}
    pools = (door.pool.id, *wanted.needs, *ranks)
    if door.moderated and not entry.is_known:
        places = dict.fromkeys(pools, PlaceState.PENDING)
    else:
        places = _allocated(door, wanted, registration.sector_id, now, keeps_seat=entry.keeps_seat)
    until = address_to_confirm_until(door, registration, now, entry)
    give(session, registration, places, now, ranks=ranks, held_until=until, is_new=entry.is_new)
    _wish(session, registration, wanted)
    return places[door.pool.id]


def address_to_confirm_until(door: Door, registration: Registration, now: datetime, entry: Entry) -> datetime | None:
    """Return until when the address has to be confirmed for the seat to count; None when it need not be."""
    known = entry.is_known or entry.by_owner or registration.address_confirmed_at is not None
    if known or not door.confirm_address:
        return None
    return min(now + rules.ADDRESS_KEPT, door.ends_at)


def unconfirmed_until(registration: Registration) -> datetime | None:
    """Return until when the address has to be confirmed; None when that is done, or need not be."""
    held = HeldFor.ADDRESS.value
    return next((one.held_until for one in registration.places if one.held_for == held), None)


def waits_for(door: Door, registration: Registration) -> PlaceState:
    """Return what somebody has at the meeting as soon as the address is confirmed."""
    place = place_of(registration, door.pool.id)
    state = PlaceState(place.state) if place else PlaceState.CANCELLED
    return PlaceState.CONFIRMED if state is PlaceState.HELD else state


def _allocated(
    door: Door, wanted: Wanted, sector_id: int | None, now: datetime, *, keeps_seat: bool
) -> dict[int, PlaceState]:
    seats, kinds = Seats(door.pools, now), {pool.id: pool for pool in door.pools}
    if keeps_seat:
        seats.keep_one(sector_id)
    for pool_id in wanted.needs:
        if kinds[pool_id].kind == PoolKind.CHOICE.value and not seats.has_room(pool_id):
            values = {"choice": wanted.chosen[pool_id], "choice_id": kinds[pool_id].choice_id}
            raise Refused(Refusal(SignUpReason.CHOICE_FULL, values))
    places = rules.places_of_newcomer(seats, wanted.needs, wanted.blocks, sector_id)
    if places is None:
        raise Refused(_full(seats, wanted, kinds))
    if places[door.pool.id] is PlaceState.CONFIRMED:
        for block in wanted.blocks:
            if not any(pool_id in places for pool_id in block):
                raise Refused(_workshop_full(block[0]))
    return places


def _full(seats: Seats, wanted: Wanted, kinds: Mapping[int, PoolCounts]) -> Refusal:
    reasons = {PoolKind.ROOM.value: SignUpReason.ROOM_FULL, PoolKind.ONLINE.value: SignUpReason.ONLINE_FULL}
    for pool_id in wanted.needs:
        reason = reasons.get(kinds[pool_id].kind)
        if reason is not None and not seats.is_full(seats.meeting) and not seats.has_room(pool_id):
            return Refusal(reason)
    return Refusal(Closed.FULL)


def _workshop_full(pool_id: int) -> Refusal:
    titles = queries.workshop_titles([pool_id])
    return Refusal(SignUpReason.WORKSHOP_FULL, {"workshop": titles[0] if titles else "", "pool_id": pool_id})


def _wish(session: Session, registration: Registration, wanted: Wanted) -> None:
    """Write the ranked wishes, in place of those there were."""
    if not wanted.wishes:
        return
    session.execute(delete(Wish).where(Wish.registration_id == registration.id))
    rows = [
        {"registration_id": registration.id, "pool_id": pool_id, "rank": rank}
        for pool_id, rank in wanted.wishes.items()
    ]
    session.connection().execute(_WISH, rows)


def _attending(door: Door, attends: str) -> list[int]:
    """Return the room's pool or the net's; at a hybrid meeting who says nothing comes to the room."""
    pools = {pool.kind: pool.id for pool in door.others if pool.kind in ATTENDING}
    if not pools:
        return []
    return [pools.get(attends) or pools.get(PoolKind.ROOM.value) or next(iter(pools.values()))]


def _of_choices(door: Door, given: Sequence[Given]) -> dict[int, str]:
    """Return the pools of the choices made, with the words of each."""
    words = {answer.choice_id: answer.text for answer in given if answer.choice_id is not None}
    return {pool.id: words[pool.choice_id] for pool in door.of_kind(PoolKind.CHOICE) if pool.choice_id in words}
