"""Who has lost the link to their sign-up asks for it by address; the answer is the same whoever has signed up."""

from __future__ import annotations

from flask import Response, request

from meetings.errors import NotFound
from meetings.registration import actions, queries
from meetings.registration.forms import LostLinkForm
from meetings.registration.views.blueprint import blueprint
from meetings.registration.views.shown import card
from meetings.text import key
from meetings.web import access
from meetings.web.limits import limited
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival


@blueprint.route("/min-anmalan", methods=["GET", "POST"])
@access.public
@limited("60 per minute")
def find_link() -> Response:
    """Ask for the links to everything to come that an address is signed up to."""
    return _ask(None)


@blueprint.route("/moten/<int:meeting_id>/min-anmalan", methods=["GET", "POST"])
@access.public
@limited("60 per minute")
def find_link_of_meeting(meeting_id: int) -> Response:
    """Ask for the link to a sign-up to this meeting."""
    return _ask(meeting_id)


def _ask(meeting_id: int | None) -> Response:
    shown = {}
    if meeting_id is not None:
        door = queries.door(meeting_id)
        if door.state == "draft":
            raise NotFound
        shown = card(door)
    form = LostLinkForm()
    if form.is_submitted() and form.validate():
        actions.mail_lost_links(key(form.email.data or ""), form.one_time_token or "", arrival(), meeting_id=meeting_id)
        if meeting_id is None:
            return redirect_to("registration.find_link", klart="mejl")
        return redirect_to("registration.find_link_of_meeting", meeting_id=meeting_id, klart="mejl")
    status = 422 if form.failed else 200
    done = request.args.get("klart", "") == "mejl" and not form.is_submitted()
    return render("registration/find_link.html", status, form=form, done=done, **shown)
