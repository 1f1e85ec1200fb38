"""What those are told who have written an idea and not sent it, or changed it since."""

from __future__ import annotations

from meetings.ideas.mail.addresses import kept_until, own_link, reply_to
from meetings.ideas.models import Idea
from meetings.ideas.queries.calls import times_of
from meetings.ideas.rules.deadline import closing
from meetings.ideas.rules.reminding import Reminder
from meetings.ideas.rules.states import State
from meetings.outbox.actions import Mail


def reminder(idea: Idea, which: Reminder) -> Mail:
    """Return the mail to the contact; it says nothing of what the draft holds: organisers read it on the desk."""
    call = idea.call
    return Mail(
        key=f"idea_reminder:{idea.id}:{which.name.lower()}",
        template="idea_reminder",
        lang=idea.lang,
        to_name=idea.contact_name,
        to_address=idea.contact_email,
        reply_to=reply_to(call.meeting),
        values={
            "meeting_title": call.meeting.title,
            "title": idea.title,
            "is_draft": idea.state == State.DRAFT.value,
            "version": idea.current,
            "closes_at": closing(times_of(call, idea)).isoformat(),
            "link": f"{own_link(idea)}/skriv",
        },
        meeting_id=call.meeting_id,
        subject_ref=f"idea:{idea.id}",
        erase_after=kept_until(call),
        bulk=True,
    )
