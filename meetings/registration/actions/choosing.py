"""Change which workshops somebody has, waits for or wishes; what they leave goes to the first in its line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import combinations, product

from sqlalchemy import delete
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import ATTENDEE, Actor, record
from meetings.errors import NotFound, Refusal, Refused
from meetings.registration import queries, rules
from meetings.registration.actions.seats import place_of, settle
from meetings.registration.models import Place, Registration, Wish
from meetings.registration.queries import Door
from meetings.registration.queries import blocks as read
from meetings.registration.queries.blocks import Block, Workshop
from meetings.registration.queries.publications import asked_to_publish
from meetings.registration.rules import PlaceState, Seats, SignUpReason
from meetings.registration.rules.workshops import BlockReason, clash, refusal_to_choose, takes_wishes
from meetings.schedule.models import Meeting
from meetings.schedule.queries import lock_meeting

_HAS = (PlaceState.CONFIRMED.value, PlaceState.HELD.value)
_WANTS = (*_HAS, PlaceState.WAITING.value, PlaceState.PENDING.value)


def choose_workshops(
    registration_id: int, wanted: Mapping[int, Sequence[int]], now: datetime, actor: Actor = ATTENDEE
) -> int:
    """Let somebody have, of each of these blocks, the first workshop with room, and wait for those they want more.

    `wanted` are pools in order of preference, by block; blocks that are not named stay as they are. What they have
    already they keep as long as they want it, and their number in a line too. In a block that takes wishes only the
    wishes change. Deadlines do not bind an organiser. Returns the number of the log's entry, which tells one change
    from the next. Raises `Refused`, `NotFound`.
    """
    meeting_id = queries.meeting_of(registration_id)
    with transaction.write() as session:
        meeting = lock_meeting(meeting_id)
        registration, door = _changeable(registration_id, now)
        blocks = {block.id: block for block in read.chosen_blocks(door)}
        for block_id, pool_ids in wanted.items():
            _refuse(blocks.get(block_id), pool_ids, now, actor)
        if asked_to_publish([block_id for block_id in wanted if takes_wishes(blocks[block_id])]):
            raise Refused(BlockReason.BEING_PUBLISHED)
        _refuse_clash(registration, blocks.values(), wanted)
        before = _titles(registration, blocks.values())
        seats = Seats(door.pools, now)
        for block_id, pool_ids in wanted.items():
            chosen = list(dict.fromkeys(pool_ids))
            if takes_wishes(blocks[block_id]):
                _wish(session, registration, blocks[block_id], chosen)
            else:
                _choose(meeting, door, registration, blocks[block_id], chosen, seats, now)
        session.flush()
        after = _titles(registration, blocks.values())
        changes: dict[str, tuple[object, object]] = {"workshops": (before, after)}
        subject = f"registration:{registration_id}"
        entry = record(
            actor, "registration.choose_workshops", now, meeting_id=meeting_id, subject=subject, changes=changes
        )
        settle(session, meeting_id, now)
        session.flush()
        return entry.id


def leave_workshop_line(registration_id: int, pool_id: int, now: datetime, actor: Actor = ATTENDEE) -> None:
    """Let somebody stand in a workshop's line no longer; what they have stays. Raises `Refused`, `NotFound`."""
    meeting_id = queries.meeting_of(registration_id)
    with transaction.write():
        lock_meeting(meeting_id)
        registration, door = _changeable(registration_id, now)
        blocks = read.chosen_blocks(door)
        workshop = next((found for block in blocks if (found := block.workshop(pool_id))), None)
        place = place_of(registration, pool_id)
        if workshop is None or place is None:
            raise NotFound
        if place.state not in (PlaceState.WAITING.value, PlaceState.HELD.value):
            return
        place.state, place.held_until, place.held_for = PlaceState.CANCELLED.value, None, ""
        place.changed_at = now
        changes: dict[str, tuple[object, object]] = {"workshops": (workshop.title, "")}
        subject = f"registration:{registration_id}"
        record(actor, "registration.leave_workshop_line", now, meeting_id=meeting_id, subject=subject, changes=changes)


def _changeable(registration_id: int, now: datetime) -> tuple[Registration, Door]:
    registration = queries.registration(registration_id)
    door = queries.door(registration.meeting_id)
    if refusal := rules.refusal_to_change(door, now):
        raise Refused(refusal)
    if registration.cancelled_at is not None:
        raise Refused(SignUpReason.ALREADY_CANCELLED)
    return registration, door


