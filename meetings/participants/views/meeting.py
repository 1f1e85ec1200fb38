"""Cancel a meeting and tell its people; copy a meeting as the next one or as a follow-up; take a draft away."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.participants import actions
from meetings.participants.forms import CancelMeetingForm, CopyForm
from meetings.participants.queries import listing
from meetings.participants.queries.told import number_told
from meetings.participants.views.blueprint import MEETING, blueprint
from meetings.schedule import queries as schedule
from meetings.schedule.actions import CopyKind
from meetings.schedule.rules import refusal_to_cancel, refusal_to_delete
from meetings.web import access, dates
from meetings.web.forms import ButtonForm
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival
from meetings.web.typed import instant


@blueprint.route(f"{MEETING}/stall-in", methods=["GET", "POST"])
@access.requires("organiser")
def cancel_meeting(meeting_id: int) -> Response:
    """Cancel the meeting: a page that says how many get a mail, with the reason and a button."""
    of, form = listing.head(meeting_id), CancelMeetingForm()
    shown: dict[str, Any] = {
        "meeting": of,
        "form": form,
        "told": number_told(of.pool_id),
        "closed": refusal_to_cancel(of, arrival()),
    }
    if not form.is_submitted():
        return render("participants/cancel_meeting.html", **shown)
    if not form.validate():
        return render("participants/cancel_meeting.html", 422, **shown)
    try:
        told = actions.cancel_meeting(of.id, form.reason.data or "", arrival(), current_actor())
    except Refused as refused:
        return render("participants/cancel_meeting.html", 409, refused=refused, **shown)
    tell(_("Mötet är inställt."))
    if told:
        tell(ngettext("%(num)s person får ett mejl om det.", "%(num)s personer får ett mejl om det.", told))
    return redirect_to("pages.desk_meeting", meeting_id=of.id)


@blueprint.route(f"{MEETING}/kopiera", methods=["GET", "POST"])
@access.requires("organiser")
def copy(meeting_id: int) -> Response:
    """Make a new draft of the meeting."""
    of = listing.head(meeting_id)
    form = CopyForm(data={"time": dates.local(of.starts_at).time()})
    if not form.is_submitted():
        return render("participants/copy.html", meeting=of, form=form)
    if not form.validate():
        return render("participants/copy.html", 422, meeting=of, form=form)
    starts_at = instant(form.day.data, form.time.data)
    try:
        made = actions.copy_meeting(of.id, CopyKind(form.kind.data), starts_at, arrival(), current_actor())
    except Refused as refused:
        return render("participants/copy.html", 409, meeting=of, form=form, refused=refused)
    tell(_("Utkastet är skapat. Läs igenom det och publicera när det är klart."))
    return redirect_to("schedule.edit", meeting_id=made.id)


@blueprint.route(f"{MEETING}/ta-bort", methods=["GET", "POST"])
@access.requires("organiser")
def delete_draft(meeting_id: int) -> Response:
    """Ask once, since it cannot be undone, and take the draft away."""
    form, meeting = ButtonForm(), schedule.meeting(meeting_id)
    refusal = refusal_to_delete(meeting.state, meeting.arrivals)
    if request.method == "GET" or not form.validate():
        status = 422 if form.is_submitted() else 200
        return render("participants/delete_draft.html", status, meeting=meeting, form=form, refusal=refusal)
    title = meeting.title
    try:
        actions.delete_draft(meeting_id, arrival(), current_actor())
    except Refused as refused:
        meeting = schedule.meeting(meeting_id)
        return render("participants/delete_draft.html", 409, meeting=meeting, form=form, refusal=refused.refusal)
    tell(_("Utkastet ”%(title)s” är borttaget.", title=title))
    return redirect_to("pages.desk")
