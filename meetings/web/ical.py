"""Calendar files (RFC 5545): one event, or all that one follows. Only here is icalendar loaded, and only when asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any


@dataclass(frozen=True)
class Party:
    """Somebody in a calendar: an address, and a name if it has one."""

    address: str
    name: str = ""


@dataclass(frozen=True)
class Entry:
    """An event: its properties by their names in RFC 5545, in lower case, and who arranges it."""

    facts: Mapping[str, Any]
    organizer: Party | None = None
    attendee: Party | None = None


def written(
    method: str, facts: Mapping[str, Any], *, prodid: str, organizer: Party | None = None, attendee: Party | None = None
) -> str:
    """Return the file, from the same facts the same text; facts that are empty are left out.

    `facts` are the event's properties by their names in RFC 5545, in lower case; `method` is RFC 5546's.
    """
    return _file(method, prodid, {}, [Entry(facts, organizer, attendee)])


def followed(entries: Iterable[Entry], *, prodid: str, name: str, refresh: timedelta, url: str) -> str:
    """Return a calendar that programs fetch from `url` again and again, at least `refresh` apart (RFC 7986).

    The X- names are what older programs read in place of NAME and REFRESH-INTERVAL.
    """
    from icalendar import vDuration  # noqa: PLC0415 - heavy, and this is its adapter

    every = vDuration(refresh)
    every.params["VALUE"] = "DURATION"
    facts = {
        "name": name,
        "x-wr-calname": name,
        "url": url,
        "refresh-interval": every,
        "x-published-ttl": vDuration(refresh),
    }
    return _file("PUBLISH", prodid, facts, entries)


def _file(method: str, prodid: str, facts: Mapping[str, Any], entries: Iterable[Entry]) -> str:
    from icalendar import Calendar, Event  # noqa: PLC0415 - heavy, and this is its adapter

    calendar = Calendar()
    for key, value in {"prodid": prodid, "version": "2.0", "method": method, **facts}.items():
        calendar.add(key, value)
    for entry in entries:
        event = Event()
        for key, value in entry.facts.items():
            if value not in ("", None):
                event.add(key, value)
        for key, party in (("organizer", entry.organizer), ("attendee", entry.attendee)):
            if party is not None:
                event.add(key, _address(party))
        calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")


def _address(party: Party) -> Any:
    from icalendar import vCalAddress  # noqa: PLC0415 - heavy, and this is its adapter

    address = vCalAddress(f"mailto:{party.address}")
    if party.name:
        # A quotation mark cannot stand in a parameter (RFC 5545, 3.2).
        address.params["CN"] = party.name.replace('"', "”")
    return address
