"""Decide on what came late: it counts as if it had come in time, or it does not; whoever left it is told."""

from __future__ import annotations

from datetime import datetime

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import NotFound, Refused
from meetings.ideas.actions.history import note
from meetings.ideas.actions.holding import hold_idea
from meetings.ideas.actions.listing import put_on_list
from meetings.ideas.mail.late import decided
from meetings.ideas.models import Idea
from meetings.ideas.queries.late import waiting_version
from meetings.ideas.rules.content import from_json
from meetings.ideas.rules.sending import ACCEPTED, DECLINED, SendReason
from meetings.outbox.actions import enqueue


def decide_late(
    meeting_id: int, idea_id: int, version: int, reason: str, now: datetime, actor: Actor, *, accept: bool
) -> Idea:
    """Accept or decline what came late, as it stood on the page: `version` is the number that was shown there.

    Declining needs a reason, which is told. Raises `Refused`, also when there is nothing to decide (any more) or a
    newer version has come, and `NotFound`.
    """
    with transaction.write() as session:
        call, idea = hold_idea(session, idea_id)
        if call.meeting_id != meeting_id:
            raise NotFound
        found = waiting_version(idea)
        if found is None:
            raise Refused(SendReason.NOT_LATE)
        if found.number != version:
            raise Refused(SendReason.NEWER_CAME)
        if not accept and not reason:
            raise Refused(SendReason.NO_REASON)
        idea.late_decision = ACCEPTED if accept else DECLINED
        if accept and found.number != idea.current:
            put_on_list(session, idea, from_json(found.content), found.number)
        action = "late_accepted" if accept else "late_declined"
        note(session, idea, action, now, after=str(found.number), text=reason, by=actor.name)
        changes = {"late_decision": ("", idea.late_decision)}
        record(actor, "ideas.decide_late", now, meeting_id=meeting_id, subject=f"idea:{idea.id}", changes=changes)
        if idea.contact_email:
            enqueue(decided(idea, found, reason), now)
        return idea
