"""Wrap a meeting up once it has been, and open it again."""

from __future__ import annotations

from datetime import datetime

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.errors import Refused
from meetings.schedule import queries
from meetings.schedule.actions import keeping
from meetings.schedule.models import Meeting
from meetings.schedule.rules.concluding import CONCLUDED, Conclusion, refusal_to_conclude


def conclude(meeting_id: int, base_revision: int, conclusion: Conclusion, now: datetime, actor: Actor) -> Meeting:
    """Write down what came of the meeting; one that is wrapped up already is changed.

    Raises `NotFound`, `Refused` before its end and for what was not held, and `Stale` when somebody changed the same
    fields since `base_revision`.
    """
    with transaction.write():
        meeting = queries.lock_meeting(meeting_id)
        refusal = refusal_to_conclude(meeting, now)
        if refusal is not None:
            raise Refused(refusal)
        before = keeping.before_change(meeting)
        keeping.require_unchanged(meeting, before, base_revision, CONCLUDED)
        for name in CONCLUDED:
            setattr(meeting, name, getattr(conclusion, name))
        if meeting.concluded_at is None:
            meeting.concluded_at, meeting.concluded_by = now, actor.name
        keeping.after_change(meeting, before, "schedule.conclude", now, actor)
        return meeting


def reopen(meeting_id: int, now: datetime, actor: Actor) -> Meeting:
    """Let the meeting be one that waits to be wrapped up again; what was written stays. Raises `NotFound`."""
    with transaction.write():
        meeting = queries.lock_meeting(meeting_id)
        before = keeping.before_change(meeting)
        meeting.concluded_at, meeting.concluded_by = None, ""
        keeping.after_change(meeting, before, "schedule.reopen", now, actor)
        return meeting
