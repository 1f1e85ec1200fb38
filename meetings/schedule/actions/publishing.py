"""Publish and cancel a meeting, take a draft away, and change the secret address of its preview."""

from __future__ import annotations

from datetime import datetime

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import Refused
from meetings.schedule import queries, rules
from meetings.schedule.actions import keeping
from meetings.schedule.models import Meeting
from meetings.search import actions as search
from meetings.text import clean


def publish(meeting_id: int, now: datetime, actor: Actor) -> Meeting:
    """Make the draft public. Raises `NotFound`, and `Refused` with the first of `rules.refusals_to_publish`."""
    with transaction.write():
        meeting = queries.lock_meeting(meeting_id)
        refusals = rules.refusals_to_publish(
            meeting, organisers=len(meeting.organisers), contacts=len(meeting.contacts)
        )
        if refusals:
            raise Refused(refusals[0])
        before = keeping.before_change(meeting)
        meeting.state = rules.State.PUBLISHED.value
        meeting.published_at = now
        keeping.after_change(meeting, before, "schedule.publish", now, actor)
        return meeting


def cancel(meeting_id: int, reason: str, now: datetime, actor: Actor) -> Meeting:
    """Cancel the published meeting, which stays readable and says so with the reason. Raises `NotFound`, `Refused`."""
    with transaction.write():
        meeting = queries.lock_meeting(meeting_id)
        refusal = rules.refusal_to_cancel(meeting, now)
        if refusal is not None:
            raise Refused(refusal)
        before = keeping.before_change(meeting)
        meeting.state = rules.State.CANCELLED.value
        meeting.cancelled_at = now
        meeting.cancel_reason = clean(reason)
        keeping.after_change(meeting, before, "schedule.cancel", now, actor)
        return meeting


def delete_draft(meeting_id: int, now: datetime, actor: Actor) -> None:
    """Take the draft away for good. Raises `NotFound`, and `Refused` unless it is a draft nobody signed up to."""
    with transaction.write() as session:
        meeting = queries.lock_meeting(meeting_id)
        refusal = rules.refusal_to_delete(meeting.state, meeting.arrivals)
        if refusal is not None:
            raise Refused(refusal)
        for item in meeting.items:
            item.related = []
        search.remove(keeping.SEARCHED_AS, meeting.id)
        search.remove_within(meeting.id)
        record(actor, "schedule.delete_draft", now, meeting_id=meeting.id, changes={"title": (meeting.title, None)})
        session.delete(meeting)


def new_preview_link(meeting_id: int, now: datetime, actor: Actor) -> Meeting:
    """Give the preview a new secret address; the old one opens nothing any more. Raises `NotFound`."""
    with transaction.write():
        meeting = queries.lock_meeting(meeting_id)
        meeting.preview_version += 1
        record(actor, "schedule.new_preview_link", now, meeting_id=meeting.id)
        return meeting
