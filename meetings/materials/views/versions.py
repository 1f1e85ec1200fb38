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
from meetings.materials.rules.shelves import Shelf
from meetings.materials.views import uploading
from meetings.materials.views.blueprint import one_at
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival


@one_at("/ny-version", methods=["GET", "POST"])
@access.requires("organiser")
def add_version(of: Shelf, material_id: int) -> Response:
    """Send another file for the same address."""
    uploading.make_room()
    head, one, form = queries.head(of), queries.material(of, material_id), VersionForm()
    if one.kind not in (MaterialKind.FILE.value, MaterialKind.FILM.value):
        raise NotFound
    shown: dict[str, Any] = {"of": head, "one": one, "form": form}
    if not form.is_submitted():
        return render("materials/version.html", **shown)
    uploading.take(form.file)
    if not form.validate():
        return render("materials/version.html", 422, **shown)
    upload = uploading.upload_of(form.file, comment=form.comment.data or "")
    try:
        if upload is not None:
            adding.add_version(of, one.id, upload, arrival(), current_actor())
    except Refused as refused:
        return render("materials/version.html", 409, refused=refused, **shown)
    tell(_("Den nya versionen är sparad. Adressen är densamma."))
    return redirect_to("materials.one", **of.at, material_id=material_id)


@one_at("/version/<int:number>/visa", methods=["POST"])
@access.requires("organiser")
def show_version(of: Shelf, material_id: int, number: int) -> Response:
    """Go back to an earlier version, or take one that was offered."""
    if pressed():
        adding.take_version(of, material_id, number, arrival(), current_actor())
        tell(_("Version %(number)d visas nu.", number=number))
    return redirect_to("materials.one", **of.at, material_id=material_id)


@one_at("/version/<int:number>")
@access.requires("organiser")
def version(of: Shelf, material_id: int, number: int) -> Response:
    """Send the file of one version."""
    return sending.response(queries.stored_of_version(of, material_id, number))
