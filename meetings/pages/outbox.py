"""The desk's mail, of all meetings and of one: what is queued, sent, put off or refused, why, and "Skicka igen"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.errors import NotFound, Refused
from meetings.outbox import actions, queries
from meetings.outbox.models import OutgoingMail
from meetings.outbox.resending import failed
from meetings.outbox.resending import resend_failed as resend_all
from meetings.outbox.rules import OF_THE_ADDRESS, MailState, Problem
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


MAILS, OF_MEETING = "/arbetsytan/mejl", "/arbetsytan/moten/<int:meeting_id>/mejl"


@blueprint.get(MAILS)
@access.requires("organiser")
def outbox() -> Response:
    """All mails, newest first; "lage", "q", "mote" and "person" in the address narrow the list."""
    meeting = request.args.get("mote", "")
    return _list(None, int(meeting) if meeting.isascii() and meeting.isdigit() and len(meeting) < 10 else None)


@blueprint.get(OF_MEETING)
@access.requires("organiser")
def meeting_outbox(meeting_id: int) -> Response:
    """Show the mails about one meeting, newest first; "lage", "q" and "person" in the address narrow the list."""
    return _list(_known(meeting_id), meeting_id)


@blueprint.get(f"{MAILS}/<int:mail_id>")
@access.requires("organiser")
def outbox_mail(mail_id: int) -> Response:
    """One mail: to whom, its text with secret links hidden, every try and what the server answered."""
    return _mail_page(None, mail_id)


@blueprint.get(f"{OF_MEETING}/<int:mail_id>")
@access.requires("organiser")
def meeting_mail(meeting_id: int, mail_id: int) -> Response:
    """Show one mail about this meeting."""
    return _mail_page(meeting_id, mail_id)


@blueprint.post(f"{MAILS}/<int:mail_id>/skicka-igen")
@access.requires("organiser")
def resend_mail(mail_id: int) -> Response:
    """Send the mail again, or say why not."""
    return _resent(None, mail_id)


@blueprint.post(f"{OF_MEETING}/<int:mail_id>/skicka-igen")
@access.requires("organiser")
def resend_meeting_mail(meeting_id: int, mail_id: int) -> Response:
    """Send a mail about this meeting again, or say why not."""
    return _resent(meeting_id, mail_id)


@blueprint.route(f"{MAILS}/skicka-om", methods=["GET", "POST"])
@access.requires("organiser")
def resend_failed() -> Response:
    """Say how many mails failed, and send them again when told to."""
    return _all_resent(None)


@blueprint.route(f"{OF_MEETING}/skicka-om", methods=["GET", "POST"])
@access.requires("organiser")
def resend_meeting_failed(meeting_id: int) -> Response:
    """Say how many mails about this meeting failed, and send them again when told to."""
    return _all_resent(_known(meeting_id))


def state_of(mail: OutgoingMail) -> tuple[str, str]:
    """Return the words for the mail's state and the tone that they are shown in."""
    words, tone = STATES[MailState(mail.state)]
    return str(words), tone


def why(problem: str) -> str:
    """Return in words what kept a mail from leaving (the name of a `rules.Problem`); "" for nothing."""
    return str(_(Problem[problem].value)) if problem in Problem.__members__ else ""


def is_address_wrong(mail: OutgoingMail) -> bool:
    """Tell whether the mail did not arrive because of its address."""
    return mail.state == MailState.FAILED.value and mail.problem in {problem.name for problem in OF_THE_ADDRESS}


def person_of(mail: OutgoingMail) -> int | None:
    """Return the registration that the mail is about; None when it is about none."""
    kind, _colon, number = mail.subject_ref.partition(":")
    return int(number) if kind == "registration" and number.isdigit() and mail.meeting_id else None


def _list(inside: int | None, meeting_id: int | None) -> Response:
    """Show the list: of the meeting that one is `inside`, else of all, narrowed to `meeting_id`."""
    chosen, words = _state_asked_for(), one_line(request.args.get("q")).replace("\0", "")[:200]
    person = one_line(request.args.get("person"))[:40]
    found = paged(queries.mails(chosen, words, meeting_id, person), page_asked_for())
    kept: dict[str, Any] = {"q": words or None, "person": person or None}
    kept["mote"] = meeting_id if inside is None else None
    to = _addresses(inside)
    return render(
        "pages/outbox/list.html",
        found=found,
        words=words,
        kept={**kept, "lage": chosen.value if chosen else None},
        filters=_filters(chosen, kept, queries.counts(meeting_id), to),
        titles=titles_of({mail.meeting_id for mail in found.rows if mail.meeting_id}) if inside is None else {},
        narrowed=bool(words or person or chosen),
        again=failed(inside)[0],
        health=queries.health(arrival()),
        to=to,
        **_WORDS,
    )


