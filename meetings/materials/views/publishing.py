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
from meetings.materials.rules.shelves import Shelf
from meetings.materials.views import desk
from meetings.materials.views.blueprint import one_at
from meetings.web import access, dates
from meetings.web.buttons import pressed
from meetings.web.forms import ButtonForm
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival
from meetings.web.typed import instant


@one_at("/publicera", methods=["POST"])
@access.requires("organiser")
def publish(of: Shelf, material_id: int) -> Response:
    """Publish the material; of what is flawed the organiser says why it is published all the same."""
    head, row, form = queries.head(of), queries.row(of, material_id), PublishForm()
    if not form.validate():
        return desk.page(head, row, form, 422)
    at = instant(form.day.data, form.time.data) if form.when.data == AT else None
    try:
        publishing.publish(of, material_id, at, form.base, arrival(), current_actor(), reason=form.reason.data or "")
    except Stale:
        row = queries.row(of, material_id)
        form.base_revision.data = str(row.one.revision)
        return desk.page(head, row, form, 409, refused=Refusal(MaterialReason.CHANGED))
    except Refused as refused:
        if refused.refusal.reason is MaterialReason.NEEDS_REASON:
            form.reason.errors = [_("Skriv varför, med en mening.")]
        return desk.page(head, row, form, 409, refused=refused)
    if at is not None and at > arrival():
        tell(_("Materialet visas från %(moment)s.", moment=dates.moment(at)))
    else:
        tell(_("Materialet är publicerat."))
    return redirect_to("materials.one", **of.at, material_id=material_id)


@one_at("/dra-tillbaka", methods=["POST"])
@access.requires("organiser")
def withdraw(of: Shelf, material_id: int) -> Response:
    """Take the material back."""
    if pressed():
        publishing.withdraw(of, material_id, arrival(), current_actor())
        tell(_("Materialet visas inte längre."))
    return redirect_to("materials.one", **of.at, material_id=material_id)


@one_at("/ta-bort", methods=["GET", "POST"])
@access.requires("organiser")
def remove(of: Shelf, material_id: int) -> Response:
    """Ask once, since the files go for good, and remove the material."""
    head, row, form = queries.head(of), queries.row(of, material_id), ButtonForm()
    if request.method == "GET" or not form.validate():
        seen = rules.state_after_withdrawing(row.one, arrival(), draft=head.is_draft) is not MaterialState.DRAFT
        status = 422 if form.is_submitted() else 200
        versions = len(queries.versions(material_id))
        return render(
            "materials/remove.html", status, of=head, one=row.one, form=form, versions=versions, was_seen=seen
        )
    publishing.remove(of, material_id, arrival(), current_actor())
    tell(_("Materialet är borttaget."))
    return redirect_to("materials.overview", **of.at)
