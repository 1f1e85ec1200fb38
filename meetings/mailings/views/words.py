"""How the desk words a mailing: its state, whom it goes to, and how its mails go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from meetings.mailings.forms import CAME_WORDS, IDEAS_WORDS, STATE_WORDS, Option
from meetings.mailings.rules import Audience, Came, Ideas, MailingState
from meetings.outbox.rules import MailState
from meetings.text import N_

STATES: Mapping[str, tuple[str, str]] = {
    MailingState.DRAFT.value: (N_("Utkast"), "neutral"),
    MailingState.PLANNED.value: (N_("Planerat"), "wait"),
    MailingState.SENDING.value: (N_("Skickas"), "info"),
    MailingState.STOPPED.value: (N_("Stoppat"), "bad"),
    MailingState.SENT.value: (N_("Skickat"), "good"),
}
# How a mail of a mailing goes, as one says it of many and of one; those that are not named are "other".
MAIL_STATES: Mapping[MailState, tuple[str, str, str]] = {
    MailState.SENT: (N_("Skickade"), N_("Skickat"), "good"),
    MailState.FAILED: (N_("Kom inte fram"), N_("Kom inte fram"), "bad"),
    MailState.RETRY: (N_("Försöker igen"), N_("Försöker igen"), "wait"),
    MailState.QUEUED: (N_("I kö"), N_("I kö"), "wait"),
    MailState.SENDING: (N_("Skickas nu"), N_("Skickas nu"), "info"),
    MailState.WITHHELD: (N_("Hålls inne"), N_("Hålls inne"), "neutral"),
}


def state_words(state: str) -> tuple[str, str]:
    """Return what a mailing's state is called, and its tone."""
    words, tone = STATES[state]
    return str(_(words)), tone


def mail_words(state: str) -> tuple[str, str]:
    """Return what the state of one of its mails is called, and its tone."""
    _many, one, tone = MAIL_STATES[MailState(state)]
    return str(_(one)), tone


def audience_words(
    audience: Audience, sectors: Sequence[Option], workshops: Sequence[Option], answers: Sequence[Option]
) -> list[str]:
    """Return whom it goes to, a line for each condition."""
    if audience.ideas is not Ideas.NONE:
        also = [str(_("Även de som inte har bekräftat sin adress"))] if audience.unconfirmed else []
        return [str(_(IDEAS_WORDS[audience.ideas])), *also]
    found = [", ".join(str(_(STATE_WORDS[state])) for state in audience.states)]
    if audience.sector is not None:
        found.append(_name(sectors, audience.sector))
    if audience.workshop is not None:
        found.append(str(_("Har plats i %(workshop)s", workshop=_name(workshops, audience.workshop))))
    if audience.question is not None:
        found.append(_answered(audience, answers))
    if audience.came is not Came.ALL:
        found.append(str(_(CAME_WORDS[audience.came])))
    if audience.opted_in:
        found.append(str(_("Bara de som har bett om mejl om kommande möten")))
    return found


def _name(options: Sequence[Option], wanted: int) -> str:
    return dict(options).get(str(wanted), str(_("Okänt val")))


def _answered(audience: Audience, answers: Sequence[Option]) -> str:
    offered: dict[str, Any] = dict(answers)
    whole = f"{audience.question}:{audience.answer}"
    if whole in offered:
        return str(offered[whole])
    question = offered.get(f"{audience.question}:", _("Okänd fråga"))
    return str(_("%(question)s, med ordet ”%(words)s”", question=question, words=audience.answer))
