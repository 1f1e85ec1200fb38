"""Change somebody's workshops and mail them what they have now: the mail takes the new entry to their calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings import transaction
from meetings.audit.actions import ATTENDEE, Actor
from meetings.outbox.actions import enqueue
from meetings.registration import mail, queries
from meetings.registration.actions.choosing import choose_workshops
from meetings.registration.queries import WorkshopPlace
from meetings.registration.queries.blocks import chosen_blocks
from meetings.registration.queries.choices import wishes_of
from meetings.registration.rules.workshops import takes_wishes
from meetings.schedule.queries import lock_meeting


@dataclass(frozen=True)
class _Standing:
    """What somebody has, waits for and wishes (titles, the most wanted first), as a mail tells it."""

    workshops: Sequence[WorkshopPlace]
    wishes: Sequence[str]


def change_workshops(
    registration_id: int,
    wanted: Mapping[int, Sequence[int]],
    now: datetime,
    actor: Actor = ATTENDEE,
    *,
    notify: bool = True,
) -> bool:
    """Change somebody's workshops as `choose_workshops` does; tell whether that changed anything.

    With `notify` they get a mail that says how it stands now, if it did; who changes their own wishes alone sees
    them on the page and gets none. Raises `Refused`, `NotFound`.
    """
    meeting_id = queries.meeting_of(registration_id)
    with transaction.write():
        lock_meeting(meeting_id)
        before = _standing(meeting_id, registration_id)
        entry_id = choose_workshops(registration_id, wanted, now, actor)
        after = _standing(meeting_id, registration_id)
        own = actor is ATTENDEE
        if notify and (before.workshops != after.workshops if own else before != after):
            door, person = queries.door(meeting_id), queries.registration(registration_id)
            told = mail.workshops_changed(
                door, person, after.workshops, after.wishes, now, key=f"log-{entry_id}", by_organiser=not own
            )
            enqueue(told, now)
        return before != after


def _standing(meeting_id: int, registration_id: int) -> _Standing:
    ranks = wishes_of(registration_id)
    blocks = [block for block in chosen_blocks(queries.door(meeting_id)) if takes_wishes(block)]
    titles = {one.pool_id: one.title for block in blocks for one in block.workshops}
    wishes = [titles[pool_id] for pool_id in sorted(ranks, key=lambda pool_id: ranks[pool_id]) if pool_id in titles]
    return _Standing(queries.workshops_of([registration_id]).get(registration_id, ()), wishes)
