"""The pages on which a slideshow is leafed through and a film is played, and the files that they show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Response, request, url_for

from meetings.errors import NotFound
from meetings.files import sending
from meetings.files.models import StoredFile
from meetings.files.rules import FOR_PICTURES, ending_of
from meetings.materials import queries, rules
from meetings.materials.models import MaterialPicture
from meetings.materials.queries import Fetched, showing
from meetings.materials.rules import Answer, Asker, MaterialKind, size_text
from meetings.materials.rules.shelves import Shelf
from meetings.materials.rules.showing import MEDIUM, SMALL, is_media, is_sound
from meetings.materials.views import words
from meetings.materials.views.blueprint import blueprint, one_at
from meetings.materials.views.fetching import OWN, PAGES
from meetings.registration.mail import PURPOSE
from meetings.web import access
from meetings.web.headers import let_play
from meetings.web.lang import lang
from meetings.web.rendering import render
from meetings.web.requests import arrival

_KEY = "<string(length=32):key>"
# A picture never changes under its key, and nobody keeps one for longer than this that was withdrawn meanwhile.
_KEPT = "public, max-age=604800, immutable"
_STAND_IN = "0" * 32
_CALLED = {"youtube.com": "YouTube", "youtu.be": "YouTube", "vimeo.com": "Vimeo", "player.vimeo.com": "Vimeo"}
_PICTURES = frozenset(kind.media_type for kind in FOR_PICTURES)


@dataclass(frozen=True)
class Slide:
    """A picture as the page shows it; `srcset` is "" where there is one size only."""

    src: str
    srcset: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str


@blueprint.get(f"/material/<int:material_id>/{_KEY}")
@access.public
def part(material_id: int, key: str) -> Response:
    """Send a picture, film or subtitles that everybody may have."""
    return _part(queries.fetched(material_id), Asker.VISITOR, key)


@blueprint.get(f"{OWN}/<int:material_id>/{_KEY}")
@access.link(PURPOSE)
def own_part(link_id: int, link_version: int, material_id: int, key: str) -> Response:
    """Send a picture, film or subtitles that participants may have."""
    meeting_id, asker = queries.asker_of(link_id, link_version)
    return _part(queries.fetched(material_id, of=meeting_id), asker, key)


@one_at(f"/fil/{_KEY}")
@access.requires("organiser")
def desk_part(of: Shelf, material_id: int, key: str) -> Response:
    """Send a picture, film or subtitles to an organiser."""
    return _part(queries.fetched(material_id, of=of), Asker.ORGANISER, key)


def slideshow(found: Fetched, asker: Asker) -> Response:
    """Return the page of a slideshow."""
    at, pictures = _base(found, asker), showing.pictures_of(found.material.id)
    return render("materials/slideshow.html", slides=[slide(one, at) for one in pictures], **_said(found, asker))


def film(found: Fetched, asker: Asker) -> Response:
    """Return the page of a film or a recording: played here, or the way to where it lies. Raises `NotFound`."""
    one, file, at = found.material, found.file, _base(found, asker)
    if file is None or not is_media(file.type):
        return _film_elsewhere(found, asker)
    posters = showing.pictures_of(one.id)
    response = render(
        "materials/film.html",
        file=file,
        src=f"{at}/{file.key}",
        sound=is_sound(file.type),
        what=f"{ending_of(file.name).upper()}, {size_text(file.size, lang())}",
        poster=slide(posters[0], at) if posters else None,
        tracks=[{"src": f"{at}/{track.file_key}", "lang": track.lang} for track in showing.tracks_of(one.id)],
        languages=rules.LANGUAGES,
        **_said(found, asker),
    )
    return let_play(response)


def slide(one: MaterialPicture, at: str) -> Slide:
    """Return a picture as a page shows it, in two sizes once the worker has made them."""
    small, medium = one.small_key, one.medium_key
    widths = [min(one.width, round(side * min(1, one.width / one.height))) for side in (SMALL, MEDIUM)]
    return Slide(
        src=f"{at}/{medium or one.file_key}",
        srcset=f"{at}/{small} {widths[0]}w, {at}/{medium} {widths[1]}w" if small and widths[0] < widths[1] else "",
        width=one.width,
        height=one.height,
        alt=one.alt,
        caption=one.caption,
        credit=one.credit,
    )


def _base(found: Fetched, asker: Asker) -> str:
    """Return the address that the parts of a material lie under, for whoever asks: behind the own link by the link."""
    one, token = found.material, (request.view_args or {}).get("token")
    if asker is Asker.ORGANISER:
        address = url_for("materials.desk_part", **one.shelf.at, material_id=one.id, key=_STAND_IN)
    elif token:
        address = url_for("materials.own_part", token=token, material_id=one.id, key=_STAND_IN)
    else:
        address = url_for("materials.part", material_id=one.id, key=_STAND_IN)
    return address.removesuffix(f"/{_STAND_IN}")


def _said(found: Fetched, asker: Asker) -> dict[str, Any]:
    return {"one": found.material, "of": found.of, "home": words.home(found.of), "desk": asker is Asker.ORGANISER}


def _film_elsewhere(found: Fetched, asker: Asker) -> Response:
    """Return the page of a film on another site: nothing is fetched from there before one goes there."""
    host = host_of(found.material.url)
    if not host:
        raise NotFound
    return render("materials/film_elsewhere.html", host=host, **_said(found, asker))


def host_of(url: str) -> str:
    """Return what the site is called that a film lies on: "Vimeo", "video.example.se"; "" without one."""
    host = (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
    return _CALLED.get(host, host)


def _part(found: Fetched, asker: Asker, key: str) -> Response:
    answer = rules.answer(found.material, asker, arrival(), draft=found.of.is_draft)
    if answer is not Answer.HERE:
        raise NotFound
    stored = showing.part(found.material, key)
    return sending.response(stored, inline=True, cache=_cache(stored, asker))


def _cache(stored: StoredFile, asker: Asker) -> str:
    if asker is not Asker.VISITOR:
        return sending.PRIVATE
    return _KEPT if stored.type in _PICTURES else sending.REVALIDATED


PAGES[MaterialKind.SLIDESHOW] = slideshow
PAGES[MaterialKind.FILM] = film
