"""What an idea's contact is told of how it is handled: its state when that is published, and questions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from meetings.ideas.mail.addresses import kept_until, own_link, reply_to
from meetings.ideas.models import ActorQuestion, Idea
from meetings.ideas.queries.telling import Told
from meetings.outbox.actions import Mail
from meetings.registration.rules import MAIL_KEPT

TOLD, QUESTION = "idea_told", "idea_question"


def told(idea: Idea, shown: Told, now: datetime) -> Mail:
    """Return the mail that says what the secretariat has come to, with its words."""
    values = {
        "state": shown.state.value,
        "words": shown.text,
        "into_number": shown.into_number,
        "into_title": shown.into_title,
    }
    moment = f"{idea.told_at.timestamp():.6f}" if idea.told_at else ""
    return _letter(TOLD, idea, f"{TOLD}:{idea.id}:{moment}", values, now)


def question(idea: Idea, asked: ActorQuestion, now: datetime) -> Mail:
    """Return the mail with a question to the contact, who answers it on the idea's own page."""
    until = asked.answer_by.isoformat() if asked.answer_by else ""
    return _letter(QUESTION, idea, f"{QUESTION}:{asked.id}", {"words": asked.text, "answer_by": until}, now)


def _letter(template: str, idea: Idea, key: str, values: dict[str, Any], now: datetime) -> Mail:
    call = idea.call
    return Mail(
        key=key,
        template=template,
        lang=idea.lang,
        to_name=idea.contact_name,
        to_address=idea.contact_email,
        reply_to=reply_to(call.meeting),
        values=values
        | {
            "meeting_title": call.meeting.title,
            "title": idea.title,
            "number": idea.number,
            "by_secretariat": bool(idea.entered_by),
            "link": own_link(idea),
        },
        meeting_id=call.meeting_id,
        subject_ref=f"idea:{idea.id}",
        erase_after=max(kept_until(call), now + MAIL_KEPT),
        bulk=template == TOLD,
    )
