"""The desk's pages on which a slideshow gets its pictures and words, and a film its subtitles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from meetings.accounts.views import current_actor
from meetings.errors import NotFound, Refused, Stale
from meetings.files import actions as files
from meetings.materials import queries, rules
from meetings.materials.actions import showing as actions
from meetings.materials.actions.showing import NewPicture, PictureTexts
from meetings.materials.forms.showing import AddPicturesForm, PicturesForm, PosterForm, TrackForm
from meetings.materials.models import Material
from meetings.materials.queries import showing
from meetings.materials.rules import MaterialKind
from meetings.materials.rules.shelves import Shelf
from meetings.materials.rules.showing import MOST_AT_ONCE
from meetings.materials.views import uploading
from meetings.materials.views.blueprint import one_at
from meetings.text import whole_number
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.forms import ButtonForm
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival
from meetings.web.uploads import takes_uploads

_MOST_OF_ALL = 100_000_000  # bytes of all pictures of one request together
_MOST = 20_000_000  # of one picture


@one_at("/bilder", methods=["GET", "POST"])
@access.requires("organiser")
def pictures(of: Shelf, material_id: int) -> Response:
    """Show the pictures of a slideshow; write what they show, put them in order, take some away."""
    one = _slideshow(of, material_id)
    form = PicturesForm()
    if not form.is_submitted():
        return _pictures_page(one, _filled(one))
    if not form.validate():
        return _pictures_page(one, form, 422)
    wanted = [
        PictureTexts(
            whole_number(row.key.data or ""),
            row.alt.data or "",
            bool(row.decorative.data),
            row.caption.data or "",
            row.credit.data or "",
        )
        for row in form.pictures.kept()
    ]
    try:
        actions.save_pictures(of, material_id, form.base, wanted, arrival(), current_actor())
    except (Stale, NotFound):
        return _pictures_page(one, _filled(_slideshow(of, material_id)), 409, stale=True)
    tell(_("Bilderna är sparade."))
    return redirect_to("materials.one", **of.at, material_id=material_id)


@one_at("/bilder/nya", methods=["POST"])
@access.requires("organiser")
def add_pictures(of: Shelf, material_id: int) -> Response:
    """Put pictures into a slideshow; of several those that are taken, and why the others are not."""
    takes_uploads(_MOST_OF_ALL)
    one, form = _slideshow(of, material_id), AddPicturesForm()
    if not form.validate():
        return _pictures_page(one, _filled(one), 422, adding=form)
    received, said = _received(form.pictures.data)
    try:
        if received:
            actions.add_pictures(of, material_id, received, arrival(), current_actor())
    except Refused as refused:
        return _pictures_page(one, _filled(one), 409, adding=form, refused=refused)
    if not received:
        form.pictures.errors = said
        return _pictures_page(one, _filled(one), 422, adding=form)
    for why in said:
        tell(why, "warning")
    tell(_("Bilderna är tillagda. Beskriv nu vad de visar."))
    return redirect_to("materials.pictures", **of.at, material_id=material_id)


@one_at("/film")
@access.requires("organiser")
def played(of: Shelf, material_id: int) -> Response:
    """Show the subtitles of a film and the picture that stands for it."""
    return _film_page(_film(of, material_id))


@one_at("/film/undertexter", methods=["POST"])
@access.requires("organiser")
def set_track(of: Shelf, material_id: int) -> Response:
    """Give a film subtitles in a language."""
    uploading.make_room()
    one, form = _film(of, material_id), TrackForm()
    uploading.take(form.file)
    if not form.validate():
        return _film_page(one, 422, track=form)
    try:
        key = form.file.data.key
        actions.set_track(of, material_id, form.lang.data, key, arrival(), current_actor())
    except Refused as refused:
        return _film_page(one, 409, track=form, refused=refused)
    tell(_("Undertexterna är sparade."))
    return redirect_to("materials.played", **of.at, material_id=material_id)


@one_at("/film/undertexter/<string(length=2):language>/ta-bort", methods=["POST"])
@access.requires("organiser")
def remove_track(of: Shelf, material_id: int, language: str) -> Response:
    """Take the subtitles in a language away."""
    if pressed():
        actions.remove_track(of, material_id, language, arrival(), current_actor())
        tell(_("Undertexterna är borttagna."))
    return redirect_to("materials.played", **of.at, material_id=material_id)


@one_at("/film/bild", methods=["POST"])
@access.requires("organiser")
def set_poster(of: Shelf, material_id: int) -> Response:
    """Let a picture stand for the film until it is played."""
    takes_uploads(_MOST)
    one, form = _film(of, material_id), PosterForm()
    if not form.validate():
        return _film_page(one, 422, poster=form)
    received, said = _received(form.pictures.data[:1])
    if not received:
        form.pictures.errors = said
        return _film_page(one, 422, poster=form)
    try:
        actions.set_poster(of, material_id, received[0], arrival(), current_actor())
    except Refused as refused:
        return _film_page(one, 409, poster=form, refused=refused)
    tell(_("Bilden är sparad."))
    return redirect_to("materials.played", **of.at, material_id=material_id)


@one_at("/film/bild/ta-bort", methods=["POST"])
@access.requires("organiser")
def remove_poster(of: Shelf, material_id: int) -> Response:
    """Let no picture stand for the film."""
    if pressed():
        actions.remove_poster(of, material_id, arrival(), current_actor())
        tell(_("Bilden är borttagen."))
    return redirect_to("materials.played", **of.at, material_id=material_id)


def _received(sent: Iterable[FileStorage]) -> tuple[list[NewPicture], list[str]]:
    """Store these pictures; return those that are taken, and of the others why not."""
    taken, said = [], []
    for file in sent:
        try:
            picture = files.receive_picture(file.stream, file.filename, arrival(), most=_MOST)
        except Refused as refused:
            said.append(f"{file.filename}: {refusal_text(refused.refusal)}")
        else:
            taken.append(NewPicture(picture.row.key, picture.width, picture.height))
    return taken, said


def _slideshow(of: Shelf, material_id: int) -> Material:
    one = queries.material(of, material_id)
    if one.kind != MaterialKind.SLIDESHOW.value:
        raise NotFound
    return one


def _film(of: Shelf, material_id: int) -> Material:
    one = queries.material(of, material_id)
    if one.kind not in (MaterialKind.FILM.value, MaterialKind.FILE.value):
        raise NotFound
    return one


def _filled(one: Material) -> PicturesForm:
    rows = [
        {
            "key": str(picture.id),
            "order": number,
            "alt": picture.alt,
            "decorative": picture.decorative,
            "caption": picture.caption,
            "credit": picture.credit,
        }
        for number, picture in enumerate(showing.pictures_of(one.id), 1)
    ]
    return PicturesForm(formdata=None, data={"pictures": rows, "base_revision": str(one.revision)})


def _pictures_page(one: Material, form: PicturesForm, status: int = 200, **more: Any) -> Response:
    shown = {str(picture.id): picture for picture in showing.pictures_of(one.id)}
    values: dict[str, Any] = {"adding": AddPicturesForm(formdata=None), "stale": False, "refused": None} | more
    return render(
        "materials/slideshow_pictures.html",
        status,
        of=queries.head(one.shelf),
        one=one,
        form=form,
        shown=shown,
        most=MOST_AT_ONCE,
        **values,
    )


def _film_page(one: Material, status: int = 200, **more: Any) -> Response:
    values: dict[str, Any] = {"refused": None} | more
    values.setdefault("track", TrackForm(formdata=None, data={"lang": one.lang}))
    values.setdefault("poster", PosterForm(formdata=None))
    standing = showing.pictures_of(one.id)
    return render(
        "materials/film_parts.html",
        status,
        of=queries.head(one.shelf),
        one=one,
        tracks=showing.tracks_of(one.id),
        languages=rules.LANGUAGES,
        standing=standing[0] if standing else None,
        button=ButtonForm(),
        **values,
    )
