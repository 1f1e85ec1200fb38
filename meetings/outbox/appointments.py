"""What does an appointment look like in a calendar: one meeting for one person, written as an .ics (RFC 5545)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from icalendar import Calendar, Event, vCalAddress

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
    calendar = Calendar()
    calendar.add("prodid", "-//meetings//registration//SV")
    calendar.add("version", "2.0")
    calendar.add("method", of.method)
    event = Event()
    event.add("uid", of.uid)
    event.add("dtstamp", of.made_at.replace(microsecond=0))
    event.add("dtstart", of.starts_at)
    event.add("dtend", of.ends_at)
    event.add("summary", of.title)
    event.add("location", of.where)
    event.add("url", of.url)
    event.add("sequence", of.sequence)
    event.add("status", "CANCELLED" if of.method == CANCEL else "CONFIRMED")
    event.add("organizer", _party(of.organizer))
    if of.method != PUBLISH:
        event.add("attendee", _party(of.attendee, of.attendee_name))
    calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")


def _party(address: str, name: str = "") -> vCalAddress:
    party = vCalAddress(f"mailto:{address}")
    if name:
        # A quotation mark cannot stand in a parameter (RFC 5545, 3.2).
        party.params["CN"] = name.replace('"', "”")
    return party
