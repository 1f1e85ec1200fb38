"""What has changed of a meeting that its people need to know: its time, its place, its address on the net, a workshop.

Facts are plain JSON, taken of a meeting's content as a revision keeps it: instants as ISO text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from meetings.registration.rules import STOCKHOLM
from meetings.text import N_

Facts = Mapping[str, Any]
_TIME = ("starts_at", "ends_at")
_PLACE = ("attendance", "venue", "street", "postcode", "town")
_OF_WORKSHOP = ("title", "room", "starts_at", "ends_at")


class ChangeKind(str, Enum):
    """What it is that has changed."""

    TIME = "time"
    PLACE = "place"
    ONLINE = "online"
    WORKSHOP = "workshop"


class NoticeState(str, Enum):
    """Whether people are told: the organiser is asked, the worker queues the mails, all are queued, or nobody is."""

    OPEN = "open"
    SENDING = "sending"
    SENT = "sent"
    QUIET = "quiet"


class TellingReason(Enum):
    """Why nobody is told."""

    NOTHING = N_("Det finns inget nytt att berätta. Någon har kanske redan svarat.")
    CHANGED = N_("Mötet ändrades igen medan sidan var öppen. Läs igenom vad som skiljer nu, och svara sedan.")


@dataclass(frozen=True)
class Change:
    """One thing that people were told otherwise; `item_id` is the workshop's. `before` and `after` are facts."""

    kind: ChangeKind
    before: Facts
    after: Facts
    item_id: int = 0


def facts(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what people are told of when and where, with each workshop by its item's id."""
    found: dict[str, Any] = {name: content.get(name) or "" for name in (*_TIME, *_PLACE, "online_url")}
    found["workshops"] = {
        str(item["key"]): {name: item.get(name) or "" for name in _OF_WORKSHOP}
        for item in content.get("programme", ())
        if item["kind"] == "workshop"
    }
    return found


def changes(before: Facts, after: Facts) -> list[Change]:
    """Return what differs, in the order in which people are told.

    A workshop that moves with its meeting to another day, at the same time of day in Sweden, has not changed; nor
    has the address of a meeting that is not on the net. A workshop that came or went is nothing to tell.
    """
    found = [
        Change(kind, before, after)
        for kind, names in ((ChangeKind.TIME, _TIME), (ChangeKind.PLACE, _PLACE))
        if any(before[name] != after[name] for name in names)
    ]
    if before["online_url"] != after["online_url"] and after["attendance"] != "place":
        found.append(Change(ChangeKind.ONLINE, before, after))
    days = _day(after["starts_at"]) - _day(before["starts_at"])
    for key, was in before["workshops"].items():
        now = after["workshops"].get(key)
        if now is not None and (was["room"] != now["room"] or _times(was, days) != _times(now, timedelta())):
            found.append(Change(ChangeKind.WORKSHOP, was, now, int(key)))
    return found


def kinds_of(found: Sequence[Change]) -> list[ChangeKind]:
    """Return what has changed, each once, in order."""
    return list(dict.fromkeys(one.kind for one in found))


def _wall(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(STOCKHOLM).replace(tzinfo=None)


def _day(written: str) -> datetime:
    return _wall(written).replace(hour=0, minute=0, second=0, microsecond=0)


def _times(workshop: Facts, later: timedelta) -> list[datetime | None]:
    return [_wall(workshop[name]) + later if workshop[name] else None for name in _TIME]
