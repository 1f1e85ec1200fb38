"""Seats that are reserved for a sector until a day: set on the desk, kept, and released by the clock."""

from __future__ import annotations

import pytest

from meetings.directory.rules import Vocabulary
from meetings.pages import jobs
from meetings.participants.actions import copy_meeting
from meetings.registration import actions, queries
from meetings.registration.rules import PoolKind
from meetings.schedule.actions import CopyKind
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_registration, a_term, an_organiser, signed_in
from tests.conftest import Clock
from tests.registration.sign_ups import ORGANISER, line


@pytest.fixture
def desk(browser: Browser, clock: Clock) -> Browser:
    clock.set(NOW)
    return signed_in(browser, an_organiser())


def test_reserved_seats_are_kept_and_released_by_the_clock(desk: Browser, clock: Clock) -> None:
    social = a_term(Vocabulary.SECTOR, "social", "Social ekonomi", "Social economy")
    meeting = a_meeting(seats=2)
    address = f"/arbetsytan/moten/{meeting.id}/anmalan"
    page = desk.get(address).form("Spara").submit("Reservera platser")
    form = page.form("Spara")
    form["reserved-0-sector"] = "Social ekonomi"
    page = form.fill({"reserved-0-seats": "1", "reserved-0-released": "2027-03-02"}).submit("Spara")
    assert "Inställningarna är sparade." in page.text
    (pool,) = queries.door(meeting.id).of_kind(PoolKind.RESERVED)
    assert (pool.seats, pool.sector_id) == (1, social.id)
    a_registration(meeting, "Anna")
    a_registration(meeting, "Bo")
    a_registration(meeting, "Cia", sector_id=social.id)
    a_registration(meeting, "Dan")
    states = [state for _name, state, _arrival in line(meeting)]
    assert states == ["confirmed", "waiting", "confirmed", "waiting"]
    actions.withdraw(queries.registration_of_address(meeting.id, "cia@example.se").id, NOW)  # type: ignore[union-attr]
    assert [state for _name, state, _arrival in line(meeting)][1] == "waiting"
    clock.set("2027-03-02 23:59:59")
    assert jobs.promotions(clock.now()) is None
    clock.set("2027-03-03 00:00")
    assert jobs.promotions(clock.now()) == "1 meetings, 1 people moved up"
    assert [state for _name, state, _arrival in line(meeting)] == ["confirmed", "confirmed", "cancelled", "waiting"]


def test_what_does_not_fit_is_refused_and_what_is_not_filled_in_is_asked_for(desk: Browser) -> None:
    a_term(Vocabulary.SECTOR, "social", "Social ekonomi", "Social economy")
    meeting = a_meeting(seats=5)
    address = f"/arbetsytan/moten/{meeting.id}/anmalan"
    form = desk.get(address).form("Spara").submit("Reservera platser").form("Spara")
    form["reserved-0-sector"] = "Social ekonomi"
    page = form.submit("Spara")
    assert (page.status, page.errors) == (422, ["Antal platser: skriv hur många platser, till exempel 20."])
    page = page.form("Spara").fill({"reserved-0-seats": "6"}).submit("Spara")
    assert (page.status, page.errors) == (409, ["6 platser är reserverade, men det finns bara 5."])
    page = page.form("Spara").fill({"reserved-0-seats": "5"}).submit("Spara")
    assert page.status == 200
    page = page.form("Spara").fill({"reserved-0-remove": True}).submit("Spara")
    assert queries.door(meeting.id).of_kind(PoolKind.RESERVED) == []


def test_a_copy_has_the_same_pools_at_its_own_time(desk: Browser) -> None:
    social = a_term(Vocabulary.SECTOR, "social", "Social ekonomi", "Social economy")
    meeting = a_meeting(seats=5)
    reserve = actions.Reserve(social.id, 2, meeting.starts_at)
    attending = actions.Attending(5, 7)
    settings = actions.Settings(None, attending, (reserve,), access="link", listed=False, moderated=True, groups=False)
    actions.save_settings(meeting.id, settings, 1, NOW, ORGANISER)
    other = copy_meeting(meeting.id, CopyKind.NEXT, meeting.starts_at.replace(year=2028), NOW, ORGANISER)
    door = queries.door(other.id)
    assert {pool.kind: pool.seats for pool in door.pools} == {"meeting": 12, "room": 5, "online": 7, "reserved": 2}
    (pool,) = door.of_kind(PoolKind.RESERVED)
    assert (pool.sector_id, pool.released_at) == (social.id, other.starts_at)
    assert (door.access, door.moderated, door.groups, other.listed) == ("link", True, False, False)
