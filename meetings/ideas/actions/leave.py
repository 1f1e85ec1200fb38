"""The actor's leave to publish an idea: given in words that are kept, taken back at any time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from meetings import transaction
from meetings.ideas.actions.history import note
from meetings.ideas.actions.holding import hold_idea
from meetings.ideas.actions.publishing import unpublish
from meetings.ideas.models import Idea


def set_leave(idea_id: int, wording: str, now: datetime, *, given: bool) -> None:
    """Give leave to publish the idea, in these words, or take it back: then it is shown no more at once.

    Raises `NotFound`.
    """
    with transaction.write() as session:
        _call, idea = hold_idea(session, idea_id)
        put_leave(session, idea, wording, now, given=given)


def put_leave(session: Session, idea: Idea, wording: str, now: datetime, *, given: bool) -> None:
    """Do so in the open transaction, which holds the call's lock; what is so already keeps its words and time."""
    if given == idea.publish_consent:
        return
    idea.publish_consent, idea.publish_consent_at = given, now
    idea.publish_wording = wording if given else ""
    if given:
        note(session, idea, "leave_given", now, internal=wording)
        return
    note(session, idea, "leave_taken", now)
    unpublish(session, idea, now)
