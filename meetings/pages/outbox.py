"""The desk's mail: what is queued, sent, put off or refused, why, and "Skicka igen"."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.outbox import actions, queries
from meetings.outbox.models import OutgoingMail
from meetings.outbox.rules import MailState, Problem
from meetings.pages.blueprint import blueprint
from meetings.pages.desk_queries import titles_of
from meetings.text import one_line
from meetings.web import access
from meetings.web.forms import ButtonForm
from meetings.web.logs import masked
from meetings.web.paging import page_asked_for, paged
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival

STATES = {
    MailState.QUEUED: (_l("I kö"), "wait"),
    MailState.SENDING: (_l("Skickas nu"), "info"),
    MailState.RETRY: (_l("Försöker igen"), "wait"),
    MailState.SENT: (_l("Skickat"), "good"),
    MailState.FAILED: (_l("Kom inte fram"), "bad"),
    MailState.WITHHELD: (_l("Hålls inne"), "neutral"),
}


@blueprint.get("/arbetsytan/mejl")
@access.requires("organiser")
def outbox() -> Response:
    """All mails, newest first; "lage", "q", "mote" and "person" in the address narrow the list."""
    chosen, words = _state_asked_for(), one_line(request.args.get("q")).replace("\0", "")[:200]
    meeting = request.args.get("mote", "")
    meeting_id = int(meeting) if meeting.isascii() and meeting.isdigit() and len(meeting) < 10 else None
    person = one_line(request.args.get("person"))[:40]
    found = paged(queries.mails(chosen, words, meeting_id, person), page_asked_for())
    kept: dict[str, Any] = {"q": words or None, "mote": meeting_id, "person": person or None}
    narrowed = bool(words or person or chosen)
    return render(
        "pages/outbox/list.html",
        found=found,
        words=words,
        kept={**kept, "lage": chosen.value if chosen else None},
        filters=_filters(chosen, kept, queries.counts(meeting_id)),
        titles=titles_of({mail.meeting_id for mail in found.rows if mail.meeting_id}),
        narrowed=narrowed,
        health=queries.health(arrival()),
        state_of=state_of,
        why=why,
    )


@blueprint.get("/arbetsytan/mejl/<int:mail_id>")
@access.requires("organiser")
def outbox_mail(mail_id: int) -> Response:
    """One mail: to whom, its text with secret links hidden, every try and what the server answered."""
    return _mail_page(queries.mail(mail_id))


@blueprint.post("/arbetsytan/mejl/<int:mail_id>/skicka-igen")
@access.requires("organiser")
def resend_mail(mail_id: int) -> Response:
    """Send the mail again, or say why not."""
    if not ButtonForm().validate():
        return _mail_page(queries.mail(mail_id), 422, _("Sidan hade legat öppen för länge. Tryck en gång till."))
    try:
        again = actions.resend(mail_id, arrival(), current_actor())
    except Refused as refused:
        return _mail_page(queries.mail(mail_id), 409, refusal_text(refused.refusal))
    tell(_("Mejlet till %(address)s skickas nu.", address=again.to_address))
    return redirect_to("pages.outbox_mail", mail_id=again.id)


def state_of(mail: OutgoingMail) -> tuple[str, str]:
    """Return the words for the mail's state and the tone that they are shown in."""
    words, tone = STATES[MailState(mail.state)]
    return str(words), tone


def why(problem: str) -> str:
    """Return in words what kept a mail from leaving (the name of a `rules.Problem`); "" for nothing."""
    return str(_(Problem[problem].value)) if problem in Problem.__members__ else ""


def _mail_page(mail: OutgoingMail, status: int = 200, refused: str = "") -> Response:
    return render(
        "pages/outbox/mail.html",
        status,
        mail=mail,
        text=masked(mail.body_text or ""),
        title=titles_of([mail.meeting_id]).get(mail.meeting_id) if mail.meeting_id else None,
        may_resend=bool(mail.to_address) and mail.state != MailState.SENDING.value,
        refused=refused,
        form=ButtonForm(),
        state_of=state_of,
        tone_of=lambda outcome: STATES[MailState(outcome)],
        why=why,
    )


def _state_asked_for() -> MailState | None:
    asked = request.args.get("lage", "")
    return MailState(asked) if asked in {state.value for state in MailState} else None


def _filters(chosen: MailState | None, kept: dict[str, Any], counts: dict[MailState, int]) -> list[dict[str, Any]]:
    shown = [state for state in STATES if counts.get(state) or state is chosen]
    everything = {
        "label": _("Alla"),
        "url": url_for("pages.outbox", **kept),
        "count": sum(counts.values()),
        "current": chosen is None,
    }
    return [
        everything,
        *(
            {
                "label": str(STATES[state][0]),
                "url": url_for("pages.outbox", lage=state.value, **kept),
                "count": counts.get(state, 0),
                "current": state is chosen,
            }
            for state in shown
        ),
    ]
