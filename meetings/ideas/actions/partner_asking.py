"""Ask to join an idea, invite to one, confirm that one did. The idea's row is held, so that nobody asks twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from meetings import transaction
from meetings.errors import NotFound, Refused
from meetings.ideas.actions.joining import Organisation, Reached, a_version
from meetings.ideas.actions.partner_holding import By, hold, hold_idea, send
from meetings.ideas.mail import partners as mail
from meetings.ideas.models import Idea, PartnerInterest, PartnerRequest
from meetings.ideas.queries import interests, requests, seeking
from meetings.ideas.rules import partnering
from meetings.ideas.rules.partnering import Asked, Direction, PartnerReason
from meetings.text import key


@dataclass(frozen=True)
class Question:
    """What an asker says: words to the other side, and the wording of the yes to be shown as partner ("": no)."""

    message: str
    shown_wording: str = ""


def ask_to_join(
    idea_id: int,
    organisation: Organisation,
    reached: Reached,
    question: Question,
    form_token: str,
    now: datetime,
    *,
    proved: bool,
) -> PartnerRequest | None:
    """Ask an idea's contact whether an organisation may join; return the request where the asker is `proved`.

    Else the asker gets a mail to confirm with, and nothing goes on before; the answer is None whatever there was. One
    who has asked before gets the link to that. Raises `NotFound`, and `Refused`: of who is not proved only for what
    everybody may know.
    """
    with transaction.write() as session:
        idea = hold_idea(session, idea_id)
        known = requests.sent_before(form_token)
        if known is not None:
            return known if proved else None
        email_key = key(reached.email)
        refused = partnering.refusal_to_join(idea, requests.between(idea.id, email_key) if proved else None)
        if proved and email_key == idea.contact_email_key:
            refused = PartnerReason.OWN
        if refused is not None:
            raise Refused(refused)
        if not proved and not _may_be_mailed(idea.id, email_key, form_token, now):
            return None
        row = None if proved else requests.unconfirmed(idea.id, email_key, Direction.JOIN)
        row = row or _new(session, idea, Direction.JOIN, now)
        _write(row, organisation, reached, question)
        row.form_token = form_token
        session.flush()
        _send(row, form_token, now, proved=proved)
        return row if proved else None


def invite(
    idea_id: int, version: int, interest_id: int, question: Question, form_token: str, now: datetime
) -> PartnerRequest:
    """Ask an organisation of the list whether it wants to join, for the idea's contact, whose link has this version.

    While nobody has confirmed the contact's address, the contact gets a mail to confirm with first. Raises
    `NotFound`, `Refused`.
    """
    with transaction.write() as session:
        idea = hold_idea(session, idea_id)
        if idea.link_version != version:
            raise NotFound
        known = requests.sent_before(form_token)
        if known is not None:
            return known
        interest = interests.interest_at(idea.call_id, interest_id)
        before = requests.between(idea.id, interest.contact_email_key)
        if refused := partnering.refusal_to_invite(idea, interest, before):
            raise Refused(refused)
        if interest.contact_email_key == idea.contact_email_key:
            raise Refused(PartnerReason.OWN)
        row = requests.unconfirmed(idea.id, interest.contact_email_key, Direction.INVITE)
        row = row or _new(session, idea, Direction.INVITE, now)
        _copy(row, interest, question)
        row.form_token = form_token
        session.flush()
        _send(row, form_token, now, proved=idea.confirmed_at is not None)
        return row


def confirm(request_id: int, version: int, now: datetime) -> None:
    """Send a question on: the asker's address is its owner's. Twice is as once. Raises `NotFound`, `Refused`."""
    with transaction.write() as session:
        row = hold(session, request_id, By.ASKER, version)
        if row.state == Asked.ASKED.value:
            return
        if refused := partnering.refusal_to_become(row.state, Asked.ASKED):
            raise Refused(refused)
        if partnering.lapses(row.asked_at, now):
            raise Refused(PartnerReason.LAPSED)
        if refused := _refusal_now(row):
            raise Refused(refused)
        _send(row, "", now, proved=True)


def _new(session: Session, idea: Idea, direction: Direction, now: datetime) -> PartnerRequest:
    row = PartnerRequest(
        idea_id=idea.id,
        direction=direction.value,
        organisation_name="",
        state=Asked.UNCONFIRMED.value,
        asker_version=a_version(),
        answer_version=a_version(),
        asked_at=now,
    )
    row.idea = idea
    session.add(row)
    return row


def _write(row: PartnerRequest, organisation: Organisation, reached: Reached, question: Question) -> None:
    row.organisation_name, row.type_id = organisation.name, organisation.type_id
    row.sector_id, row.municipality_id = organisation.sector_id, organisation.municipality_id
    row.contact_name, row.lang = reached.name, reached.lang
    row.contact_email, row.contact_email_key = reached.email, key(reached.email)
    row.message = question.message
    row.shown, row.shown_wording = bool(question.shown_wording), question.shown_wording


def _copy(row: PartnerRequest, interest: PartnerInterest, question: Question) -> None:
    said = Organisation(
        interest.organisation_name, interest.type_id, interest.sector_id, interest.municipality_id
    )  # fmt: skip
    reached = Reached(interest.contact_name, interest.contact_email, interest.lang)
    _write(row, said, reached, Question(question.message))
    row.interest_id = interest.id


def _send(row: PartnerRequest, form_token: str, now: datetime, *, proved: bool) -> None:
    """Send the question to the asked side, or first to the asker to confirm."""
    idea = seeking.named(row.idea)
    if not proved:
        row.asked_at = now
        send(mail.confirm(row, idea, form_token, now), now)
        return
    row.state, row.confirmed_at = Asked.ASKED.value, now
    if row.interest_id is None:
        interest = interests.interest_of_address(row.idea.call_id, row.contact_email_key)
        row.interest_id = interest.id if interest is not None and partnering.is_listed(interest) else None
    send(mail.asked(row, idea), now)


def _may_be_mailed(idea_id: int, email_key: str, form_token: str, now: datetime) -> bool:
    """Tell whether an address that proves nothing gets a mail to confirm with: at most three in an hour.

    One that has asked before, or been asked, gets the link to that instead.
    """
    if requests.unconfirmed_since(email_key, now - partnering.MAILS_WINDOW) >= partnering.MAILS:
        return False
    before = requests.latest_between(idea_id, email_key)
    if before is None or before.state == Asked.WITHDRAWN.value:
        return True
    since = now - partnering.MAILS_WINDOW
    joins = before.direction == Direction.JOIN.value
    template = mail.CONFIRM if joins else mail.ASKED
    if requests.mails_since(mail.request_ref(before), template, since) < partnering.MAILS:
        idea = seeking.named(before.idea)
        send(
            mail.confirm(before, idea, form_token, now) if joins else mail.asked(before, idea, form_token), now
        )  # fmt: skip
    return False


def _refusal_now(row: PartnerRequest) -> PartnerReason | None:
    """Return why a question cannot go on any more: what its rule says at the moment of confirming."""
    before = requests.between(row.idea_id, row.contact_email_key)
    if row.contact_email_key == row.idea.contact_email_key:
        return PartnerReason.OWN
    if row.direction == Direction.JOIN.value:
        return partnering.refusal_to_join(row.idea, before)
    if row.interest is None:
        return PartnerReason.NOT_LISTED
    return partnering.refusal_to_invite(row.idea, row.interest, before)
