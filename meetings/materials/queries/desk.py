"""Read material as the desk shows it: all of a shelf, one with its versions, what it may be put under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, union_all

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.files.models import StoredFile
from meetings.materials.models import Material, MaterialGroup, MaterialPicture, MaterialTrack, MaterialVersion
from meetings.materials.queries.shelves import on
from meetings.materials.rules import MaterialState, VersionState, has_content
from meetings.materials.rules.flaws import Flaw, beside_file, stored
from meetings.materials.rules.shelves import Of, shelf
from meetings.schedule.models import ProgrammeItem


@dataclass(frozen=True)
class Choices:
    """What a material may be put under: its headings and the items of a meeting's programme, by id."""

    groups: tuple[tuple[int, str], ...]
    items: tuple[tuple[int, str, datetime], ...]


@dataclass(frozen=True)
class Row:
    """A material as the desk shows it, with the version and file that are shown; `offered` versions wait."""

    one: Material
    version: MaterialVersion | None
    file: StoredFile | None
    item_title: str
    offered: int
    pictures: int
    undescribed: int
    tracks: int

    @property
    def flaws(self) -> list[Flaw]:
        """What makes it hard to use for some, in its file and beside it."""
        in_file = stored(self.version.flaws if self.version else ())
        media_type = self.file.type if self.file else ""
        return in_file + beside_file(self.one, media_type, subtitles=self.tracks > 0, undescribed=self.undescribed)

    @property
    def has_content(self) -> bool:
        """Whether there is something to publish."""
        return has_content(self.one.kind, url=self.one.url, version=self.one.version, pictures=self.pictures)


def groups(of: Of) -> Sequence[MaterialGroup]:
    """Return the headings, in their order."""
    return db.session.scalars(
        select(MaterialGroup).where(on(MaterialGroup, of)).order_by(MaterialGroup.position, MaterialGroup.id)
    ).all()


def choices(of: Of) -> Choices:
    """Return what a material may be put under, with two statements; projects have no programme."""
    where = shelf(of)
    headings = tuple((one.id, one.heading) for one in groups(of))
    if where.is_project:
        return Choices(headings, ())
    items = db.session.execute(
        select(ProgrammeItem.id, ProgrammeItem.title, ProgrammeItem.starts_at)
        .where(ProgrammeItem.meeting_id == where.id)
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.position)
    ).all()
    return Choices(headings, tuple((row[0], row[1], row[2]) for row in items))


def materials(of: Of) -> Sequence[Material]:
    """Return all material of the shelf but what is removed, in its order, without versions."""
    return db.session.scalars(
        select(Material)
        .where(on(Material, of), Material.state != MaterialState.REMOVED.value)
        .order_by(Material.position, Material.id)
    ).all()


def material(of: Of, material_id: int, *, lock: bool = False) -> Material:
    """Return one of the shelf's material; none that is removed. Raises `NotFound`."""
    statement = select(Material).where(
        Material.id == material_id,
        on(Material, of),
        Material.state != MaterialState.REMOVED.value,
    )
    if lock:
        statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def rows(of: Of) -> list[Row]:
    """Return the shelf's material in its order, as the desk shows it, with one statement."""
    return rows_of(on(Material, of))


def rows_of(*conditions: ColumnElement[bool]) -> list[Row]:
    """Return material as the desk shows it, none that is removed, with one statement."""
    offered = _number(MaterialVersion, MaterialVersion.state == VersionState.OFFERED.value)
    undescribed = _number(MaterialPicture, MaterialPicture.alt == "", MaterialPicture.decorative.is_(False))
    found = db.session.execute(
        select(
            Material, MaterialVersion, StoredFile, ProgrammeItem.title, offered,
            _number(MaterialPicture), undescribed, _number(MaterialTrack),
        )
        .outerjoin(
            MaterialVersion,
            (MaterialVersion.material_id == Material.id) & (MaterialVersion.number == Material.version),
        )
        .outerjoin(StoredFile, StoredFile.key == MaterialVersion.file_key)
        .outerjoin(ProgrammeItem, ProgrammeItem.id == Material.item_id)
        .where(Material.state != MaterialState.REMOVED.value, *conditions)
        .order_by(Material.position, Material.id)
    )  # fmt: skip
    return [Row(row[0], row[1], row[2], row[3] or "", *row[4:]) for row in found]


def row(of: Of, material_id: int) -> Row:
    """Return one of the shelf's material as the desk shows it. Raises `NotFound`."""
    found = rows_of(on(Material, of), Material.id == material_id)
    if not found:
        raise NotFound
    return found[0]


def _number(table: type[MaterialVersion | MaterialPicture | MaterialTrack], *of: ColumnElement[bool]) -> Any:
    """Return how many of these the material has, as a column."""
    return (
        select(func.count())
        .select_from(table)
        .where(table.material_id == Material.id, *of)
        .correlate(Material)
        .scalar_subquery()
    )


def versions(material_id: int) -> list[tuple[MaterialVersion, StoredFile]]:
    """Return the versions of a material with their files, the newest first."""
    rows = db.session.execute(
        select(MaterialVersion, StoredFile)
        .join(StoredFile, StoredFile.key == MaterialVersion.file_key)
        .where(MaterialVersion.material_id == material_id)
        .order_by(MaterialVersion.number.desc())
    )
    return [(row[0], row[1]) for row in rows]


def number_of(of: Of) -> int:
    """Return how much material stands on the shelf, without what is removed."""
    there = select(func.count()).where(on(Material, of), Material.state != MaterialState.REMOVED.value)
    return db.session.scalar(there) or 0


def number_of_groups(of: Of) -> int:
    """Return how many headings there are."""
    return db.session.scalar(select(func.count()).where(on(MaterialGroup, of))) or 0


_KEYS = (
    (MaterialVersion, MaterialVersion.file_key),
    (MaterialVersion, MaterialVersion.picture_key),
    (MaterialPicture, MaterialPicture.file_key),
    (MaterialPicture, MaterialPicture.medium_key),
    (MaterialPicture, MaterialPicture.small_key),
    (MaterialTrack, MaterialTrack.file_key),
)


def keys_of(of: Of, material_id: int | None = None) -> set[str]:
    """Return the keys of all files of the shelf's material, or of one material: versions, pictures, subtitles."""
    bounds = [on(Material, of)]
    if material_id is not None:
        bounds.append(Material.id == material_id)
    parts = [
        select(column.label("key")).join(Material, Material.id == table.material_id).where(*bounds)
        for table, column in _KEYS
    ]
    return {key for key in db.session.scalars(union_all(*parts)) if key}
