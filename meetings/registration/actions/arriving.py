"""Sign up: once, again, or by an organiser's hand; who came first is decided under the meeting's lock."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session, make_transient_to_detached

from meetings import transaction
from meetings.audit.actions import ATTENDEE, Actor, record
from meetings.directory.queries import organisation_id_named
from meetings.errors import Refusal, Refused
from meetings.outbox.actions import enqueue, enqueue_all
from meetings.questions import actions as questions
from meetings.questions.rules import Given
from meetings.registration import mail, queries, rules
from meetings.registration.actions.seats import needs_settling, settle_before
from meetings.registration.actions.taking import (
    Asks,
    Entry,
    address_to_confirm_until,
    asked_for,
    asked_for_again,
    take,
    unconfirmed_until,
    waits_for,
)
from meetings.registration.models import OptIn, Registration
from meetings.registration.queries import Arriving, Door
from meetings.registration.rules import REFERENCE_ALPHABET, Access, OptInKind, SignUpReason
from meetings.schedule.queries import give_back_number, lock_meeting
from meetings.statements import Prepared
from meetings.text import key

_REGISTRATION = Prepared(insert(Registration).returning(Registration.id))
_OPT_INS = Prepared(insert(OptIn))
_COLUMNS = frozenset(column.key for column in Registration.__table__.columns)


@dataclass(frozen=True)
class Yes:
    """An opt-in that was ticked, in the words that stood beside the box."""

    kind: OptInKind
    wording: str
    version: int


@dataclass(frozen=True)
class Applicant:
    """Who signs up, as typed; ids are terms of the directory's vocabularies.

    `attends` is "room" or "online" at a hybrid meeting. `workshops` are pools in order of preference, by block.
    `confirmed_at` is when they showed that the address is theirs, if they have.
    """

    name: str
    email: str
    organisation: str = ""
    organisation_type_id: int | None = None
    sector_id: int | None = None
    municipality_id: int | None = None
    given: Sequence[Given] = ()
    opt_ins: Sequence[Yes] = ()
    attends: str = ""
    workshops: Mapping[int, Sequence[int]] = field(default_factory=dict)
    confirmed_at: datetime | None = None

    @property
    def asks(self) -> Asks:
        """What they ask for besides a seat at the meeting."""
        return Asks(self.attends, tuple(self.given), self.workshops)


class Outcome(Enum):
    """What came of a sign-up: a registration, the one that the same form made before, or a mail to its owner."""

    NEW = "new"
    SAME = "same"
    KNOWN = "known"


@dataclass(frozen=True)
class SignedUp:
    """The registration and what came of it. Of a known address the page may show nothing of it."""

    registration: Registration
    outcome: Outcome


@dataclass(frozen=True)
class _Prepared:
    """What can be made ready before the lock: the registration."""

    registration: Registration
    applicant: Applicant


def register(
    meeting_id: int,
    applicant: Applicant,
    form_token: str,
    arrived: datetime,
    lang: str,
    *,
    holds: Access = Access.OPEN,
    keeps_seat: bool = False,
    group_id: int | None = None,
) -> SignedUp:
    """Sign somebody up, and mail them what came of it.

    The same token and address again give the same registration. A known address with a new token changes
    nothing: its owner is mailed their own link, at most three times an hour. One that was cancelled takes
    a new number at the end of the line, and its old link no longer holds.

    `arrived` is when the request arrived; `lang` is the language of the mails; `holds` is what lets them in.
    With `keeps_seat` a seat that was kept for them until now is theirs; `group_id` is that of the colleagues they
    were signed up with. Raises `Refused`, `NotFound`.
    """
    prepared = _prepare(meeting_id, applicant, arrived, lang)
    with transaction.write() as session:
        arriving = queries.arrive(meeting_id, key(applicant.email))
        known, door = arriving.known, arriving.door
        if known is not None and known.form_token == form_token:
            give_back_number(meeting_id)
            return SignedUp(known, Outcome.SAME)
        if known is not None and known.cancelled_at is None:
            give_back_number(meeting_id)
            _mail_owner(door, known, form_token, arrived)
            return SignedUp(known, Outcome.KNOWN)
        if refusal := rules.refusal_to_register(door, arrived, holds, keeps_seat=keeps_seat):
            raise Refused(refusal)
        prepared.registration.form_token, prepared.registration.group_id = form_token, group_id
        entry = Entry(by_invitation=holds is Access.INVITED, keeps_seat=keeps_seat)
        found = _enter(session, arriving, prepared, arrived, entry)
        if known is not None:
            record(ATTENDEE, "registration.sign_up_again", arrived, meeting_id=meeting_id, subject=_subject(found))
        return SignedUp(found, Outcome.NEW)


def add_by_hand(
    meeting_id: int, applicant: Applicant, now: datetime, actor: Actor, lang: str = "sv", *, notify: bool = True
) -> Registration:
    """Sign somebody up for them, and mail them if they are to be told, unless the meeting has been.

    Deadlines do not bind an organiser; the seats do: when they are taken the newcomer stands in line.
    Sensitive answers are left out: nobody gives them for somebody else. Raises `Refused`, `NotFound`.
    """
    applicant = replace(applicant, given=[answer for answer in applicant.given if not answer.sensitive], opt_ins=())
    prepared = _prepare(meeting_id, applicant, now, lang)
    with transaction.write() as session:
        arriving = queries.arrive(meeting_id, key(applicant.email))
        known, door = arriving.known, arriving.door
        if known is not None and known.cancelled_at is None:
            raise Refused(Refusal(SignUpReason.KNOWN_ADDRESS, {"email": applicant.email}))
        if refusal := rules.refusal_to_add(door, now):
            raise Refused(refusal)
        prepared.registration.added_by = actor.name
        found = _enter(session, arriving, prepared, now, Entry(by_organiser=True, notify=notify))
        record(actor, "registration.add", now, meeting_id=meeting_id, subject=_subject(found))
        return found


def sign_up_again(registration_id: int, now: datetime, actor: Actor = ATTENDEE) -> Registration:
    """Sign up again what was cancelled, with the details that it has, at the end of the line; its link holds.

    Raises `Refused`, `NotFound`.
    """
    meeting_id = queries.meeting_of(registration_id)
    with transaction.write() as session:
        meeting = lock_meeting(meeting_id)
        found = queries.registration(registration_id)
        if found.cancelled_at is None:
            raise Refused(SignUpReason.NOT_CANCELLED)
        door = queries.door(meeting_id)
        if refusal := rules.refusal_to_register(door, now, Access.INVITED):
            raise Refused(refusal)
        asks = asked_for_again(door, found)
        _return(found, meeting.next_arrival(), now)
        _seat_and_mail(session, door, found, asks, now, Entry(by_owner=True))
        record(actor, "registration.sign_up_again", now, meeting_id=meeting_id, subject=_subject(found))
        return found


def new_reference() -> str:
    """Return a fresh reference, such as "K7MX-3QPA": what one says on the telephone, no key to anything."""
    letters = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def _prepare(meeting_id: int, applicant: Applicant, now: datetime, lang: str) -> _Prepared:
    """Make ready all that needs no lock, so that the lock is held shortly."""
    organisation_id = organisation_id_named(applicant.organisation) if applicant.organisation else None
    made = Registration(
        meeting_id=meeting_id,
        reference=new_reference(),
        form_token="",
        group_id=None,
        link_version=1,
        revision=1,
        name=applicant.name,
        email=applicant.email,
        email_key=key(applicant.email),
        lang=lang,
        organisation_typed=applicant.organisation,
        organisation_id=organisation_id,
        organisation_type_id=applicant.organisation_type_id,
        sector_id=applicant.sector_id,
        municipality_id=applicant.municipality_id,
        registered_at=now,
        changed_at=now,
        added_by="",
        address_confirmed_at=applicant.confirmed_at,
    )
    return _Prepared(made, applicant)


def _enter(session: Session, arriving: Arriving, prepared: _Prepared, now: datetime, entry: Entry) -> Registration:
    """Add the registration, or take up the cancelled one again with what was typed now; seat and mail it."""
    made, asks, known, door = prepared.registration, prepared.applicant.asks, arriving.known, arriving.door
    if known is not None:
        _return(known, arriving.number, now)
        known.link_version += 1
        _replace_details(known, made)
        _replace_answers(session, door, known, prepared.applicant, now)
        _seat_and_mail(session, door, known, asks, now, entry)
        return known
    made.arrival = arriving.number
    _add(session, arriving, made, prepared.applicant, now)
    _seat_and_mail(session, door, made, asks, now, replace(entry, is_new=True))
    return made


def _add(session: Session, arriving: Arriving, made: Registration, applicant: Applicant, now: datetime) -> None:
    """Write the registration, its answers and opt-ins as rows, which costs less than leaving it to the session."""
    door, (submission_id, registration_id) = arriving.door, arriving.ids
    until = door.sensitive_until
    made.submission_id = questions.store(session, door.form_id, applicant.given, until, new_id=submission_id)
    facts = {name: fact for name, fact in vars(made).items() if name in _COLUMNS}
    made.id = _REGISTRATION.new_row(registration_id, **facts)
    make_transient_to_detached(made)
    session.add(made)
    _OPT_INS.run(*({"registration_id": made.id, **_columns(yes, now)} for yes in applicant.opt_ins))


def _columns(yes: Yes, now: datetime) -> dict[str, Any]:
    return {"kind": yes.kind.value, "wording": yes.wording, "wording_version": yes.version, "given_at": now}


def _seat_and_mail(
    session: Session, door: Door, registration: Registration, asks: Asks, now: datetime, entry: Entry
) -> None:
    if needs_settling(door) and not entry.keeps_seat:
        door = settle_before(session, door, now)
    state = take(session, door, registration, asked_for(door, asks), now, entry)
    if not entry.notify or now >= door.ends_at:
        return
    if until := address_to_confirm_until(door, registration, now, entry):
        enqueue_all([mail.confirm_address(door, registration, state, until)], now)
        return
    workshops = queries.workshops_of([registration.id]).get(registration.id, ()) if asks.workshops else ()
    in_line = door.pool.waiting + 1
    enqueue_all([mail.confirmation(door, registration, state, in_line, now, workshops=workshops)], now)


def _return(registration: Registration, number: int, now: datetime) -> None:
    registration.arrival = number
    registration.cancelled_at = registration.handed_over_at = registration.decided_at = None
    registration.decision = ""
    registration.registered_at = registration.changed_at = now
    registration.revision += 1


def _replace_details(known: Registration, typed: Registration) -> None:
    """Let what was typed now stand in place of what the cancelled registration held.

    Whoever fills in the form need not be who was signed up before: nothing of theirs may be seen.
    """
    known.name, known.email, known.lang = typed.name, typed.email, typed.lang
    known.organisation_typed, known.organisation_id = typed.organisation_typed, typed.organisation_id
    known.organisation_type_id, known.sector_id = typed.organisation_type_id, typed.sector_id
    known.municipality_id, known.added_by = typed.municipality_id, typed.added_by
    known.form_token, known.group_id, known.attended_at = typed.form_token, typed.group_id, None
    known.address_confirmed_at = typed.address_confirmed_at or known.address_confirmed_at


def _replace_answers(session: Session, door: Door, known: Registration, applicant: Applicant, now: datetime) -> None:
    replaced = known.submission
    known.submission = questions.submission(door.form_id, applicant.given, door.sensitive_until)
    session.flush()
    session.delete(replaced)
    for given in known.opt_ins:
        given.withdrawn_at = given.withdrawn_at or now
    known.opt_ins.extend(OptIn(**_columns(yes, now)) for yes in applicant.opt_ins)


def _mail_owner(door: Door, known: Registration, form_token: str, now: datetime) -> None:
    """Mail the owner of an address that is registered: their own link, or the way to confirm the address first."""
    since = now - rules.KNOWN_ADDRESS_WINDOW
    until = unconfirmed_until(known)
    template = "confirm_address" if until else "known_address"
    if queries.mails_about(known.id, template, since) >= rules.KNOWN_ADDRESS_MAILS:
        return
    if until:
        enqueue(mail.confirm_address(door, known, waits_for(door, known), until, again=form_token), now)
    else:
        enqueue(mail.known_address(door, known, form_token), now)


def _subject(registration: Registration) -> str:
    return f"registration:{registration.id}"
