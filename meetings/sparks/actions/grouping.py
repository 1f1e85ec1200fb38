"""Make the headings that sparks are gathered under: add, rename, order, remove."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import NotFound, Refusal, Refused
from meetings.sparks import queries
from meetings.sparks.actions.keeping import hold
from meetings.sparks.models import Spark, SparkGroup
from meetings.sparks.rules import MOST_GROUPS, SparkReason


def add_group(meeting_id: int, heading: str, now: datetime, actor: Actor) -> SparkGroup:
    """Add a heading, as the last. Raises `Refused` when there are enough, `NotFound` without a meeting."""
    with transaction.write() as session:
        hold(session, meeting_id, now)
        others = queries.groups(meeting_id)
        if len(others) >= MOST_GROUPS:
            raise Refused(Refusal(SparkReason.TOO_MANY_GROUPS, {"most": MOST_GROUPS}))
        position = max((group.position for group in others), default=0) + 1
        made = SparkGroup(meeting_id=meeting_id, heading=heading, position=position)
        session.add(made)
        session.flush()
        record(actor, "sparks.add_group", now, meeting_id=meeting_id, changes={"group": (None, heading)})
        return made


def rename_group(meeting_id: int, group_id: int, heading: str, now: datetime, actor: Actor) -> None:
    """Change a heading. Raises `NotFound`."""
    with transaction.write() as session:
        held = hold(session, meeting_id, now)
        group = _group(session, meeting_id, group_id)
        if group.heading == heading:
            return
        record(actor, "sparks.rename_group", now, meeting_id=meeting_id, changes={"group": (group.heading, heading)})
        group.heading = heading
        held.shows_anew(now)


def move_group(meeting_id: int, group_id: int, step: int, now: datetime, actor: Actor) -> None:
    """Move a heading one place up (-1) or down (1); at the end it stays. Raises `NotFound`."""
    with transaction.write() as session:
        held = hold(session, meeting_id, now)
        moved = _group(session, meeting_id, group_id)
        order = list(queries.groups(meeting_id))
        here = order.index(moved)
        there = min(max(here + step, 0), len(order) - 1)
        if there == here:
            return
        order.insert(there, order.pop(here))
        for position, group in enumerate(order, start=1):
            group.position = position
        record(actor, "sparks.order_groups", now, meeting_id=meeting_id, changes={"group": (None, moved.heading)})
        held.shows_anew(now)


def remove_group(meeting_id: int, group_id: int, now: datetime, actor: Actor) -> None:
    """Remove a heading; its sparks stay, under none. Raises `NotFound`."""
    with transaction.write() as session:
        held = hold(session, meeting_id, now)
        group = _group(session, meeting_id, group_id)
        session.execute(
            update(Spark)
            .where(Spark.group_id == group_id)
            .values(group_id=None)
            .execution_options(synchronize_session=False)
        )
        record(actor, "sparks.remove_group", now, meeting_id=meeting_id, changes={"group": (group.heading, None)})
        session.delete(group)
        held.shows_anew(now)


def _group(session: Session, meeting_id: int, group_id: int) -> SparkGroup:
    group = session.get(SparkGroup, group_id, populate_existing=True)
    if group is None or group.meeting_id != meeting_id:
        raise NotFound
    return group
