"""Enter an idea for somebody who has sent it by another way: flagged everywhere, bound by no deadline."""

from __future__ import annotations

from datetime import datetime

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.ideas.actions.submitting import submit
from meetings.ideas.models import IdeaVersion
from meetings.ideas.queries.working import begun_by_form
from meetings.ideas.rules.receiving import Sent


def enter(sent: Sent, now: datetime, actor: Actor) -> IdeaVersion:
    """Receive the idea (`sent.way.entered_by` is set) and log who entered it; the same form twice is entered once.

    Raises `Refused`, `NotFound`.
    """
    with transaction.write():
        is_known = begun_by_form(sent.call_id, sent.form_token) is not None
        version = submit(sent, now)
        if not is_known:
            meeting_id = version.idea.call.meeting_id
            record(actor, "ideas.enter", now, meeting_id=meeting_id, subject=f"idea:{version.idea_id}")
        return version
