"""What an idea's contact is told when the secretariat has decided on what came late."""

from __future__ import annotations

from meetings.ideas.mail.addresses import kept_until, own_link, reply_to
from meetings.ideas.models import Idea, IdeaVersion
from meetings.ideas.rules.sending import ACCEPTED
from meetings.outbox.actions import Mail


def decided(idea: Idea, version: IdeaVersion, reason: str) -> Mail:
    """Return the mail that says whether it counts, and why, in the secretariat's words."""
    call = idea.call
    return Mail(
        key=f"idea_late_decided:{version.id}",
        template="idea_late_decided",
        lang=idea.lang,
        to_name=idea.contact_name,
        to_address=idea.contact_email,
        reply_to=reply_to(call.meeting),
        values={
            "meeting_title": call.meeting.title,
            "title": version.content["title"],
            "accepted": idea.late_decision == ACCEPTED,
            "beside": version.number > 1 and not idea.late,
            "reason": reason,
            "reference": version.reference,
            "link": own_link(idea),
        },
        meeting_id=call.meeting_id,
        subject_ref=f"idea:{idea.id}",
        erase_after=kept_until(call),
    )
