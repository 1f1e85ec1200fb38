"""Which workshops are held at the same time, which clash, are there seats enough, and until when may one choose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from itertools import combinations
from typing import Protocol, TypeVar

from meetings.errors import Refusal
from meetings.registration.rules.door import last_minute
from meetings.registration.rules.states import SignUpReason
from meetings.text import N_

MOST_RANKS = 5


class Way(str, Enum):
    """How one comes to a place in a block: `models.WorkshopBlock.mode`; without a block nobody chooses."""

    NONE = ""
    FIRST = "first"
    RANKED = "ranked"


WAY_NAMES = {
    Way.NONE: N_("Inget val"),
    Way.FIRST: N_("Först till kvarn"),
    Way.RANKED: N_("Önskemål i ordning"),
}


class BlockReason(Enum):
    """Why a block of workshops is not set, assigned or published as asked for."""

    NO_SIGN_UP = N_("Mötet tar inte emot anmälningar än. Öppna anmälan först.")
    PROGRAMME_CHANGED = N_("Programmet har ändrats så att blocket har andra workshoppar nu. Läs igenom och spara igen.")
    CHOSEN = N_("Någon har redan valt bland workshopparna, så sättet att välja går inte att byta.")
    WISHED = N_("Någon har redan önskat, så sättet att välja går inte att byta. Publicera platserna i stället.")
    PUBLISHED = N_("Platserna är redan publicerade.")
    BEING_PUBLISHED = N_("Platserna delas ut just nu. Försök igen om en stund.")
    NOT_ASKED = N_("Platserna delas inte ut just nu.")
    NOT_RANKED = N_("Platserna i det här blocket fördelas inte efter önskemål.")
    CHANGED = N_("Något har ändrats sedan du såg förslaget. Läs det som det är nu, och publicera om det stämmer.")
    NOBODY = N_("Ingen har önskat än, så det finns inget att publicera.")
    NOT_COMING = N_("Bara den som har en plats på mötet kan fästas vid en workshop.")
    MEETING_NOT_OPEN = N_("Mötet är inte publicerat, eller har varit.")
    WISHES_AFTER_START = N_("Tiden för önskemål slutar efter att workshopparna har börjat. Välj en tidigare tid.")
    CHANGES_AFTER_START = N_("Tiden för ändringar slutar efter att workshopparna har börjat. Välj en tidigare tid.")


class SeatsWarning(Enum):
    """That there are fewer seats in the workshops than people to sit on them."""

    FEWER_THAN_MEETING = N_("Workshopparna har %(seats)s platser, mötet %(people)s.")
    FEWER_THAN_PEOPLE = N_("Workshopparna har %(seats)s platser, och %(people)s personer är anmälda.")


class Timed(Protocol):
    """Something that takes place between two instants (aware, half-open)."""

    @property
    def title(self) -> str: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


ATimed = TypeVar("ATimed", bound=Timed)


class Chosen(Protocol):
    """A block as whoever chooses in it sees it; instants are aware, ends exclusive."""

    @property
    def mode(self) -> str: ...
    @property
    def wishes_until(self) -> datetime | None: ...
    @property
    def changes_until(self) -> datetime | None: ...
    @property
    def published_at(self) -> datetime | None: ...
    @property
    def starts_at(self) -> datetime: ...


@dataclass(frozen=True)
class Times:
    """When something in a programme takes place; `ends_at` None: until what comes next."""

    starts_at: datetime
    ends_at: datetime | None


def end_of(item: Times, programme: Iterable[Times], meeting_ends_at: datetime) -> datetime:
    """Return when an item ends: as it says, else when the next one begins, else with the meeting."""
    if item.ends_at is not None:
        return item.ends_at
    return min((other.starts_at for other in programme if other.starts_at > item.starts_at), default=meeting_ends_at)


def overlap(one: Timed, other: Timed) -> bool:
    """Tell whether nobody can be at both; what ends when the other begins does not overlap it."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def blocks(workshops: Iterable[ATimed]) -> list[list[ATimed]]:
    """Return the workshops by blocks, in order of time: those that overlap, directly or through others, together."""
    found: list[list[ATimed]] = []
    ends: datetime | None = None
    for workshop in sorted(workshops, key=lambda one: one.starts_at):
        if ends is not None and workshop.starts_at < ends:
            found[-1].append(workshop)
            ends = max(ends, workshop.ends_at)
        else:
            found.append([workshop])
            ends = workshop.ends_at
    return found


