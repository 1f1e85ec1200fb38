"""What does an appointment look like in a calendar: one meeting for one person, written as an .ics (RFC 5545)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from meetings.web.ical import Party, written

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"  # methods, RFC 5546


@dataclass(frozen=True)
class Appointment:
    """All that a calendar is told of a meeting. Instants are written in UTC: no zone to be read wrongly.

    `made_at` is its DTSTAMP. PUBLISH names no attendee: it belongs to whoever fetches it.
    """

    method: str
    uid: str
    made_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    where: str
    url: str
    sequence: int
    organizer: str
    attendee: str = ""
    attendee_name: str = ""

    def snapshot(self) -> dict[str, Any]:
        """Return it as JSON can hold it, for a mail that is written later: `opened` makes it whole again."""
        moments = {name: getattr(self, name).isoformat() for name in _MOMENTS}
        return vars(self) | moments


_MOMENTS = ("made_at", "starts_at", "ends_at")


def opened(snapshot: Mapping[str, Any]) -> Appointment:
    """Return the appointment that the snapshot was taken of."""
    return Appointment(**(dict(snapshot) | {name: datetime.fromisoformat(snapshot[name]) for name in _MOMENTS}))


def ics(of: Appointment) -> str:
    """Return the appointment as an .ics: from the same facts the same text."""
    facts = {
        "uid": of.uid,
        "dtstamp": of.made_at.replace(microsecond=0),
        "dtstart": of.starts_at,
        "dtend": of.ends_at,
        "summary": of.title,
        "location": of.where,
        "url": of.url,
        "sequence": of.sequence,
        "status": "CANCELLED" if of.method == CANCEL else "CONFIRMED",
    }
    return written(
        of.method,
        facts,
        prodid="-//meetings//registration//SV",
        organizer=Party(of.organizer),
        attendee=Party(of.attendee, of.attendee_name) if of.method != PUBLISH else None,
    )
