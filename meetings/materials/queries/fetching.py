"""Read one material as whoever fetches it needs it, and the files of all that somebody may fetch at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.files.models import StoredFile
from meetings.files.rules import FileState
from meetings.materials.models import Material, MaterialVersion
from meetings.materials.queries.public import Group, public_material
from meetings.materials.rules import Asker, VersionState
from meetings.registration.models import Place, Pool
from meetings.registration.queries import MEETING_POOL, registration_by_link
from meetings.registration.rules import PlaceState
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State


@dataclass(frozen=True)
class Fetched:
    """A material with what its address depends on; `file` is that of the version that is shown, None without one."""

    material: Material
    file: StoredFile | None
    meeting_title: str
    meeting_slug: str
    draft_meeting: bool


def fetched(material_id: int, *, meeting_id: int | None = None) -> Fetched:
    """Return the material, with one statement; of the meeting, when one is named. Raises `NotFound`."""
    statement = (
        select(Material, StoredFile, Meeting.title, Meeting.slug, Meeting.state)
        .join(Meeting, Meeting.id == Material.meeting_id)
        .outerjoin(
            MaterialVersion,
            (MaterialVersion.material_id == Material.id) & (MaterialVersion.number == Material.version),
        )
        .outerjoin(StoredFile, StoredFile.key == MaterialVersion.file_key)
        .where(Material.id == material_id)
    )
    if meeting_id is not None:
        statement = statement.where(Material.meeting_id == meeting_id)
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    file: StoredFile | None = row[1]
    if file is not None and file.state == FileState.DISCARDED.value:
        file = None
    return Fetched(row[0], file, row[2], row[3], row[4] == State.DRAFT.value)


def stored_of_version(meeting_id: int, material_id: int, number: int) -> StoredFile:
    """Return the file of one version, also of one that was only offered. Raises `NotFound`."""
    found = db.session.scalar(
        select(StoredFile)
        .join(MaterialVersion, MaterialVersion.file_key == StoredFile.key)
        .join(Material, Material.id == MaterialVersion.material_id)
        .where(
            Material.meeting_id == meeting_id,
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


def zipped(meeting_id: int, now: datetime, asker: Asker) -> list[Group]:
    """Return the groups of what has a file that the asker may have; those without any are left out."""
    groups = public_material(meeting_id, now, asker)
    with_files = [Group(one.id, one.heading, tuple(row for row in one.rows if row.file_key)) for one in groups]
    return [one for one in with_files if one.rows]