def clash(chosen: Iterable[Timed]) -> Refusal | None:
    """Return which two of these workshops nobody can be at both of, the earliest, with the time of the other."""
    in_order = sorted(chosen, key=lambda one: (one.starts_at, one.ends_at))
    for one, other in combinations(in_order, 2):
        if overlap(one, other):
            time = (other.starts_at, other.ends_at)
            return Refusal(SignUpReason.WORKSHOPS_CLASH, {"workshop": one.title, "other": other.title, "time": time})
    return None


def shortage(seats: Sequence[int | None], meeting_seats: int | None, coming: int) -> Refusal | None:
    """Return the warning that a block has too few seats; `meeting_seats` None: compared with those who are coming."""
    if not seats or any(number is None for number in seats):
        return None
    there_are = sum(number for number in seats if number is not None)
    if meeting_seats is not None and there_are < meeting_seats:
        return Refusal(SeatsWarning.FEWER_THAN_MEETING, {"seats": there_are, "people": meeting_seats})
    if meeting_seats is None and there_are < coming:
        return Refusal(SeatsWarning.FEWER_THAN_PEOPLE, {"seats": there_are, "people": coming})
    return None


def takes_wishes(block: Chosen) -> bool:
    """Tell whether one ranks wishes in the block, as its places are not given out yet."""
    return block.mode == Way.RANKED and block.published_at is None


def choice_closes(block: Chosen, *, newcomer: bool = False) -> datetime:
    """Return the instant from which nobody chooses in the block any more: at the latest when it begins.

    Who signs up now is a `newcomer`: they choose also when those who came before can no longer change.
    """
    until = block.wishes_until if takes_wishes(block) else None if newcomer else block.changes_until
    return block.starts_at if until is None else min(until, block.starts_at)


def refusal_to_choose(block: Chosen, now: datetime, *, newcomer: bool = False) -> Refusal | None:
    """Return why somebody cannot choose in the block at `now`, or None."""
    closes = choice_closes(block, newcomer=newcomer)
    return Refusal(SignUpReason.TOO_LATE_TO_CHOOSE, {"until": last_minute(closes)}) if now >= closes else None


def refusal_of_way(before: str, after: str, *, places: int, wishes: int, published: bool) -> Refusal | None:
    """Return why a block cannot go from one `Way` to another: what people have chosen is not thrown away."""
    if before == after:
        return None
    if places or published:
        return Refusal(BlockReason.CHOSEN)
    return Refusal(BlockReason.WISHED) if wishes else None


def refusal_of_block_times(
    wishes_until: datetime | None, changes_until: datetime | None, starts_at: datetime
) -> Refusal | None:
    """Return why one cannot wish or change until these instants, or None."""
    if wishes_until is not None and wishes_until > starts_at:
        return Refusal(BlockReason.WISHES_AFTER_START)
    if changes_until is not None and changes_until > starts_at:
        return Refusal(BlockReason.CHANGES_AFTER_START)
    return None


def refusal_to_assign(mode: str, published_at: datetime | None) -> Refusal | None:
    """Return why the places of a block cannot be assigned by wishes (any more), or None."""
    if mode != Way.RANKED:
        return Refusal(BlockReason.NOT_RANKED)
    return Refusal(BlockReason.PUBLISHED) if published_at is not None else None
