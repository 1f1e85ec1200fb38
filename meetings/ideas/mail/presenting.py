"""What those who are to present an idea at the follow-up are told: when, as which in the order, and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.ideas.mail.addresses import reply_to
from meetings.ideas.models import Idea
from meetings.outbox.actions import Mail
from meetings.outbox.mail_links import absolute
from meetings.registration.mail.base import where
from meetings.registration.queries import Door
from meetings.registration.rules import MAIL_KEPT
from meetings.schedule.models import Meeting
from meetings.web import dates
from meetings.web.lang import speaking

PRESENTING = "idea_slot"


@dataclass(frozen=True)
class Turn:
    """An idea's place in the order (`number` of `total`) and its time, aware."""

    idea: Idea
    number: int
    total: int
    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


def message(turns: Sequence[Turn], lang: str) -> str:
    """Return what the invitation says of these ideas of one contact, in "sv" or "en"."""
    with speaking(lang):
        lines = [_("Ni är välkomna att presentera er projektidé på uppföljningsmötet.")]
        lines += [_line(turn) for turn in turns]
        lines.append(_("Svara på inbjudan så vet vi att ni kommer. Är det någon annan som presenterar, hör av er."))
        return "\n\n".join(lines)


def signed_up_already(turns: Sequence[Turn], meeting: Meeting, door: Door, now: datetime) -> Mail:
    """Return the mail to a contact who is signed up to the follow-up: the same, without a link to answer by."""
    idea = turns[0].idea
    with speaking(idea.lang):
        place = where(door)
        lines = [_line(turn) for turn in turns]
    return Mail(
        key=f"{PRESENTING}:{idea.id}:{now.timestamp():.6f}",
        template=PRESENTING,
        lang=idea.lang,
        to_name=idea.contact_name,
        to_address=idea.contact_email,
        reply_to=reply_to(meeting),
        values={
            "name": idea.contact_name,
            "lines": lines,
            "meeting_title": meeting.title,
            "starts_at": meeting.starts_at.isoformat(),
            "ends_at": meeting.ends_at.isoformat(),
            "where": place,
            "meeting_link": absolute(f"/moten/{meeting.id}-{meeting.slug}", idea.lang),
        },
        meeting_id=meeting.id,
        subject_ref=f"idea:{idea.id}",
        erase_after=meeting.ends_at + MAIL_KEPT,
    )


def _line(turn: Turn) -> str:
    words: str = ngettext(
        "”%(title)s” är nummer %(number)s av %(total)s: %(day)s %(time)s (%(num)s minut).",
        "”%(title)s” är nummer %(number)s av %(total)s: %(day)s %(time)s (%(num)s minuter).",
        turn.minutes,
        title=turn.idea.title,
        number=turn.number,
        total=turn.total,
        day=dates.weekday_date(turn.starts_at),
        time=dates.time_range(turn.starts_at, turn.ends_at),
    )
    return words
