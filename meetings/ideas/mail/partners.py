"""What is mailed between ideas and partners: neither side's name or address to the other before both have said yes.

What they write to each other stands on the pages behind the links, never in a mail (domain.md, decision 8). Answers to
a mail go to the secretariat.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from meetings.ideas.mail.addresses import kept_until, reply_to
from meetings.ideas.models import IdeaCall, PartnerInterest, PartnerRequest
from meetings.ideas.rules.partnering import CONFIRM_WITHIN, Direction, Named
from meetings.links import queries as links
from meetings.outbox.actions import Mail
from meetings.outbox.mail_links import absolute

INTEREST, ANSWER, ASKER = "partner-interest", "partner-answer", "partner-asker"  # purposes of links
LISTING, CONFIRM, ASKED, AGREED, ENDED = (
    *("partner_listing", "partner_confirm", "partner_asked"),
    *("partner_agreed", "partner_ended"),
)


def interest_token(of: PartnerInterest) -> str:
    """Return the token of an organisation's own link."""
    return links.make(INTEREST, of.id, of.link_version)


def interest_path(of: PartnerInterest) -> str:
    """Return the path of the organisation's own page, without language."""
    return f"/partner/{interest_token(of)}"


def asker_token(of: PartnerRequest) -> str:
    """Return the token by which an asker confirms, follows and takes back."""
    return links.make(ASKER, of.id, of.asker_version)


def answer_token(of: PartnerRequest) -> str:
    """Return the token by which the asked side answers."""
    return links.make(ANSWER, of.id, of.answer_version)


def asker_path(of: PartnerRequest) -> str:
    """Return the path of the asker's page, without language."""
    return f"/partnerfraga/{asker_token(of)}"


def answer_path(of: PartnerRequest) -> str:
    """Return the path of the page on which the asked side answers, without language."""
    return f"/partnersvar/{answer_token(of)}"


def interest_ref(of: PartnerInterest) -> str:
    """Return how mails and the log name an organisation that wants to join."""
    return f"partner_interest:{of.id}"


def request_ref(of: PartnerRequest) -> str:
    """Return how mails and the log name a request."""
    return f"partner_request:{of.id}"


def listing(of: PartnerInterest, form_token: str, now: datetime) -> Mail:
    """Return the mail with an organisation's own link: to confirm the address, or since it stands there already."""
    known = of.confirmed_at is not None
    return Mail(
        key=f"{LISTING}:{of.id}:{form_token[:40]}",
        template=LISTING,
        lang=of.lang,
        to_name=of.contact_name,
        to_address=of.contact_email,
        values={
            "known": known,
            "organisation": of.organisation_name,
            "until": (now + CONFIRM_WITHIN).isoformat(),
            "link": absolute(interest_path(of), of.lang),
            **_meeting(of.call, of.lang),
        },
        reply_to=reply_to(of.call.meeting),
        meeting_id=of.call.meeting_id,
        subject_ref=interest_ref(of),
        erase_after=kept_until(of.call) if known else now + 10 * CONFIRM_WITHIN,
    )


def confirm(of: PartnerRequest, idea: Named, form_token: str, now: datetime) -> Mail:
    """Return the mail to the asker: the link that sends the question on, or that shows what has become of it."""
    side = asker_side(of, idea)
    values = {
        "known": of.confirmed_at is not None,
        "until": (now + CONFIRM_WITHIN).isoformat(),
        "link": absolute(asker_path(of), side.lang),
    }
    return _mail(of, idea, CONFIRM, side, form_token[:40], values=values)


def asked(of: PartnerRequest, idea: Named, again: str = "") -> Mail:
    """Return the mail to the asked side, that somebody would like to join or to have them join."""
    side = answer_side(of, idea)
    return _mail(of, idea, ASKED, side, again[:40], values={"link": absolute(answer_path(of), side.lang)})


def agreed(of: PartnerRequest, idea: Named) -> list[Mail]:
    """Return the mails to both, with the other's name and address."""
    mails = []
    asker, answerer = asker_side(of, idea), answer_side(of, idea)
    for side, other, path in ((asker, answerer, asker_path(of)), (answerer, asker, answer_path(of))):
        link = absolute(path, side.lang)
        values = {"other": other.name, "other_address": other.address, "other_from": other.organisation, "link": link}
        mails.append(_mail(of, idea, AGREED, side, "", values=values))
    return mails


def ended(of: PartnerRequest, idea: Named, how: str, *, to_asker: bool) -> Mail:
    """Return the mail that the answer was no ("declined"), or that it was taken back ("withdrawn" or "ended")."""
    side = asker_side(of, idea) if to_asker else answer_side(of, idea)
    link = absolute(asker_path(of) if to_asker else answer_path(of), side.lang)
    return _mail(of, idea, ENDED, side, how, values={"how": how, "link": link})


class Side:
    """One of the two: whom to reach, in which language, and for which organisation; `of_idea` says which it is."""

    def __init__(self, request: PartnerRequest, idea: Named, *, of_idea: bool) -> None:
        row = request.idea if of_idea else request
        self.of_idea = of_idea
        self.name: str = row.contact_name
        self.address: str = row.contact_email
        self.lang: str = row.lang
        self.organisation = idea.organisation if of_idea else request.organisation_name


def asker_side(of: PartnerRequest, idea: Named) -> Side:
    """Return who asked."""
    return Side(of, idea, of_idea=of.direction == Direction.INVITE.value)


def answer_side(of: PartnerRequest, idea: Named) -> Side:
    """Return who was asked."""
    return Side(of, idea, of_idea=of.direction == Direction.JOIN.value)


def _mail(of: PartnerRequest, idea: Named, template: str, side: Side, again: str, *, values: Mapping[str, Any]) -> Mail:
    call = of.idea.call
    return Mail(
        key=f"{template}:{of.id}:{'idea' if side.of_idea else 'organisation'}:{again}",
        template=template,
        lang=side.lang,
        to_name=side.name,
        to_address=side.address,
        values={
            "of_idea": side.of_idea,
            "organisation": of.organisation_name,
            "idea": idea.title,
            "idea_from": idea.organisation,
            **values,
            **_meeting(call, side.lang),
        },
        reply_to=reply_to(call.meeting),
        meeting_id=call.meeting_id,
        subject_ref=request_ref(of),
        erase_after=kept_until(call),
    )


def _meeting(call: IdeaCall, lang: str) -> dict[str, Any]:
    list_link = absolute(f"/moten/{call.meeting_id}/partner", lang)
    return {"meeting": call.meeting.title, "list_link": list_link}
