"""Write down what the follow-up came to about an idea; its state follows, and readers see it once it has been told."""

from __future__ import annotations

from datetime import datetime

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import NotFound, Refused
from meetings.ideas.actions.calls import hold
from meetings.ideas.actions.deciding import put
from meetings.ideas.actions.history import note
from meetings.ideas.actions.publishing import has_changed, touch
from meetings.ideas.models import Idea
from meetings.ideas.queries import following as read
from meetings.ideas.rules.following import STATE_BY, FollowUpReason, Outcome
from meetings.ideas.rules.handling import changes, refusal_to_handle
from meetings.schedule.queries import lock_meeting


def record_outcome(
    meeting_id: int, idea_id: int, outcome: Outcome | None, text: str, now: datetime, actor: Actor
) -> None:
    """Note what came of an idea (None: take back what was noted), and give it the state that follows.

    Raises `Refused` for an idea that is withdrawn or came late and is not accepted, and `NotFound` without a slot.
    """
    with transaction.write() as session:
        meeting, call = hold(session, meeting_id)
        idea = session.get(Idea, idea_id, populate_existing=True)
        found = read.slot_of(idea_id)
        if idea is None or idea.call_id != call.id or found is None:
            raise NotFound
        slot, said = found.slot, outcome.value if outcome else ""
        if (slot.outcome, slot.outcome_text) == (said, text):
            return
        state = STATE_BY.get(outcome) if outcome else None
        if state is not None and idea.state != state.value:
            if refusal := refusal_to_handle(idea):
                raise Refused(refusal)
            if changes(idea, state):
                put(session, idea, state, now, actor)
        if not outcome and text:
            raise Refused(FollowUpReason.NO_OUTCOME)
        was, slot.outcome, slot.outcome_text = slot.outcome, said, text
        slot.outcome_by, slot.outcome_at = (actor.name, now) if outcome else ("", None)
        note(session, idea, "outcome", now, before=was, after=said, internal=text, by=actor.name)
        changed = {"outcome": (was or None, said or None), "text": (None, text or None)}
        record(actor, "ideas.outcome", now, meeting_id=meeting_id, subject=f"idea:{idea.id}", changes=changed)
        if found.public is not None:
            has_changed(session, idea.id, now)
            touch(meeting, now)
            touch(lock_meeting(slot.meeting_id), now)
