"""How questions between ideas and organisations are shown to one of the two: its state, and the way to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from meetings.ideas.mail import partners as mail
from meetings.ideas.models import PartnerRequest
from meetings.ideas.queries import seeking
from meetings.ideas.rules.partnering import ASKED_NAMES, Asked, Direction, Named

TONES = {
    Asked.UNCONFIRMED: "wait",
    Asked.ASKED: "wait",
    Asked.ACCEPTED: "good",
    Asked.DECLINED: "neutral",
    Asked.WITHDRAWN: "neutral",
}


@dataclass(frozen=True)
class RequestRow:
    """A question as one of the two sees it; `url` leads to it, "" when this side may not open it from here."""

    question: PartnerRequest
    url: str
    mine: bool
    waits_for_me: bool
    label: str
    tone: str


def request_rows(found: Sequence[PartnerRequest], *, of_idea: bool, may_open: bool = True) -> list[RequestRow]:
    """Return the questions as the idea's contact sees them (`of_idea`), or the organisation does."""
    return [_row(one, of_idea=of_idea, may_open=may_open) for one in found]


def _row(request: PartnerRequest, *, of_idea: bool, may_open: bool) -> RequestRow:
    mine = (request.direction == Direction.INVITE.value) == of_idea
    state = Asked(request.state)
    url = (
        url_for("ideas.asker", token=mail.asker_token(request))
        if mine
        else url_for("ideas.answer_partner", token=mail.answer_token(request))
    )
    return RequestRow(
        request,
        url if may_open else "",
        mine,
        state is Asked.ASKED and not mine,
        ASKED_NAMES[state],
        TONES[state],
    )


def side_values(request: PartnerRequest, *, by_asker: bool) -> dict[str, Any]:
    """Return what a page behind one side's link shows: the state, the other once both have said yes, who is who."""
    idea: Named = seeking.named(request.idea)
    state = Asked(request.state)
    asker, answerer = mail.asker_side(request, idea), mail.answer_side(request, idea)
    me, other = (asker, answerer) if by_asker else (answerer, asker)
    return {
        "question": request,
        "idea": idea,
        "meeting": request.idea.call.meeting,
        "state": state.value,
        "label": ASKED_NAMES[state],
        "tone": TONES[state],
        "by_asker": by_asker,
        "of_idea": me.of_idea,
        "other": other if state is Asked.ACCEPTED else None,
        "may_be_shown": not me.of_idea,
    }
