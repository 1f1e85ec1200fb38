"""What is written to those who write a draft: where it is, and until when it can be sent.

Nothing of what the draft says, not even its title: organisers read the mails on the desk (domain.md, decision 10).
"""

from __future__ import annotations

from meetings.ideas.mail.addresses import coauthor_link, kept_until, own_link, reply_to
from meetings.ideas.models import Idea, IdeaCoauthor
from meetings.ideas.queries import calls
from meetings.ideas.rules.deadline import closing
from meetings.outbox.actions import Mail
from meetings.revisions import checksum


def draft_link(idea: Idea) -> Mail:
    """Return the mail with the contact's link to the draft; one for each address that it has had."""
    marks = checksum({"to": idea.contact_email_key})[:12]
    return _mail(
        idea,
        key=f"idea_draft:{idea.id}:{idea.link_version}:{marks}",
        template="idea_draft",
        lang=idea.lang,
        name=idea.contact_name,
        address=idea.contact_email,
        link=f"{own_link(idea)}/skriv",
    )


def coauthor_asked(idea: Idea, coauthor: IdeaCoauthor, once: str) -> Mail:
    """Return the mail with a co-author's link; `once` tells one from the next under this link."""
    return _mail(
        idea,
        key=f"idea_coauthor:{coauthor.id}:{coauthor.version}:{once}",
        template="idea_coauthor",
        lang=coauthor.lang,
        name=coauthor.name,
        address=coauthor.email,
        link=coauthor_link(coauthor),
    )


def _mail(idea: Idea, *, key: str, template: str, lang: str, name: str, address: str, link: str) -> Mail:
    call = calls.get(idea.call_id)
    return Mail(
        key=key,
        template=template,
        lang=lang,
        to_name=name,
        to_address=address,
        reply_to=reply_to(call.meeting),
        values={
            "meeting": call.meeting.title,
            "asked_by": idea.contact_name,
            "closes_at": closing(calls.times_of(call, idea)).isoformat(),
            "link": link,
        },
        meeting_id=call.meeting_id,
        subject_ref=f"idea:{idea.id}",
        erase_after=kept_until(call),
    )
