"""Answer a question between an idea and a partner, take it back, be shown as partner or not."""

from __future__ import annotations

from datetime import datetime

from meetings import transaction
from meetings.errors import NotFound, Refused
from meetings.ideas.actions.partner_holding import By, hold, send, shows_anew
from meetings.ideas.mail import partners as mail
from meetings.ideas.queries import seeking
from meetings.ideas.rules import partnering
from meetings.ideas.rules.partnering import Asked, Direction, PartnerReason


def answer(request_id: int, version: int, words: str, shown_wording: str, now: datetime, *, yes: bool) -> None:
    """Say yes or no for the asked side. After a yes both get each other's name and address.

    `shown_wording` is what an invited organisation ticked ("": nothing). Raises `NotFound`, `Refused`.
    """
    with transaction.write() as session:
        row = hold(session, request_id, By.ANSWERER, version, with_meeting=True)
        if refused := partnering.refusal_to_become(row.state, Asked.ACCEPTED):
            raise Refused(refused)
        if yes and not partnering.stands(row.idea):
            raise Refused(PartnerReason.NOT_SEEKING)
        row.state = (Asked.ACCEPTED if yes else Asked.DECLINED).value
        row.answer, row.answered_at = words, now
        if row.direction == Direction.INVITE.value:
            row.shown, row.shown_wording = yes and bool(shown_wording), shown_wording if yes else ""
        idea = seeking.named(row.idea)
        if not yes:
            send(mail.ended(row, idea, "declined", to_asker=True), now)
            return
        if row.shown:
            shows_anew(session, row, now)
        for one in mail.agreed(row, idea):
            send(one, now)


def withdraw(request_id: int, version: int, by: By, now: datetime) -> None:
    """Take a question back, or end a partnership, which either side may do; the other is told if it knew.

    Raises `NotFound`, `Refused`.
    """
    with transaction.write() as session:
        row = hold(session, request_id, by, version, with_meeting=True)
        before = row.state
        if by is By.ANSWERER and before == Asked.ASKED.value:
            raise Refused(PartnerReason.ALREADY_ASKED)
        if refused := partnering.refusal_to_become(before, Asked.WITHDRAWN):
            raise Refused(refused)
        row.state = Asked.WITHDRAWN.value
        if before == Asked.UNCONFIRMED.value:
            return
        how = "withdrawn" if before == Asked.ASKED.value else "ended"
        if before == Asked.ACCEPTED.value and row.shown:
            shows_anew(session, row, now)
        send(mail.ended(row, seeking.named(row.idea), how, to_asker=by is By.ANSWERER), now)


def set_shown(request_id: int, version: int, by: By, wording: str, now: datetime) -> None:
    """Let the organisation be shown as partner, in these words ("": no longer). Raises `NotFound`, `Refused`.

    Only by the organisation's own link, and while it may become or is a partner.
    """
    with transaction.write() as session:
        row = hold(session, request_id, by, version, with_meeting=True)
        if (by is By.ASKER) != (row.direction == Direction.JOIN.value):
            raise NotFound
        if row.state != Asked.ACCEPTED.value:
            refused = partnering.refusal_to_become(row.state, Asked.ACCEPTED)
            raise Refused(refused or PartnerReason.ALREADY_ASKED)
        if row.shown == bool(wording):
            return
        row.shown, row.shown_wording = bool(wording), wording
        shows_anew(session, row, now)
