"""What actors are told when an idea has come in: the proof of it, never what it says (domain.md, decision 8)."""

from __future__ import annotations

from datetime import datetime

from meetings.ideas.mail.addresses import coauthor_link, confirm_link, kept_until, own_link, reply_to
from meetings.ideas.models import Idea, IdeaCall, IdeaCoauthor, IdeaVersion
from meetings.ideas.rules.receipts import in_groups
from meetings.outbox.actions import Mail
from meetings.web import dates
from meetings.web.lang import speaking


def receipts(idea: Idea, version: IdeaVersion, again: datetime | None = None) -> list[Mail]:
    """Return the mails with the receipt of a version: to the contact, if there is an address, and to each co-author.

    `again` is when the contact changed its address: then only the new one is told.
    """
    found = [_to_contact(idea, version, again)] if idea.contact_email else []
    if again is None:
        found += [_to_coauthor(idea, version, one) for one in idea.coauthors if one.revoked_at is None]
    return found


def _to_contact(idea: Idea, version: IdeaVersion, again: datetime | None) -> Mail:
    moment = f":{again.timestamp():.0f}" if again else ""
    return _receipt(
        idea, version,
        key=f"idea_receipt:{version.id}:contact{moment}",
        lang=idea.lang,
        name=idea.contact_name,
        address=idea.contact_email,
        link=own_link(idea),
        confirm_link=confirm_link(idea) if idea.confirmed_at is None else "",
    )  # fmt: skip


def _to_coauthor(idea: Idea, version: IdeaVersion, coauthor: IdeaCoauthor) -> Mail:
    return _receipt(
        idea, version,
        key=f"idea_receipt:{version.id}:{coauthor.id}",
        lang=coauthor.lang,
        name=coauthor.name,
        address=coauthor.email,
        link=coauthor_link(coauthor),
        confirm_link="",
    )  # fmt: skip


def _receipt(
    idea: Idea, version: IdeaVersion, *, key: str, lang: str, name: str, address: str, link: str, confirm_link: str
) -> Mail:
    call = idea.call
    return Mail(
        key=key,
        template="idea_receipt",
        lang=lang,
        to_name=name,
        to_address=address,
        reply_to=reply_to(call.meeting),
        values={
            "meeting_title": call.meeting.title,
            "title": version.content["title"],
            "received_at": version.received_at.isoformat(),
            "version": version.number,
            "number": idea.number,
            "reference": version.reference,
            "checksum": in_groups(version.checksum),
            "late": version.late,
            "by_secretariat": bool(version.entered_by),
            "decision_by": _decision_by(call, lang),
            "link": link,
            "confirm_link": confirm_link,
        },
        meeting_id=call.meeting_id,
        subject_ref=f"idea:{idea.id}",
        erase_after=kept_until(call),
    )


def _decision_by(call: IdeaCall, lang: str) -> str:
    with speaking(lang):
        return dates.date_text(call.decision_by) if call.decision_by else ""
