"""One mailing: what it says and to whom, the buttons that send, stop and resume it, and how it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor, signed_in_account
from meetings.errors import NotFound, Refused
from meetings.jobs import queries as jobs
from meetings.mailings import actions, queries
from meetings.mailings.forms import PlanForm, SendForm
from meetings.mailings.models import Mailing
from meetings.mailings.rules import MailingReason, MailingState
from meetings.mailings.views.blueprint import ONE, blueprint
from meetings.mailings.views.offered import offered
from meetings.mailings.views.words import MAIL_STATES, audience_words, mail_words, state_words
from meetings.mailings.views.writing import people
from meetings.outbox import batches
from meetings.outbox.rules import MailState
from meetings.participants.queries import listing
from meetings.participants.queries.listing import Head
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.forms import ButtonForm
from meetings.web.paging import page_asked_for, paged
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival
from meetings.web.typed import instant

_BEFORE = (MailingState.DRAFT.value, MailingState.PLANNED.value)


@blueprint.get(ONE)
@access.requires("organiser")
def mailing(meeting_id: int, mailing_id: int) -> Response:
    """Show a mailing: before it goes to how many, after that how it went for each."""
    return _page(listing.head(meeting_id), queries.mailing(meeting_id, mailing_id))


@blueprint.post(f"{ONE}/skicka")
@access.requires("organiser")
def send(meeting_id: int, mailing_id: int) -> Response:
    """Send it now, to those who were shown."""
    form = SendForm()
    if not form.validate():
        return _shown_again(meeting_id, mailing_id, 422, refused=_("Sidan hade legat öppen för länge. Tryck igen."))
    try:
        number = actions.send(meeting_id, mailing_id, form.seen.data or "", None, arrival(), current_actor())
    except Refused as refused:
        return _shown_again(meeting_id, mailing_id, 409, refused=refused)
    tell(_("Utskicket till %(people)s är på väg.", people=people(number)))
    return _back(meeting_id, mailing_id)


@blueprint.post(f"{ONE}/planera")
@access.requires("organiser")
def plan(meeting_id: int, mailing_id: int) -> Response:
    """Send it at a time."""
    form = PlanForm()
    if not form.validate() or form.day.data is None or form.time.data is None:
        return _shown_again(meeting_id, mailing_id, 422, plan=form)
    at = instant(form.day.data, form.time.data)
    try:
        actions.send(meeting_id, mailing_id, form.seen.data or "", at, arrival(), current_actor())
    except Refused as refused:
        return _shown_again(meeting_id, mailing_id, 409, refused=refused, plan=form)
    tell(_("Utskicket är planerat."))
    return _back(meeting_id, mailing_id)


@blueprint.post(f"{ONE}/gor-till-utkast")
@access.requires("organiser")
def take_back(meeting_id: int, mailing_id: int) -> Response:
    """Make a planned one a draft again."""
    return _done(meeting_id, mailing_id, actions.take_back, lambda _nothing: _("Utskicket är ett utkast igen."))


@blueprint.post(f"{ONE}/stoppa")
@access.requires("organiser")
def stop(meeting_id: int, mailing_id: int) -> Response:
    """Stop it on its way."""

    def said(held: int) -> str:
        kept = ngettext("%(num)s mejl hålls inne.", "%(num)s mejl hålls inne.", held) if held else ""
        return " ".join([_("Utskicket är stoppat."), kept]).strip()

    return _done(meeting_id, mailing_id, actions.stop, said)


@blueprint.post(f"{ONE}/fortsatt")
@access.requires("organiser")
def go_on(meeting_id: int, mailing_id: int) -> Response:
    """Let a stopped one go on."""
    return _done(meeting_id, mailing_id, actions.go_on, lambda _nothing: _("Utskicket fortsätter."))


@blueprint.post(f"{ONE}/skicka-igen")
@access.requires("organiser")
def send_failed_again(meeting_id: int, mailing_id: int) -> Response:
    """Try anew those that failed."""

    def said(number: int) -> str:
        return str(ngettext("%(num)s mejl skickas igen.", "%(num)s mejl skickas igen.", number))

    return _done(meeting_id, mailing_id, actions.send_failed_again, said)


@blueprint.post(f"{ONE}/test")
@access.requires("organiser")
def send_test(meeting_id: int, mailing_id: int) -> Response:
    """Mail it to whoever asks for it."""
    account = signed_in_account()
    if account is None:
        raise NotFound

    def test(meeting: int, one: int, now: Any, actor: Any) -> str:
        return actions.send_test(meeting, one, account, now, actor)

    return _done(meeting_id, mailing_id, test, lambda to: _("Ett test är på väg till %(address)s.", address=to))


def _done(meeting_id: int, mailing_id: int, action: Any, said: Any) -> Response:
    """Do it when the button was pressed, and say what came of it."""
    if pressed():
        try:
            tell(said(action(meeting_id, mailing_id, arrival(), current_actor())))
        except Refused as refused:
            tell(refusal_text(refused.refusal), "warning")
    return _back(meeting_id, mailing_id)


def _back(meeting_id: int, mailing_id: int) -> Response:
    return redirect_to("mailings.mailing", meeting_id=meeting_id, mailing_id=mailing_id)


def _shown_again(meeting_id: int, mailing_id: int, status: int, **values: Any) -> Response:
    return _page(listing.head(meeting_id), queries.mailing(meeting_id, mailing_id), status, **values)


def _page(of: Head, found: Mailing, status: int = 200, **values: Any) -> Response:
    decision, options = queries.decision_of(found), offered(of)
    shown: dict[str, Any] = {
        "meeting": of,
        "mailing": found,
        "state": state_words(found.state),
        "audience": audience_words(decision.audience, *options.values),
        "decision": decision,
        "button": ButtonForm(),
        "problem": _(MailingReason[found.problem].value) if found.problem else "",
        "people": people,
    }
    shown |= _before(of, found) if found.state in _BEFORE else _after(of, found)
    shown |= {"refused": None, **values}
    if "plan" in shown:
        shown["plan"].seen.data = shown["seen"]  # what is confirmed is what is shown now
    return render("mailings/one.html", status, **shown)


def _before(of: Head, found: Mailing) -> dict[str, Any]:
    """Return what is shown of a mailing that has not begun: how many get it, and the forms that send it."""
    chosen = queries.chosen_of(of, found)
    seen = {"seen": actions.fingerprint(found, chosen)}
    send_form, plan_form = SendForm(formdata=None, data=seen), PlanForm(formdata=None, data=seen)
    closed = actions.refusal_to_send(found, chosen.number, arrival())
    return {"chosen": chosen, "send": send_form, "plan": plan_form, "closed": closed, "seen": seen["seen"]}


def _after(of: Head, found: Mailing) -> dict[str, Any]:
    """Return what is shown of a mailing that has begun: how far it is, and each of its mails."""
    batch = queries.batch_of(found)
    counts = batches.counts(batch) if found.started_at else {}
    state = _state_asked_for()
    rows = paged(batches.mails(batch, state), page_asked_for(), total=counts.get(state, 0) if state else found.made)
    return {
        "counts": {one.value: number for one, number in counts.items()},
        "rows": rows,
        "pills": _pills(of, found, counts, state),
        "wanted": state,
        "mail_words": mail_words,
        "person_url": lambda mail: _person_url(of, mail.subject_ref),
        "page_url": lambda number: _url(of, found, state, number),
        "worker_lives": jobs.is_alive(arrival()),
        "on_the_way": sum(counts.get(one, 0) for one in (MailState.QUEUED, MailState.SENDING)),
    }


def _person_url(of: Head, about: str) -> str:
    """Return where the desk shows whom a mail went to: a person who has signed up, or their idea."""
    kind, _colon, number = about.partition(":")
    if kind == "idea":
        return url_for("ideas.desk_idea", meeting_id=of.id, idea_id=int(number))
    return url_for("participants.person", meeting_id=of.id, registration_id=int(number))


def _state_asked_for() -> MailState | None:
    return next((state for state in MAIL_STATES if state.value == request.args.get("lage")), None)


def _pills(of: Head, found: Mailing, counts: Mapping[MailState, int], chosen: MailState | None) -> list[dict[str, Any]]:
    pills = [
        {"label": _("Alla"), "url": _url(of, found, None), "count": sum(counts.values()), "current": chosen is None}
    ]
    for state, (many, _one, _tone) in MAIL_STATES.items():
        if counts.get(state) or state is chosen:
            url, count = _url(of, found, state), counts.get(state, 0)
            pills.append({"label": _(many), "url": url, "count": count, "current": state is chosen})
    return pills


def _url(of: Head, found: Mailing, state: MailState | None, page: int = 1) -> str:
    values: dict[str, Any] = {"lage": state.value} if state else {}
    if page > 1:
        values["sida"] = page
    return url_for("mailings.mailing", meeting_id=of.id, mailing_id=found.id, **values)
