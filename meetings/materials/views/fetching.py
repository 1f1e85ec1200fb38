"""The addresses at which material is fetched: everybody's, a participant's behind the own link, the organisers'."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, make_response, redirect, url_for
from flask_babel import gettext as _

from meetings.errors import NotFound
from meetings.files import sending, zipping
from meetings.materials import queries, rules
from meetings.materials.queries import Fetched
from meetings.materials.rules import Answer, Asker, MaterialKind
from meetings.materials.rules.shelves import Of, Shelf
from meetings.materials.rules.showing import is_media
from meetings.materials.views import words
from meetings.materials.views.blueprint import at, blueprint, desk_at, one_at
from meetings.registration.mail import PURPOSE
from meetings.text import slug as slug_of
from meetings.web import access
from meetings.web.rendering import render
from meetings.web.requests import arrival

OWN = "/min-anmalan/<token>/material"
# Kinds that have a page of their own: what it answers to the asker. Filled by the module that shows them.
PAGES: dict[MaterialKind, Callable[[Fetched, Asker], Response]] = {}


@blueprint.get("/material/<int:material_id>-<slug>")
@access.public
def fetch(material_id: int, slug: str) -> Response:
    """Send what everybody may have, under the address that it keeps; of what is gone say so and show where it was."""
    found = queries.fetched(material_id)
    answer = rules.answer(found.material, Asker.VISITOR, arrival(), draft=found.of.is_draft)
    if answer is Answer.HERE and slug != slug_of(found.material.title):
        address = url_for("materials.fetch", material_id=material_id, slug=slug_of(found.material.title))
        return make_response(redirect(address, code=301))
    return answered(found, Asker.VISITOR, answer)


@blueprint.get(f"{OWN}/<int:material_id>")
@access.link(PURPOSE)
def own_fetch(link_id: int, link_version: int, material_id: int) -> Response:
    """Send what participants may have to whoever has a place at the meeting."""
    meeting_id, asker = queries.asker_of(link_id, link_version)
    found = queries.fetched(material_id, of=meeting_id)
    answer = rules.answer(found.material, asker, arrival(), draft=found.of.is_draft)
    return answered(found, asker, answer)


@one_at("/fil")
@access.requires("organiser")
def desk_fetch(of: Shelf, material_id: int) -> Response:
    """Send it to an organiser, whatever its state."""
    found = queries.fetched(material_id, of=of)
    answer = rules.answer(found.material, Asker.ORGANISER, arrival(), draft=found.of.is_draft)
    return answered(found, Asker.ORGANISER, answer)


@at("/moten/<int:meeting_id>/material.zip", "/projekt/<int:project_id>/material.zip")
@access.public
def zip_of_all(of: Shelf) -> Response:
    """Send all files that everybody may have, in folders named by their headings, as one ZIP."""
    head = queries.head(of)
    if head.is_draft:
        raise NotFound
    return _zip(of, head.title, Asker.VISITOR)


@blueprint.get(f"{OWN}.zip")
@access.link(PURPOSE)
def own_zip(link_id: int, link_version: int) -> Response:
    """Send all files that a participant may have, as one ZIP."""
    meeting_id, asker = queries.asker_of(link_id, link_version)
    return _zip(meeting_id, queries.head(meeting_id).title, asker)


@desk_at(".zip")
@access.requires("organiser")
def desk_zip(of: Shelf) -> Response:
    """Send all files of the material to an organiser, drafts among them, as one ZIP."""
    return _zip(of, queries.head(of).title, Asker.ORGANISER)


def answered(found: Fetched, asker: Asker, answer: Answer) -> Response:
    """Return the file, the way to the address, the page of its kind; or that it is gone. Raises `NotFound`."""
    if answer is Answer.GONE:
        return render("materials/gone.html", 410, found=found, home=words.home(found.of))
    if answer is not Answer.HERE:
        raise NotFound
    played = found.file is not None and is_media(found.file.type)
    kind = MaterialKind.FILM if played else MaterialKind(found.material.kind)
    if kind in PAGES:
        return PAGES[kind](found, asker)
    if kind is MaterialKind.LINK:
        return make_response(redirect(found.material.url, code=303))
    if found.file is None:
        raise NotFound
    cache = sending.REVALIDATED if asker is Asker.VISITOR else sending.PRIVATE
    return sending.response(found.file, cache=cache)


def _zip(of: Of, title: str, asker: Asker) -> Response:
    entries = [
        zipping.Entry(one.file_key, f"{group.heading or _('Material')}/{one.file_name}", one.size, one.given_at)
        for group in queries.zipped(of, arrival(), asker)
        for one in group.rows
        if one.given_at is not None
    ]
    if not entries:
        raise NotFound
    return zipping.response(entries, f"{title}, material.zip")
