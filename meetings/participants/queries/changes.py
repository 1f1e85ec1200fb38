"""Read what people have not been told yet: the open question of a meeting, whom it is about, and what was told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import aliased

from meetings.extensions import db
from meetings.participants.models import ChangeNotice
from meetings.participants.rules.changes import Change, ChangeKind, NoticeState, changes
from meetings.registration.models import Place, Pool, Registration
from meetings.registration.rules import PlaceState, PoolKind
from meetings.schedule.models import Meeting

LATEST = 20
_SEAT = PlaceState.CONFIRMED.value
_COMING = (_SEAT, PlaceState.HELD.value)
_HAS = (*_COMING, PlaceState.WAITING.value)


@dataclass(frozen=True)
class Audience:
    """How many are told: those with a seat, and those who stand in line or are asked whether they take one."""

    with_seat: int = 0
    in_line: int = 0

    @property
    def total(self) -> int:
        """How many mails that makes."""
        return self.with_seat + self.in_line


def question(meeting_id: int, *, lock: bool = False) -> ChangeNotice | None:
    """Return what the organisers are asked now, or None."""
    statement = select(ChangeNotice).where(
        ChangeNotice.meeting_id == meeting_id, ChangeNotice.state == NoticeState.OPEN.value
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement.limit(1))


def latest(meeting_id: int) -> ChangeNotice | None:
    """Return the newest of the meeting, whatever its state."""
    return db.session.scalar(
        select(ChangeNotice).where(ChangeNotice.meeting_id == meeting_id).order_by(ChangeNotice.id.desc()).limit(1)
    )


def decided(meeting_id: int) -> Sequence[ChangeNotice]:
    """Return the latest that were answered, the newest first."""
    return db.session.scalars(
        select(ChangeNotice)
        .where(ChangeNotice.meeting_id == meeting_id, ChangeNotice.state != NoticeState.OPEN.value)
        .order_by(ChangeNotice.id.desc())
        .limit(LATEST)
    ).all()


def is_asked(meeting_id: int, now: datetime) -> bool:
    """Tell whether what was saved at `now` raised a question."""
    found = question(meeting_id)
    return found is not None and found.changed_at == now


def has_question() -> ColumnElement[bool]:
    """Return whether the organisers of a meeting have not answered, as a column of a statement about meetings."""
    return exists().where(ChangeNotice.meeting_id == Meeting.id, ChangeNotice.state == NoticeState.OPEN.value)


def sending() -> Sequence[int]:
    """Return what the worker has mails left to queue of, in id order."""
    return db.session.scalars(
        select(ChangeNotice.id).where(ChangeNotice.state == NoticeState.SENDING.value).order_by(ChangeNotice.id)
    ).all()


def audience(meeting_id: int, found: Sequence[Change], before: datetime) -> Audience:
    """Return how many these changes concern who signed up before then."""
    each = concerned(meeting_id, found, before).subquery()
    rows = db.session.execute(select(each.c.state, func.count()).group_by(each.c.state))
    counts = {row[0]: row[1] for row in rows}
    return Audience(counts.pop(_SEAT, 0), sum(counts.values()))


def audience_of(row: ChangeNotice) -> Audience:
    """Return how many this one concerns."""
    return audience(row.meeting_id, changes(row.before, row.after), row.changed_at)


def concerned(meeting_id: int, found: Sequence[Change], before: datetime) -> Select[int, str]:
    """Return the statement for the ids of those whom the changes concern, with what they have at the meeting.

    Who signed up since was told what holds. A place concerns all but those who come on the net at a hybrid meeting;
    an address on the net those with a seat, but for who comes to the room; a workshop those with a place in it.
    """
    touched: list[ColumnElement[bool]] = []
    kinds = {one.kind for one in found}
    if ChangeKind.TIME in kinds:
        touched.append(true())
    if ChangeKind.PLACE in kinds:
        touched.append(~_has_place(_HAS, Pool.kind == PoolKind.ONLINE.value))
    if ChangeKind.ONLINE in kinds:
        touched.append(and_(Place.state == _SEAT, ~_has_place(_HAS, Pool.kind == PoolKind.ROOM.value)))
    if items := [one.item_id for one in found if one.item_id]:
        touched.append(_has_place(_COMING, Pool.item_id.in_(items)))
    return (
        select(Registration.id, Place.state)
        .join(Place, Place.registration_id == Registration.id)
        .join(Pool, Pool.id == Place.pool_id)
        .where(
            Pool.meeting_id == meeting_id,
            Pool.kind == PoolKind.MEETING.value,
            Place.state.in_(_HAS),
            Registration.registered_at < before,
            or_(*touched),
        )
    )


def workshops_held(ids: Collection[int], items: Collection[int]) -> dict[int, set[int]]:
    """Return which of these items of the programme these people have a place in, by registration."""
    if not items:
        return {}
    rows = db.session.execute(
        select(Place.registration_id, Pool.item_id)
        .join(Pool, Pool.id == Place.pool_id)
        .where(Place.registration_id.in_(ids), Pool.item_id.in_(items), Place.state.in_(_COMING))
    )
    found: dict[int, set[int]] = {}
    for registration_id, item_id in rows:
        if item_id is not None:
            found.setdefault(registration_id, set()).add(item_id)
    return found


def _has_place(states: Collection[str], condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return whether a registration has a place so, in a pool of this kind: apart from its place at the meeting."""
    place = aliased(Place)
    pools = select(Pool.id).where(condition).correlate(None)
    return exists().where(place.registration_id == Registration.id, place.state.in_(states), place.pool_id.in_(pools))
