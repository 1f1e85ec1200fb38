"""Publish a draft, and show it to chosen people before."""

from __future__ import annotations

from flask import Response, request, url_for
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.links.queries import make
from meetings.schedule import actions, queries, rules
from meetings.schedule.views.routes import MEETING, blueprint
from meetings.web import access
from meetings.web.forms import ButtonForm
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival

PREVIEW = "preview"


@blueprint.route(f"{MEETING}/publicera", methods=["GET", "POST"])
@access.requires("organiser")
def publish(meeting_id: int) -> Response:
    """Say what is missing before the meeting can be published, or publish it."""
    form = ButtonForm()
    if request.method == "GET" or not form.validate():
        return _publish_page(meeting_id, form, 422 if form.is_submitted() else 200)
    try:
        actions.publish(meeting_id, arrival(), current_actor())
    except Refused:
        return _publish_page(meeting_id, form, 409)
    tell(_("Mötet är publicerat och kan hittas av alla."))
    return redirect_to("pages.desk_meeting", meeting_id=meeting_id)


def _publish_page(meeting_id: int, form: ButtonForm, status: int) -> Response:
    meeting = queries.meeting(meeting_id)
    refusals = rules.refusals_to_publish(meeting, organisers=len(meeting.organisers), contacts=len(meeting.contacts))
    return render("schedule/publish.html", status, meeting=meeting, form=form, refusals=refusals)


@blueprint.route(f"{MEETING}/forhandslank", methods=["GET", "POST"])
@access.requires("organiser")
def preview_link(meeting_id: int) -> Response:
    """Show the secret address of the preview, or make a new one."""
    form = ButtonForm()
    if form.is_submitted() and form.validate():
        actions.new_preview_link(meeting_id, arrival(), current_actor())
        tell(_("Här är den nya länken. Den gamla fungerar inte längre."))
        return redirect_to("schedule.preview_link", meeting_id=meeting_id)
    meeting = queries.meeting(meeting_id)
    token = make(PREVIEW, meeting.id, meeting.preview_version)
    address = url_for("pages.preview", token=token, _external=True)
    status = 422 if form.is_submitted() else 200
    return render("schedule/preview_link.html", status, meeting=meeting, form=form, address=address)
