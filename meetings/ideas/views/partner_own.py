"""The own pages of an organisation that wants to join: confirm, see, change, leave. No link changes a thing alone."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from meetings.errors import Refusal, Refused
from meetings.ideas.actions import joining
from meetings.ideas.actions.joining import Reached
from meetings.ideas.forms.partners import OwnButton, OwnForm
from meetings.ideas.mail import partners as mail
from meetings.ideas.models import PartnerInterest
from meetings.ideas.queries import interests, matches, requests, seeking
from meetings.ideas.rules.partnering import SHOWN_IN_LIST, is_listed, lapses
from meetings.ideas.views import partner_words
from meetings.ideas.views.blueprint import blueprint
from meetings.ideas.views.opening import token
from meetings.ideas.views.partner_shown import request_rows
from meetings.ideas.views.partners import organisation_of
from meetings.web import access
from meetings.web.limits import limited
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival

OWN = "/partner/<token>"
DONE = frozenset({"visas", "andrad", "borta", "igen"})


@blueprint.get(OWN, endpoint="interest")
@access.link(mail.INTEREST)
def own_page(link_id: int, link_version: int) -> Response:
    """Show what stands in the list, what has been asked, and whom it might fit; before that, the confirming button."""
    return _page(interests.interest_by_link(link_id, link_version))


@blueprint.post(f"{OWN}/bekrafta", endpoint="confirm_interest")
@access.link(mail.INTEREST)
@limited("60 per minute")
def confirm(link_id: int, link_version: int) -> Response:
    """Let the organisation stand in the list."""
    row, form = interests.interest_by_link(link_id, link_version), OwnButton()
    if not form.validate():
        return _page(row, 422, form=form)
    try:
        joining.confirm(link_id, link_version, arrival())
    except Refused as refused:
        return _page(interests.interest_by_link(link_id, link_version), 409, refusal=refused.refusal)
    return redirect_to("ideas.interest", token=token(), klart="visas")


@blueprint.route(f"{OWN}/andra", methods=["GET", "POST"], endpoint="change_interest")
@access.link(mail.INTEREST)
@limited("60 per minute")
def change(link_id: int, link_version: int) -> Response:
    """Change what is shown of the organisation."""
    row, words = interests.interest_by_link(link_id, link_version), partner_words.words()
    codes = {word.id: word.code for word in words.all}
    form = OwnForm(
        data={
            "organisation": row.organisation_name,
            "organisation_type": codes.get(row.type_id or 0, ""),
            "municipality": codes.get(row.municipality_id or 0, ""),
            "target_groups": [term.code for term in row.target_groups],
            "offers": row.offers,
            "name": row.contact_name,
            "lang": row.lang,
        }
    )
    keep = {row.type_id, row.municipality_id, *(term.id for term in row.target_groups)}
    form.offer([word for word in words.all if word.offered or word.id in keep])
    if not form.is_submitted() or not form.validate():
        return render("ideas/partner_change.html", 422 if form.failed else 200, form=form, interest=row, token=token())
    reached = Reached(form.name.data or "", row.contact_email, form.lang.data)
    try:
        joining.change(link_id, link_version, organisation_of(form, words), reached, arrival())
    except Refused as refused:
        values: dict[str, Any] = {"form": form, "interest": row, "token": token(), "refusal": refused.refusal}
        return render("ideas/partner_change.html", 409, **values)
    return redirect_to("ideas.interest", token=token(), klart="andrad")


@blueprint.route(f"{OWN}/ta-bort", methods=["GET", "POST"], endpoint="withdraw_interest")
@access.link(mail.INTEREST)
@limited("60 per minute")
def withdraw(link_id: int, link_version: int) -> Response:
    """Show the button that takes the organisation off the list; do it when it is pressed."""
    row, form = interests.interest_by_link(link_id, link_version), OwnButton()
    if form.is_submitted() and form.validate():
        joining.withdraw(link_id, link_version, arrival())
        return redirect_to("ideas.interest", token=token(), klart="borta")
    status = 422 if form.failed else 200
    return render("ideas/partner_withdraw.html", status, form=form, interest=row, token=token())


@blueprint.post(f"{OWN}/igen", endpoint="stand_again")
@access.link(mail.INTEREST)
@limited("60 per minute")
def stand_again(link_id: int, link_version: int) -> Response:
    """Put the organisation back on the list."""
    row, form = interests.interest_by_link(link_id, link_version), OwnButton()
    if not form.validate():
        return _page(row, 422, form=form)
    try:
        joining.stand_again(link_id, link_version, str(_(SHOWN_IN_LIST)), arrival())
    except Refused as refused:
        return _page(interests.interest_by_link(link_id, link_version), 409, refusal=refused.refusal)
    return redirect_to("ideas.interest", token=token(), klart="igen")


def _page(
    row: PartnerInterest, status: int = 200, *, form: OwnButton | None = None, refusal: Refusal | None = None
) -> Response:
    values = {
        "interest": row,
        "meeting": row.call.meeting,
        "form": form or OwnButton(),
        "refusal": refusal,
        "token": token(),
        "shown_words": row.wording or _(SHOWN_IN_LIST),
    }
    if row.confirmed_at is None:
        lapsed = lapses(row.updated_at, arrival())
        return render("ideas/partner_confirm.html", status, lapsed=lapsed, **values)
    words = partner_words.words()
    listed, done = is_listed(row), request.args.get("klart", "")
    asked = requests.of_interest(row)
    found = matches.for_interest(row) if listed else []
    ideas = [one.idea for one in asked] + [one.idea for one in found]
    return render(
        "ideas/partner_own.html",
        status,
        listed=listed,
        requests=request_rows(asked, of_idea=False),
        suggestions=partner_words.suggested(found, words),
        names=seeking.names(ideas),
        words=words,
        done=done if done in DONE else "",
        **values,
    )
