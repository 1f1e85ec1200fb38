"""Put pictures into a slideshow, words to them, and subtitles and a still picture to a film."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.errors import NotFound, Refusal, Refused, Stale
from meetings.files import actions as files
from meetings.materials import queries
from meetings.materials.actions import keeping
from meetings.materials.actions.adding import keep
from meetings.materials.models import Material, MaterialPicture, MaterialTrack
from meetings.materials.queries.shelves import lock
from meetings.materials.rules import MaterialKind
from meetings.materials.rules.shelves import Of
from meetings.materials.rules.showing import MOST_PICTURES, ShowingReason


@dataclass(frozen=True)
class NewPicture:
    """A picture that was received and waits to be kept; width and height in pixels."""

    key: str
    width: int
    height: int
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True)
class PictureTexts:
    """What is written of a picture that stands in the slideshow; one that is `decorative` has no words."""

    id: int
    alt: str = ""
    decorative: bool = False
    caption: str = ""
    credit: str = ""


def add_pictures(of: Of, material_id: int, pictures: Sequence[NewPicture], now: datetime, actor: Actor) -> Material:
    """Put pictures last in a slideshow. Raises `NotFound`, and `Refused` when there are too many or one is gone."""
    with _changed(of, material_id, "add_pictures", now, actor) as (session, one):
        if one.kind != MaterialKind.SLIDESHOW.value:
            raise NotFound
        if len(one.pictures) + len(pictures) > MOST_PICTURES:
            raise Refused(Refusal(ShowingReason.TOO_MANY_PICTURES, {"most": MOST_PICTURES}))
        last = session.scalar(select(func.max(MaterialPicture.position)).where(MaterialPicture.material_id == one.id))
        for position, picture in enumerate(pictures, 0 if last is None else last + 1):
            _put(session, one, picture, position)
        return one


def save_pictures(
    of: Of,
    material_id: int,
    base_revision: int,
    pictures: Sequence[PictureTexts],
    now: datetime,
    actor: Actor,
) -> Material:
    """Give the slideshow these pictures in this order, with these texts; those left out go.

    Raises `Stale` when somebody saved it since `base_revision`, and `NotFound` for a picture of another one.
    """
    with _changed(of, material_id, "save_pictures", now, actor) as (session, one):
        if one.revision != base_revision:
            raise Stale(one.revision)
        had = {picture.id: picture for picture in one.pictures}
        for position, texts in enumerate(pictures):
            row = had.pop(texts.id, None)
            if row is None:
                raise NotFound
            row.position, row.decorative = position, texts.decorative
            row.alt = "" if texts.decorative else texts.alt
            row.caption, row.credit = texts.caption, texts.credit
        for row in had.values():
            _let_go(session, one, row)
        return one


def set_track(of: Of, material_id: int, lang: str, key: str, now: datetime, actor: Actor) -> Material:
    """Give the film these subtitles in a language, instead of any it has. Raises `NotFound`, `Refused`."""
    with _changed(of, material_id, "set_track", now, actor) as (session, one):
        keep(session, of, key)
        standing = next((track for track in one.tracks if track.lang == lang), None)
        if standing is None:
            one.tracks.append(MaterialTrack(lang=lang, file_key=key))
        else:
            files.discard(session, [standing.file_key])
            standing.file_key = key
        return one


def remove_track(of: Of, material_id: int, lang: str, now: datetime, actor: Actor) -> Material:
    """Take the film's subtitles in a language away; none there is no error. Raises `NotFound`."""
    with _changed(of, material_id, "remove_track", now, actor) as (session, one):
        for track in [track for track in one.tracks if track.lang == lang]:
            one.tracks.remove(track)
            session.flush()
            files.discard(session, [track.file_key])
        return one


def set_poster(of: Of, material_id: int, picture: NewPicture, now: datetime, actor: Actor) -> Material:
    """Let this picture stand for the film until it is played, instead of any other. Raises `NotFound`, `Refused`."""
    with _changed(of, material_id, "set_poster", now, actor) as (session, one):
        if one.kind == MaterialKind.SLIDESHOW.value:
            raise NotFound
        for row in list(one.pictures):
            _let_go(session, one, row)
        _put(session, one, picture, 0)
        return one


def remove_poster(of: Of, material_id: int, now: datetime, actor: Actor) -> Material:
    """Let no picture stand for the film. Raises `NotFound`."""
    with _changed(of, material_id, "remove_poster", now, actor) as (session, one):
        if one.kind == MaterialKind.SLIDESHOW.value:
            raise NotFound
        for row in list(one.pictures):
            _let_go(session, one, row)
        return one


@contextmanager
def _changed(of: Of, material_id: int, action: str, now: datetime, actor: Actor) -> Iterator[tuple[Session, Material]]:
    """Change a material under the lock of whose it is, and bring the page, the search and the log in line."""
    with transaction.write() as session:
        held = lock(of)
        one = queries.material(of, material_id, lock=True)
        was_public = keeping.is_public(held, one, now)
        yield session, one
        one.revision += 1
        one.updated_at = now
        session.flush()
        keeping.take_in(session, held, one, now, was_public=was_public)
        keeping.log(actor, action, now, one)


def _put(session: Session, one: Material, picture: NewPicture, position: int) -> None:
    keep(session, one.shelf, picture.key)
    one.pictures.append(
        MaterialPicture(
            position=position,
            file_key=picture.key,
            width=picture.width,
            height=picture.height,
            alt=picture.alt,
            decorative=one.kind != MaterialKind.SLIDESHOW.value,  # what stands for a film is said by its title
            caption=picture.caption,
            credit=picture.credit,
        )
    )


def _let_go(session: Session, one: Material, row: MaterialPicture) -> None:
    keys = [key for key in (row.file_key, row.medium_key, row.small_key) if key]
    one.pictures.remove(row)
    session.flush()
    files.discard(session, keys)
