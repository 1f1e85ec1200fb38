"""Ask those behind the ideas that are taken up to the follow-up, each by their own invitation to sign up."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import Refused
from meetings.ideas.actions.calls import hold
from meetings.ideas.mail.presenting import Turn, message, signed_up_already
from meetings.ideas.models import FollowUpSlot
from meetings.ideas.queries import following as read
from meetings.ideas.rules.following import FollowUpReason
from meetings.outbox.actions import enqueue
from meetings.registration import actions as registration
from meetings.registration import queries as sign_ups
from meetings.registration.actions import Asking, Invitee
from meetings.registration.queries.inviting import invited_addresses, signed_up_addresses
from meetings.registration.rules.inviting import InvitationState
from meetings.schedule.models import Meeting
from meetings.schedule.queries import lock_meeting


@dataclass(frozen=True)
class Asked:
    """How many were asked to come, and how many ideas had nobody to ask."""

    people: int
    unreachable: int


def invite_presenters(meeting_id: int, idea_ids: Collection[int], now: datetime, actor: Actor) -> Asked:
    """Mail the contacts of these ideas when they present, with a link to sign up; whoever has several gets one mail.

    Who was invited and has not answered gets the same link with what holds now, who said no is asked anew, and who is
    signed up is only told. Raises `Refused` when the follow-up takes no sign-ups or nobody can be asked, `NotFound`.
    """
    with transaction.write() as session:
        _meeting, call = hold(session, meeting_id)
        found = read.follow_up_of(meeting_id)
        if found is None:
            raise Refused(FollowUpReason.NO_FOLLOW_UP)
        follow_up = lock_meeting(found.id)
        slots = [one.slot for one in read.slots_of(call.id, follow_up.id)]
        chosen = [turn for turn in _turns(slots) if turn.idea.id in set(idea_ids)]
        people = _by_contact(chosen, anybody=bool(idea_ids))
        _ask(follow_up, people, now, actor)
        asked_of = {turn.idea.id for turns in people.values() for turn in turns}
        for slot in slots:
            if slot.idea_id in asked_of:
                slot.invited_at = now
        asked: dict[str, tuple[object, object]] = {
            "ideas": (None, ", ".join(str(turn.idea.number) for turn in chosen)),
            "people": (None, len(people)),
        }
        record(actor, "ideas.invite_presenters", now, meeting_id=meeting_id, changes=asked)
        return Asked(len(people), len(chosen) - len(asked_of))


def _turns(slots: Sequence[FollowUpSlot]) -> list[Turn]:
    """Return the order of the day, of the slots that have a time."""
    timed = [(slot.idea, slot.item) for slot in slots if slot.item is not None and slot.item.ends_at is not None]
    return [
        Turn(idea, number, len(timed), item.starts_at, item.ends_at or item.starts_at)
        for number, (idea, item) in enumerate(timed, 1)
    ]


def _by_contact(chosen: Sequence[Turn], *, anybody: bool) -> dict[str, list[Turn]]:
    """Return the turns of each contact. Raises `Refused` when nothing was chosen, or nobody can be reached."""
    if not chosen:
        raise Refused(FollowUpReason.NO_ITEM if anybody else FollowUpReason.NOBODY_CHOSEN)
    people: dict[str, list[Turn]] = {}
    for turn in chosen:
        if turn.idea.contact_email_key:
            people.setdefault(turn.idea.contact_email_key, []).append(turn)
    if not people:
        raise Refused(FollowUpReason.NO_ADDRESS)
    return people


def _ask(follow_up: Meeting, people: dict[str, list[Turn]], now: datetime, actor: Actor) -> None:
    signed_up = signed_up_addresses(follow_up.id, people)
    invited = invited_addresses(follow_up.id, people)
    for key, turns in people.items():
        idea, before = turns[0].idea, invited.get(key)
        if key in signed_up:
            enqueue(signed_up_already(turns, follow_up, sign_ups.door(follow_up.id), now), now)
        elif before is not None and before.state == InvitationState.INVITED.value:
            words = message(turns, before.lang)
            registration.resend_invitation(follow_up.id, before.id, now, actor, message=words)
        else:
            who = Invitee(idea.contact_name, idea.contact_email, idea.organisation_name)
            asking = Asking(message=message(turns, idea.lang), lang=idea.lang)
            registration.invite(follow_up.id, [who], asking, now, actor)
