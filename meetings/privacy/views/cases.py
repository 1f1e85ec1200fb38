"""The desk's pages on requests of erasure: what waits for an answer, and the answer."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.privacy import actions, queries
from meetings.privacy.forms import CHANNELS, DecideForm
from meetings.privacy.models import ErasureCase
from meetings.privacy.rules.cases import CaseState
from meetings.privacy.views.blueprint import blueprint
from meetings.privacy.views.words import CASES
from meetings.web import access
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival


@blueprint.get("/arbetsytan/radering")
@access.requires("organiser")
def cases() -> Response:
    """Show the requests that wait, and those that were answered."""
    waiting, answered = queries.cases()
    return render("privacy/cases.html", waiting=waiting, answered=answered, states=CASES)


@blueprint.route("/arbetsytan/radering/<int:case_id>", methods=["GET", "POST"])
@access.requires("organiser")
def case(case_id: int) -> Response:
    """Show one request; grant it or refuse it when the button for that is pressed."""
    found, form = queries.case(case_id), DecideForm()
    if not form.is_submitted():
        return _page(found, form)
    if not form.validate():
        return _page(found, form, 422)
    try:
        if "grant" in request.form:
            actions.grant(case_id, form.words.data or "", arrival(), current_actor())
            tell(_("Uppgifterna är raderade, och svaret är på väg."))
        else:
            actions.refuse(case_id, form.words.data or "", arrival(), current_actor())
            tell(_("Begäran är avslagen, och svaret är på väg."))
    except Refused as refused:
        return _page(queries.case(case_id), form, 409, refusal=refused.refusal)
    return redirect_to("privacy.cases")


def _page(found: ErasureCase, form: DecideForm, status: int = 200, **values: Any) -> Response:
    return render(
        "privacy/case.html",
        status,
        case=found,
        form=form,
        is_open=found.state == CaseState.OPEN.value,
        state=CASES[found.state],
        channel=CHANNELS.get(found.channel, ""),
        is_ahead=found.meeting.ends_at > arrival() and found.registration.cancelled_at is None,
        **values,
    )
