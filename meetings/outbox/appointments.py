"""What does an appointment look like in a calendar: one meeting for one person, written as an .ics (RFC 5545)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from meetings.web import dates
from meetings.web.ical import Party, written

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"  # methods, RFC 5546


@dataclass(frozen=True)
class Part:
    """What somebody does in a part of the appointment, as a workshop of a meeting; an end need not be known."""

    title: str
    room: str
    starts_at: datetime
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Appointment:
    """All that a calendar is told of a meeting. Instants are written in UTC: no zone to be read wrongly.

    `made_at` is its DTSTAMP. PUBLISH names no attendee: it belongs to whoever fetches it. The `parts` stand as lines of
    its text: a REQUEST has one UID (RFC 5546, 3.2.2), so they are no entries of their own.
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
    parts: tuple[Part, ...] = ()

    def snapshot(self) -> dict[str, Any]:
        """Return it as JSON can hold it, for a mail that is written later: `opened` makes it whole again."""
        moments = {name: getattr(self, name).isoformat() for name in _MOMENTS}
        return vars(self) | moments | {"parts": [_written_part(one) for one in self.parts]}


_MOMENTS = ("made_at", "starts_at", "ends_at")


def opened(snapshot: Mapping[str, Any]) -> Appointment:
    """Return the appointment that the snapshot was taken of."""
    moments = {name: datetime.fromisoformat(snapshot[name]) for name in _MOMENTS}
    parts = tuple(_opened_part(one) for one in snapshot.get("parts", ()))
    return Appointment(**(dict(snapshot) | moments | {"parts": parts}))


def _written_part(part: Part) -> list[str]:
    return [part.title, part.room, part.starts_at.isoformat(), part.ends_at.isoformat() if part.ends_at else ""]


def _opened_part(written: Sequence[str]) -> Part:
    title, room, starts_at, ends_at = written
    return Part(title, room, datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at) if ends_at else None)


def ics(of: Appointment) -> str:
    """Return the appointment as an .ics, its parts in the language spoken: from the same facts the same text."""
    facts = {
        "uid": of.uid,
        "dtstamp": of.made_at.replace(microsecond=0),
        "dtstart": of.starts_at,
        "dtend": of.ends_at,
        "summary": of.title,
        "location": of.where,
        "description": "\n".join(map(_line, of.parts)),
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


def _line(part: Part) -> str:
    """Return "kl. 13.00–14.30: Title, room"."""
    what = ", ".join(text for text in (part.title, part.room) if text)
    return f"{dates.time_range(part.starts_at, part.ends_at)}: {what}"
