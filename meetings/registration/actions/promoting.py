"""Let somebody in the line have a seat before their turn, for a reason; ask again who did not answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import Refused
from meetings.outbox.actions import enqueue
from meetings.registration import mail, queries, rules
from meetings.registration.actions.seats import settle
from meetings.registration.models import Place, Registration
from meetings.registration.queries import Door
from meetings.registration.rules import WITH_A_SEAT, HeldFor, PlaceState, PoolKind, Seats, SignUpReason
from meetings.schedule.queries import lock_meeting

_TOGETHER = (PoolKind.MEETING.value, *WITH_A_SEAT)


def together(door: Door, registration: Registration) -> list[Place]:
    """Return the places that go together, all or none: at the meeting, in the room or on the net, of choices."""
    pools = {pool.id for pool in door.pools if pool.kind in _TOGETHER}
    return [place for place in registration.places if place.pool_id in pools]


def give_seat(session: Session, door: Door, registration: Registration, now: datetime) -> bool:
    """Give somebody who stands in line a seat, whoever else waits, and mail them; False when they do not wait.

    Under the meeting's lock; whether there is a seat is for the caller to know.
    """
    waiting = [one for one in together(door, registration) if one.state == PlaceState.WAITING.value]
    if all(one.pool_id != door.pool.id for one in waiting):
        return False
    for one in waiting:
        one.state, one.held_for, one.held_until, one.changed_at = PlaceState.CONFIRMED.value, "", None, now
    session.flush()
    workshops = queries.workshops_of([registration.id]).get(registration.id, ())
    enqueue(mail.promotion(door, registration, now, workshops=workshops), now)
    return True


def promote(meeting_id: int, registration_id: int, reason: str, now: datetime, actor: Actor) -> Registration:
    """Let somebody who waits have a free seat out of turn; the reason is written down.

    Seats that are reserved for others may be given so, seats that there are not may not. Raises `Refused`,
    `NotFound`.
    """
    with transaction.write() as session:
        lock_meeting(meeting_id)
        settle(session, meeting_id, now)
        registration, door = queries.registration_at(meeting_id, registration_id), queries.door(meeting_id)
        if refusal := rules.refusal_to_change(door, now):
            raise Refused(refusal)
        seats = Seats(door.pools, now)
        if any(seats.is_full(one.pool_id) for one in together(door, registration)):
            raise Refused(SignUpReason.NO_FREE_SEAT)
        if not give_seat(session, door, registration, now):
            raise Refused(SignUpReason.NOT_WAITING)
        subject = f"registration:{registration_id}"
        changes: dict[str, tuple[object, object]] = {"reason": (None, reason)}
        record(actor, "registration.promote_out_of_turn", now, meeting_id=meeting_id, subject=subject, changes=changes)
        settle(session, meeting_id, now)
        return registration


def ask_again(meeting_id: int, registration_id: int, now: datetime, actor: Actor) -> Registration:
    """Let somebody who did not answer in time be asked again, in their turn. Raises `Refused`, `NotFound`."""
    with transaction.write() as session:
        lock_meeting(meeting_id)
        registration = queries.registration_at(meeting_id, registration_id)
        passed_over = [one for one in registration.places if one.held_for == HeldFor.UNANSWERED.value]
        if not passed_over:
            raise Refused(SignUpReason.NOT_WAITING)
        for one in passed_over:
            one.held_for, one.changed_at = "", now
        subject = f"registration:{registration_id}"
        record(actor, "registration.ask_again", now, meeting_id=meeting_id, subject=subject)
        settle(session, meeting_id, now)
        return registration
