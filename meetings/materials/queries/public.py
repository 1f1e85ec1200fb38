"""Read what the page of a meeting or project shows of its material, in one statement, and the rule's twin in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, String, and_, case, cast, func, select

from meetings.extensions import db
from meetings.files.models import StoredFile
from meetings.files.rules import ending_of
from meetings.materials.models import Material, MaterialGroup, MaterialPicture, MaterialTrack, MaterialVersion
from meetings.materials.queries.shelves import on
from meetings.materials.rules import Asker, Audience, MaterialKind, MaterialState, audiences_of
from meetings.materials.rules.shelves import Of
from meetings.schedule.models import Meeting, ProgrammeItem
from meetings.text import slug


@dataclass(frozen=True)
class Shown:
    """A material as a page shows it; `size` in bytes, 0 without a file; `url` is an address elsewhere.

    `media_type` is that of the file ("" without one), `transcript` what is said in a film, `tracks`
    its subtitles: language and key, the Swedish first.
    """

    id: int
    kind: str
    title: str
    credit: str
    presenter: str
    lang: str
    text: str
    transcript: str
    url: str
    audience: str
    publish_at: datetime | None
    item_id: int | None
    item_title: str
    group_id: int | None
    heading: str
    version: int
    file_key: str
    file_name: str
    media_type: str
    size: int
    given_at: datetime | None
    picture_key: str
    pictures: int
    tracks: tuple[tuple[str, str], ...]

    @property
    def slug(self) -> str:
        """The readable part of its address."""
        return slug(self.title)

    @property
    def type(self) -> str:
        """What kind of file it is, as its name ends: "PDF"; "" without a file."""
        return ending_of(self.file_name).upper() if self.file_name else ""

    @property
    def is_elsewhere(self) -> bool:
        """Whether it is an address on another site."""
        return self.kind == MaterialKind.LINK.value


@dataclass(frozen=True)
class Group:
    """A heading with what stands under it; "" is what stands under none."""

    id: int | None
    heading: str
    rows: tuple[Shown, ...]


def material_moments(holder: Any, belongs: ColumnElement[bool]) -> ScalarSelect[str | None]:
    """Return when material of the outer query's meeting or project (`holder`) begins to be shown to everybody.

    Of what has not changed its page yet; as one text (`moments_in` reads it), so that the key of a page that is kept
    takes no statement more. `belongs` ties material to it: `Material.project_id == Project.id`.
    """
    return (
        select(func.aggregate_strings(cast(Material.publish_at, String), ","))
        .where(
            belongs,
            Material.state == MaterialState.PUBLISHED.value,
            Material.audience == Audience.EVERYBODY.value,
            Material.publish_at > holder.updated_at,
        )
        .correlate(holder)
        .scalar_subquery()
    )


MATERIAL_MOMENTS = material_moments(Meeting, Material.meeting_id == Meeting.id)


def shown_to(asker: Asker, now: datetime) -> ColumnElement[bool]:
    """Return the condition that a material is there for the asker at `now`: the twin of `rules.answer`.

    Whether its meeting or project is a draft is for the caller to ask.
    """
    if asker is Asker.ORGANISER:
        return Material.state != MaterialState.REMOVED.value
    return and_(
        Material.state == MaterialState.PUBLISHED.value,
        Material.publish_at <= now,
        Material.audience.in_(sorted(audiences_of(asker))),
    )


def public_material(of: Of, now: datetime, asker: Asker = Asker.VISITOR) -> list[Group]:
    """Return what the asker may have of a meeting's material, or a project's, in groups in order, with one statement.

    `of` is the id of the meeting, or `rules.shelves.of_project(project_id)`. Only what has something to show; what
    stands under no heading comes last. Of a draft it is what its page will show.
    """
    number = select(func.count()).where(MaterialPicture.material_id == Material.id).scalar_subquery()
    version, group, item = MaterialVersion, MaterialGroup, ProgrammeItem
    rows = db.session.execute(
        select(
            Material, group.heading, item.title, version.file_key, StoredFile.name, StoredFile.type, StoredFile.size,
            version.given_at,
            func.coalesce(version.picture_key, _first_picture()),
            case((Material.kind == MaterialKind.SLIDESHOW.value, number), else_=0), _tracks(),
        )
        .outerjoin(group, group.id == Material.group_id)
        .outerjoin(item, item.id == Material.item_id)
        .outerjoin(version, and_(version.material_id == Material.id, version.number == Material.version))
        .outerjoin(StoredFile, StoredFile.key == version.file_key)
        .where(on(Material, of), shown_to(asker, now))
        .order_by(group.position.is_(None), group.position, group.id, Material.position, Material.id)
    )  # fmt: skip
    shown = [_shown(*row) for row in rows]
    return [
        Group(group_id, found[0].heading, tuple(found))
        for group_id, these in groupby(shown, key=lambda one: one.group_id)
        if (found := list(these))
    ]


def moments_in(joined: str | None) -> tuple[datetime, ...]:
    """Return the instants (UTC) that `material_moments` holds, in order."""
    found = [datetime.fromisoformat(one) for one in (joined or "").split(",") if one]
    return tuple(sorted(one if one.tzinfo else one.replace(tzinfo=UTC) for one in found))


def _first_picture() -> ScalarSelect[str | None]:
    """Return the small picture of a slideshow's first one, or of what stands for a film."""
    return (
        select(MaterialPicture.small_key)
        .where(MaterialPicture.material_id == Material.id)
        .order_by(MaterialPicture.position, MaterialPicture.id)
        .limit(1)
        .scalar_subquery()
    )


def _tracks() -> ScalarSelect[str | None]:
    """Return a film's subtitles as one text, "sv <key>,en <key>"."""
    one = MaterialTrack.lang + " " + MaterialTrack.file_key
    return select(func.aggregate_strings(one, ",")).where(MaterialTrack.material_id == Material.id).scalar_subquery()


def _in_order(tracks: str | None) -> tuple[tuple[str, str], ...]:
    found = [(lang, key) for lang, key in (one.split(" ") for one in (tracks or "").split(",") if one)]
    return tuple(sorted(found, key=lambda one: (one[0] != "sv", one[0])))


def by_item(groups: Iterable[Group]) -> Mapping[int, list[Shown]]:
    """Return the material that belongs to items of the programme, by the item's id, in the order of the groups."""
    found: dict[int, list[Shown]] = {}
    for group in groups:
        for one in group.rows:
            if one.item_id is not None:
                found.setdefault(one.item_id, []).append(one)
    return found


def _shown(one: Material, heading: str | None, item_title: str | None, *file: Any) -> Shown:
    """Return the row; `file` is what the statement says of files, from the key to the subtitles."""
    key, name, media_type, size, given_at, picture_key, pictures, tracks = file
    return Shown(
        **{field: getattr(one, field) for field in _AS_THEY_ARE},
        item_title=item_title or "",
        heading=heading or "",
        file_key=key or "",
        file_name=name or "",
        media_type=media_type or "",
        size=size or 0,
        given_at=given_at,
        picture_key=picture_key or "",
        pictures=int(pictures or 0),
        tracks=_in_order(tracks),
    )


_AS_THEY_ARE = (
    "id", "kind", "title", "credit", "presenter", "lang", "text", "transcript", "url", "audience", "publish_at",
    "item_id", "group_id", "version",
)  # fmt: skip
