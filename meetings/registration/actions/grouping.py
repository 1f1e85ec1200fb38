"""Sign up colleagues together, in one transaction: all or none, or as many as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from meetings import transaction
from meetings.audit.actions import ATTENDEE, record
from meetings.errors import Refused
from meetings.registration import queries, rules
from meetings.registration.actions.arriving import Applicant, register
from meetings.registration.actions.seats import settle
from meetings.registration.actions.taking import Asks, asked_for
from meetings.registration.models import SignUpGroup
from meetings.registration.rules import Access, Closed, Seats, SignUpReason
from meetings.registration.rules.groups import GroupOutcome, outcomes_of_group
from meetings.schedule.queries import lock_meeting


def register_group(
    meeting_id: int,
    members: Sequence[Applicant],
    form_token: str,
    now: datetime,
    lang: str,
    *,
    all_or_none: bool,
    holds: Access = Access.OPEN,
) -> list[GroupOutcome]:
    """Sign these people up, in their order, each with a mail and a link of their own; return what to say of each.

    They are of one organisation and sector and take part in the same way. What is said of an address that is
    signed up already is what would be said of a new one; its owner is told by mail. The same token again changes
    nothing and is told the same. Raises `Refused`, with `all_or_none` also when there are not seats for all.
    """
    with transaction.write() as session:
        lock_meeting(meeting_id)
        before = session.scalar(
            select(SignUpGroup).where(SignUpGroup.meeting_id == meeting_id, SignUpGroup.form_token == form_token)
        )
        if before is not None:
            return [GroupOutcome(letter) for letter in before.told]
        settle(session, meeting_id, now)
        outcomes = _outcomes(meeting_id, members, now, holds)
        if all_or_none and any(one in (GroupOutcome.LINE, GroupOutcome.LEFT_OUT) for one in outcomes):
            raise Refused(SignUpReason.GROUP_NO_ROOM)
        told = "".join(one.value for one in outcomes)
        group = SignUpGroup(meeting_id=meeting_id, form_token=form_token, told=told, made_at=now)
        session.add(group)
        session.flush()
        for row, (member, outcome) in enumerate(zip(members, outcomes, strict=True)):
            if outcome is not GroupOutcome.LEFT_OUT:
                register(meeting_id, member, f"{form_token}.{row}", now, lang, holds=holds, group_id=group.id)
        changes: dict[str, tuple[object, object]] = {"people": (None, len(members))}
        record(ATTENDEE, "registration.sign_up_group", now, meeting_id=meeting_id, changes=changes)
        return outcomes


def _outcomes(meeting_id: int, members: Sequence[Applicant], now: datetime, holds: Access) -> list[GroupOutcome]:
    door = queries.door(meeting_id)
    if refusal := rules.refusal_to_register(door, now, holds):
        raise Refused(refusal)
    if not door.groups:
        raise Refused(Closed.NO_GROUPS)
    first = members[0]
    needs = asked_for(door, Asks(first.attends)).needs
    return outcomes_of_group(Seats(door.pools, now), needs, len(members), first.sector_id, moderated=door.moderated)
