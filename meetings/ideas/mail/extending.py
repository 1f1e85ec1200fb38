"""What is written to somebody who has got more time: until when, why, and the link."""

from __future__ import annotations

from meetings.ideas.models import CallExtension
from meetings.links.queries import make
from meetings.outbox.actions import Mail
from meetings.outbox.mail_links import absolute
from meetings.registration.rules import MAIL_KEPT
from meetings.schedule.models import Meeting

PURPOSE = "idea-extension"  # of the link


def extension_path(extension: CallExtension) -> str:
    """Return the path of the page that the extension opens, without language."""
    return f"/forlangning/{make(PURPOSE, extension.id, extension.version)}"


def extension_link(extension: CallExtension) -> str:
    """Return the whole address of the page that the extension opens."""
    return absolute(extension_path(extension), extension.lang)


def extended(meeting: Meeting, extension: CallExtension) -> Mail:
    """Return the mail with the link."""
    return Mail(
        key=f"idea_extension:{extension.id}:{extension.version}",
        template="idea_extension",
        lang=extension.lang,
        to_name=extension.name,
        to_address=extension.email,
        reply_to=next((one.email for one in meeting.contacts if one.email), ""),
        values={
            "meeting": meeting.title,
            "until": extension.until.isoformat(),
            "reason": extension.reason,
            "link": extension_link(extension),
        },
        meeting_id=meeting.id,
        subject_ref=f"call_extension:{extension.id}",
        erase_after=extension.until + MAIL_KEPT,
    )
