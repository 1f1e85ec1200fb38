"""A calendar file with one event in it (RFC 5545). Only here is icalendar loaded, and only when a file is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Party:
    """Somebody in a calendar: an address, and a name if it has one."""

    address: str
    name: str = ""


def written(
    method: str, facts: Mapping[str, Any], *, prodid: str, organizer: Party | None = None, attendee: Party | None = None
) -> str:
    """Return the file, from the same facts the same text; facts that are empty are left out.

    `facts` are the event's properties by their names in RFC 5545, in lower case; `method` is RFC 5546's.
    """
    from icalendar import Calendar, Event  # noqa: PLC0415 - heavy, and this is its adapter

    calendar, event = Calendar(), Event()
    calendar.add("prodid", prodid)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for name, value in facts.items():
        if value not in ("", None):
            event.add(name, value)
    for name, party in (("organizer", organizer), ("attendee", attendee)):
        if party is not None:
            event.add(name, _address(party))
    calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")


def _address(party: Party) -> Any:
    from icalendar import vCalAddress  # noqa: PLC0415 - heavy, and this is its adapter

    address = vCalAddress(f"mailto:{party.address}")
    if party.name:
        # A quotation mark cannot stand in a parameter (RFC 5545, 3.2).
        address.params["CN"] = party.name.replace('"', "”")
    return address
