"""What invitations say, from a snapshot of values; they leave nothing behind that the meeting does not."""

from __future__ import annotations

from datetime import datetime

from meetings.links import queries as links
from meetings.outbox.actions import Mail
from meetings.outbox.mail_links import absolute
from meetings.registration.mail.base import about_the_meeting, where
from meetings.registration.models import Invitation
from meetings.registration.queries import Door
from meetings.registration.rules import MAIL_KEPT
from meetings.registration.rules.inviting import keeps_seat
from meetings.web.lang import speaking

INVITATION = "invitation"  # the purpose of the link


def invitation_path(invitation: Invitation) -> str:
    """Return the path of the page where an invitation is answered, without language."""
    return f"/inbjudan/{links.make(INVITATION, invitation.id, invitation.link_version)}"


def meeting_invitation(door: Door, invitation: Invitation, now: datetime) -> Mail:
    """Return the mail that asks somebody to come."""
    return _mail("meeting_invitation", door, invitation, now)


def invitation_reminder(door: Door, invitation: Invitation, now: datetime) -> Mail:
    """Return the mail that asks once more who has not answered."""
    return _mail("invitation_reminder", door, invitation, now)


def _mail(template: str, door: Door, invitation: Invitation, now: datetime) -> Mail:
    lang = invitation.lang
    with speaking(lang):
        place = where(door)
    kept = keeps_seat(invitation, now) and invitation.held_until is not None
    return Mail(
        key=f"{template}:{invitation.id}:{invitation.link_version}.{int(now.timestamp())}",
        template=template,
        lang=lang,
        to_name=invitation.name,
        to_address=invitation.email,
        reply_to=door.reply_to,
        values={
            "name": invitation.name,
            **about_the_meeting(door, lang, place),
            "link": absolute(invitation_path(invitation), lang),
            "message": invitation.message,
            "held_until": invitation.held_until.isoformat() if kept and invitation.held_until else "",
        },
        meeting_id=door.meeting_id,
        subject_ref=f"invitation:{invitation.id}",
        erase_after=door.ends_at + MAIL_KEPT,
    )
