"""Which notes does a programme ask for: the morning's talks, the afternoon's workshops, each workshop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

from meetings.schedule.rules import ItemKind

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOON = time(12)
TALKS = (ItemKind.TALK.value, ItemKind.PROJECT.value)
WORKSHOPS = (ItemKind.WORKSHOP.value,)
NOTED = (*TALKS, *WORKSHOPS, ItemKind.DISCUSSION.value, ItemKind.WELCOME.value)  # a break is not


class Item(Protocol):
    """An item of a programme, as far as notes go; `starts_at` is aware."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def starts_at(self) -> datetime: ...


@dataclass(frozen=True)
class Group:
    """Items of one day that belong together: `what` is "talks" or "workshops", `morning` whether before noon."""

    what: str
    morning: bool
    day: date
    items: tuple[int, ...]

    @property
    def key(self) -> str:
        """What names the group in an address."""
        return f"{self.day.isoformat()}-{'fm' if self.morning else 'em'}-{self.what}"


def groups(items: Iterable[Item]) -> list[Group]:
    """Return the groups of two items or more, by time: talks and workshops, before and after noon in Sweden."""
    found: dict[tuple[date, bool, str], list[int]] = {}
    for item in sorted(items, key=lambda item: (item.starts_at, item.id)):
        what = "talks" if item.kind in TALKS else "workshops" if item.kind in WORKSHOPS else ""
        if what:
            local = item.starts_at.astimezone(STOCKHOLM)
            found.setdefault((local.date(), local.time() >= NOON, what), []).append(item.id)
    return [
        Group(what, not after, day, tuple(ids)) for (day, after, what), ids in sorted(found.items()) if len(ids) > 1
    ]


def group_of(items: Iterable[Item], chosen: Iterable[int]) -> Group | None:
    """Return the group whose items are exactly those chosen, or that holds them all when several are chosen."""
    wanted = set(chosen)
    if len(wanted) < 2:
        return None
    return next((group for group in groups(items) if wanted <= set(group.items)), None)


def workshops_without(items: Iterable[Item], covered: Sequence[frozenset[int]]) -> list[int]:
    """Return the workshops, by time, that have no notes of their own; `covered` are the items of each note."""
    own = {next(iter(ids)) for ids in covered if len(ids) == 1}
    ordered = sorted(items, key=lambda item: (item.starts_at, item.id))
    return [item.id for item in ordered if item.kind in WORKSHOPS and item.id not in own]
