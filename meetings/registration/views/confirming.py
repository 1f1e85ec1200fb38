"""Whose is the address: the page after a sign-up that waits for it, and the page behind the link in the mail."""

from __future__ import annotations

from typing import Any

from flask import Response

from meetings.errors import Refused
from meetings.links import queries as links
from meetings.registration import actions, mail
from meetings.registration.forms import OwnButton
from meetings.registration.views.blueprint import blueprint
from meetings.registration.views.owned import Standing, own_of, shown
from meetings.registration.views.shown import card
from meetings.registration.views.ways import public_door
from meetings.web import access
from meetings.web.limits import limited
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival


@blueprint.get("/moten/<int:meeting_id>/anmalan/bekrafta")
@access.public
def confirm_sent(meeting_id: int) -> Response:
    """Say that the address has to be confirmed: the same whether it was new or known."""
    return render("registration/confirm_sent.html", **card(public_door(meeting_id)))


@blueprint.route("/bekrafta/<token>", methods=["GET", "POST"])
@access.link(mail.ADDRESS)
@limited("60 per minute")
def confirm_address(link_id: int, link_version: int) -> Response:
    """Show the button that confirms the address; confirm it when it is pressed, and lead to the own page."""
    own, form = own_of(link_id, link_version), OwnButton()
    done = own.standing is not Standing.UNCONFIRMED
    values: dict[str, Any] = {"form": form, "done": done, "own_link": _own_page(link_id, link_version), **shown(own)}
    if not form.is_submitted():
        return render("registration/confirm_address.html", **values)
    if not form.validate():
        return render("registration/confirm_address.html", 422, **values)
    try:
        actions.confirm_address(link_id, arrival())
    except Refused as refused:
        return render("registration/confirm_address.html", 409, refusal=refused.refusal, **values)
    return redirect_to("registration.own_page", token=_own_page(link_id, link_version), klart="bekraftad")


def _own_page(link_id: int, link_version: int) -> str:
    return links.make(mail.PURPOSE, link_id, link_version)
