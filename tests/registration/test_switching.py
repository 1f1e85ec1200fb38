"""From the room to the net and back: a swap where there is a seat, else the line while one keeps what one has."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from meetings import transaction
from meetings.errors import Refused
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.registration import actions, mail, queries
from meetings.registration.actions import Switched, leave_switch_line, settle_switches, switch
from meetings.registration.models import Registration
from meetings.registration.rules import ASKED_WITHIN, PlaceState, PoolCounts, PoolKind, Seats, SignUpReason
from meetings.registration.rules.attending import Attendee, Switching, SwitchReason, refusal_to_switch, switched
from tests.browser import Browser
from tests.builders import NOW, a_registration, set_facts
from tests.conftest import Clock
from tests.registration.sign_ups import mails, own_path
from tests.registration.test_hybrid import ADDRESS, a_hybrid_meeting, states

ROOM, NET = 2, 3
TO_ROOM, TO_NET = PoolKind.ROOM, PoolKind.ONLINE


@pytest.fixture(autouse=True)
def _now(clock: Clock) -> None:
    clock.set(NOW)


def seats(room: int, net: int, *, kept: int = 0) -> Seats:
    """So many seats that nobody has in the room and on the net; `kept` of the room's are for sector 9."""
    pools = [
        PoolCounts(1, room + net, waiting_list=True),
        PoolCounts(ROOM, room, waiting_list=True, kind="room"),
        PoolCounts(NET, net, waiting_list=True, kind="online"),
    ]
    reserved = [PoolCounts(4, kept, waiting_list=False, kind="reserved", sector_id=9)] if kept else []
    return Seats([*pools, *reserved], NOW)


def to_net(number: int, sector_id: int | None = None) -> Switching:
    return Switching(number, number, ROOM, NET, sector_id)


def to_room(number: int, sector_id: int | None = None) -> Switching:
    return Switching(number, number, NET, ROOM, sector_id)


@pytest.mark.parametrize(
    ("free", "line", "who"),
    [
        (seats(0, 0), [to_net(1), to_net(2)], []),
        (seats(0, 1), [to_net(2), to_net(1)], [1]),
        (seats(0, 1), [to_net(1), to_net(2), to_room(3)], [1, 3, 2]),  # each takes what the one before left
        (seats(0, 0), [to_net(1), to_room(2)], [1, 2]),  # both are full: they trade
        (seats(0, 0), [to_net(1), to_net(2), to_room(3)], [1, 3]),
        (seats(1, 0, kept=1), [to_room(1), to_room(2, 9)], [2]),  # the free seat is for sector 9
        (seats(2, 0, kept=1), [to_room(1), to_room(2), to_room(3, 9)], [1, 3]),
    ],
)
def test_who_switches(free: Seats, line: list[Switching], who: list[int]) -> None:
    assert [one.id for one in switched(free, line)] == who


C, W, H, P, X = (PlaceState(x) for x in ("confirmed", "waiting", "held", "pending", "cancelled"))


@pytest.mark.parametrize(
    ("state", "held_for", "net", "before", "line", "why"),
    [
        (C, "", 1, 25, True, None),
        (C, "", 1, 1, True, None),  # near the start, too
        (C, "", 0, 25, True, None),  # there is a line
        (C, "", 0, 25, False, SwitchReason.ONLINE_FULL),
        (C, "", 0, 24, True, SwitchReason.ONLINE_TOO_LATE),
        (C, "", 0, 24, False, SwitchReason.ONLINE_FULL),
        (C, "", 1, -9, True, SignUpReason.MEETING_PAST),
        (W, "", 0, 1, True, None),  # who has no seat may wait for either
        (W, "", 0, 1, False, None),
        (P, "", 0, 25, True, None),
        (H, "offer", 1, 25, True, SwitchReason.ANSWER_FIRST),
        (H, "address", 1, 25, True, SignUpReason.CONFIRM_FIRST),
        (W, "address", 1, 25, True, SignUpReason.CONFIRM_FIRST),
        (X, "", 1, 25, True, SignUpReason.ALREADY_CANCELLED),
    ],
)
def test_who_may_go_to_the_net(
    state: PlaceState, held_for: str, net: int, before: int, line: bool, why: Enum | None
) -> None:
    starts_at = NOW + timedelta(hours=before)
    pool = PoolCounts(1, 9, waiting_list=line)
    ends_at = starts_at + timedelta(hours=8)
    facts: Any = SimpleNamespace(state="published", starts_at=starts_at, ends_at=ends_at, pool=pool)
    one = Attendee(state, ROOM, NET, TO_NET, held_for=held_for)
    refusal = refusal_to_switch(facts, one, seats(0, net), NOW)
    assert (refusal.reason if refusal else None) is why


