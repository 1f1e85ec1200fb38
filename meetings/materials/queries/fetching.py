"""Read one material as whoever fetches it needs it, and the files of all that somebody may fetch at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.files.models import StoredFile
from meetings.files.rules import FileState
from meetings.materials.models import Material, MaterialVersion
from meetings.materials.queries.public import Group, public_material
from meetings.materials.queries.shelves import Head, models, on
from meetings.materials.rules import Asker, VersionState
from meetings.materials.rules.shelves import Holder, Of
from meetings.registration.models import Place, Pool
from meetings.registration.queries import MEETING_POOL, registration_by_link
from meetings.registration.rules import PlaceState


@dataclass(frozen=True)
class Fetched:
    """A material with whose it is (`of`); `file` is that of the version that is shown, None without one."""

    material: Material
    file: StoredFile | None
    of: Head


def fetched(material_id: int, *, of: Of | None = None) -> Fetched:
    """Return the material, with one statement; of that meeting or project, when one is named. Raises `NotFound`."""
    meeting, project = models()[Holder.MEETING], models()[Holder.PROJECT]
    told = [
        func.coalesce(getattr(meeting, name), getattr(project, name)) for name in ("title", "slug", "state", "lang")
    ]
    statement = (
        select(Material, StoredFile, *told)
        .outerjoin(meeting, meeting.id == Material.meeting_id)
        .outerjoin(project, project.id == Material.project_id)
        .outerjoin(
            MaterialVersion,
            (MaterialVersion.material_id == Material.id) & (MaterialVersion.number == Material.version),
        )
        .outerjoin(StoredFile, StoredFile.key == MaterialVersion.file_key)
        .where(Material.id == material_id)
    )
    if of is not None:
        statement = statement.where(on(Material, of))
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    file: StoredFile | None = row[1]
    if file is not None and file.state == FileState.DISCARDED.value:
        file = None
    return Fetched(row[0], file, Head(row[0].shelf, *row[2:]))


def stored_of_version(of: Of, material_id: int, number: int) -> StoredFile:
    """Return the file of one version, also of one that was only offered. Raises `NotFound`."""
    found = db.session.scalar(
        select(StoredFile)
        .join(MaterialVersion, MaterialVersion.file_key == StoredFile.key)
        .join(Material, Material.id == MaterialVersion.material_id)
        .where(
            on(Material, of),
            Material.id == material_id,
            MaterialVersion.number == number,
            MaterialVersion.state != VersionState.REFUSED.value,
            StoredFile.state != FileState.DISCARDED.value,
        )
    )
    if found is None:
        raise NotFound
    return found


def asker_of(link_id: int, link_version: int) -> tuple[int, Asker]:
    """Return the meeting that the attendee's link is about, and as whom its person asks.

    Who has a place is a participant, others are visitors. Raises `NotFound` when the link has been revoked.
    """
    registration = registration_by_link(link_id, link_version)
    place = db.session.scalar(
        select(Place.state)
        .join(Pool, Pool.id == Place.pool_id)
        .where(
            Place.registration_id == registration.id,
            Pool.meeting_id == registration.meeting_id,
            Pool.kind == MEETING_POOL,
        )
    )
    has_place = place == PlaceState.CONFIRMED.value
    return registration.meeting_id, Asker.PARTICIPANT if has_place else Asker.VISITOR


def zipped(of: Of, now: datetime, asker: Asker) -> list[Group]:
    """Return the groups of what has a file that the asker may have; those without any are left out."""
    groups = public_material(of, now, asker)
    with_files = [Group(one.id, one.heading, tuple(row for row in one.rows if row.file_key)) for one in groups]
    return [one for one in with_files if one.rows]
