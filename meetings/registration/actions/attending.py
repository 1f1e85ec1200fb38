"""Go from the room to the net, or the other way: a swap where there is a seat, else a place in line meanwhile."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import ATTENDEE, WORKER, Actor, record
from meetings.errors import NotFound, Refused
from meetings.outbox.actions import enqueue
from meetings.registration import mail, queries, rules
from meetings.registration.actions import seats as allocator
from meetings.registration.actions.seats import place_of
from meetings.registration.models import Place, Registration
from meetings.registration.queries import Door
from meetings.registration.queries import attending as read
from meetings.registration.rules import ASKED_WITHIN, ATTENDING, PlaceState, PoolKind, Seats
from meetings.registration.rules.attending import (
    WISHED,
    Attendee,
    SwitchReason,
    goes_at_once,
    refusal_to_switch,
    switched,
)
from meetings.schedule.models import Meeting
from meetings.schedule.queries import lock_meeting


class Switched(Enum):
    """What came of asking for the other one: it is theirs, or they stand in line for it."""

    THERE = "there"
    IN_LINE = "in line"


def attendee(door: Door, registration: Registration) -> Attendee | None:
    """Return somebody as the rules of switching see them; None where there is nothing to switch between."""
    pools = {pool.id: pool for pool in door.others if pool.kind in ATTENDING}
    has, at_meeting = read.attending(door, registration), place_of(registration, door.pool.id)
    other = next((pool for pool in pools.values() if has is not None and pool.id != has.pool_id), None)
    if has is None or at_meeting is None or other is None:
        return None
    state, kind = PlaceState(at_meeting.state), PoolKind(other.kind)
    return Attendee(state, has.pool_id, other.id, kind, registration.sector_id, at_meeting.held_for)


def switch(registration_id: int, to: PoolKind, now: datetime, actor: Actor = ATTENDEE) -> Switched:
    """Let somebody take part in the room, or on the net, instead.

    Who has no seat yet waits in the other line from now on, with the number they have. Who has one and finds the
    other full keeps it and stands in that line. Whoever is there already stays. Raises `Refused`, `NotFound`.
    """
    meeting_id = queries.meeting_of(registration_id)
    with transaction.write() as session:
        meeting = lock_meeting(meeting_id)
        settle(session, meeting_id, now)
        registration, door = queries.registration(registration_id), queries.door(meeting_id)
        one = attendee(door, registration)
        if one is None:
            if registration.cancelled_at is not None:
                raise Refused(rules.SignUpReason.ALREADY_CANCELLED)
            raise Refused(SwitchReason.NOT_HYBRID)
        if one.other is not to:
            return Switched.THERE
        seats = Seats(door.pools, now)
        if refusal := refusal_to_switch(door, one, seats, now):
            raise Refused(refusal)
        if goes_at_once(one, seats):
            _go(session, door, registration, one, now, actor)
        elif read.wished(door, registration) is None:
            _stand_in_line(meeting, registration, one, now, actor)
        settle(session, meeting_id, now)
        there = read.attending(door, queries.registration(registration_id))
        return Switched.THERE if there is not None and there.pool_id == one.other_id else Switched.IN_LINE


def leave_switch_line(registration_id: int, now: datetime) -> None:
    """Let somebody wait for the other one no longer; what they have stays. Raises `Refused`, `NotFound`."""
    meeting_id = queries.meeting_of(registration_id)
    with transaction.write():
        lock_meeting(meeting_id)
        registration, door = queries.registration(registration_id), queries.door(meeting_id)
        if refusal := rules.refusal_to_change(door, now):
            raise Refused(refusal)
        place = read.wished(door, registration)
        if place is None:
            return
        registration.places.remove(place)
        _record(ATTENDEE, "registration.leave_switch_line", registration, now)


def settle(session: Session, meeting_id: int, now: datetime) -> list[Registration]:
    """Let all who can move up do so, then those who wait to switch; return who got a seat at the meeting.

    Who has no seat comes before who would have another. A seat that somebody leaves goes on at once. From 24 hours
    before the start nobody is switched: they may be on their way. See `seats.settle`.
    """
    found = allocator.settle(session, meeting_id, now)
    while read.somebody_switches(meeting_id) and _switch_those_who_wait(session, meeting_id, now):
        found += allocator.settle(session, meeting_id, now)
    return found


def settle_switches(now: datetime) -> int:
    """Let those who wait to switch do so wherever seats have become free by the clock alone; return how many did."""
    number = 0
    for meeting_id in read.meetings_with_switchers(now):
        door = queries.door(meeting_id)
        if now < door.starts_at - ASKED_WITHIN and switched(Seats(door.pools, now), read.switchers(door)):
            with transaction.write() as session:
                lock_meeting(meeting_id)
                before = len(read.switchers(queries.door(meeting_id)))
                settle(session, meeting_id, now)
                number += before - len(read.switchers(queries.door(meeting_id)))
    return number


def _switch_those_who_wait(session: Session, meeting_id: int, now: datetime) -> int:
    session.flush()
    door = queries.door(meeting_id)
    if now >= door.starts_at - ASKED_WITHIN:
        return 0
    moves = switched(Seats(door.pools, now), read.switchers(door))
    people = {one.id: one for one in queries.registrations([move.id for move in moves])}
    for move in moves:
        one = attendee(door, people[move.id])
        if one is None:
            raise NotFound
        _go(session, door, people[move.id], one, now, WORKER)
    return len(moves)


def _go(session: Session, door: Door, registration: Registration, one: Attendee, now: datetime, actor: Actor) -> None:
    """Let the place be in the other pool, with its number; mail who has a seat there now."""
    old, new = place_of(registration, one.pool_id), place_of(registration, one.other_id)
    if old is None:
        raise NotFound
    if new is None:
        new = Place(pool_id=one.other_id)
        registration.places.append(new)
    new.state, new.arrival, new.rank, new.changed_at = old.state, old.arrival, 1, now
    new.held_for, new.held_until = old.held_for, old.held_until
    registration.places.remove(old)
    registration.changed_at = now
    registration.revision += 1
    session.flush()
    here = PoolKind.ROOM if one.other is PoolKind.ONLINE else PoolKind.ONLINE
    _record(actor, "registration.switch", registration, now, (here.value, one.other.value))
    if one.state is PlaceState.CONFIRMED:
        enqueue(mail.switched(door, registration, one.other, now, waited=actor is WORKER), now)


def _stand_in_line(meeting: Meeting, registration: Registration, one: Attendee, now: datetime, actor: Actor) -> None:
    place = place_of(registration, one.other_id)
    if place is None:
        place = Place(pool_id=one.other_id)
        registration.places.append(place)
    place.state, place.arrival, place.rank = PlaceState.WAITING.value, meeting.next_arrival(), WISHED
    place.held_for, place.held_until, place.changed_at = "", None, now
    here = PoolKind.ROOM if one.other is PoolKind.ONLINE else PoolKind.ONLINE
    _record(actor, "registration.wait_to_switch", registration, now, (here.value, one.other.value))


def _record(
    actor: Actor, action: str, registration: Registration, now: datetime, attends: tuple[str, str] | None = None
) -> None:
    changes: dict[str, tuple[object, object]] = {"attends": attends} if attends else {}
    subject = f"registration:{registration.id}"
    record(actor, action, now, meeting_id=registration.meeting_id, subject=subject, changes=changes)
