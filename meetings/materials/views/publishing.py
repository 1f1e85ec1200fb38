"""Publish a material, now or from a moment on, take it back, and remove it."""

from __future__ import annotations

from flask import Response, request
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import Refusal, Refused, Stale
from meetings.materials import queries, rules
from meetings.materials.actions import publishing
from meetings.materials.forms.material import AT, PublishForm
from meetings.materials.rules import MaterialReason, MaterialState
from meetings.materials.views import desk
from meetings.materials.views.blueprint import ONE, blueprint
from meetings.schedule.rules import State
from meetings.web import access, dates
from meetings.web.buttons import pressed
from meetings.web.forms import ButtonForm
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival
from meetings.web.typed import instant


@blueprint.post(f"{ONE}/publicera")
@access.requires("organiser")
def publish(meeting_id: int, material_id: int) -> Response:
    """Publish the material; of what is flawed the organiser says why it is published all the same."""
    of, row, form = queries.head(meeting_id), queries.row(meeting_id, material_id), PublishForm()
    if not form.validate():
        return desk.page(of, row, form, 422)
    at = instant(form.day.data, form.time.data) if form.when.data == AT else None
    try:
        publishing.publish(
            meeting_id, material_id, at, form.base, arrival(), current_actor(), reason=form.reason.data or ""
        )
    except Stale:
        row = queries.row(meeting_id, material_id)
        form.base_revision.data = str(row.one.revision)
        return desk.page(of, row, form, 409, refused=Refusal(MaterialReason.CHANGED))
    except Refused as refused:
        if refused.refusal.reason is MaterialReason.NEEDS_REASON:
            form.reason.errors = [_("Skriv varför, med en mening.")]
        return desk.page(of, row, form, 409, refused=refused)
    if at is not None and at > arrival():
        tell(_("Materialet visas från %(moment)s.", moment=dates.moment(at)))
    else:
        tell(_("Materialet är publicerat."))
    return redirect_to("materials.one", meeting_id=meeting_id, material_id=material_id)


@blueprint.post(f"{ONE}/dra-tillbaka")
@access.requires("organiser")
def withdraw(meeting_id: int, material_id: int) -> Response:
    """Take the material back."""
    if pressed():
        publishing.withdraw(meeting_id, material_id, arrival(), current_actor())
        tell(_("Materialet visas inte längre."))
    return redirect_to("materials.one", meeting_id=meeting_id, material_id=material_id)


@blueprint.route(f"{ONE}/ta-bort", methods=["GET", "POST"])
@access.requires("organiser")
def remove(meeting_id: int, material_id: int) -> Response:
    """Ask once, since the files go for good, and remove the material."""
    of, row, form = queries.head(meeting_id), queries.row(meeting_id, material_id), ButtonForm()
    if request.method == "GET" or not form.validate():
        draft = of.state == State.DRAFT.value
        seen = rules.state_after_withdrawing(row.one, arrival(), draft_meeting=draft) is not MaterialState.DRAFT
        status = 422 if form.is_submitted() else 200
        versions = len(queries.versions(material_id))
        return render(
            "materials/remove.html", status, meeting=of, one=row.one, form=form, versions=versions, was_seen=seen
        )
    publishing.remove(meeting_id, material_id, arrival(), current_actor())
    tell(_("Materialet är borttaget."))
    return redirect_to("materials.overview", meeting_id=meeting_id)
