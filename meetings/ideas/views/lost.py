"""Who has lost the link to their idea asks for it by address; the answer is the same whoever has written one."""

from __future__ import annotations

from flask import Response, request

from meetings.errors import NotFound
from meetings.ideas.actions.lost import mail_lost_links
from meetings.ideas.forms.own import LostLinkForm
from meetings.ideas.queries import calls
from meetings.ideas.views.blueprint import CALL, blueprint
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State
from meetings.text import key
from meetings.web import access
from meetings.web.limits import limited
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival


@blueprint.route("/ide/lank", methods=["GET", "POST"])
@access.public
@limited("60 per minute")
def find_link() -> Response:
    """Ask for the links to the ideas of an address, without knowing of which meeting."""
    return _ask(None)


@blueprint.route(f"{CALL}/lank", methods=["GET", "POST"])
@access.public
@limited("60 per minute")
def lost_link(meeting_id: int) -> Response:
    """Ask for the links to the ideas of an address."""
    call = calls.call_of(meeting_id)
    if call is None or call.meeting.state == State.DRAFT.value:
        raise NotFound
    return _ask(call.meeting)


def _ask(meeting: Meeting | None) -> Response:
    form = LostLinkForm()
    if form.is_submitted() and form.validate():
        mail_lost_links(key(form.email.data or ""), form.one_time_token or "", arrival())
        if meeting is None:
            return redirect_to("ideas.find_link", klart="mejl")
        return redirect_to("ideas.lost_link", meeting_id=meeting.id, klart="mejl")
    done = request.args.get("klart", "") == "mejl" and not form.is_submitted()
    return render("ideas/lost_link.html", 422 if form.failed else 200, form=form, done=done, meeting=meeting)
