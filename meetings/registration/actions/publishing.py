"""Publish the places of a block by ranked wishes: the organiser asks for it, the worker does it in short pieces.

First everybody has their place, in one transaction under the meeting's lock; then the mails are queued, so many at a
time. The row of the publication says how far it has come, and moves with each piece in the same transaction: a worker
that is killed leaves a whole piece or none, any other goes on from there, and two do nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, selectinload

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import Busy, NotFound, Refused
from meetings.outbox.actions import Mail, enqueue_all
from meetings.registration import mail, queries
from meetings.registration.actions.assigning import assigned, open_block
from meetings.registration.models import Place, Registration, WorkshopPublication
from meetings.registration.queries import Door
from meetings.registration.queries import blocks as read
from meetings.registration.queries.blocks import Block
from meetings.registration.queries.publications import places_in, publication, to_publish
from meetings.registration.queries.wishing import Candidate, Wishes, wishes_in
from meetings.registration.rules import PlaceState, PoolKind, closed_by_the_meeting
from meetings.registration.rules.assignment import Assignment, rank_of
from meetings.registration.rules.publishing import UNFINISHED, Stage
from meetings.registration.rules.workshops import BlockReason, refusal_to_assign
from meetings.schedule.queries import lock_meeting
from meetings.web.logs import log

_PLACE = insert(Place)
_ROWS = 1_000  # places in one statement
_MAILS = 250  # people in one transaction: who signs up meanwhile waits for no more than that
_AGAIN = timedelta(minutes=1)  # after a fault


def ask_to_publish(meeting_id: int, block_id: int, seen: str, now: datetime, actor: Actor) -> None:
    """Note that the worker is to publish the proposal with this mark (`Wishes.mark`), which the organiser saw.

    Until it has ended the block stays as it is. Raises `Refused`, `NotFound`.
    """
    with transaction.write() as session:
        lock_meeting(meeting_id)
        open_block(meeting_id, block_id)
        if refusal := closed_by_the_meeting(queries.door(meeting_id), now):
            raise Refused(refusal)
        if (before := publication(block_id)) is not None:
            session.delete(before)
            session.flush()
        session.add(
            WorkshopPublication(
                block_id=block_id, seen=seen[:100], account_id=actor.account_id, asked_by=actor.name, asked_at=now
            )
        )


def take_back(meeting_id: int, block_id: int) -> None:
    """Let the worker not publish after all. Raises `Refused` when it has begun, `NotFound` when nobody asked."""
    with transaction.write() as session:
        lock_meeting(meeting_id)
        read.block_row(meeting_id, block_id)
        row = publication(block_id)
        if row is None:
            raise NotFound
        if row.stage != Stage.ASKED.value:
            raise Refused(BlockReason.PUBLISHED if row.stage != Stage.STOPPED.value else BlockReason.NOT_ASKED)
        session.delete(row)


def publish_asked(now: Callable[[], datetime], keep_going: Callable[[], bool] = lambda: True) -> int:
    """Go on with every publication until all have ended, or `keep_going()` says no; return how many pieces were done.

    A fault of one is logged, and it is tried again in a minute; the others go on.
    """
    pieces = 0
    for meeting_id, block_id in to_publish(now()):
        try:
            while keep_going() and _piece(meeting_id, block_id, now()):
                pieces += 1
        except (Busy, OperationalError):
            raise
        except Exception as error:
            log().error("workshops", event_is="publishing failed", block=block_id, exc_info=error)
            _postpone(meeting_id, block_id, now() + _AGAIN)
    return pieces


def _piece(meeting_id: int, block_id: int, now: datetime) -> bool:
    """Do the next piece of a publication; tell whether there may be more."""
    found = publication(block_id)
    if found is None or found.stage not in UNFINISHED:
        return False
    if found.stage == Stage.ASKED.value:
        door = queries.door(meeting_id)
        assigned(wishes_in(door, read.block_of(door, block_id)))  # reckoned and remembered before the lock
        _give_out(meeting_id, block_id, now)
    else:
        _tell_some(meeting_id, block_id, now)
    return True


def _postpone(meeting_id: int, block_id: int, until: datetime) -> None:
    with transaction.write():
        lock_meeting(meeting_id)
        row = publication(block_id)
        if row is not None:
            row.retry_at = until


def _give_out(meeting_id: int, block_id: int, now: datetime) -> None:
    """Give everybody their place if all is as the organiser saw it; else note why not."""
    with transaction.write() as session:
        lock_meeting(meeting_id)
        row = publication(block_id)
        if row is None or row.stage != Stage.ASKED.value:
            return  # another worker did, or it was taken back
        row.retry_at = None
        block_row = read.block_row(meeting_id, block_id)
        door = queries.door(meeting_id)
        block = read.block_of(door, block_id)
        wishes = wishes_in(door, block)
        row.found, row.people = wishes.mark, len(wishes.people)
        row.problem = _problem(door, block, wishes, row.seen, now)
        if row.problem:
            row.stage, row.ended_at = Stage.STOPPED.value, now
            return
        placed = assigned(wishes)
        block_row.published_at = now
        block_row.revision += 1
        _write_places(session, door, block, wishes, placed, now)
        row.stage, row.recipients = Stage.MAILING.value, [one.id for one in wishes.people]
        row.placed = sum(pool is not None for pool in placed.values())
        figures: dict[str, tuple[object, object]] = {"people": ("", row.people), "seed": ("", block.seed)}
        actor = Actor(row.asked_by, row.account_id)
        record(actor, "registration.publish_workshops", now, meeting_id=meeting_id, changes=figures)


def _problem(door: Door, block: Block, wishes: Wishes, seen: str, now: datetime) -> str:
    """Return the code (`rules.publishing.PROBLEMS`) of why the places are not given out, "" when nothing is against."""
    if closed_by_the_meeting(door, now) is not None:
        return "closed"
    if refusal_to_assign(block.mode, block.published_at) is not None:
        return "not_ranked"
    if not wishes.people:
        return "nobody"
    return "changed" if wishes.mark != seen else ""


def _write_places(
    session: Session, door: Door, block: Block, wishes: Wishes, placed: Assignment, now: datetime
) -> None:
    """Write who has which place, and in which lines those without one stand: in those of what they wished."""
    session.execute(delete(Place).where(Place.pool_id.in_([one.pool_id for one in block.workshops])))
    of_meeting = select(Registration.id, Registration.arrival).where(Registration.meeting_id == door.meeting_id)
    arrivals = {row[0]: row[1] for row in session.execute(of_meeting)}
    lines = {found.pool_id for found in block.workshops if found.pool and found.pool.waiting_list}
    rows = [
        _place(one, pool_id, state, arrivals[one.id], now)
        for one in wishes.people
        for pool_id, state in _places(one, placed[one.id], lines)
    ]
    for start in range(0, len(rows), _ROWS):
        session.connection().execute(_PLACE, rows[start : start + _ROWS])


def _places(one: Candidate, pool_id: int | None, lines: set[int]) -> Iterator[tuple[int, PlaceState]]:
    if pool_id is not None:
        yield pool_id, PlaceState.CONFIRMED
    else:
        yield from ((wish, PlaceState.WAITING) for wish in one.wishes if wish in lines)


def _place(one: Candidate, pool_id: int, state: PlaceState, arrival: int, now: datetime) -> dict[str, Any]:
    return {
        "pool_id": pool_id,
        "registration_id": one.id,
        "state": state.value,
        "arrival": arrival,
        "rank": rank_of(one.wisher, pool_id) or len(one.wishes) + 1,
        "held_for": "",
        "changed_at": now,
    }


def _tell_some(meeting_id: int, block_id: int, now: datetime) -> None:
    """Queue the mails of the next people, and note that they have theirs; when all have, it is done."""
    with transaction.write() as session:
        lock_meeting(meeting_id)
        row = publication(block_id)
        if row is None or row.stage != Stage.MAILING.value:
            return
        row.retry_at = None
        door = queries.door(meeting_id)
        some = row.recipients[row.told : row.told + _MAILS]
        if closed_by_the_meeting(door, now) is None:  # who was told that the meeting is cancelled needs no workshop
            enqueue_all(_mails(session, door, read.block_of(door, block_id), some, now), now)
        row.told += len(some)
        if row.told >= len(row.recipients):
            row.stage, row.ended_at, row.recipients = Stage.DONE.value, now, []


def _mails(session: Session, door: Door, block: Block, people: Sequence[int], now: datetime) -> list[Mail]:
    """Return the mails that say what these people have as it stands now; who has withdrawn since gets none."""
    got: dict[int, int] = {}
    waits: dict[int, list[int]] = {}
    for registration_id, pool_id, state in places_in([one.pool_id for one in block.workshops], people):
        if state == PlaceState.WAITING.value:
            waits.setdefault(registration_id, []).append(pool_id)
        else:
            got.setdefault(registration_id, pool_id)
    others = queries.workshops_of(people, but=block.id)
    rows = session.execute(
        select(Registration, Place.state)
        .join(Place, Place.registration_id == Registration.id)
        .where(
            Place.pool_id == door.pool.id,
            Registration.id.in_(people),
            Registration.cancelled_at.is_(None),
            Registration.erased_at.is_(None),
        )
        .options(*((selectinload(Registration.places),) if door.of_kind(PoolKind.ROOM) else ()))
        .order_by(Registration.id)
        .execution_options(populate_existing=True)
    )
    letters = []
    for found, state in rows:
        given = mail.Given(block, got.get(found.id), waits.get(found.id, ()), others.get(found.id, ()))
        has_seat = state == PlaceState.CONFIRMED.value
        letters.append(replace(mail.workshops_published(door, found, given, now, has_seat=has_seat), bulk=True))
    return letters
