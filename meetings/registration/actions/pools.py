"""Set the seats of a meeting: in all, or in the room and on the net, and those that are reserved for a sector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, literal, select
from sqlalchemy.orm import Session

from meetings.errors import NotFound, Refusal, Refused
from meetings.registration import queries
from meetings.registration.models import Place, Pool
from meetings.registration.rules import ATTENDING, PlaceState, PoolKind, SignUpReason

Changes = dict[str, tuple[object, object]]
_SAID_AS = {PoolKind.ROOM.value: "room_seats", PoolKind.ONLINE.value: "online_seats"}


@dataclass(frozen=True)
class Reserve:
    """So many of the seats are for one sector (a term's id) until `released_at` (exclusive; None: for good)."""

    sector_id: int
    seats: int
    released_at: datetime | None = None


@dataclass(frozen=True)
class Attending:
    """The seats in the room and on the net of a hybrid meeting; None: no limit."""

    room: int | None
    online: int | None

    @property
    def in_all(self) -> int | None:
        """How many seats the meeting has."""
        return None if self.room is None or self.online is None else self.room + self.online


def set_meeting_seats(session: Session, meeting_id: int, seats: int | None, *, waiting_list: bool) -> Changes:
    """Set the seats of the meeting as a whole and return what changed. Raises `NotFound`."""
    pool = _meeting_pool(session, meeting_id)
    changes: Changes = {}
    if pool.seats != seats:
        changes["seats"] = (pool.seats, seats)
    if pool.waiting_list != waiting_list:
        changes["waiting_list"] = (pool.waiting_list, waiting_list)
    pool.seats, pool.waiting_list = seats, waiting_list
    return changes


def set_attending(session: Session, meeting_id: int, attending: Attending | None, now: datetime) -> Changes:
    """Set the seats in the room and on the net; None: one does not choose between them. Return what changed.

    Who was signed up before there was a choice comes to the room.
    """
    pools = {pool.kind: pool for pool in queries.pools_of_kinds(meeting_id, ATTENDING)}
    if attending is None:
        if pools:
            session.execute(delete(Pool).where(Pool.id.in_([pool.id for pool in pools.values()])))
        return {_SAID_AS[kind]: (pool.seats, None) for kind, pool in pools.items()}
    changes: Changes = {}
    for position, (kind, seats) in enumerate(zip(ATTENDING, (attending.room, attending.online), strict=True), 1):
        pool = pools.get(kind)
        if pool is None:
            changes[_SAID_AS[kind]] = (None, seats)
            pool = Pool(meeting_id=meeting_id, kind=kind, position=position, seats=seats)
            session.add(pool)
            if kind == PoolKind.ROOM.value and not pools:
                session.flush()
                _bring_in(session, _meeting_pool(session, meeting_id).id, pool.id, now)
        elif pool.seats != seats:
            changes[_SAID_AS[kind]] = (pool.seats, seats)
            pool.seats = seats
    return changes


def set_reserved(session: Session, meeting_id: int, reserved: Sequence[Reserve], limit: int | None) -> Changes:
    """Set the seats that are reserved and return what changed; `limit` is how many there are to reserve of.

    Raises `Refused` when they do not fit, or when a sector is named twice.
    """
    if len({one.sector_id for one in reserved}) < len(reserved):
        raise Refused(SignUpReason.RESERVED_TWICE)
    total = sum(one.seats for one in reserved)
    if limit is not None and total > limit:
        raise Refused(Refusal(SignUpReason.RESERVED_TOO_MANY, {"reserved": total, "seats": limit}))
    pools = {pool.sector_id: pool for pool in queries.pools_of_kinds(meeting_id, (PoolKind.RESERVED.value,))}
    before = _said([Reserve(pool.sector_id or 0, pool.seats or 0, pool.released_at) for pool in pools.values()])
    for position, one in enumerate(reserved, 10):
        pool = pools.pop(one.sector_id, None)
        if pool is None:
            pool = Pool(meeting_id=meeting_id, kind=PoolKind.RESERVED.value, sector_id=one.sector_id)
            session.add(pool)
        pool.position, pool.seats, pool.released_at, pool.waiting_list = position, one.seats, one.released_at, False
    for gone in pools.values():
        session.delete(gone)
    session.flush()
    after = _said(reserved)
    return {} if before == after else {"reserved": (before, after)}


def _said(reserved: Sequence[Reserve]) -> str:
    """Return the reserved seats as the log keeps them: sector, number, until when."""
    ordered = sorted(reserved, key=lambda one: one.sector_id)
    return "; ".join(
        f"{one.sector_id}: {one.seats}" + (f" ({one.released_at.isoformat()})" if one.released_at else "")
        for one in ordered
    )


def _bring_in(session: Session, from_pool_id: int, to_pool_id: int, now: datetime) -> None:
    """Give everybody with a place at the meeting the same in the room."""
    columns = ["pool_id", "registration_id", "state", "arrival", "rank", "held_until", "held_for", "changed_at"]
    same = select(
        literal(to_pool_id),
        Place.registration_id,
        Place.state,
        Place.arrival,
        literal(1),
        Place.held_until,
        Place.held_for,
        literal(now, Place.changed_at.type),
    ).where(Place.pool_id == from_pool_id, Place.state != PlaceState.CANCELLED.value)
    session.execute(insert(Place).from_select(columns, same))


def _meeting_pool(session: Session, meeting_id: int) -> Pool:
    pool = queries.meeting_pool(meeting_id)
    if pool is None:
        raise NotFound
    session.flush()
    session.refresh(pool)
    return pool
