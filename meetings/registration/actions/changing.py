"""Change what a registration says: details and answers, what was said yes to, and whether its person came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from meetings import revisions, transaction
from meetings.audit.actions import ATTENDEE, Actor, record
from meetings.directory.queries import organisation_named
from meetings.errors import Refused
from meetings.questions import actions as questions
from meetings.questions import queries as question_queries
from meetings.questions.rules import Asked, Given
from meetings.registration import queries, rules
from meetings.registration.actions.arriving import Yes
from meetings.registration.actions.exchanging import exchange_choices
from meetings.registration.actions.seats import place_of, settle
from meetings.registration.models import OptIn, Registration
from meetings.registration.rules import OptInKind, SignUpReason
from meetings.schedule.queries import lock_meeting


@dataclass(frozen=True)
class Details:
    """What somebody may change of their registration; `asked` are the questions that the form showed."""

    name: str
    lang: str
    organisation: str = ""
    organisation_type_id: int | None = None
    sector_id: int | None = None
    municipality_id: int | None = None
    asked: Sequence[Asked] = ()
    given: Sequence[Given] = ()


def change(
    registration_id: int, details: Details, base_revision: int, now: datetime, actor: Actor = ATTENDEE
) -> Registration:
    """Save the details and answers, if any differ.

    An organiser changes no sensitive answers. A choice with seats that is made anew takes one, and the one that is
    given up goes to the first in line. The audit names those that changed but holds none of them.
    Raises `Stale` when somebody saved since `base_revision`, `Refused`, `NotFound`.
    """
    meeting_id = queries.meeting_of(registration_id)
    if actor is not ATTENDEE:
        details = replace(details, asked=[question for question in details.asked if not question.sensitive])
    organisation = organisation_named(details.organisation) if details.organisation else None
    organisation_id = organisation.id if organisation else None
    with transaction.write() as session:
        lock_meeting(meeting_id)
        registration = queries.registration(registration_id)
        door = queries.door(meeting_id)
        if refusal := rules.refusal_to_change(door, now):
            raise Refused(refusal)
        if registration.cancelled_at is not None:
            raise Refused(SignUpReason.ALREADY_CANCELLED)
        revisions.require_current(base_revision, registration.revision)
        old = question_queries.answers(registration.submission_id)
        differs = questions.replace_answers(
            session, registration.submission_id, details.asked, old, details.given, door.sensitive_until
        )
        changes = _set(registration, details, organisation_id)
        for one in differs:
            changes[one.asked[:60]] = (None, None) if one.sensitive else (one.old, one.new)
        if changes:
            registration.revision += 1
            registration.changed_at = now
            subject = f"registration:{registration.id}"
            record(actor, "registration.change", now, meeting_id=meeting_id, subject=subject, changes=changes)
        given = question_queries.answers(registration.submission_id) if differs else ()
        if differs and exchange_choices(session, door, registration, given, now):
            settle(session, meeting_id, now)
        return registration


def _set(registration: Registration, details: Details, organisation_id: int | None) -> dict[str, tuple[object, object]]:
    """Write the details into the registration and return what differs: field → old, new."""
    wanted = {
        "name": details.name,
        "lang": details.lang,
        "organisation_typed": details.organisation,
        "organisation_type_id": details.organisation_type_id,
        "sector_id": details.sector_id,
        "municipality_id": details.municipality_id,
    }
    changes: dict[str, tuple[object, object]] = {}
    for field, value in wanted.items():
        before = getattr(registration, field)
        if before != value:
            changes[field] = (before, value)
            setattr(registration, field, value)
    registration.organisation_id = organisation_id
    return changes


def give_opt_in(registration_id: int, yes: Yes, now: datetime) -> None:
    """Note a yes that was given on the own page; one that holds already stays. Raises `Refused`, `NotFound`."""
    meeting_id = queries.meeting_of(registration_id)
    with transaction.write():
        lock_meeting(meeting_id)
        registration = queries.registration(registration_id)
        if registration.cancelled_at is not None:
            raise Refused(SignUpReason.ALREADY_CANCELLED)
        if yes.kind is OptInKind.PUBLIC_LIST:
            door = queries.door(meeting_id)
            until = rules.list_until(door.list_until, door.ends_at)
            if refusal := rules.refusal_to_list(public_list=door.public_list, until=until, state=door.state, now=now):
                raise Refused(refusal)
        if any(given.kind == yes.kind.value and given.withdrawn_at is None for given in registration.opt_ins):
            return
        registration.opt_ins.append(
            OptIn(kind=yes.kind.value, wording=yes.wording, wording_version=yes.version, given_at=now)
        )
        subject = f"registration:{registration.id}"
        changes: dict[str, tuple[object, object]] = {yes.kind.value: ("no", "yes")}
        record(ATTENDEE, "registration.opt_in", now, meeting_id=meeting_id, subject=subject, changes=changes)


def withdraw_opt_in(registration_id: int, kind: OptInKind, now: datetime) -> None:
    """Take a yes back, at any time; the row stays and says when. Raises `NotFound`."""
    meeting_id = queries.meeting_of(registration_id)
    with transaction.write():
        lock_meeting(meeting_id)
        registration = queries.registration(registration_id)
        held = [given for given in registration.opt_ins if given.kind == kind.value and given.withdrawn_at is None]
        for given in held:
            given.withdrawn_at = now
        if held:
            subject = f"registration:{registration.id}"
            changes: dict[str, tuple[object, object]] = {kind.value: ("yes", "no")}
            record(ATTENDEE, "registration.opt_out", now, meeting_id=meeting_id, subject=subject, changes=changes)


def mark_attended(registration_id: int, now: datetime, actor: Actor) -> None:
    """Tick that somebody came; ticking twice changes nothing. Raises `Refused`, `NotFound`."""
    _tick(registration_id, now, actor, came=True)


def unmark_attended(registration_id: int, now: datetime, actor: Actor) -> None:
    """Take the tick away. Raises `NotFound`."""
    _tick(registration_id, now, actor, came=False)


def _tick(registration_id: int, now: datetime, actor: Actor, *, came: bool) -> None:
    meeting_id = queries.meeting_of(registration_id)
    with transaction.write():
        lock_meeting(meeting_id)
        registration = queries.registration(registration_id)
        if came == (registration.attended_at is not None):
            return
        if came:
            door = queries.door(meeting_id)
            place = place_of(registration, door.pool.id)
            state = place.state if place else ""
            if refusal := rules.refusal_to_mark(state, door.starts_at, now):
                raise Refused(refusal)
        registration.attended_at = now if came else None
        action = "registration.attended" if came else "registration.not_attended"
        record(actor, action, now, meeting_id=meeting_id, subject=f"registration:{registration.id}")
