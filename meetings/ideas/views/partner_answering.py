"""The two pages of a question between an idea and an organisation: the asker's, and that of who answers."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from meetings.errors import Refusal, Refused
from meetings.ideas.actions import partner_answering as answering
from meetings.ideas.actions import partner_asking as asking
from meetings.ideas.actions.partner_holding import By
from meetings.ideas.forms.partners import YES, AnswerForm, OwnButton
from meetings.ideas.mail import partners as mail
from meetings.ideas.models import PartnerRequest
from meetings.ideas.queries import interests, requests
from meetings.ideas.rules.partnering import SHOWN_AS_PARTNER, Asked, Direction, lapses
from meetings.ideas.views import partner_words
from meetings.ideas.views.blueprint import blueprint
from meetings.ideas.views.opening import token
from meetings.ideas.views.partner_shown import side_values
from meetings.web import access
from meetings.web.limits import limited
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival

ASKER, ANSWER = "/partnerfraga/<token>", "/partnersvar/<token>"
DONE = frozenset({"skickad", "svarat", "aterkallad", "visas", "visas-inte"})


@blueprint.get(ASKER)
@access.link(mail.ASKER)
def asker(link_id: int, link_version: int) -> Response:
    """Show an asker what has become of the question; before it has gone on, the button that confirms it."""
    return _asker_page(requests.asker_request(link_id, link_version))


@blueprint.post(f"{ASKER}/bekrafta")
@access.link(mail.ASKER)
@limited("60 per minute")
def confirm_request(link_id: int, link_version: int) -> Response:
    """Send the question on: the asker's address is theirs."""
    form = OwnButton()
    if not form.validate():
        return _asker_page(requests.asker_request(link_id, link_version), 422, form=form)
    try:
        asking.confirm(link_id, link_version, arrival())
    except Refused as refused:
        return _asker_page(requests.asker_request(link_id, link_version), 409, refusal=refused.refusal)
    return redirect_to("ideas.asker", token=token(), klart="skickad")


@blueprint.post(f"{ASKER}/ta-tillbaka")
@access.link(mail.ASKER)
@limited("60 per minute")
def withdraw_request(link_id: int, link_version: int) -> Response:
    """Take the question back, or end what came of it."""
    return _withdrawn(link_id, link_version, By.ASKER)


@blueprint.post(f"{ANSWER}/avsluta")
@access.link(mail.ANSWER)
@limited("60 per minute")
def end_partnership(link_id: int, link_version: int) -> Response:
    """End what the asked side had said yes to."""
    return _withdrawn(link_id, link_version, By.ANSWERER)


def _withdrawn(link_id: int, link_version: int, by: By) -> Response:
    form = OwnButton()
    if not form.validate():
        return _page(link_id, link_version, by, 422, form=form)
    try:
        answering.withdraw(link_id, link_version, by, arrival())
    except Refused as refused:
        return _page(link_id, link_version, by, 409, refusal=refused.refusal)
    return redirect_to(_endpoint(by), token=token(), klart="aterkallad")


@blueprint.post(f"{ASKER}/visas")
@access.link(mail.ASKER)
@limited("60 per minute")
def show_asker(link_id: int, link_version: int) -> Response:
    """Let the organisation that asked be shown as partner, or no longer."""
    return _shown(link_id, link_version, By.ASKER)


@blueprint.post(f"{ANSWER}/visas")
@access.link(mail.ANSWER)
@limited("60 per minute")
def show_answerer(link_id: int, link_version: int) -> Response:
    """Let the organisation that was invited be shown as partner, or no longer."""
    return _shown(link_id, link_version, By.ANSWERER)


def _shown(link_id: int, link_version: int, by: By) -> Response:
    form, shown = OwnButton(), request.form.get("visas") == "ja"
    if not form.validate():
        return _page(link_id, link_version, by, 422, form=form)
    try:
        wording = str(_(SHOWN_AS_PARTNER)) if shown else ""
        answering.set_shown(link_id, link_version, by, wording, arrival())
    except Refused as refused:
        return _page(link_id, link_version, by, 409, refusal=refused.refusal)
    return redirect_to(_endpoint(by), token=token(), klart="visas" if shown else "visas-inte")


@blueprint.route(ANSWER, methods=["GET", "POST"])
@access.link(mail.ANSWER)
@limited("60 per minute")
def answer_partner(link_id: int, link_version: int) -> Response:
    """Show who asks and what they write; say yes or no."""
    row, form = requests.answerer_request(link_id, link_version), AnswerForm()
    if row.direction == Direction.JOIN.value:
        del form.shown
    if not form.is_submitted():
        return _answer_page(row, answer_form=form)
    if not form.validate():
        return _answer_page(row, 422, answer_form=form)
    yes, shows = form.answer.data == YES, "shown" in form and form.shown.data
    wording = str(_(SHOWN_AS_PARTNER)) if shows else ""
    try:
        answering.answer(link_id, link_version, form.words.data or "", wording, arrival(), yes=yes)
    except Refused as refused:
        row = requests.answerer_request(link_id, link_version)
        return _answer_page(row, 409, answer_form=form, refusal=refused.refusal)
    return redirect_to("ideas.answer_partner", token=token(), klart="svarat")


def _endpoint(by: By) -> str:
    return "ideas.asker" if by is By.ASKER else "ideas.answer_partner"


def _page(link_id: int, link_version: int, by: By, status: int, **more: Any) -> Response:
    if by is By.ASKER:
        return _asker_page(requests.asker_request(link_id, link_version), status, **more)
    return _answer_page(requests.answerer_request(link_id, link_version), status, **more)


def _asker_page(
    row: PartnerRequest, status: int = 200, *, form: OwnButton | None = None, refusal: Refusal | None = None
) -> Response:
    lapsed = row.state == Asked.UNCONFIRMED.value and lapses(row.asked_at, arrival())
    return render(
        "ideas/partner_asker.html",
        status,
        lapsed=lapsed,
        **_common(form, refusal),
        **side_values(row, by_asker=True),
    )


def _answer_page(
    row: PartnerRequest,
    status: int = 200,
    *,
    form: OwnButton | None = None,
    answer_form: AnswerForm | None = None,
    refusal: Refusal | None = None,
) -> Response:
    values = side_values(row, by_asker=False)
    joins = row.direction == Direction.JOIN.value
    interest = interests.interest_at(row.idea.call_id, row.interest_id) if joins and row.interest_id else None
    return render(
        "ideas/partner_answer.html",
        status,
        answer_form=answer_form,
        interest=interest,
        words=partner_words.words(),
        **_common(form, refusal),
        **values,
    )


def _common(form: OwnButton | None, refusal: Refusal | None) -> dict[str, Any]:
    done = request.args.get("klart", "")
    return {
        "form": form or OwnButton(),
        "refusal": refusal,
        "token": token(),
        "done": done if done in DONE else "",
    }
