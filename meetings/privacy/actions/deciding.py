"""Ask to be erased, and decide that: granted, everything goes at once with its copies, and the seat to the next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from meetings import transaction
from meetings.audit.actions import ATTENDEE, Actor, record
from meetings.errors import NotFound, Refused
from meetings.extensions import db
from meetings.jobs.actions import hasten
from meetings.outbox.actions import enqueue
from meetings.privacy import mail, queries
from meetings.privacy.actions import copies, ledger
from meetings.privacy.actions.erasing import erase
from meetings.privacy.actions.retention import JOB
from meetings.privacy.models import ErasureCase
from meetings.privacy.rules.cases import CaseState, Channel, refusal_to_ask, refusal_to_decide, refusal_to_open
from meetings.questions.rules import Retention
from meetings.registration import actions as registrations
from meetings.registration.models import Registration
from meetings.schedule.queries import lock_meeting
from meetings.subscriptions import actions as subscriptions


@dataclass(frozen=True)
class Asked:
    """That somebody asked to be erased: when (aware), who (the person or somebody for them), how, and why."""

    at: datetime
    by: str
    channel: Channel
    reason: str = ""


def ask(registration_id: int, reason: str, now: datetime) -> ErasureCase:
    """Note that somebody asks to be erased; the secretariat decides. Raises `Refused`, `NotFound`."""
    with transaction.write() as session:
        registration, has_open_case = _locked_registration(registration_id)
        if refusal := refusal_to_ask(registration.erased_at, has_open_case=has_open_case):
            raise Refused(refusal)
        case = ErasureCase(
            meeting_id=registration.meeting_id, registration_id=registration_id, asked_at=now, reason=reason
        )
        session.add(case)
        subject = f"registration:{registration_id}"
        record(ATTENDEE, "privacy.ask", now, meeting_id=registration.meeting_id, subject=subject)
        return case


def open_case(meeting_id: int, registration_id: int, asked: Asked, now: datetime, actor: Actor) -> ErasureCase:
    """Note that somebody asked the secretariat to be erased: the same case as if they had asked by their own link.

    Raises `Refused`, and `NotFound` when there is nobody such at this meeting.
    """
    with transaction.write() as session:
        registration, has_open_case = _locked_registration(registration_id)
        if registration.meeting_id != meeting_id:
            raise NotFound
        if refusal := refusal_to_open(registration.erased_at, asked.at, now, has_open_case=has_open_case):
            raise Refused(refusal)
        case = ErasureCase(
            meeting_id=meeting_id,
            registration_id=registration_id,
            asked_at=asked.at,
            reason=asked.reason,
            asked_by=asked.by,
            channel=asked.channel.value,
            opened_by=actor.name,
        )
        session.add(case)
        session.flush()
        record(actor, "privacy.open", now, meeting_id=meeting_id, subject=f"registration:{registration_id}")
        return case


def _locked_registration(registration_id: int) -> tuple[Registration, bool]:
    """Return the registration, its meeting locked first, and whether a request of theirs waits. Raises `NotFound`."""
    known = db.session.get(Registration, registration_id)
    if known is None:
        raise NotFound
    lock_meeting(known.meeting_id)
    registration = db.session.get_one(Registration, registration_id, populate_existing=True)
    is_open = exists().where(ErasureCase.registration_id == registration_id, ErasureCase.state == CaseState.OPEN.value)
    return registration, bool(db.session.scalar(select(is_open)))


def grant(case_id: int, words: str, now: datetime, actor: Actor) -> None:
    """Erase all that is held about somebody, withdrawing them first if the meeting lies ahead, and mail them that.

    `words` are added to the mail, whose contents go in a few days themselves. Raises `Refused`, `NotFound`.
    """
    with transaction.write():
        case = _locked(case_id)
        if refusal := refusal_to_decide(case.state, grant=True, words=words):
            raise Refused(refusal)
        registration = case.registration
        address = registration.email_key
        told = mail.granted(case, registration, words, now)
        try:
            registrations.cancel_by_organiser(registration.id, now, actor)
        except Refused:  # withdrawn already, or the meeting has been: there is no seat to give on
            pass
        scope = queries.person(case.meeting_id, registration.id)
        counts: Counter[str] = Counter()
        for retention in (Retention.SENSITIVE, Retention.CONTACT):
            counts += erase(scope, retention, now)
        _decide(case, CaseState.GRANTED, "", now, actor)
        record(actor, "privacy.grant", now, meeting_id=case.meeting_id, subject=f"registration:{registration.id}")
        enqueue(told, now)
        row = ledger.note(scope, None, counts, now)
    subscriptions.remove(address, now, actor)  # of its own: it belongs to no meeting
    ledger.write_down(row)
    copies.after_erasing(now, rewrite=False)
    hasten(JOB, now)  # which writes the database's file anew, and sees to the backups


def refuse(case_id: int, words: str, now: datetime, actor: Actor) -> None:
    """Say no to a request, and mail why. Raises `Refused` when no reason is given, `NotFound`."""
    with transaction.write():
        case = _locked(case_id)
        if refusal := refusal_to_decide(case.state, grant=False, words=words):
            raise Refused(refusal)
        _decide(case, CaseState.REFUSED, words, now, actor)
        enqueue(mail.refused(case, case.registration, words, now), now)
        subject = f"registration:{case.registration_id}"
        record(actor, "privacy.refuse", now, meeting_id=case.meeting_id, subject=subject)


def _locked(case_id: int) -> ErasureCase:
    """Return the request, its meeting locked first, as whoever gives a seat on must have it."""
    meeting_id = db.session.scalar(select(ErasureCase.meeting_id).where(ErasureCase.id == case_id))
    if meeting_id is None:
        raise NotFound
    lock_meeting(meeting_id)
    case = db.session.get_one(ErasureCase, case_id, populate_existing=True)
    db.session.refresh(case.registration)
    return case


def _decide(case: ErasureCase, state: CaseState, words: str, now: datetime, actor: Actor) -> None:
    case.state, case.decided_at, case.decided_by, case.decision = state.value, now, actor.name, words
    if state is CaseState.GRANTED:
        case.reason = case.asked_by = ""
