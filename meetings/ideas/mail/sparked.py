"""What is written to somebody whose spark could become an idea: where a draft is begun, and until when it counts."""

from __future__ import annotations

from meetings.ideas.mail.addresses import kept_until, own_link, reply_to
from meetings.ideas.models import Idea, IdeaCall
from meetings.outbox.actions import Mail


def asked(idea: Idea, call: IdeaCall, spark: str) -> Mail:
    """Return the mail with the link to the draft; `spark` is what was written then."""
    return Mail(
        key=f"idea_spark:{idea.id}",
        template="idea_spark",
        lang=idea.lang,
        to_name=idea.contact_name,
        to_address=idea.contact_email,
        reply_to=reply_to(call.meeting),
        values={
            "meeting": call.meeting.title,
            "spark": spark,
            "closes_at": call.closes_at.isoformat(),
            "link": f"{own_link(idea)}/skriv",
        },
        meeting_id=call.meeting_id,
        subject_ref=f"idea:{idea.id}",
        erase_after=kept_until(call),
    )