def _refuse(block: Block | None, pool_ids: Sequence[int], now: datetime, actor: Actor) -> None:
    if block is None or any(block.workshop(pool_id) is None for pool_id in pool_ids):
        raise Refused(SignUpReason.NO_SUCH_WORKSHOP)
    if actor is ATTENDEE and (refusal := refusal_to_choose(block, now)):
        raise Refused(refusal)
    if block.required and not pool_ids:
        raise Refused(Refusal(SignUpReason.WORKSHOP_NEEDED, {"time": (block.starts_at, block.ends_at)}))


def _refuse_clash(registration: Registration, blocks: Iterable[Block], wanted: Mapping[int, Sequence[int]]) -> None:
    """Refuse workshops of two blocks that nobody can be at both of: the programme may have changed meanwhile."""
    has = {place.pool_id for place in registration.places if place.state in _WANTS}
    of_blocks: list[list[Workshop]] = []
    for block in blocks:
        pool_ids: Collection[int] = wanted.get(block.id, has)
        of_blocks.append([one for one in block.workshops if one.pool_id in pool_ids])
    for mine, others in combinations(of_blocks, 2):
        for one, other in product(mine, others):
            if refusal := clash([one, other]):
                raise Refused(refusal)


def _wish(session: Session, registration: Registration, block: Block, pool_ids: Sequence[int]) -> None:
    of_block = [one.pool_id for one in block.workshops]
    session.execute(delete(Wish).where(Wish.registration_id == registration.id, Wish.pool_id.in_(of_block)))
    session.add_all(
        Wish(registration_id=registration.id, pool_id=pool_id, rank=rank)
        for rank, pool_id in enumerate(pool_ids[: block.ranks], 1)
    )


def _choose(
    meeting: Meeting,
    door: Door,
    registration: Registration,
    block: Block,
    pool_ids: Sequence[int],
    seats: Seats,
    now: datetime,
) -> None:
    at_meeting = place_of(registration, door.pool.id)
    state = PlaceState(at_meeting.state) if at_meeting else PlaceState.WAITING
    coming = state in (PlaceState.CONFIRMED, PlaceState.HELD)
    given: dict[int, PlaceState] = {}
    for pool_id in pool_ids:
        had = place_of(registration, pool_id)
        has_seat = had is not None and had.state in _HAS
        if coming and (has_seat or seats.has_room(pool_id)):
            if not has_seat:
                seats.take(pool_id)
            given[pool_id] = PlaceState(had.state) if had is not None and has_seat else PlaceState.CONFIRMED
            if given[pool_id] is PlaceState.CONFIRMED:
                break
        elif not coming or seats.pools[pool_id].waiting_list:
            given[pool_id] = PlaceState.WAITING if coming else state
    if pool_ids and not given:
        workshop = block.workshop(pool_ids[0])
        title = workshop.title if workshop else ""
        raise Refused(Refusal(SignUpReason.WORKSHOP_FULL, {"workshop": title, "pool_id": pool_ids[0]}))
    _write(meeting, registration, block, pool_ids, given, now)


def _write(
    meeting: Meeting,
    registration: Registration,
    block: Block,
    pool_ids: Sequence[int],
    given: Mapping[int, PlaceState],
    now: datetime,
) -> None:
    for one in block.workshops:
        place = place_of(registration, one.pool_id)
        state = given.get(one.pool_id)
        if state is None:
            if place is not None and place.state in _WANTS:
                place.state, place.held_until, place.held_for = PlaceState.CANCELLED.value, None, ""
                place.changed_at = now
            continue
        if place is None:
            place = Place(pool_id=one.pool_id, state="", held_for="")
            registration.places.append(place)
        if place.state not in _WANTS:
            place.arrival, place.held_until, place.held_for = meeting.next_arrival(), None, ""
        if place.state != state.value:
            place.state, place.changed_at = state.value, now
            place.held_until, place.held_for = None, ""
        place.rank = pool_ids.index(one.pool_id) + 1


def _titles(registration: Registration, blocks: Iterable[Block]) -> str:
    """Return what somebody has and waits for, in words that the log keeps."""
    states = {place.pool_id: place.state for place in registration.places if place.state in _WANTS}
    return "; ".join(
        one.title if states[one.pool_id] in _HAS else f"({one.title})"
        for block in blocks
        for one in block.workshops
        if one.pool_id in states
    )