def _mail_page(inside: int | None, mail_id: int, status: int = 200, refused: str = "") -> Response:
    mail = _mail(inside, mail_id)
    return render(
        "pages/outbox/mail.html",
        status,
        mail=mail,
        text=masked(mail.body_text or ""),
        title=titles_of([mail.meeting_id]).get(mail.meeting_id) if mail.meeting_id else None,
        may_resend=bool(mail.to_address) and mail.state != MailState.SENDING.value,
        refused=refused,
        form=ButtonForm(),
        tone_of=lambda outcome: STATES[MailState(outcome)],
        to=_addresses(inside),
        **_WORDS,
    )


def _resent(inside: int | None, mail_id: int) -> Response:
    _mail(inside, mail_id)
    if not ButtonForm().validate():
        return _mail_page(inside, mail_id, 422, _("Sidan hade legat öppen för länge. Tryck en gång till."))
    try:
        again = actions.resend(mail_id, arrival(), current_actor())
    except Refused as refused:
        return _mail_page(inside, mail_id, 409, refusal_text(refused.refusal))
    tell(_("Mejlet till %(address)s skickas nu.", address=again.to_address))
    return redirect_to(**_named(inside, "outbox_mail"), mail_id=again.id)


def _all_resent(inside: int | None) -> Response:
    form, to = ButtonForm(), _addresses(inside)
    again, of_address = failed(inside)
    if not form.is_submitted() or not form.validate():
        status = 422 if form.is_submitted() else 200
        return render("pages/outbox/resend.html", status, form=form, again=again, of_address=of_address, to=to)
    number = resend_all(arrival(), current_actor(), inside)
    tell(ngettext("%(num)s mejl skickas igen.", "%(num)s mejl skickas igen.", number))
    return redirect_to(**_named(inside, "outbox"))


def _mail(inside: int | None, mail_id: int) -> OutgoingMail:
    mail = queries.mail(mail_id)
    if inside is not None and mail.meeting_id != inside:
        raise NotFound
    return mail


def _known(meeting_id: int) -> int:
    if meeting_id not in titles_of([meeting_id]):
        raise NotFound
    return meeting_id


def _addresses(inside: int | None) -> Callable[..., str]:
    """Return what makes the addresses of these pages: those of the meeting that one is inside, else of all."""
    return lambda endpoint, **values: url_for(**_named(inside, endpoint), **values)


def _named(inside: int | None, endpoint: str) -> dict[str, Any]:
    if inside is None:
        return {"endpoint": f"pages.{endpoint}"}
    return {"endpoint": f"pages.{_INSIDE[endpoint]}", "meeting_id": inside}


_WORDS: dict[str, Any] = {
    "state_of": state_of,
    "why": why,
    "person_of": person_of,
    "is_address_wrong": is_address_wrong,
}
_INSIDE = {
    "outbox": "meeting_outbox",
    "outbox_mail": "meeting_mail",
    "resend_mail": "resend_meeting_mail",
    "resend_failed": "resend_meeting_failed",
}


def _state_asked_for() -> MailState | None:
    asked = request.args.get("lage", "")
    return MailState(asked) if asked in {state.value for state in MailState} else None


def _filters(
    chosen: MailState | None, kept: dict[str, Any], counts: dict[MailState, int], to: Callable[..., str]
) -> list[dict[str, Any]]:
    shown = [state for state in STATES if counts.get(state) or state is chosen]
    everything = {
        "label": _("Alla"),
        "url": to("outbox", **kept),
        "count": sum(counts.values()),
        "current": chosen is None,
    }
    return [
        everything,
        *(
            {
                "label": str(STATES[state][0]),
                "url": to("outbox", lage=state.value, **kept),
                "count": counts.get(state, 0),
                "current": state is chosen,
            }
            for state in shown
        ),
    ]
