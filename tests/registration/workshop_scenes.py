"""Meetings with workshops to test with; a test names only the fact that decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.extensions import db
from meetings.registration import queries
from meetings.registration.actions.blocks import Plan, WorkshopSeats, save_block
from meetings.registration.actions.publishing import ask_to_publish, publish_asked
from meetings.registration.models import Place, Pool, Registration, Wish, WorkshopPublication
from meetings.registration.queries import blocks as read
from meetings.registration.queries.blocks import Block
from meetings.registration.queries.publications import publication
from meetings.schedule.models import Meeting
from tests.builders import NOW, a_meeting, a_programme_item, a_registration

OLLE = Actor("Olle Organisatör", None)


def a_block(
    meeting: Meeting, seats: Mapping[str, int | None], *, hour: float = 4, lines: bool = True, **plan: Any
) -> Block:
    """A block of workshops so many hours after the start, first come first served, with these seats by title."""
    starts_at = meeting.starts_at + timedelta(hours=hour)
    items = [
        a_programme_item(
            meeting,
            kind="workshop",
            title=title,
            room=f"Sal {title}",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            position=position,
        )
        for position, title in enumerate(seats)
    ]
    by_item = {item.id: WorkshopSeats(seats[item.title], lines) for item in items}
    save_block(meeting.id, [*by_item], Plan(**({"mode": "first"} | plan), seats=by_item), 0, NOW, OLLE)
    db.session.rollback()
    return block_of(meeting, items[0].id)


def block_of(meeting: Meeting, item_id: int) -> Block:
    """The block as it stands now."""
    return read.block_of_item(queries.door(meeting.id), item_id)


def pools(block: Block) -> dict[str, int]:
    """The pools of a block by title."""
    return {one.title: one.pool_id for one in block.workshops}


def wants(meeting: Meeting, name: str, block: Block, *titles: str) -> Registration:
    """Somebody who signs up and wants these workshops, the first most."""
    by_title = pools(block)
    return a_registration(meeting, name, workshops={block.id: [by_title[title] for title in titles]})


def in_workshops(registration: Registration) -> dict[str, str]:
    """What somebody has in workshops: title → state, those left not counted."""
    rows = db.session.execute(
        select(Place.pool_id, Place.state)
        .join(Pool, Pool.id == Place.pool_id)
        .where(Place.registration_id == registration.id, Pool.kind == "workshop", Place.state != "cancelled")
    ).all()
    door = queries.door(registration.meeting_id)
    titles = {one.pool_id: one.title for block in read.blocks_of_programme(door) for one in block.workshops}
    return {titles[pool_id]: state for pool_id, state in rows}


def wished(registration: Registration) -> list[str]:
    """What somebody wishes, the most wanted first."""
    door = queries.door(registration.meeting_id)
    titles = {one.pool_id: one.title for block in read.blocks_of_programme(door) for one in block.workshops}
    rows = db.session.scalars(select(Wish.pool_id).where(Wish.registration_id == registration.id).order_by(Wish.rank))
    return [titles[pool_id] for pool_id in rows]


def many_wishers(meeting: Meeting, block: Block, wishes: Sequence[Sequence[str]]) -> list[Registration]:
    """People 1, 2 … who have a seat at the meeting and wish these."""
    by_title = pools(block)
    with transaction.write():
        return [
            a_registration(meeting, f"Person {number:05}", workshops={block.id: [by_title[title] for title in titles]})
            for number, titles in enumerate(wishes, 1)
        ]


def a_ranked_meeting(seats: Mapping[str, int | None] | None = None, **plan: Any) -> tuple[Meeting, Block]:
    """A meeting whose workshops are given out by wishes."""
    meeting = a_meeting()
    return meeting, a_block(meeting, seats or {"A": 2, "B": 2, "C": 2}, **({"mode": "ranked"} | plan))


def published(meeting: Meeting, block: Block, mark: str) -> WorkshopPublication:
    """Publish the proposal with this mark, as the worker does it when an organiser asks; return what came of it."""
    ask_to_publish(meeting.id, block.id, mark, NOW, OLLE)
    publish_asked(lambda: NOW)
    found = publication(block.id)
    assert found is not None
    db.session.rollback()
    return found


def so_many(pieces: int) -> Callable[[], bool]:
    """What lets a worker do so many pieces, and then it is told to stop."""
    left = iter(range(pieces))
    return lambda: next(left, None) is not None
