"""Read what is published although not everybody can use it, over all meetings: for the accessibility statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, String, cast, exists, or_, select
from sqlalchemy.orm import aliased

from meetings.extensions import db
from meetings.materials.models import Material, MaterialVersion
from meetings.materials.queries.desk import Row, rows_of
from meetings.materials.rules import Audience, MaterialState
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State


@dataclass(frozen=True)
class Flawed:
    """A flawed material with its meeting."""

    row: Row
    meeting_title: str
    meeting_slug: str
    starts_at: datetime


def flawed() -> Select[Material]:
    """Return the statement for the material that everybody may read and that is known to be flawed.

    An organiser has accepted the flaws, or the file that is shown came with some later. The newest meeting first; what
    is published from a later moment on is on the list already.
    """
    meeting = aliased(Meeting)
    in_its_file = exists().where(
        MaterialVersion.material_id == Material.id,
        MaterialVersion.number == Material.version,
        cast(MaterialVersion.flaws, String) != "[]",
    )
    return (
        select(Material)
        .join(meeting, meeting.id == Material.meeting_id)
        .where(
            Material.state == MaterialState.PUBLISHED.value,
            or_(Material.accepted_flaws != "", in_its_file),
            Material.audience == Audience.EVERYBODY.value,
            meeting.state != State.DRAFT.value,
        )
        .order_by(meeting.starts_at.desc(), Material.meeting_id, Material.position, Material.id)
    )


def told_of(found: Sequence[Material]) -> list[Flawed]:
    """Return these with their flaws and their meetings, in the order given, with two statements."""
    ids = {one.meeting_id for one in found}
    meetings = {
        row[0]: row
        for row in db.session.execute(
            select(Meeting.id, Meeting.title, Meeting.slug, Meeting.starts_at).where(Meeting.id.in_(sorted(ids)))
        )
    }
    by_id = {row.one.id: row for row in rows_of(Material.id.in_([one.id for one in found]))}
    return [Flawed(by_id[one.id], *(meetings[one.meeting_id][1:4])) for one in found if one.id in by_id]