def test_a_seat_on_the_net_is_swapped_for_the_one_in_the_room(app: Flask) -> None:
    meeting = a_hybrid_meeting(room=1, online=1)
    set_facts(meeting, online_in_calendar=True)
    bo = a_registration(meeting, "Bo Ek", attends="room")
    before = mail.sequence(queries.door(meeting.id), queries.registration(bo.id))
    assert switch(bo.id, TO_NET, NOW) is Switched.THERE
    assert states("Bo Ek") == {"meeting": "confirmed", "online": "confirmed"}
    letter = db.session.scalars(select(OutgoingMail).where(OutgoingMail.template == "switched")).one()
    assert (letter.to_name, letter.values["attends"], letter.values["where"]) == ("Bo Ek", "online", "På nätet")
    found, door = queries.registration(bo.id), queries.door(meeting.id)
    entry = mail.entry(door, found, mail.REQUEST, NOW)
    assert entry.sequence == before + 1
    assert ADDRESS in entry.where
    assert switch(bo.id, TO_NET, NOW) is Switched.THERE  # pressed twice
    assert len(mails(template="switched")) == 1
    assert switch(bo.id, TO_ROOM, NOW) is Switched.THERE
    assert ADDRESS not in mail.entry(door, queries.registration(bo.id), mail.REQUEST, NOW).where


def test_the_seat_that_is_left_goes_to_who_has_none(app: Flask) -> None:
    meeting = a_hybrid_meeting(room=1, online=2)
    bo = a_registration(meeting, "Bo Ek", attends="room")
    a_registration(meeting, "Di Ek", attends="room")
    switch(bo.id, TO_NET, NOW)
    assert states("Di Ek") == {"meeting": "confirmed", "room": "confirmed"}
    assert ("promotion", "Di Ek") in mails()


def test_who_finds_the_net_full_keeps_the_room_and_stands_in_line(app: Flask) -> None:
    meeting = a_hybrid_meeting(room=1, online=1)
    bo = a_registration(meeting, "Bo Ek", attends="room")
    cia = a_registration(meeting, "Cia Ek", attends="online")
    assert switch(bo.id, TO_NET, NOW) is Switched.IN_LINE
    assert states("Bo Ek") == {"meeting": "confirmed", "room": "confirmed", "online": "waiting"}
    assert not mails(template="switched")
    door = queries.door(meeting.id)
    assert mail.attends(door, queries.registration(bo.id)) == "room"
    assert not mail.comes_online(door, queries.registration(bo.id))  # the net's address is for those who are there
    di = a_registration(meeting, "Di Ek", attends="online")
    actions.withdraw(cia.id, NOW)
    assert states("Di Ek") == {"meeting": "confirmed", "online": "confirmed"}  # who has no seat comes first
    actions.withdraw(di.id, NOW)
    assert states("Bo Ek") == {"meeting": "confirmed", "online": "confirmed"}
    assert mails(template="switched") == [("switched", "Bo Ek")]


def test_two_who_want_each_others_seats_trade(app: Flask) -> None:
    meeting = a_hybrid_meeting(room=1, online=1)
    bo = a_registration(meeting, "Bo Ek", attends="room")
    cia = a_registration(meeting, "Cia Ek", attends="online")
    assert switch(bo.id, TO_NET, NOW) is Switched.IN_LINE
    assert switch(cia.id, TO_ROOM, NOW) is Switched.THERE
    assert states("Bo Ek") == {"meeting": "confirmed", "online": "confirmed"}
    assert states("Cia Ek") == {"meeting": "confirmed", "room": "confirmed"}


def test_who_waits_for_the_room_may_wait_for_the_net_instead(app: Flask) -> None:
    meeting = a_hybrid_meeting(room=1, online=1)
    a_registration(meeting, "Bo Ek", attends="room")
    di = a_registration(meeting, "Di Ek", attends="room")
    assert states("Di Ek") == {"meeting": "waiting", "room": "waiting"}
    assert switch(di.id, TO_NET, NOW) is Switched.THERE
    assert states("Di Ek") == {"meeting": "confirmed", "online": "confirmed"}
    assert ("promotion", "Di Ek") in mails()


def test_the_line_is_left_and_the_seat_kept(app: Flask) -> None:
    meeting = a_hybrid_meeting(room=1, online=0)
    bo = a_registration(meeting, "Bo Ek", attends="room")
    switch(bo.id, TO_NET, NOW)
    leave_switch_line(bo.id, NOW)
    assert states("Bo Ek") == {"meeting": "confirmed", "room": "confirmed"}


