"""Sign-ups that wait for the organiser's answer: who they are, and yes or no to one or several at once."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.participants.forms import DecisionForm
from meetings.participants.queries import listing
from meetings.participants.queries import waiting as queries
from meetings.participants.queries.listing import Head
from meetings.participants.views.blueprint import MEETING, blueprint
from meetings.participants.views.listing import ids_of
from meetings.registration import actions as registration
from meetings.registration import queries as registrations
from meetings.registration.actions import Decided
from meetings.registration.rules import refusal_to_change
from meetings.web import access
from meetings.web.paging import page_asked_for
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival

PENDING = f"{MEETING}/svara-pa-anmalningar"


@blueprint.route(PENDING, methods=["GET", "POST"])
@access.requires("organiser")
def pending(meeting_id: int) -> Response:
    """Show who waits for an answer, the first first; answer those who are ticked."""
    of, form = listing.head(meeting_id), DecisionForm()
    if not form.is_submitted():
        return _page(of, form)
    ids = ids_of(request.form.getlist("who")[:500])
    if not form.validate():
        return _page(of, form, 422, ticked=ids)
    if not ids:
        return _page(of, form, 422, nobody=True)
    answer = registration.decline if "decline" in request.form else registration.accept
    try:
        done = answer(of.id, ids, form.text.data or "", arrival(), current_actor())
    except Refused as refused:
        return _page(of, form, 409, ticked=ids, refused=refused)
    _say(done)
    return redirect_to("participants.pending", meeting_id=of.id)


def _page(of: Head, form: DecisionForm, status: int = 200, **values: Any) -> Response:
    door = registrations.door(of.id)
    people = queries.pending_people(door, page_asked_for())
    shown: dict[str, Any] = {"ticked": set(), "nobody": False, **values}
    return render(
        "participants/pending.html",
        status,
        meeting=of,
        form=form,
        people=people,
        closed=refusal_to_change(door, arrival()),
        free=door.pool.free,
        in_line=door.pool.waiting,
        page_url=lambda number: url_for("participants.pending", meeting_id=of.id, sida=number),
        **shown,
    )


def _say(done: Decided) -> None:
    """Tell what came of the answers."""
    if done.confirmed:
        number = len(done.confirmed)
        tell(ngettext("%(num)s person har fått en plats.", "%(num)s personer har fått en plats.", number))
    if done.waiting:
        number = len(done.waiting)
        tell(ngettext("%(num)s person står på reservlistan.", "%(num)s personer står på reservlistan.", number))
    if done.declined:
        number = len(done.declined)
        tell(ngettext("%(num)s person har fått ett nej.", "%(num)s personer har fått ett nej.", number))
    for name, refusal in done.left:
        tell(_("%(name)s väntar fortfarande: %(why)s", name=name, why=refusal_text(refusal)), "warning")
    if not (done.confirmed or done.waiting or done.declined or done.left):
        tell(_("De som du valde hade redan fått svar."), "warning")
