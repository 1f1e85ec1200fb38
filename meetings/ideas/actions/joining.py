"""Stand in the list of organisations that want to join a project: in two steps, or in one from a sign-up's own page."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.directory.models import Term
from meetings.errors import NotFound, Refused
from meetings.ideas.actions.calls import lock
from meetings.ideas.mail import partners as mail
from meetings.ideas.models import PartnerInterest, PartnerRequest
from meetings.ideas.queries import interests, requests
from meetings.ideas.rules import partnering
from meetings.ideas.rules.partnering import PartnerReason
from meetings.outbox import actions as outbox
from meetings.outbox.models import OutgoingMail
from meetings.text import fold, key

_AT_ONCE = 500  # rows in one transaction


@dataclass(frozen=True)
class Organisation:
    """What an organisation says of itself, normalised: terms by their ids (None: not said)."""

    name: str
    type_id: int | None = None
    sector_id: int | None = None
    municipality_id: int | None = None
    target_groups: Sequence[int] = ()
    offers: str = ""


@dataclass(frozen=True)
class Reached:
    """Whom to reach at an organisation; shown to nobody before both sides have said yes."""

    name: str
    email: str
    lang: str = "sv"


@dataclass(frozen=True)
class Joined:
    """What came of it: the row, and whether the organisation stands in the list already."""

    interest: PartnerInterest
    shown: bool


def join(
    call_id: int,
    organisation: Organisation,
    reached: Reached,
    wording: str,
    form_token: str,
    now: datetime,
    registration_id: int | None = None,
) -> Joined | None:
    """List an organisation once its address is confirmed; `registration_id` is a sign-up whose address is known.

    An address stands in the list once: one that does already gets its own link, and nothing changes; the same answer
    is given (None: say no more than that a mail was sent). The same form sent again is the same. Raises `NotFound`.
    """
    with transaction.write() as session:
        call = lock(session, call_id)
        row = interests.sent_before(form_token) or interests.interest_of_address(call_id, key(reached.email))
        known = row is not None and row.form_token == form_token
        stands = row is not None and row.confirmed_at is not None
        proved = registration_id is not None
        if row is None:
            row = PartnerInterest(
                call_id=call_id, contact_email="", link_version=a_version(), created_at=now, updated_at=now
            )
            session.add(row)
        if not stands and not known:
            _reach(row, reached)
            _write(session, row, organisation, now)
            row.form_token, row.wording, row.call = form_token, wording, call
            row.registration_id = registration_id
            row.confirmed_at = now if proved else None
            session.flush()
        if not proved:
            _mail_link(row, form_token, now)
            return None
        return Joined(row, partnering.is_listed(row))


def _mail_link(row: PartnerInterest, form_token: str, now: datetime) -> None:
    """Mail the organisation its own link, at most three times an hour, whoever asks."""
    since = now - partnering.MAILS_WINDOW
    if requests.mails_since(mail.interest_ref(row), mail.LISTING, since) < partnering.MAILS:
        outbox.enqueue(mail.listing(row, form_token, now), now)


def confirm(interest_id: int, version: int, now: datetime) -> None:
    """Let an organisation stand in the list: its address is its owner's. Twice is as once.

    Raises `NotFound`, and `Refused` when the link holds no longer.
    """
    with transaction.write() as session:
        row = _held(session, interest_id, version)
        if row.confirmed_at is not None:
            return
        if partnering.lapses(row.updated_at, now):
            raise Refused(PartnerReason.LAPSED)
        row.confirmed_at = row.updated_at = now


def change(interest_id: int, version: int, organisation: Organisation, reached: Reached, now: datetime) -> None:
    """Change what is shown, and whom to reach; the address stays. Raises `NotFound`, and `Refused` if unconfirmed."""
    with transaction.write() as session:
        row = _held(session, interest_id, version)
        if row.confirmed_at is None:
            raise Refused(PartnerReason.NOT_CONFIRMED)
        _write(session, row, organisation, now)
        row.contact_name, row.lang = reached.name, reached.lang


def withdraw(interest_id: int, version: int, now: datetime) -> None:
    """Take the organisation off the list. Twice is as once. Raises `NotFound`."""
    with transaction.write() as session:
        row = _held(session, interest_id, version)
        if row.withdrawn_at is None:
            row.withdrawn_at = row.updated_at = now


def stand_again(interest_id: int, version: int, wording: str, now: datetime) -> None:
    """Put an organisation back that had left. Raises `NotFound`, and `Refused` when the secretariat took it off."""
    with transaction.write() as session:
        row = _held(session, interest_id, version)
        if row.hidden_at is not None:
            raise Refused(PartnerReason.HIDDEN)
        if row.confirmed_at is None:
            raise Refused(PartnerReason.NOT_CONFIRMED)
        if row.withdrawn_at is not None:
            row.withdrawn_at, row.wording, row.updated_at = None, wording, now


def set_hidden(meeting_id: int, interest_id: int, now: datetime, actor: Actor, *, hidden: bool) -> None:
    """Take an organisation off the list, or put it back, for the secretariat. Raises `NotFound`."""
    with transaction.write() as session:
        row = session.get(PartnerInterest, interest_id, populate_existing=True, with_for_update={"key_share": True})
        if row is None or row.call.meeting_id != meeting_id:
            raise NotFound
        if (row.hidden_at is not None) == hidden:
            return
        row.hidden_at = now if hidden else None
        action = "ideas.hide_organisation" if hidden else "ideas.show_organisation"
        record(actor, action, now, meeting_id=meeting_id, subject=mail.interest_ref(row))


def erase_unconfirmed(now: datetime) -> int:
    """Erase organisations and questions whose address nobody confirmed in three days; return how many, at most 1,000.

    A row that was confirmed once stays, and goes with the contact data of its meeting.
    """
    before = now - partnering.CONFIRM_WITHIN
    with transaction.write() as session:
        organisations = interests.unconfirmed_before(before, _AT_ONCE)
        questions = requests.unconfirmed_before(before, _AT_ONCE)
        refs = [f"partner_interest:{one}" for one in organisations] + [f"partner_request:{one}" for one in questions]
        if refs:
            about = select(OutgoingMail.id).where(OutgoingMail.subject_ref.in_(refs))
            outbox.erase(session, session.scalars(about).all())
            session.execute(delete(PartnerRequest).where(PartnerRequest.id.in_(questions)))
            session.execute(delete(PartnerInterest).where(PartnerInterest.id.in_(organisations)))
        return len(refs)


def a_version() -> int:
    """Return the version of a new link: by chance, for some databases give the number of an erased row once more."""
    return secrets.randbelow(2**31 - 2) + 1


def _held(session: Session, interest_id: int, version: int) -> PartnerInterest:
    """Return the row that an own link names, held until the transaction ends. Raises `NotFound`."""
    row = session.get(PartnerInterest, interest_id, populate_existing=True, with_for_update={"key_share": True})
    if row is None or row.link_version != version or row.erased_at is not None:
        raise NotFound
    return row


def _write(session: Session, row: PartnerInterest, said: Organisation, now: datetime) -> None:
    row.organisation_name, row.offers, row.updated_at = said.name, said.offers, now
    row.type_id, row.sector_id, row.municipality_id = said.type_id, said.sector_id, said.municipality_id
    row.search_text = fold(f"{said.name} {said.offers}")
    row.target_groups = list(session.scalars(select(Term).where(Term.id.in_(said.target_groups))))


def _reach(row: PartnerInterest, reached: Reached) -> None:
    row.contact_name, row.lang = reached.name, reached.lang
    row.contact_email, row.contact_email_key = reached.email, key(reached.email)
