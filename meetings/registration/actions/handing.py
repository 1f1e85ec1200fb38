"""Hand over: a colleague has the place from now on, with its number in line, and none of the sensitive answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import ATTENDEE, record
from meetings.errors import Refusal, Refused
from meetings.outbox.actions import enqueue_all
from meetings.questions import actions as questions
from meetings.questions import queries as question_queries
from meetings.questions.rules import Given
from meetings.registration import mail, queries, rules
from meetings.registration.actions.arriving import new_reference
from meetings.registration.actions.attending import settle
from meetings.registration.actions.seats import place_of
from meetings.registration.actions.taking import unconfirmed_until
from meetings.registration.models import Pin, Place, Registration, Wish
from meetings.registration.queries import Door
from meetings.registration.rules import PlaceState, PoolKind, SignUpReason
from meetings.schedule.queries import lock_meeting
from meetings.text import key

_THE_SAME = (
    *("organisation_typed", "organisation_id", "organisation_type_id", "sector_id", "municipality_id"),
    *("lang", "address_confirmed_at", "decided_at", "decision"),
)


def hand_over(registration_id: int, name: str, email: str, now: datetime) -> Registration:
    """Let a colleague have what somebody has or waits for, and mail both; return the colleague's registration.

    The places keep their numbers, so nobody else moves. Of the answers only those go along that have seats of
    their own; the rest, sensitive ones among them, are for the colleague to give. Raises `Refused`, `NotFound`.
    """
    meeting_id = queries.meeting_of(registration_id)
    with transaction.write() as session:
        meeting = lock_meeting(meeting_id)
        settle(session, meeting_id, now)
        old, door = queries.registration(registration_id), queries.door(meeting_id)
        _refuse(door, old, email, now)
        new = _colleague(session, door, old, name, email, meeting.next_arrival(), now)
        place = place_of(old, door.pool.id)
        state = PlaceState(place.state) if place is not None else PlaceState.CANCELLED
        _move(session, door, old, new, now)
        old.cancelled_at = old.handed_over_at = old.changed_at = now
        old.revision += 1
        for yes in old.opt_ins:
            yes.withdrawn_at = yes.withdrawn_at or now
        session.flush()
        in_line = _number_in_line(door, new) if state is PlaceState.WAITING else 0
        workshops = queries.workshops_of([new.id]).get(new.id, ())
        enqueue_all(
            [
                mail.handed_over(door, old, new.name, now, had_seat=state is PlaceState.CONFIRMED),
                mail.taken_over(door, new, old.name, state, in_line, now, workshops),
            ],
            now,
        )
        subject = f"registration:{old.id}"
        changes: dict[str, tuple[object, object]] = {"registration": (old.id, new.id)}
        record(ATTENDEE, "registration.hand_over", now, meeting_id=meeting_id, subject=subject, changes=changes)
        return new


def _refuse(door: Door, old: Registration, email: str, now: datetime) -> None:
    confirmed = unconfirmed_until(old) is None
    refusal = rules.refusal_to_hand_over(
        door, now, allowed=door.hand_over, cancelled=old.cancelled_at is not None, confirmed_address=confirmed
    )
    if refusal:
        raise Refused(refusal)
    if key(email) == old.email_key:
        raise Refused(SignUpReason.OWN_ADDRESS)
    known = queries.registration_of_address(door.meeting_id, key(email))
    if known is not None and known.cancelled_at is None:
        raise Refused(Refusal(SignUpReason.KNOWN_ADDRESS, {"email": email}))


def _colleague(
    session: Session, door: Door, old: Registration, name: str, email: str, arrival: int, now: datetime
) -> Registration:
    """Return the colleague's registration, without places: a new one, or the one that they cancelled before."""
    new = queries.registration_of_address(door.meeting_id, key(email))
    replaced = new.submission if new is not None else None
    if new is None:
        new = Registration(meeting_id=door.meeting_id, reference=new_reference(), link_version=0, revision=0)
    new.submission = questions.submission(door.form_id, _answers_with_seats(door, old), door.sensitive_until)
    new.name, new.email, new.email_key, new.arrival = name, email, key(email), arrival
    for field in _THE_SAME:
        setattr(new, field, getattr(old, field))
    new.registered_at = new.changed_at = now
    new.cancelled_at = new.handed_over_at = new.attended_at = new.group_id = None
    new.form_token = new.added_by = ""
    new.link_version += 1
    new.revision += 1
    session.add(new)
    session.flush()
    if replaced is not None:
        session.delete(replaced)
    for yes in new.opt_ins:
        yes.withdrawn_at = yes.withdrawn_at or now
    session.execute(delete(Place).where(Place.registration_id == new.id))
    return new


def _answers_with_seats(door: Door, old: Registration) -> list[Given]:
    """Return the answers that hold a seat of their own, which goes along; none of them is sensitive."""
    choices = {pool.choice_id for pool in door.of_kind(PoolKind.CHOICE)}
    given = question_queries.answers(old.submission_id)
    return [one for one in given if one.choice_id is not None and one.choice_id in choices and not one.sensitive]


def _move(session: Session, door: Door, old: Registration, new: Registration, now: datetime) -> None:
    """Let the places be the colleague's as they are; a cancelled one says what the other had."""
    had = place_of(old, door.pool.id)
    arrival = had.arrival if had is not None else old.arrival
    session.flush()
    for table in (Place, Wish, Pin):
        session.execute(update(table).where(table.registration_id == old.id).values(registration_id=new.id))
    state = PlaceState.CANCELLED.value
    gone = Place(pool_id=door.pool.id, registration_id=old.id, state=state, arrival=arrival, changed_at=now)
    session.add(gone)
    session.flush()
    session.expire(old, ["places"])
    session.expire(new, ["places"])


def _number_in_line(door: Door, new: Registration) -> int:
    place = place_of(new, door.pool.id)
    return queries.place_in_line(place.pool_id, place.arrival) if place is not None else 0
