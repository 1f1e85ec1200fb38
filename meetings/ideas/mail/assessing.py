"""What is written to an assessor: what they are asked to do, until when, and their link. Nothing of any idea."""

from __future__ import annotations

from datetime import datetime

from meetings.ideas.mail.addresses import kept_until, reply_to
from meetings.ideas.models import Assessor, IdeaCall
from meetings.links.queries import make
from meetings.outbox.actions import Mail
from meetings.outbox.mail_links import absolute

PURPOSE = "assessor"  # of the link


def assessor_path(assessor: Assessor) -> str:
    """Return the path of the assessor's own pages, without language."""
    return f"/bedom/{make(PURPOSE, assessor.id, assessor.version)}"


def assessor_link(assessor: Assessor) -> str:
    """Return the whole address of the assessor's own pages."""
    return absolute(assessor_path(assessor), assessor.lang)


def asked(call: IdeaCall, assessor: Assessor, number: int, now: datetime) -> Mail:
    """Return the mail that asks somebody to assess `number` ideas (0: none yet); asked at `now`, it is a mail anew."""
    meeting = call.meeting
    return Mail(
        key=f"assessor:{assessor.id}:{assessor.version}:{int(now.timestamp())}",
        template="assessor_asked",
        lang=assessor.lang,
        to_name=assessor.name,
        to_address=assessor.email,
        reply_to=reply_to(meeting),
        values={
            "meeting": meeting.title,
            "number": number,
            "until": call.assess_until.isoformat() if call.assess_until else "",
            "link": assessor_link(assessor),
        },
        meeting_id=meeting.id,
        subject_ref=f"assessor:{assessor.id}",
        erase_after=max(kept_until(call), call.assess_until or call.closes_at),
    )
