"""Read what is published although not everybody can use it, of all meetings and projects, for the statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, String, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from meetings.extensions import db
from meetings.materials.models import Material, MaterialVersion
from meetings.materials.queries.desk import Row, rows_of
from meetings.materials.queries.shelves import models
from meetings.materials.rules import Audience, MaterialState
from meetings.materials.rules.shelves import Holder
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State


@dataclass(frozen=True)
class Flawed:
    """A flawed material with its meeting or project, and when the meeting begins (None of a project)."""

    row: Row
    title: str
    starts_at: datetime | None


def flawed() -> Select[Material]:
    """Return the statement for the material that everybody may read and that is known to be flawed.

    An organiser has accepted the flaws, or the file that is shown came with some later. The newest meeting first, then
    projects; what is published from a later moment on is on the list already.
    """
    meeting, project = aliased(Meeting), aliased(models()[Holder.PROJECT])
    in_its_file = exists().where(
        MaterialVersion.material_id == Material.id,
        MaterialVersion.number == Material.version,
        cast(MaterialVersion.flaws, String) != "[]",
    )
    return (
        select(Material)
        .outerjoin(meeting, meeting.id == Material.meeting_id)
        .outerjoin(project, project.id == Material.project_id)
        .where(
            Material.state == MaterialState.PUBLISHED.value,
            or_(Material.accepted_flaws != "", in_its_file),
            Material.audience == Audience.EVERYBODY.value,
            func.coalesce(meeting.state, project.state) != State.DRAFT.value,
        )
        .order_by(
            meeting.starts_at.is_(None),
            meeting.starts_at.desc(),
            func.coalesce(Material.meeting_id, Material.project_id),
            Material.position,
            Material.id,
        )
    )


def told_of(found: Sequence[Material]) -> list[Flawed]:
    """Return these with their flaws and whose they are, in the order given, with two statements."""
    ids = [one.id for one in found]
    project = models()[Holder.PROJECT]
    whose = {
        row[0]: row[1:]
        for row in db.session.execute(
            select(Material.id, func.coalesce(Meeting.title, project.title), Meeting.starts_at)
            .outerjoin(Meeting, Meeting.id == Material.meeting_id)
            .outerjoin(project, project.id == Material.project_id)
            .where(Material.id.in_(ids))
        )
    }
    by_id = {row.one.id: row for row in rows_of(Material.id.in_(ids))}
    return [Flawed(by_id[one.id], *whose[one.id]) for one in found if one.id in by_id]
