"""Give a material a new version of its file, go back to an earlier one, and fetch any of them."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import NotFound, Refused
from meetings.files import sending
from meetings.materials import queries
from meetings.materials.actions import adding
from meetings.materials.forms.material import VersionForm
from meetings.materials.rules import MaterialKind
from meetings.materials.views import uploading
from meetings.materials.views.blueprint import ONE, blueprint
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival


@blueprint.route(f"{ONE}/ny-version", methods=["GET", "POST"])
@access.requires("organiser")
def add_version(meeting_id: int, material_id: int) -> Response:
    """Send another file for the same address."""
    uploading.make_room()
    of, one, form = queries.head(meeting_id), queries.material(meeting_id, material_id), VersionForm()
    if one.kind not in (MaterialKind.FILE.value, MaterialKind.FILM.value):
        raise NotFound
    shown: dict[str, Any] = {"meeting": of, "one": one, "form": form}
    if not form.is_submitted():
        return render("materials/version.html", **shown)
    uploading.take(form.file)
    if not form.validate():
        return render("materials/version.html", 422, **shown)
    upload = uploading.upload_of(form.file, comment=form.comment.data or "")
    try:
        if upload is not None:
            adding.add_version(of.id, one.id, upload, arrival(), current_actor())
    except Refused as refused:
        return render("materials/version.html", 409, refused=refused, **shown)
    tell(_("Den nya versionen är sparad. Adressen är densamma."))
    return redirect_to("materials.one", meeting_id=meeting_id, material_id=material_id)


@blueprint.post(f"{ONE}/version/<int:number>/visa")
@access.requires("organiser")
def show_version(meeting_id: int, material_id: int, number: int) -> Response:
    """Go back to an earlier version, or take one that was offered."""
    if pressed():
        adding.take_version(meeting_id, material_id, number, arrival(), current_actor())
        tell(_("Version %(number)d visas nu.", number=number))
    return redirect_to("materials.one", meeting_id=meeting_id, material_id=material_id)


@blueprint.get(f"{ONE}/version/<int:number>")
@access.requires("organiser")
def version(meeting_id: int, material_id: int, number: int) -> Response:
    """Send the file of one version."""
    return sending.response(queries.stored_of_version(meeting_id, material_id, number))
