"""Count before addresses go: a meeting's people as they are made up, and unique people of all years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.privacy.models import FrozenFigure
from meetings.privacy.queries import figures
from meetings.privacy.rules.figures import IN_ALL, last_traces, of_meeting


def freeze_meeting(meeting_id: int, now: datetime) -> None:
    """Keep how many people the meeting had, by what they were, and by sector, municipality and type; once."""
    scope = of_meeting(meeting_id)
    with transaction.write() as session:
        if session.scalar(select(exists().where(FrozenFigure.scope == scope))):
            return
        session.add_all(
            FrozenFigure(
                scope=scope,
                measure=one.measure.value,
                dimension=one.dimension,
                term_id=one.term_id,
                number=one.number,
                frozen_at=now,
            )
            for one in figures.spread_of(meeting_id)
        )


def freeze_people(session: Session, registration_ids: Sequence[int], now: datetime) -> None:
    """Add to the figures of all years those of whom no address is left when these go.

    In the transaction that erases them.
    """
    going = figures.traces_of(registration_ids)
    staying = figures.traces_left((trace.key for trace in going), registration_ids)
    for measure, number in sorted(last_traces(going, staying).items()):
        row = session.scalar(
            select(FrozenFigure)
            .where(FrozenFigure.scope == IN_ALL, FrozenFigure.measure == measure.value)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        if row is None:
            row = FrozenFigure(scope=IN_ALL, measure=measure.value, dimension="", number=0, frozen_at=now)
            session.add(row)
        row.number, row.frozen_at = row.number + number, now