def test_who_withdraws_leaves_the_line_and_comes_back_to_what_they_had(app: Flask) -> None:
    meeting = a_hybrid_meeting(room=1, online=0)
    bo = a_registration(meeting, "Bo Ek", attends="room")
    switch(bo.id, TO_NET, NOW)
    actions.withdraw(bo.id, NOW)
    assert set(states("Bo Ek").values()) == {"cancelled"}
    actions.sign_up_again(bo.id, NOW)
    assert states("Bo Ek") == {"meeting": "confirmed", "room": "confirmed"}


def test_seats_that_the_clock_frees_let_those_in_line_switch(app: Flask) -> None:
    meeting = a_hybrid_meeting(room=1, online=0)
    bo = a_registration(meeting, "Bo Ek", attends="room")
    switch(bo.id, TO_NET, NOW)
    with transaction.write():
        queries.pools_of_kinds(meeting.id, ("online",))[0].seats = 1
    assert settle_switches(NOW) == 1
    assert states("Bo Ek") == {"meeting": "confirmed", "online": "confirmed"}
    assert settle_switches(NOW) == 0


def _refused(registration: Registration, to: PoolKind, now: object = NOW) -> str:
    with pytest.raises(Refused) as refused:
        switch(registration.id, to, now)  # type: ignore[arg-type]
    return str(refused.value.refusal.reason.value)


def test_each_closed_way_says_why(app: Flask) -> None:
    meeting = a_hybrid_meeting(room=1, online=0)
    bo = a_registration(meeting, "Bo Ek", attends="room")
    near = meeting.starts_at - ASKED_WITHIN
    assert "mindre än 24 timmar" in _refused(bo, TO_NET, near)
    assert _refused(bo, TO_NET, meeting.ends_at).startswith("Mötet har varit")
    actions.withdraw(bo.id, NOW)
    assert _refused(bo, TO_NET) == "Anmälan är redan avanmäld."
    without = a_hybrid_meeting(room=1, online=0, waiting_list=False)
    cia = a_registration(without, "Cia Ek", "cia@example.se", attends="room")
    assert _refused(cia, TO_NET) == "Platserna på nätet är slut, och mötet har ingen reservlista."


def test_near_the_start_nobody_is_switched_but_everybody_may_switch(app: Flask) -> None:
    meeting = a_hybrid_meeting(room=1, online=1)
    bo = a_registration(meeting, "Bo Ek", attends="room")
    cia = a_registration(meeting, "Cia Ek", attends="online")
    switch(bo.id, TO_NET, NOW)
    near = meeting.starts_at - timedelta(hours=2)
    actions.withdraw(cia.id, near)
    assert settle_switches(near) == 0
    assert states("Bo Ek") == {"meeting": "confirmed", "room": "confirmed", "online": "waiting"}
    assert switch(bo.id, TO_NET, near) is Switched.THERE
    assert states("Bo Ek") == {"meeting": "confirmed", "online": "confirmed"}


def test_the_own_page_switches_and_shows_the_address_of_the_net(browser: Browser) -> None:
    meeting = a_hybrid_meeting(room=1, online=1)
    bo = a_registration(meeting, "Bo Ek", attends="room")
    path = own_path(bo)
    page = browser.get(path)
    assert ADDRESS not in page.text
    page = page.click("Delta på nätet i stället").form("Delta på nätet").submit()
    assert "Bytet är klart." in page.text
    assert ADDRESS in page.text
    cia = a_registration(meeting, "Cia Ek", attends="room")
    page = browser.get(path)
    assert "Platserna i lokalen är slut." in page.text
    page = page.click("Ställ dig i kö till lokalen").form("Ställ mig i kö").submit()
    assert "Du står som nummer 1 i kön till lokalen" in page.text
    page = browser.get(f"{path}/delta/i-lokalen")
    assert "Du står redan i kön." in page.text
    page = browser.get(path).click("Lämna kön till lokalen").form("Lämna kön").submit()
    assert "Du har lämnat kön." in page.text
    actions.withdraw(cia.id, NOW)
    assert browser.get(f"{path}/delta/pa-natet").text.count("Du har redan valt att delta så.") == 1
    assert browser.get(path).link("Delta i lokalen i stället").endswith("/delta/i-lokalen")


def test_who_has_withdrawn_is_offered_no_switch(browser: Browser) -> None:
    meeting = a_hybrid_meeting()
    bo = a_registration(meeting, "Bo Ek", attends="room")
    assert "Hur du deltar" in browser.get(own_path(bo)).text
    actions.withdraw(bo.id, NOW)
    assert "Hur du deltar" not in browser.get(own_path(bo)).text
