"""When may someone register, who gets a seat, and who moves up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from meetings.errors import Refusal
from meetings.text import N_

STOCKHOLM = ZoneInfo("Europe/Stockholm")
LIST_KEPT = timedelta(days=365)  # the public list, after the meeting (domain.md, decision 7)
MAIL_KEPT = timedelta(days=92)  # what was mailed to a person, after the meeting: three months (decision 9)
KNOWN_ADDRESS_MAILS = 3  # an hour, to one address at one meeting
KNOWN_ADDRESS_WINDOW = timedelta(hours=1)
# Letters and digits that are not taken for one another when read aloud or by hand.
REFERENCE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class PlaceState(str, Enum):
    """What somebody has in a pool: a seat, a place in line, a seat held until a moment, or nothing any more."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    HELD = "held"
    CANCELLED = "cancelled"


class OptInKind(str, Enum):
    """What somebody may say yes to, each on its own."""

    PUBLIC_LIST = "public-list"
    FUTURE_MEETINGS = "future-meetings"


@dataclass(frozen=True)
class Wording:
    """In which words a yes is asked for. Raise `version` when `text` changes: each yes keeps its own."""

    version: int
    text: str


WORDINGS: Mapping[OptInKind, Wording] = {
    OptInKind.PUBLIC_LIST: Wording(1, N_("Visa mitt namn och min organisation på webben till %(day)s")),
    OptInKind.FUTURE_MEETINGS: Wording(1, N_("Mejla mig om kommande möten")),
}


class Closed(Enum):
    """Why one cannot sign up."""

    NO_SIGN_UP = N_("Mötet tar inte emot anmälningar.")
    DRAFT = N_("Mötet är ett utkast. Anmälan öppnar när det är publicerat.")
    CANCELLED = N_("Mötet är inställt.")
    PAST = N_("Mötet har varit.")
    NOT_YET_OPEN = N_("Anmälan öppnar %(opens)s.")
    CLOSED = N_("Anmälan stängde %(closed)s.")
    FULL = N_("Mötet är fullbokat och har ingen reservlista.")


class SignUpReason(Enum):
    """Why something is not done with a registration or with how one signs up."""

    MEETING_CANCELLED = N_("Mötet är inställt, så det finns inget att ändra.")
    MEETING_PAST = N_("Mötet har varit, så anmälan går inte att ändra.")
    NOT_CANCELLED = N_("Anmälan gäller redan.")
    ALREADY_CANCELLED = N_("Anmälan är redan avanmäld.")
    KNOWN_ADDRESS = N_("%(email)s är redan anmäld.")
    NO_PUBLIC_LIST = N_("Mötet har ingen publik deltagarlista.")
    LIST_IS_GONE = N_("Den publika deltagarlistan är borttagen.")
    CLOSES_BEFORE_IT_OPENS = N_("Anmälan stänger innan den öppnar. Ändra en av tiderna.")
    CLOSES_AFTER_THE_MEETING = N_("Anmälan stänger efter att mötet har slutat. Välj en tidigare tid.")
    NOT_BEGUN = N_("Mötet har inte börjat, så ingen har deltagit än.")
    NOT_CONFIRMED = N_("Bara den som har en plats kan ha deltagit.")


class SignUpFacts(Protocol):
    """What the door depends on: the meeting, how one signs up to it, and its pool's counts.

    `opens_at` None means since it was published, `closes_at` None until it begins; instants are aware.
    """

    @property
    def takes_sign_ups(self) -> bool: ...
    @property
    def state(self) -> str: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def closes_at(self) -> datetime | None: ...
    @property
    def pool(self) -> PoolCounts: ...


@dataclass(frozen=True)
class PoolCounts:
    """A pool as the allocator sees it. `seats` None: no limit. `held` seats are taken until their moment."""

    id: int
    seats: int | None
    waiting_list: bool
    confirmed: int = 0
    waiting: int = 0
    held: int = 0

    @property
    def taken(self) -> int:
        """Seats that somebody has."""
        return self.confirmed + self.held

    @property
    def free(self) -> int | None:
        """Seats that nobody has; None without limit, 0 also when seats were lowered below those taken."""
        return None if self.seats is None else max(0, self.seats - self.taken)

    @property
    def over(self) -> int:
        """How many more have a seat than there are seats, after seats were lowered."""
        return 0 if self.seats is None else max(0, self.taken - self.seats)


NO_POOL = PoolCounts(0, 0, waiting_list=False)


def placing(pool: PoolCounts) -> PlaceState | None:
    """Return what somebody who arrives now gets in the pool; None when the door is closed to them.

    Free seats belong to those who stand in line first: a newcomer gets one only if some are left after them.
    """
    if pool.free is None or pool.free > pool.waiting:
        return PlaceState.CONFIRMED
    return PlaceState.WAITING if pool.waiting_list else None


