"""The desk's form for somebody who asked the secretariat to be erased: by phone, by letter, on the spot."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.privacy import actions, queries
from meetings.privacy.actions import Asked
from meetings.privacy.forms import OpenForm
from meetings.privacy.rules.cases import Channel
from meetings.privacy.rules.retention import beginning
from meetings.privacy.views.blueprint import blueprint
from meetings.web import access, dates
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival


@blueprint.route("/arbetsytan/moten/<int:meeting_id>/deltagare/<int:registration_id>/radering", methods=["GET", "POST"])
@access.requires("organiser")
def open_case(meeting_id: int, registration_id: int) -> Response:
    """Note who asked, how and when; then it is a request like any other."""
    found = queries.whom_it_is_about(meeting_id, registration_id)
    today = dates.local(arrival()).date()
    form = OpenForm(data={"asked_by": found.name, "day": today})
    shown: dict[str, Any] = {"form": form, "person": found, "waits": queries.open_case_of(registration_id)}
    if not form.is_submitted():
        return render("privacy/open_case.html", **shown)
    if not form.validate() or form.day.data is None:
        return render("privacy/open_case.html", 422, **shown)
    day = form.day.data
    at = arrival() if day == today else beginning(day)
    asked = Asked(at, form.asked_by.data or "", Channel(form.channel.data), form.reason.data or "")
    try:
        case = actions.open_case(meeting_id, registration_id, asked, arrival(), current_actor())
    except Refused as refused:
        return render("privacy/open_case.html", 409, refusal=refused.refusal, **shown)
    tell(_("Begäran är antecknad. Bevilja eller avslå den här."))
    return redirect_to("privacy.case", case_id=case.id)
