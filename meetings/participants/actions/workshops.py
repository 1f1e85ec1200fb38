"""Tick who was in a workshop, and write down that its list leaves the house."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import Refused
from meetings.participants.actions.people import Changed
from meetings.participants.queries import workshops as queries
from meetings.registration.rules import refusal_to_mark
from meetings.schedule.queries import lock_meeting


def save_workshop_attendance(
    meeting_id: int, pool_id: int, shown: Collection[int], came: Collection[int], now: datetime, actor: Actor
) -> Changed:
    """Tick those of the people `shown` who `came` to the workshop, and take the ticks of the others away.

    Only what differs is written. Raises `Refused` for somebody without a place in it, and earlier than two hours
    before it begins; `NotFound`.
    """
    with transaction.write():
        lock_meeting(meeting_id)
        workshop = queries.workshop_of(meeting_id, pool_id)
        new = gone = 0
        for place in queries.places_of(pool_id, shown):
            ticked = place.registration_id in came
            if ticked == (place.attended_at is not None):
                continue
            if ticked and (refusal := refusal_to_mark(place.state, workshop.starts_at, now)):
                raise Refused(refusal)
            place.attended_at = now if ticked else None
            new, gone = new + ticked, gone + (not ticked)
            action = "registration.workshop_attended" if ticked else "registration.workshop_not_attended"
            subject = f"registration:{place.registration_id}"
            changes: dict[str, tuple[object, object]] = {"workshop": (None, workshop.title)}
            record(actor, action, now, meeting_id=meeting_id, subject=subject, changes=changes)
        return Changed(new, gone)


def note_workshop_export(meeting_id: int, title: str, kind: str, rows: int, now: datetime, actor: Actor) -> None:
    """Write down that the list of a workshop leaves the house: in which form, and how many rows."""
    changes: dict[str, tuple[object, object]] = {
        "workshop": (None, title),
        "format": (None, kind),
        "rows": (None, rows),
    }
    record(actor, "participants.export_workshop", now, meeting_id=meeting_id, changes=changes)
