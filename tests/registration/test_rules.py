"""When one may register, who gets a seat, who moves up: truth tables, and each boundary instant."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from meetings.errors import Refusal
from meetings.registration import rules
from meetings.registration.rules import Closed, PlaceState, PoolCounts, SignUpReason

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SECOND = timedelta(seconds=1)
STARTS = datetime(2027, 3, 18, 8, 0, tzinfo=UTC)
ENDS = datetime(2027, 3, 18, 14, 30, tzinfo=UTC)
OPENS = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)
CLOSES = datetime(2027, 3, 11, 23, 0, tzinfo=UTC)  # midnight in Sweden
OPEN = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


@dataclass
class Facts:
    """A meeting that takes sign-ups, with 120 seats of which none is taken."""

    takes_sign_ups: bool = True
    state: str = "published"
    starts_at: datetime = STARTS
    ends_at: datetime = ENDS
    opens_at: datetime | None = OPENS
    closes_at: datetime | None = CLOSES
    access: str = "open"
    pool: PoolCounts = field(default_factory=lambda: PoolCounts(1, 120, waiting_list=True))


def a_pool(seats: int | None = 120, *, waiting_list: bool = True, confirmed: int = 0, **more: int) -> PoolCounts:
    return PoolCounts(1, seats, waiting_list, confirmed=confirmed, **more)


def reason(refusal: Refusal | None) -> object:
    return refusal.reason if refusal else None


@pytest.mark.parametrize(
    ("facts", "now", "expected"),
    [
        (Facts(), OPEN, None),
        (Facts(takes_sign_ups=False), OPEN, Closed.NO_SIGN_UP),
        (Facts(state="draft"), OPEN, Closed.DRAFT),
        (Facts(state="cancelled"), OPEN, Closed.CANCELLED),
        (Facts(state="cancelled"), ENDS, Closed.CANCELLED),
        (Facts(), ENDS, Closed.PAST),
        (Facts(), OPENS - SECOND, Closed.NOT_YET_OPEN),
        (Facts(), OPENS, None),
        (Facts(), OPENS + SECOND, None),
        (Facts(), CLOSES - SECOND, None),
        (Facts(), CLOSES, Closed.CLOSED),
        (Facts(), CLOSES + SECOND, Closed.CLOSED),
        (Facts(closes_at=None), STARTS - SECOND, None),
        (Facts(closes_at=None), STARTS, Closed.CLOSED),
        (Facts(closes_at=None), STARTS + SECOND, Closed.CLOSED),
        (Facts(closes_at=ENDS), STARTS + SECOND, None),
        (Facts(closes_at=ENDS), ENDS - SECOND, None),
        (Facts(closes_at=ENDS), ENDS, Closed.PAST),
        (Facts(closes_at=ENDS + SECOND), ENDS + SECOND, Closed.PAST),
        (Facts(opens_at=None), OPENS - SECOND, None),
        (Facts(pool=a_pool(1, confirmed=1)), OPEN, None),
        (Facts(pool=a_pool(1, confirmed=1, waiting_list=False)), OPEN, Closed.FULL),
        (Facts(pool=a_pool(1, waiting_list=False)), OPEN, None),
        (Facts(pool=a_pool(0, waiting_list=False)), OPEN, Closed.FULL),
        (Facts(pool=a_pool(None, waiting_list=False, confirmed=9_999)), OPEN, None),
        (Facts(pool=a_pool(1, confirmed=1, waiting_list=False)), CLOSES, Closed.CLOSED),
    ],
)
def test_every_closed_door_says_its_reason(facts: Facts, now: datetime, expected: Closed | None) -> None:
    assert reason(rules.refusal_to_register(facts, now)) == expected


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        (datetime(2018, 3, 25), datetime(2018, 3, 24, 23, 0, tzinfo=UTC)),  # the day that loses an hour
        (datetime(2018, 3, 26), datetime(2018, 3, 25, 22, 0, tzinfo=UTC)),
        (datetime(2018, 10, 28), datetime(2018, 10, 27, 22, 0, tzinfo=UTC)),  # the day that gains one
        (datetime(2018, 10, 29), datetime(2018, 10, 28, 23, 0, tzinfo=UTC)),
    ],
)
def test_the_door_closes_at_swedish_midnight_across_both_clock_changes(wall: datetime, instant: datetime) -> None:
    closes = wall.replace(tzinfo=STOCKHOLM)
    facts = Facts(opens_at=None, closes_at=closes, starts_at=closes + timedelta(9), ends_at=closes + timedelta(10))
    assert closes == instant
    assert [reason(rules.refusal_to_register(facts, instant + offset * SECOND)) for offset in (-1, 0, 1)] == [
        None,
        Closed.CLOSED,
        Closed.CLOSED,
    ]
    refusal = rules.refusal_to_register(facts, instant)
    assert refusal is not None
    assert refusal.values == {"closed": instant - timedelta(minutes=1)}


def test_a_time_that_was_typed_is_said_as_it_is() -> None:
    four = datetime(2018, 4, 24, 14, 0, tzinfo=UTC)
    assert rules.last_minute(four) == four


@pytest.mark.parametrize(
    ("pool", "expected"),
    [
        (a_pool(2, confirmed=1), PlaceState.CONFIRMED),
        (a_pool(2, confirmed=2), PlaceState.WAITING),
        (a_pool(2, confirmed=3), PlaceState.WAITING),
        (a_pool(2, confirmed=2, waiting_list=False), None),
        (a_pool(2, confirmed=1, held=1), PlaceState.WAITING),
        (a_pool(3, confirmed=1, waiting=1), PlaceState.CONFIRMED),
        (a_pool(2, confirmed=1, waiting=1), PlaceState.WAITING),
        (a_pool(2, confirmed=1, waiting=1, waiting_list=False), None),
        (a_pool(0), PlaceState.WAITING),
        (a_pool(None, confirmed=10_000), PlaceState.CONFIRMED),
    ],
)
def test_a_newcomer_gets_what_is_left_after_those_in_line(pool: PoolCounts, expected: PlaceState | None) -> None:
    assert rules.placing(pool) == expected


@pytest.mark.parametrize(
    ("pool", "free", "over"),
    [
        (a_pool(2, confirmed=1), 1, 0),
        (a_pool(2, confirmed=1, held=1), 0, 0),
        (a_pool(2, confirmed=5), 0, 3),
        (a_pool(None, confirmed=5), None, 0),
    ],
)
def test_what_is_free_and_who_is_over(pool: PoolCounts, free: int | None, over: int) -> None:
    assert (pool.free, pool.over) == (free, over)


@pytest.mark.parametrize(
    ("facts", "now", "expected"),
    [
        (Facts(), OPENS - SECOND, None),
        (Facts(), CLOSES, None),
        (Facts(), ENDS, None),
        (Facts(state="draft"), OPEN, Closed.DRAFT),
        (Facts(state="cancelled"), OPEN, Closed.CANCELLED),
        (Facts(takes_sign_ups=False), OPEN, Closed.NO_SIGN_UP),
        (Facts(pool=a_pool(1, confirmed=1)), OPEN, None),
        (Facts(pool=a_pool(1, confirmed=1, waiting_list=False)), OPEN, Closed.FULL),
    ],
)
def test_no_deadline_binds_an_organiser_but_the_seats_do(facts: Facts, now: datetime, expected: object) -> None:
    assert reason(rules.refusal_to_add(facts, now)) == expected


@pytest.mark.parametrize(
    ("state", "now", "expected"),
    [
        ("published", CLOSES, None),
        ("published", ENDS - SECOND, None),
        ("published", ENDS, SignUpReason.MEETING_PAST),
        ("cancelled", OPEN, SignUpReason.MEETING_CANCELLED),
    ],
)
def test_a_registration_can_be_changed_until_the_meeting_has_ended(
    state: str, now: datetime, expected: SignUpReason | None
) -> None:
    assert reason(rules.refusal_to_change(Facts(state=state), now)) == expected


@pytest.mark.parametrize(
    ("public_list", "state", "offset", "expected"),
    [
        (True, "published", -1, None),
        (True, "published", 0, SignUpReason.LIST_IS_GONE),
        (True, "published", 1, SignUpReason.LIST_IS_GONE),
        (False, "published", -1, SignUpReason.NO_PUBLIC_LIST),
        (True, "draft", -1, SignUpReason.NO_PUBLIC_LIST),
        (True, "cancelled", -1, SignUpReason.NO_PUBLIC_LIST),
    ],
)
def test_the_public_list_is_there_until_its_moment(
    public_list: bool, state: str, offset: int, expected: SignUpReason | None
) -> None:
    until = rules.list_until(None, ENDS)
    assert until == ENDS + timedelta(days=365)
    refusal = rules.refusal_to_list(public_list=public_list, until=until, state=state, now=until + offset * SECOND)
    assert reason(refusal) == expected


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        (None, None, None),
        (OPENS, CLOSES, None),
        (OPENS, OPENS, SignUpReason.CLOSES_BEFORE_IT_OPENS),
        (CLOSES, OPENS, SignUpReason.CLOSES_BEFORE_IT_OPENS),
        (None, ENDS, None),
        (None, ENDS + SECOND, SignUpReason.CLOSES_AFTER_THE_MEETING),
    ],
)
def test_sign_up_opens_before_it_closes_and_closes_with_the_meeting(
    opens: datetime | None, closes: datetime | None, expected: SignUpReason | None
) -> None:
    assert reason(rules.refusal_of_times(opens, closes, ENDS)) == expected


@pytest.mark.parametrize(
    ("state", "now", "expected"),
    [
        ("confirmed", STARTS - timedelta(hours=2), None),
        ("confirmed", STARTS - timedelta(hours=2) - SECOND, SignUpReason.NOT_BEGUN),
        ("waiting", STARTS, SignUpReason.NOT_CONFIRMED),
        ("", STARTS, SignUpReason.NOT_CONFIRMED),
    ],
)
def test_only_who_has_a_seat_can_have_come(state: str, now: datetime, expected: SignUpReason | None) -> None:
    assert reason(rules.refusal_to_mark(state, STARTS, now)) == expected