def allocate(pools: Sequence[PoolCounts]) -> dict[int, PlaceState] | None:
    """Return what somebody who arrives now gets in each of the pools they ask for, all of them or None.

    The meeting's own pool is one of them; the others are those of workshops and choices.
    """
    places: dict[int, PlaceState] = {}
    for pool in pools:
        state = placing(pool)
        if state is None:
            return None
        places[pool.id] = state
    return places


class InLine(Protocol):
    """Somebody who waits, with their number in line."""

    @property
    def arrival(self) -> int: ...


Waiting = TypeVar("Waiting", bound=InLine)


def promoted(waiting: Iterable[Waiting], free: int | None) -> list[Waiting]:
    """Return those who move up when so many seats are free (None: no limit), first come first."""
    line = sorted(waiting, key=lambda place: place.arrival)
    return line if free is None else line[: max(0, free)]


def closes(facts: SignUpFacts) -> datetime:
    """Return the instant from which sign-up is closed."""
    return facts.closes_at or facts.starts_at


def refusal_to_register(facts: SignUpFacts, now: datetime) -> Refusal | None:
    """Return why nobody can sign up at `now`, or None: for the page, the form, the desk and the action alike."""
    return closed_by_the_meeting(facts, now) or closed_by_time(facts, now) or closed_by_seats(facts.pool)


def closed_by_the_meeting(facts: SignUpFacts, now: datetime) -> Refusal | None:
    """Return what of the meeting itself closes the door: it binds organisers as well."""
    if not facts.takes_sign_ups:
        return Refusal(Closed.NO_SIGN_UP)
    if facts.state == "draft":
        return Refusal(Closed.DRAFT)
    if facts.state == "cancelled":
        return Refusal(Closed.CANCELLED)
    return Refusal(Closed.PAST) if now >= facts.ends_at else None


def closed_by_time(facts: SignUpFacts, now: datetime) -> Refusal | None:
    """Return whether sign-up has not opened yet or has closed; the interval is half-open."""
    if facts.opens_at is not None and now < facts.opens_at:
        return Refusal(Closed.NOT_YET_OPEN, {"opens": facts.opens_at})
    if now >= closes(facts):
        return Refusal(Closed.CLOSED, {"closed": last_minute(closes(facts))})
    return None


def closed_by_seats(pool: PoolCounts) -> Refusal | None:
    """Return whether all seats are taken and nobody may stand in line."""
    return Refusal(Closed.FULL) if placing(pool) is None else None


def last_minute(end: datetime) -> datetime:
    """Return an exclusive end as one says it: midnight in Sweden is 23.59 of the day before, else the end itself."""
    local = end.astimezone(STOCKHOLM)
    return end - timedelta(minutes=1) if (local.hour, local.minute, local.second) == (0, 0, 0) else end


def refusal_to_add(facts: SignUpFacts, now: datetime) -> Refusal | None:
    """Return why an organiser cannot add somebody by hand: no deadline binds them, the seats do.

    Also when the meeting has been: somebody came who was on no list.
    """
    refusal = closed_by_the_meeting(facts, now)
    if refusal is not None and refusal.reason is not Closed.PAST:
        return refusal
    return closed_by_seats(facts.pool)


def refusal_to_change(facts: SignUpFacts, now: datetime) -> Refusal | None:
    """Return why a registration can no longer be changed or withdrawn, or None."""
    if facts.state == "cancelled":
        return Refusal(SignUpReason.MEETING_CANCELLED)
    return Refusal(SignUpReason.MEETING_PAST) if now >= facts.ends_at else None


def list_until(own: datetime | None, ends_at: datetime) -> datetime:
    """Return when the public list of participants goes: what was chosen, else 12 months after the meeting."""
    return own or ends_at + LIST_KEPT


def refusal_to_list(*, public_list: bool, until: datetime, state: str, now: datetime) -> Refusal | None:
    """Return why there is no public list of participants to see, or None."""
    if not public_list or state != "published":
        return Refusal(SignUpReason.NO_PUBLIC_LIST)
    return Refusal(SignUpReason.LIST_IS_GONE) if now >= until else None


def refusal_of_times(opens_at: datetime | None, closes_at: datetime | None, ends_at: datetime) -> Refusal | None:
    """Return why sign-up cannot be open from and until these instants, or None."""
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        return Refusal(SignUpReason.CLOSES_BEFORE_IT_OPENS)
    if closes_at is not None and closes_at > ends_at:
        return Refusal(SignUpReason.CLOSES_AFTER_THE_MEETING)
    return None


def refusal_to_mark(state: str, starts_at: datetime, now: datetime) -> Refusal | None:
    """Return why nobody can be ticked as having attended, or None; the doors open two hours before the start."""
    if now < starts_at - timedelta(hours=2):
        return Refusal(SignUpReason.NOT_BEGUN)
    return None if state == PlaceState.CONFIRMED else Refusal(SignUpReason.NOT_CONFIRMED)
