"""The demonstration's workshops: their seats and how one chooses, and what people of no existence choose."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from meetings.audit.actions import Actor
from meetings.registration import queries
from meetings.registration.actions.blocks import Plan, WorkshopSeats, save_block
from meetings.registration.queries.blocks import Block, blocks_of_programme, chosen_blocks
from meetings.registration.rules.workshops import takes_wishes
from meetings.schedule.models import Meeting


def set_seats(meeting: Meeting, seats: Mapping[str, int], at: datetime, actor: Actor, **plan: Any) -> None:
    """Let one choose in the block that holds these workshops, by the beginnings of their titles."""
    for block in blocks_of_programme(queries.door(meeting.id)):
        found = {
            one.item_id: WorkshopSeats(number)
            for one in block.workshops
            for title, number in seats.items()
            if one.title.startswith(title)
        }
        if found:
            save_block(meeting.id, block.item_ids, Plan(**plan, seats=found), block.revision, at, actor)


def blocks_of(meeting: Meeting) -> list[Block]:
    """Return the blocks that one chooses in."""
    return chosen_blocks(queries.door(meeting.id))


def choice(blocks: Sequence[Block], chance: random.Random) -> dict[int, list[int]]:
    """Choose: the last workshop of a block is wanted most, one in eight wants none of them."""
    chosen = {}
    for block in blocks:
        pools = [one.pool_id for one in block.workshops]
        order = sorted(pools, key=lambda pool: chance.random() * (2 + pools.index(pool)), reverse=True)
        if chance.random() < 0.875:
            chosen[block.id] = order[: block.ranks if takes_wishes(block) else 2]
    return chosen
