"""When may someone register, change, be listed, be ticked: each closed door says its reason."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from meetings.errors import Refusal
from meetings.registration.rules.allocating import PoolCounts, placing
from meetings.registration.rules.states import LIST_KEPT, Access, Closed, PlaceState, SignUpReason

STOCKHOLM = ZoneInfo("Europe/Stockholm")


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
    def access(self) -> str: ...
    @property
    def pool(self) -> PoolCounts: ...


def closes(facts: SignUpFacts) -> datetime:
    """Return the instant from which sign-up is closed."""
    return facts.closes_at or facts.starts_at


def refusal_to_register(
    facts: SignUpFacts, now: datetime, holds: Access = Access.OPEN, *, keeps_seat: bool = False
) -> Refusal | None:
    """Return why nobody can sign up at `now`, or None: for the page, the form, the desk and the action alike.

    `holds` is what the visitor came with: nothing, the sign-up's link, or an invitation. For who has an
    invitation that `keeps_seat` there is one however full the meeting is.
    """
    closed = closed_by_the_meeting(facts, now) or closed_by_time(facts, now) or closed_by_access(facts.access, holds)
    return closed or (None if keeps_seat else closed_by_seats(facts.pool))


def closed_by_access(access: str, holds: Access) -> Refusal | None:
    """Return whether the sign-up is for others: those with its link, or those who are invited."""
    if access == Access.LINK.value and holds is Access.OPEN:
        return Refusal(Closed.WITH_LINK)
    if access == Access.INVITED.value and holds is not Access.INVITED:
        return Refusal(Closed.INVITED_ONLY)
    return None


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


def refusal_to_hand_over(
    facts: SignUpFacts, now: datetime, *, allowed: bool, cancelled: bool, confirmed_address: bool
) -> Refusal | None:
    """Return why somebody cannot let a colleague have what they have at the meeting, or None."""
    if refusal := refusal_to_change(facts, now):
        return refusal
    if cancelled:
        return Refusal(SignUpReason.ALREADY_CANCELLED)
    if not allowed:
        return Refusal(SignUpReason.NO_HAND_OVER)
    return None if confirmed_address else Refusal(SignUpReason.CONFIRM_FIRST)


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
