"""Read the programmes of meetings, with who is seen on them and nothing more."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from meetings.extensions import db
from meetings.schedule.models import Appearance, ProgrammeItem


def items_of(meetings: Sequence[int]) -> Sequence[ProgrammeItem]:
    """Return the items of the programmes of these meetings by time, with who is seen on them: one query."""
    if not meetings:
        return ()
    statement = (
        select(ProgrammeItem)
        .where(ProgrammeItem.meeting_id.in_(meetings))
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.position, ProgrammeItem.id)
        .options(joinedload(ProgrammeItem.appearances).joinedload(Appearance.organisation))
    )
    return db.session.scalars(statement).unique().all()
