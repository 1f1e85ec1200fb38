"""Copy a meeting: as the next one of its kind, or as the follow-up of this one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.schedule import queries, rules
from meetings.schedule.actions import keeping, writing
from meetings.schedule.actions.editing import moved
from meetings.schedule.models import Meeting
from meetings.schedule.rules.content import Details, ItemText
from meetings.web import dates


class CopyKind(str, Enum):
    """What the copy is to the meeting that it is made of; only a follow-up is linked to it."""

    NEXT = "next"
    FOLLOW_UP = "follow-up"


def copy(meeting_id: int, kind: CopyKind, starts_at: datetime, now: datetime, actor: Actor) -> Meeting:
    """Return a new draft at `starts_at` with the texts, place, contacts, organisers, target groups and programme.

    Its end and programme keep their distance from the beginning, as a clock on the wall shows it. What belongs
    to the one occasion stays behind: the address of the online meeting, what came of it, numbers, the
    diarienummer, and the call for ideas. Raises `NotFound`.
    """
    with transaction.write() as session:
        source = queries.lock_meeting(meeting_id)
        distance = _on_the_wall(starts_at) - _on_the_wall(source.starts_at)
        details = replace(
            _what_lasts(queries.details_of(source)),
            starts_at=starts_at,
            ends_at=max(moved(source.ends_at, distance), starts_at + timedelta(minutes=1)),
            follows=source.id if CopyKind(kind) is CopyKind.FOLLOW_UP else None,
        )
        made = Meeting(created_at=now, updated_at=now, cancel_reason="", state=rules.State.DRAFT.value)
        session.add(made)
        with session.no_autoflush:
            writing.put_details(made, details)
        session.flush()
        writing.put_programme(made, [_later(item, distance) for item in queries.programme_of(source)])
        keeping.first_revision(made, "schedule.copy", now, actor)
        return made


def _what_lasts(details: Details) -> Details:
    return replace(
        details,
        online_url="",
        conclusions="",
        afterwards="",
        diarienummer="",
        reported_number=None,
        reported_qualifier=rules.Qualifier.EXACTLY.value,
    )


def _later(item: ItemText, distance: timedelta) -> ItemText:
    """Return the item moved, as a new one: its keys are negative, since it has no id yet."""
    return replace(
        item,
        key=-item.key,
        starts_at=moved(item.starts_at, distance),
        ends_at=moved(item.ends_at, distance) if item.ends_at else None,
        related=tuple(-key for key in item.related),
    )


def _on_the_wall(instant: datetime) -> datetime:
    return dates.local(instant).replace(tzinfo=None)
