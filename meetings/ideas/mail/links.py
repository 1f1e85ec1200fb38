"""The mail with the links that somebody has lost: to the owner of the address, whoever asks."""

from __future__ import annotations

from collections.abc import Sequence

from meetings.ideas.mail.addresses import coauthor_link, kept_until, own_link
from meetings.ideas.models import Idea, IdeaCoauthor
from meetings.outbox.actions import Mail

TEMPLATE = "idea_links"


def lost_links(own: Sequence[Idea], shared: Sequence[IdeaCoauthor], form_token: str) -> Mail:
    """Return the mail with the links of these ideas: those that the address is the contact of, and co-author of."""
    listed = [(idea, own_link(idea)) for idea in own] + [(one.idea, coauthor_link(one)) for one in shared]
    call = listed[0][0].call
    to_name, to_address, lang = (
        (own[0].contact_name, own[0].contact_email, own[0].lang)
        if own
        else (shared[0].name, shared[0].email, shared[0].lang)
    )
    return Mail(
        key=f"{TEMPLATE}:{listed[0][0].id}:{form_token[:40]}",
        template=TEMPLATE,
        lang=lang,
        to_name=to_name,
        to_address=to_address,
        values={
            "links": [
                {
                    "title": idea.title,  # "" of a draft, which no organiser reads here
                    "meeting_title": idea.call.meeting.title,
                    "link": link,
                }
                for idea, link in listed
            ]
        },
        meeting_id=call.meeting_id,
        subject_ref=f"idea:{listed[0][0].id}",
        erase_after=max(kept_until(idea.call) for idea, _link in listed),
    )
