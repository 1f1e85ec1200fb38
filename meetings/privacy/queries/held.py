"""Read all that is held about a person behind one registration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from meetings.audit.models import AuditEntry
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.files.models import StoredFile
from meetings.outbox.models import OutgoingMail
from meetings.privacy.models import ErasureCase
from meetings.privacy.queries.held_ideas import HeldIdeas, ideas_of
from meetings.privacy.rules.retention import retention_of_answer
from meetings.questions.models import Answer, Question, SensitiveAnswer
from meetings.questions.rules import Retention
from meetings.registration.models import Invitation, Place, Pool, Registration
from meetings.registration.queries import MEETING_POOL
from meetings.sparks import queries as spark_queries
from meetings.sparks.models import Spark
from meetings.subscriptions.models import Subscriber
from meetings.subscriptions.queries import subscriber_of

NOTHING = HeldIdeas()


@dataclass(frozen=True)
class HeldAnswer:
    """An answer in the words it was asked and given in; `file_size` is None when it is no file."""

    asked: str
    text: str
    retention: Retention
    erase_after: datetime | None
    file_size: int | None


@dataclass(frozen=True)
class HeldMail:
    """A mail to the person; its subject is None before it is written, and after its contents have gone."""

    template: str
    subject: str | None
    to_address: str
    state: str
    queued_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class Held:
    """All that is held about somebody; `others` is how many other registrations have the same address.

    `subscriber` is what the address subscribes to, `sparks` and `ideas` what was left with it, if it is known to be
    theirs.
    """

    registration: Registration
    places: Sequence[Place]
    answers: Sequence[HeldAnswer]
    invitations: Sequence[Invitation]
    mails: Sequence[HeldMail]
    changes: Sequence[AuditEntry]
    cases: Sequence[ErasureCase]
    others: int
    subscriber: Subscriber | None = None
    sparks: Sequence[Spark] = ()
    ideas: HeldIdeas = NOTHING

    @property
    def has_open_case(self) -> bool:
        """Whether a request of erasure waits for its answer."""
        return any(case.state == "open" for case in self.cases)

    @property
    def promised(self) -> datetime | None:
        """The earliest instant that the person was told about sensitive answers."""
        return min((answer.erase_after for answer in self.answers if answer.erase_after), default=None)


def erased_at(registration_id: int) -> datetime | None:
    """Return when the person behind the registration was erased; None: not, or there is no such registration."""
    return db.session.scalar(select(Registration.erased_at).where(Registration.id == registration_id))


def held(registration_id: int, link_version: int) -> Held:
    """Return all that is held. Raises `NotFound` when the link no longer holds."""
    registration = db.session.scalar(
        select(Registration)
        .where(
            Registration.id == registration_id,
            Registration.link_version == link_version,
            Registration.erased_at.is_(None),
        )
        .options(
            joinedload(Registration.meeting),
            joinedload(Registration.organisation),
            joinedload(Registration.organisation_type),
            joinedload(Registration.sector),
            joinedload(Registration.municipality),
            selectinload(Registration.opt_ins),
        )
    )
    if registration is None:
        raise NotFound
    invitations = _invitations(registration)
    cases = db.session.scalars(
        select(ErasureCase).where(ErasureCase.registration_id == registration_id).order_by(ErasureCase.id)
    ).all()
    about = [f"registration:{registration_id}", *(f"invitation:{one.id}" for one in invitations)]
    return Held(
        registration=registration,
        places=_places(registration_id),
        answers=_answers(registration.submission_id),
        invitations=invitations,
        mails=_mails([*about, *(f"case:{one.id}" for one in cases)]),
        changes=_changes(registration.meeting_id, about),
        cases=cases,
        others=_others(registration),
        subscriber=_subscriber(registration),
        sparks=_sparks(registration),
        ideas=_ideas(registration),
    )


def _subscriber(registration: Registration) -> Subscriber | None:
    """Return what the address subscribes to, for its owner: not to who may have typed it, and never confirmed it."""
    if registration.address_confirmed_at is None:
        return None
    return subscriber_of(registration.email_key)


def _sparks(registration: Registration) -> Sequence[Spark]:
    """Return the sparks with the address, for its owner alone: see `_subscriber`."""
    if registration.address_confirmed_at is None:
        return []
    return spark_queries.of_address(registration.meeting_id, registration.email_key)


def _ideas(registration: Registration) -> HeldIdeas:
    """Return the ideas with the address, for its owner alone: see `_subscriber`."""
    if registration.address_confirmed_at is None:
        return NOTHING
    return ideas_of(registration.meeting_id, registration.id)


def _places(registration_id: int) -> Sequence[Place]:
    """Return what somebody has in each pool, the meeting's first."""
    rows = db.session.scalars(
        select(Place)
        .join(Place.pool)
        .where(Place.registration_id == registration_id)
        .options(joinedload(Place.pool).joinedload(Pool.item))
        .order_by(Place.id)
    ).all()
    return sorted(rows, key=lambda place: (place.pool.kind != MEETING_POOL, place.id))


def _answers(submission_id: int) -> list[HeldAnswer]:
    found = []
    tables: list[type[Answer] | type[SensitiveAnswer]] = [Answer, SensitiveAnswer]
    for table in tables:
        sensitive = table is SensitiveAnswer
        rows = db.session.execute(
            select(table, Question.retention, Question.type, StoredFile.size)
            .join(Question, Question.id == table.question_id)
            .outerjoin(StoredFile, StoredFile.key == table.file_key)
            .where(table.submission_id == submission_id)
            .order_by(Question.position, table.id)
        )
        for row in rows:
            answer: Any = row[0]
            retention, kind, size = row[1:]
            of_class = retention_of_answer(retention, kind, sensitive=sensitive)
            until = answer.erase_after if isinstance(answer, SensitiveAnswer) else None
            found.append(HeldAnswer(answer.asked, answer.text, of_class, until, size))
    return found


def _invitations(registration: Registration) -> Sequence[Invitation]:
    theirs = (Invitation.registration_id == registration.id) | (Invitation.email_key == registration.email_key)
    return db.session.scalars(
        select(Invitation).where(Invitation.meeting_id == registration.meeting_id, theirs).order_by(Invitation.id)
    ).all()


def _mails(about: Sequence[str]) -> list[HeldMail]:
    rows = db.session.execute(
        select(
            OutgoingMail.template,
            OutgoingMail.subject,
            OutgoingMail.to_address,
            OutgoingMail.state,
            OutgoingMail.queued_at,
            OutgoingMail.sent_at,
        )
        .where(OutgoingMail.subject_ref.in_(about))
        .order_by(OutgoingMail.id)
    )
    return [HeldMail(*row) for row in rows]


def _changes(meeting_id: int, about: Sequence[str]) -> Sequence[AuditEntry]:
    return db.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.meeting_id == meeting_id, AuditEntry.subject.in_(about))
        .options(selectinload(AuditEntry.values))
        .order_by(AuditEntry.id)
    ).all()


def _others(registration: Registration) -> int:
    if not registration.email:
        return 0
    same = Registration.email_key == registration.email_key
    statement = select(func.count()).select_from(Registration).where(same, Registration.id != registration.id)
    return db.session.scalar(statement) or 0
