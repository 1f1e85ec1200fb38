"""Read what slideshows and films are shown with, which part of a material a key names, and whose picture is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.files import queries as stored_files
from meetings.files.models import StoredFile
from meetings.materials.models import Material, MaterialPicture, MaterialTrack, MaterialVersion
from meetings.materials.rules.shelves import Shelf, of_either

_DUE = "due"


@dataclass(frozen=True)
class Due:
    """A version or a picture that the worker is to look at."""

    id: int
    shelf: Shelf
    file_key: str


def versions_without_picture(at_most: int) -> Sequence[Due]:
    """Return some versions whose first page has not been tried yet, the oldest first."""
    rows = db.session.execute(
        select(MaterialVersion.id, Material.meeting_id, Material.project_id, MaterialVersion.file_key)
        .join(Material, Material.id == MaterialVersion.material_id)
        .where(MaterialVersion.picture_state == _DUE)
        .order_by(MaterialVersion.id)
        .limit(at_most)
    )
    return [Due(row[0], of_either(row[1], row[2]), row[3]) for row in rows]


def pictures_without_sizes(at_most: int) -> Sequence[Due]:
    """Return some pictures whose smaller ones have not been tried yet, the oldest first."""
    rows = db.session.execute(
        select(MaterialPicture.id, Material.meeting_id, Material.project_id, MaterialPicture.file_key)
        .join(Material, Material.id == MaterialPicture.material_id)
        .where(MaterialPicture.picture_state == _DUE)
        .order_by(MaterialPicture.id)
        .limit(at_most)
    )
    return [Due(row[0], of_either(row[1], row[2]), row[3]) for row in rows]


def pictures_of(material_id: int) -> Sequence[MaterialPicture]:
    """Return the pictures of a slideshow in their order; of a film the one that stands for it."""
    return db.session.scalars(
        select(MaterialPicture)
        .where(MaterialPicture.material_id == material_id)
        .order_by(MaterialPicture.position, MaterialPicture.id)
    ).all()


def tracks_of(material_id: int) -> Sequence[MaterialTrack]:
    """Return the subtitles of a film, the Swedish first."""
    return db.session.scalars(
        select(MaterialTrack)
        .where(MaterialTrack.material_id == material_id)
        .order_by(MaterialTrack.lang != "sv", MaterialTrack.lang)
    ).all()


def part(one: Material, key: str) -> StoredFile:
    """Return the file of that key when it is shown with the material: its file, pictures, subtitles.

    An earlier version, or one that was only offered, is no part. Raises `NotFound`.
    """
    shown = (MaterialVersion.material_id == one.id) & (MaterialVersion.number == one.version)
    picture, track = MaterialPicture.material_id == one.id, MaterialTrack.material_id == one.id
    names_it = (
        select(MaterialVersion.id).where(
            shown, (MaterialVersion.file_key == key) | (MaterialVersion.picture_key == key)
        ),
        select(MaterialPicture.id).where(
            picture,
            (MaterialPicture.file_key == key)
            | (MaterialPicture.medium_key == key)
            | (MaterialPicture.small_key == key),
        ),
        select(MaterialTrack.id).where(track, MaterialTrack.file_key == key),
    )
    first, *others = names_it
    found = stored_files.stored(key) if db.session.scalar(first.union_all(*others).limit(1)) else None
    if found is None:
        raise NotFound
    return found
