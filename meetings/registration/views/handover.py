"""Hand over what one has to a colleague, behind one's own link."""

from __future__ import annotations

from typing import Any

from flask import Response

from meetings.errors import Refused
from meetings.registration import actions, mail
from meetings.registration.forms.handing import HandOverForm
from meetings.registration.views.blueprint import blueprint
from meetings.registration.views.owned import back, own_of, shown
from meetings.web import access
from meetings.web.limits import limited
from meetings.web.rendering import render
from meetings.web.requests import arrival


@blueprint.route("/min-anmalan/<token>/overlat", methods=["GET", "POST"])
@access.link(mail.PURPOSE)
@limited("60 per minute")
def hand_over(link_id: int, link_version: int) -> Response:
    """Ask who comes instead, and hand over when the button is pressed."""
    own, form = own_of(link_id, link_version), HandOverForm()
    values: dict[str, Any] = {"form": form, "closed": own.refusal_to_hand_over, **shown(own)}
    if not form.is_submitted():
        return render("registration/hand_over.html", **values)
    if not form.validate():
        return render("registration/hand_over.html", 422, **values)
    try:
        actions.hand_over(link_id, form.name.data or "", form.email.data or "", arrival())
    except Refused as refused:
        return render("registration/hand_over.html", 409, refusal=refused.refusal, **values)
    return back("overlaten")
