"""Say yes or no to sign-ups that wait for it; who gets a yes gets what there is at that moment."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import Refusal, Refused
from meetings.outbox.actions import enqueue
from meetings.registration import mail, queries, rules
from meetings.registration.actions.attending import settle
from meetings.registration.actions.seats import place_of
from meetings.registration.actions.taking import Entry, asked_for, asked_for_again, take
from meetings.registration.models import Registration
from meetings.registration.rules import PlaceState
from meetings.schedule.queries import lock_meeting


@dataclass
class Decided:
    """Who got a seat, who a place in line, who a no; and who could get nothing, with the reason: they wait on."""

    confirmed: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    declined: list[str] = field(default_factory=list)
    left: list[tuple[str, Refusal]] = field(default_factory=list)


def accept(meeting_id: int, ids: Collection[int], text: str, now: datetime, actor: Actor) -> Decided:
    """Say yes to those of these sign-ups that wait for an answer, in the order in which they came, and mail each.

    Each gets a seat if there is one, else a place in line; the organiser's yes stands for a confirmed address.
    Raises `Refused`, `NotFound`.
    """
    done = Decided()
    with transaction.write() as session:
        for registration in _pending(session, meeting_id, ids, now):
            door = queries.door(meeting_id)
            wanted = asked_for(door, asked_for_again(door, registration))
            try:
                state = take(session, door, registration, wanted, now, Entry(by_organiser=True))
            except Refused as refused:
                done.left.append((registration.name, refused.refusal))
                continue
            _decide(registration, text, now)
            session.flush()
            place = place_of(registration, door.pool.id)
            in_line = 0
            if state is PlaceState.WAITING and place is not None:
                in_line = queries.place_in_line(place.pool_id, place.arrival)
            workshops = queries.workshops_of([registration.id]).get(registration.id, ())
            enqueue(mail.accepted(door, registration, state, in_line, now, workshops=workshops), now)
            _record(actor, "registration.accept", registration, now)
            (done.confirmed if state is PlaceState.CONFIRMED else done.waiting).append(registration.name)
        settle(session, meeting_id, now)
    return done


def decline(meeting_id: int, ids: Collection[int], text: str, now: datetime, actor: Actor) -> Decided:
    """Say no to those of these sign-ups that wait for an answer, and mail each. Raises `Refused`, `NotFound`."""
    done = Decided()
    with transaction.write() as session:
        for registration in _pending(session, meeting_id, ids, now):
            door = queries.door(meeting_id)
            for place in registration.places:
                place.state, place.held_for, place.held_until = PlaceState.DECLINED.value, "", None
                place.changed_at = now
            registration.cancelled_at = now
            _decide(registration, text, now)
            session.flush()
            enqueue(mail.declined(door, registration), now)
            _record(actor, "registration.decline", registration, now)
            done.declined.append(registration.name)
    return done


def _pending(session: Session, meeting_id: int, ids: Collection[int], now: datetime) -> list[Registration]:
    """Lock the meeting and return those of them that wait for an answer, by arrival."""
    lock_meeting(meeting_id)
    settle(session, meeting_id, now)
    door = queries.door(meeting_id)
    if refusal := rules.refusal_to_change(door, now):
        raise Refused(refusal)
    found = []
    for registration in queries.registrations(ids):
        place = place_of(registration, door.pool.id)
        if registration.meeting_id == meeting_id and place and place.state == PlaceState.PENDING.value:
            found.append(registration)
    return found


def _decide(registration: Registration, text: str, now: datetime) -> None:
    registration.decision, registration.decided_at, registration.changed_at = text, now, now
    registration.revision += 1


def _record(actor: Actor, action: str, registration: Registration, now: datetime) -> None:
    subject = f"registration:{registration.id}"
    record(actor, action, now, meeting_id=registration.meeting_id, subject=subject)
