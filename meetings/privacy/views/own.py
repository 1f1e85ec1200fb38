"""What somebody sees behind their own link of all that is held about them; takes it along; and asks to be erased."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, make_response, request
from flask_babel import gettext as _

from meetings.errors import NotFound, Refused
from meetings.privacy import actions, queries
from meetings.privacy.forms import AskForm
from meetings.privacy.queries import Held
from meetings.privacy.rules.cases import refusal_to_ask
from meetings.privacy.views import as_data, telling
from meetings.privacy.views.blueprint import blueprint
from meetings.registration.mail import PURPOSE
from meetings.web import access
from meetings.web.lang import lang
from meetings.web.limits import limited
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival

ASKED = "begard"


@blueprint.get("/min-anmalan/<token>/uppgifter")
@access.link(PURPOSE)
def own_data(link_id: int, link_version: int) -> Response:
    """Show all that is held, until when and why; of somebody who was erased, that nothing is."""
    found = _held(link_id, link_version)
    if found is None:
        return _nothing_left()
    return render(
        "privacy/own_data.html",
        sections=telling.sections(found),
        kept=telling.kept(found),
        held=found,
        asked=request.args.get("klart") == ASKED,
        refusal=refusal_to_ask(found.registration.erased_at, has_open_case=found.has_open_case),
        **_shown(found),
    )


@blueprint.get("/min-anmalan/<token>/uppgifter.json")
@access.link(PURPOSE)
def own_data_json(link_id: int, link_version: int) -> Response:
    """Send all that is held as JSON, for machines."""
    found = _held(link_id, link_version)
    if found is None:
        return _nothing_left()
    text = json.dumps(as_data.data(found, arrival()), indent=2, ensure_ascii=False)
    return _attachment(text + "\n", "application/json", "uppgifter.json")


@blueprint.get("/min-anmalan/<token>/uppgifter.txt")
@access.link(PURPOSE)
def own_data_text(link_id: int, link_version: int) -> Response:
    """Send all that is held as text, for people."""
    found = _held(link_id, link_version)
    if found is None:
        return _nothing_left()
    return _attachment(telling.text(found, arrival()), "text/plain; charset=utf-8", "uppgifter.txt")


@blueprint.route("/min-anmalan/<token>/uppgifter/radera", methods=["GET", "POST"])
@access.link(PURPOSE)
@limited("20 per hour")
def ask_erasure(link_id: int, link_version: int) -> Response:
    """Ask to be erased, with a reason or without."""
    found = _held(link_id, link_version)
    if found is None:
        return _nothing_left()
    form = AskForm()
    refusal = refusal_to_ask(found.registration.erased_at, has_open_case=found.has_open_case)
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                actions.ask(link_id, form.reason.data or "", arrival())
                return redirect_to("privacy.own_data", token=(request.view_args or {})["token"], klart=ASKED)
            except Refused as refused:
                status, refusal = 409, refused.refusal
    return render("privacy/ask.html", status, form=form, refusal=refusal, **_shown(found))


def _held(link_id: int, link_version: int) -> Held | None:
    """Return what is held; None when it was erased. Raises `NotFound` when the link no longer holds."""
    try:
        return queries.held(link_id, link_version)
    except NotFound:
        if queries.erased_at(link_id) is None:
            raise
        return None


def _nothing_left() -> Response:
    return render("privacy/erased.html", 410)


def _shown(found: Held) -> dict[str, Any]:
    meeting = found.registration.meeting
    return {
        "token": (request.view_args or {})["token"],
        "meeting": meeting,
        "meeting_lang": meeting.lang if meeting.lang != lang() else None,
        "title": _("Dina uppgifter hos oss"),
    }


def _attachment(text: str, kind: str, name: str) -> Response:
    response = make_response(text)
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
