"""Material as a page shows it whole: films to play, slideshows with their first picture, files in lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from meetings.materials.queries import Group, Shown, public_material
from meetings.materials.rules import MaterialKind, size_text
from meetings.materials.rules.shelves import Of
from meetings.materials.rules.showing import is_media, is_sound
from meetings.materials.views.showing import host_of
from meetings.web.lang import lang

LONGEST_WORDS = 6_000  # characters of what is said in a film that a page writes out; more is on the film's own page


@dataclass(frozen=True)
class Film:
    """A film or a recording as a page shows it: played here from `src`, or at `host` when it lies elsewhere.

    `still` is the address of the small picture that stands for it ("": none yet). `words` is what is said in it,
    `has_words` tells that it is written on the film's own page (`url`).
    """

    one: Shown
    url: str
    src: str
    host: str
    sound: bool
    what: str
    still: str
    tracks: tuple[dict[str, str], ...]
    words: str
    has_words: bool


@dataclass(frozen=True)
class Slideshow:
    """A slideshow as a page shows it: its first picture, small ("": none yet), and where it is leafed through."""

    one: Shown
    url: str
    picture: str


@dataclass(frozen=True)
class Section:
    """What stands under a heading ("": under none), each kind in its order."""

    heading: str
    films: tuple[Film, ...]
    slideshows: tuple[Slideshow, ...]
    rows: tuple[Shown, ...]


@dataclass(frozen=True)
class OnPage:
    """The material of a page; `files` is how many files it has, `plays` whether it plays anything itself."""

    sections: tuple[Section, ...]
    files: int
    plays: bool


def on_page(of: Of, now: datetime) -> OnPage:
    """Return what everybody may see of a meeting's or project's material at `now`, for `materials/_shown.html`.

    Of a draft it is what its page will show. One statement, however much there is. A page that `plays` something needs
    the header of `web.headers.let_play`.
    """
    groups = public_material(of, now)
    sections = tuple(_section(group) for group in groups)
    plays = any(film.src for one in sections for film in one.films)
    return OnPage(sections, sum(1 for group in groups for one in group.rows if one.file_key), plays)


def _section(group: Group) -> Section:
    films, slideshows, rows = [], [], []
    for one in group.rows:
        if one.kind == MaterialKind.SLIDESHOW.value:
            slideshows.append(Slideshow(one, _url(one), _still(one)))
        elif one.kind == MaterialKind.FILM.value or is_media(one.media_type):
            films.append(_film(one))
        else:
            rows.append(one)
    return Section(group.heading, tuple(films), tuple(slideshows), tuple(rows))


def _film(one: Shown) -> Film:
    played, words = is_media(one.media_type), one.transcript
    return Film(
        one=one,
        url=_url(one),
        src=f"{_base(one)}/{one.file_key}" if played else "",
        host="" if played else host_of(one.url),
        sound=is_sound(one.media_type),
        what=f"{one.type}, {size_text(one.size, lang())}" if played else "",
        still=_still(one),
        tracks=tuple({"src": f"{_base(one)}/{key}", "lang": code} for code, key in one.tracks),
        words=words if len(words) <= LONGEST_WORDS else "",
        has_words=bool(words),
    )


def _still(one: Shown) -> str:
    return f"{_base(one)}/{one.picture_key}" if one.picture_key else ""


def _url(one: Shown) -> str:
    return url_for("materials.fetch", material_id=one.id, slug=one.slug)


def _base(one: Shown) -> str:
    """Return the address that the parts of a material lie under, for everybody."""
    key = "0" * 32
    return url_for("materials.part", material_id=one.id, key=key).removesuffix(f"/{key}")
