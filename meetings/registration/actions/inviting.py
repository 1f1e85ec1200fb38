"""Invite people, by links of their own; keep seats for them; remind, revoke; and what they answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import ATTENDEE, Actor, record
from meetings.errors import Refusal, Refused
from meetings.outbox.actions import enqueue, enqueue_all
from meetings.registration import mail, queries
from meetings.registration.actions.arriving import Applicant, Outcome, SignedUp, register
from meetings.registration.actions.attending import settle
from meetings.registration.actions.promoting import give_seat
from meetings.registration.models import Invitation
from meetings.registration.queries import Door
from meetings.registration.queries import inviting as read
from meetings.registration.rules import Access, PoolKind
from meetings.registration.rules import inviting as inviting_rules
from meetings.registration.rules.inviting import InvitationState, InvitingReason
from meetings.schedule.queries import lock_meeting
from meetings.text import key


@dataclass(frozen=True)
class Invitee:
    """Somebody to invite."""

    name: str
    email: str
    organisation: str = ""


@dataclass(frozen=True)
class Asking:
    """What the invitations say, in which language, and until when a seat is kept for each (None: none is)."""

    message: str = ""
    hold_until: datetime | None = None
    lang: str = "sv"


def invite(meeting_id: int, people: Sequence[Invitee], asking: Asking, now: datetime, actor: Actor) -> list[Invitation]:
    """Invite these people and mail each a link of their own; return the invitations that were sent.

    Who is signed up, or invited and has not said no, is passed over; who said no, or whose invitation was
    revoked, is asked anew. Raises `Refused` when there are too few seats to keep, and `NotFound`.
    """
    with transaction.write() as session:
        lock_meeting(meeting_id)
        settle(session, meeting_id, now)
        door = queries.door(meeting_id)
        if refusal := inviting_rules.refusal_to_invite(door, now):
            raise Refused(refusal)
        wanted = _not_yet_asked(meeting_id, people)
        if asking.hold_until is not None:
            free = seats_to_keep(door, now)
            if refusal := inviting_rules.refusal_to_hold(door, asking.hold_until, len(wanted), free, now):
                raise Refused(refusal)
        sent = [_invite(session, meeting_id, one, known, asking, now) for one, known in wanted]
        session.flush()
        enqueue_all((mail.meeting_invitation(door, one, now) for one in sent), now)
        if sent:
            changes: dict[str, tuple[object, object]] = {"people": (None, len(sent))}
            record(actor, "registration.invite", now, meeting_id=meeting_id, changes=changes)
        return sent


def seats_to_keep(door: Door, now: datetime) -> int | None:
    """Return how many seats can be kept for people who are invited; None: there is no limit."""
    kept = sum(pool.kept(now) for pool in door.of_kind(PoolKind.RESERVED))
    free = [pool.free for pool in (door.pool, *door.of_kind(PoolKind.ROOM)) if pool.free is not None]
    return max(0, min(free) - kept) if free else None


def remind_silent(meeting_id: int, now: datetime, actor: Actor) -> int:
    """Mail those who have not answered once more and return how many: each at most once in 24 hours.

    Raises `Refused` when there is nobody to remind, and `NotFound`.
    """
    with transaction.write():
        lock_meeting(meeting_id)
        door = queries.door(meeting_id)
        if refusal := inviting_rules.refusal_to_invite(door, now):
            raise Refused(refusal)
        found = read.to_remind(meeting_id, now)
        if not found:
            someone = read.invitations_by_state(meeting_id).get(InvitationState.INVITED.value)
            raise Refused(InvitingReason.REMINDED_TODAY if someone else InvitingReason.NOBODY_SILENT)
        for one in found:
            one.reminded_at = now
        enqueue_all((mail.invitation_reminder(door, one, now) for one in found), now)
        changes: dict[str, tuple[object, object]] = {"people": (None, len(found))}
        record(actor, "registration.remind", now, meeting_id=meeting_id, changes=changes)
        return len(found)


def resend_invitation(
    meeting_id: int, invitation_id: int, now: datetime, actor: Actor, *, message: str | None = None
) -> Invitation:
    """Mail an unanswered invitation once more, with the same link, and with another message if one is given.

    Raises `Refused`, `NotFound`.
    """
    with transaction.write():
        lock_meeting(meeting_id)
        door, found = queries.door(meeting_id), _unanswered(meeting_id, invitation_id)
        if refusal := inviting_rules.refusal_to_invite(door, now):
            raise Refused(refusal)
        found.reminded_at = now
        if message is not None:
            found.message = message
        enqueue(mail.meeting_invitation(door, found, now), now)
        _record(actor, "registration.resend_invitation", found, now)
        return found


def revoke_invitation(meeting_id: int, invitation_id: int, now: datetime, actor: Actor) -> Invitation:
    """Take an unanswered invitation back; the seat that it kept goes on. Raises `Refused`, `NotFound`."""
    with transaction.write() as session:
        lock_meeting(meeting_id)
        found = _unanswered(meeting_id, invitation_id)
        _answered(found, InvitationState.REVOKED, now)
        _record(actor, "registration.revoke_invitation", found, now)
        settle(session, meeting_id, now)
        return found


def decline_invitation(invitation_id: int, reason: str, now: datetime) -> Invitation:
    """Say no for who was invited; the seat that was kept goes on. Raises `Refused`, `NotFound`."""
    meeting_id = read.invitation(invitation_id).meeting_id
    with transaction.write() as session:
        lock_meeting(meeting_id)
        found = read.invitation(invitation_id)
        if refusal := inviting_rules.refusal_to_answer(found.state, accepts=False):
            raise Refused(refusal)
        _answered(found, InvitationState.DECLINED, now)
        found.reason = reason
        _record(ATTENDEE, "registration.decline_invitation", found, now)
        settle(session, meeting_id, now)
        return found


def accept_invitation(invitation_id: int, applicant: Applicant, form_token: str, now: datetime, lang: str) -> SignedUp:
    """Sign up who was invited, with the address that was invited; a seat that was kept for them is theirs.

    Who has signed up in another way meanwhile stays as they are, but gets the seat if they stand in line.
    Raises `Refused`, `NotFound`.
    """
    meeting_id = read.invitation(invitation_id).meeting_id
    with transaction.write() as session:
        lock_meeting(meeting_id)
        settle(session, meeting_id, now)
        found = read.invitation(invitation_id)
        if refusal := inviting_rules.refusal_to_answer(found.state, accepts=True):
            raise Refused(refusal)
        kept = inviting_rules.keeps_seat(found, now)
        _answered(found, InvitationState.ACCEPTED, now)
        session.flush()
        known = queries.registration_of_address(meeting_id, found.email_key)
        if known is not None and known.cancelled_at is None:
            done = SignedUp(known, Outcome.KNOWN)
            if kept:
                give_seat(session, queries.door(meeting_id), known, now)
        else:
            applicant = replace(applicant, email=found.email)
            done = register(meeting_id, applicant, form_token, now, lang, holds=Access.INVITED, keeps_seat=kept)
        found.registration_id, found.reason = done.registration.id, ""
        _record(ATTENDEE, "registration.accept_invitation", found, now)
        settle(session, meeting_id, now)
        return done


def _not_yet_asked(meeting_id: int, people: Sequence[Invitee]) -> list[tuple[Invitee, Invitation | None]]:
    """Return who is to be asked, each once, with the invitation that they declined or that was revoked, if any."""
    by_key = {key(one.email): one for one in reversed(people)}
    signed_up = read.signed_up_addresses(meeting_id, by_key)
    known = read.invited_addresses(meeting_id, by_key)
    again = (InvitationState.DECLINED.value, InvitationState.REVOKED.value)
    wanted = []
    for email_key, one in reversed(by_key.items()):
        before = known.get(email_key)
        if email_key not in signed_up and (before is None or before.state in again):
            wanted.append((one, before))
    return wanted


def _invite(
    session: Session, meeting_id: int, one: Invitee, known: Invitation | None, asking: Asking, now: datetime
) -> Invitation:
    found = known or Invitation(meeting_id=meeting_id, link_version=0)
    found.name, found.email, found.email_key = one.name, one.email, key(one.email)
    found.organisation, found.lang, found.message = one.organisation, asking.lang, asking.message
    found.state, found.link_version = InvitationState.INVITED.value, found.link_version + 1
    found.holds_seat, found.held_until = asking.hold_until is not None, asking.hold_until
    found.invited_at, found.reminded_at, found.answered_at, found.reason = now, None, None, ""
    found.registration_id = None
    session.add(found)
    return found


def _unanswered(meeting_id: int, invitation_id: int) -> Invitation:
    found = read.invitation(invitation_id, meeting_id=meeting_id)
    if found.state != InvitationState.INVITED.value:
        raise Refused(Refusal(InvitingReason.ANSWERED))
    return found


def _answered(found: Invitation, state: InvitationState, now: datetime) -> None:
    found.state, found.answered_at, found.holds_seat = state.value, now, False


def _record(actor: Actor, action: str, found: Invitation, now: datetime) -> None:
    record(actor, action, now, meeting_id=found.meeting_id, subject=f"invitation:{found.id}")
