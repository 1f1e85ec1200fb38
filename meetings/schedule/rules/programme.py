"""How does a programme hang together: its rows by time, and what cannot stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Generic, Protocol, TypeVar

from meetings.errors import Refusal
from meetings.schedule.rules import MeetingReason


class Item(Protocol):
    """An item with its times (aware); without an end it lasts until what comes next."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime | None: ...
    @property
    def title(self) -> str: ...


AnItem = TypeVar("AnItem", bound=Item)


@dataclass(frozen=True)
class Row(Generic[AnItem]):
    """The items that begin together; `ends_at` is the latest of their ends, None when one has none."""

    starts_at: datetime
    ends_at: datetime | None
    items: Sequence[AnItem]

    @property
    def is_parallel(self) -> bool:
        """Whether one has to choose."""
        return len(self.items) > 1


class Moment(str, Enum):
    """Where a row of the programme lies, seen from an instant."""

    OVER = "over"
    NOW = "now"
    NEXT = "next"
    LATER = "later"


def rows(items: Iterable[AnItem]) -> list[Row[AnItem]]:
    """Return the programme by time; those that begin together keep their given order."""
    together: dict[datetime, list[AnItem]] = {}
    for item in items:
        together.setdefault(item.starts_at, []).append(item)
    return [Row(starts_at, _end(found), found) for starts_at, found in sorted(together.items(), key=lambda row: row[0])]


def moments(programme: Sequence[Row[AnItem]], now: datetime, ends_at: datetime) -> list[Moment]:
    """Return for each row, by time, whether it is over, on, the next or later at `now`; half-open.

    One without an end lasts until the next begins, the last one until the meeting's end, `ends_at`.
    """
    ends = [
        row.ends_at or (programme[place + 1].starts_at if place + 1 < len(programme) else ends_at)
        for place, row in enumerate(programme)
    ]
    following = next((place for place, row in enumerate(programme) if row.starts_at > now), None)
    return [
        Moment.NEXT
        if place == following
        else Moment.LATER
        if row.starts_at > now
        else Moment.NOW
        if now < end
        else Moment.OVER
        for place, (row, end) in enumerate(zip(programme, ends, strict=True))
    ]


def refusals_of_programme(
    items: Iterable[Item], starts_at: datetime, ends_at: datetime, names: Sequence[str] | None = None
) -> list[Refusal]:
    """Return why these items cannot be the programme of a meeting with these times; [] when they can.

    An item may begin and end with the meeting. `names` are what to call items that have no title.
    """
    return [
        refusal
        for index, item in enumerate(items)
        for refusal in _refusals_of(item, item.title or (names[index] if names else "–"), starts_at, ends_at)
    ]


def _refusals_of(item: Item, title: str, starts_at: datetime, ends_at: datetime) -> Iterator[Refusal]:
    if item.ends_at is not None and item.ends_at <= item.starts_at:
        yield Refusal(MeetingReason.ITEM_ENDS_BEFORE_START, {"title": title})
    elif item.starts_at < starts_at or item.starts_at >= ends_at or (item.ends_at or item.starts_at) > ends_at:
        yield Refusal(MeetingReason.ITEM_OUTSIDE_MEETING, {"title": title, "start": starts_at, "end": ends_at})


def _end(items: Sequence[AnItem]) -> datetime | None:
    ends = [item.ends_at for item in items if item.ends_at is not None]
    return max(ends) if len(ends) == len(items) else None
