"""What is written to a note taker: what they are to take notes on, and the link."""

from __future__ import annotations

from meetings.links.queries import make
from meetings.notes.models import Note, NoteTaker
from meetings.outbox.actions import Mail
from meetings.outbox.mail_links import absolute
from meetings.registration.rules import MAIL_KEPT
from meetings.schedule.models import Meeting

PURPOSE = "notes"  # of the link


def taker_path(taker: NoteTaker) -> str:
    """Return the path of the page on which this taker writes, without language."""
    return f"/anteckna/{make(PURPOSE, taker.id, taker.version)}"


def taker_link(taker: NoteTaker) -> str:
    """Return the whole address of the page on which this taker writes."""
    return absolute(taker_path(taker), taker.lang)


def link(meeting: Meeting, note: Note, taker: NoteTaker) -> Mail:
    """Return the mail with the taker's link."""
    return Mail(
        key=f"note_link:{taker.id}:{taker.version}",
        template="note_link",
        lang=taker.lang,
        to_name=taker.name,
        to_address=taker.email,
        reply_to=next((one.email for one in meeting.contacts if one.email), ""),
        values={
            "meeting": meeting.title,
            "starts_at": meeting.starts_at.isoformat(),
            "note": note.title,
            "link": taker_link(taker),
        },
        meeting_id=meeting.id,
        subject_ref=f"note_taker:{taker.id}",
        erase_after=meeting.ends_at + MAIL_KEPT,
    )
