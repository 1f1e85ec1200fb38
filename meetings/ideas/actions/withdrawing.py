"""Withdraw an idea, and take it up again while there is time; confirm whose its address is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from meetings import transaction
from meetings.errors import Refusal, Refused
from meetings.ideas.actions.history import note
from meetings.ideas.actions.holding import hold_idea
from meetings.ideas.actions.publishing import unpublish
from meetings.ideas.models import Idea, IdeaHistory
from meetings.ideas.queries.calls import times_of
from meetings.ideas.rules.deadline import closing
from meetings.ideas.rules.sending import refusal_to_return, refusal_to_withdraw
from meetings.ideas.rules.states import State
from meetings.web import dates

WITHDRAWN = "withdrawn"


def withdraw(idea_id: int, now: datetime) -> Idea:
    """Withdraw what was received: the secretariat still sees it, and nobody else does. Raises `Refused`, `NotFound`."""
    with transaction.write() as session:
        _call, idea = hold_idea(session, idea_id)
        if refusal := refusal_to_withdraw(State(idea.state)):
            raise Refused(refusal)
        note(session, idea, WITHDRAWN, now, before=idea.state, after=State.WITHDRAWN.value)
        idea.state, idea.withdrawn_at = State.WITHDRAWN.value, now
        unpublish(session, idea, now)
        return idea


def take_up_again(idea_id: int, now: datetime) -> Idea:
    """Let a withdrawn idea count again, in the state that it had, until its time is up.

    Raises `Refused`, `NotFound`.
    """
    with transaction.write() as session:
        call, idea = hold_idea(session, idea_id)
        times = times_of(call, idea)
        if reason := refusal_to_return(State(idea.state), times, now):
            raise Refused(Refusal(reason, {"deadline": dates.deadline(closing(times))}))
        before = session.scalar(
            select(IdeaHistory.before)
            .where(IdeaHistory.idea_id == idea.id, IdeaHistory.action == WITHDRAWN)
            .order_by(IdeaHistory.id.desc())
            .limit(1)
        )
        idea.state, idea.withdrawn_at = before or State.RECEIVED.value, None
        note(session, idea, "returned", now, before=State.WITHDRAWN.value, after=idea.state)
        return idea


def confirm_address(idea_id: int, now: datetime) -> Idea:
    """Note that the contact's address is its owner's; once more changes nothing. Raises `NotFound`."""
    with transaction.write() as session:
        _call, idea = hold_idea(session, idea_id)
        if idea.confirmed_at is None:
            idea.confirmed_at = now
            note(session, idea, "confirmed", now)
        return idea
