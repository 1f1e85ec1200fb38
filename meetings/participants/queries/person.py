"""Read one person: what was filled in and answered, where they stand, what was mailed, and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from meetings.audit.models import AuditEntry
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.outbox.rules import OF_THE_ADDRESS, MailState, Problem
from meetings.participants.queries.listing import Head
from meetings.questions import queries as questions
from meetings.questions import types
from meetings.questions.types import Said
from meetings.registration import queries as registrations
from meetings.registration.models import Place, Registration
from meetings.registration.rules import PlaceState

SENT_ANYWAY = ("confirmation", "confirm_address")  # a corrected address gets its own confirmation at once


@dataclass(frozen=True)
class Mailed:
    """A mail about somebody: which one it is, where it went, how far it has come, and what kept it (a `Problem`)."""

    id: int
    template: str
    subject: str | None
    to_address: str
    state: str
    queued_at: datetime
    sent_at: datetime | None
    problem: str

    @property
    def why(self) -> str:
        """What kept it from arriving, in Swedish words to be translated; "" for nothing."""
        return str(Problem[self.problem].value) if self.problem in Problem.__members__ else ""


@dataclass(frozen=True)
class OnePerson:
    """All that is known of a person at a meeting; `in_line` is the place in line of who waits."""

    registration: Registration
    state: PlaceState
    in_line: int | None
    answers: Sequence[Said]
    mails: Sequence[Mailed]
    history: Sequence[AuditEntry]

    @property
    def came_back(self) -> Mailed | None:
        """The latest mail that the person's address, as it is now, did not take."""
        address = self.registration.email.lower()
        blamed = {problem.name for problem in OF_THE_ADDRESS}
        failed = (mail for mail in self.mails if mail.state == MailState.FAILED.value and mail.problem in blamed)
        return next((mail for mail in failed if mail.to_address.lower() == address), None)

    @property
    def moved(self) -> list[Mailed]:
        """The mails that did not reach an address which has been corrected since; without those that went anyway."""
        return [
            mail
            for mail in self.mails
            if mail.problem == Problem.MOVED.name and mail.to_address and mail.template not in SENT_ANYWAY
        ]


def person(of: Head, registration_id: int) -> OnePerson:
    """Return a person of this meeting. Raises `NotFound`, also for a person of another meeting."""
    found = registrations.registration(registration_id)
    if found.meeting_id != of.id or of.pool_id is None:
        raise NotFound
    place = next((place for place in found.places if place.pool_id == of.pool_id), None)
    state = PlaceState(place.state) if place else PlaceState.CANCELLED
    waiting = place is not None and state is PlaceState.WAITING
    subject = f"registration:{registration_id}"
    return OnePerson(
        registration=found,
        state=state,
        in_line=registrations.place_in_line(of.pool_id, place.arrival) if place and waiting else None,
        answers=_answers(of, found.submission_id),
        mails=_mails(subject),
        history=_history(of.id, subject),
    )


def place_of(of: Head, registration_id: int) -> Place | None:
    """Return what somebody has in the meeting's pool."""
    return db.session.scalar(select(Place).where(Place.pool_id == of.pool_id, Place.registration_id == registration_id))


def _answers(of: Head, submission_id: int) -> list[Said]:
    """Return what somebody answered, in the words it was asked and answered in."""
    asked = questions.asked(of.form_id, "sv", with_retired=True) if of.form_id is not None else []
    return types.told(asked, questions.answers(submission_id))


def _mails(subject: str) -> list[Mailed]:
    rows = db.session.execute(
        select(
            OutgoingMail.id,
            OutgoingMail.template,
            OutgoingMail.subject,
            OutgoingMail.to_address,
            OutgoingMail.state,
            OutgoingMail.queued_at,
            OutgoingMail.sent_at,
            OutgoingMail.problem,
        )
        .where(OutgoingMail.subject_ref == subject)
        .order_by(OutgoingMail.id.desc())
        .limit(100)
    )
    return [Mailed(*row) for row in rows]


def _history(meeting_id: int, subject: str) -> Sequence[AuditEntry]:
    return db.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.meeting_id == meeting_id, AuditEntry.subject == subject)
        .options(selectinload(AuditEntry.values))
        .order_by(AuditEntry.id.desc())
        .limit(100)
    ).all()
