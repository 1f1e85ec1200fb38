"""Who may sign up: everybody, those with the link, the invited; and meetings that stand in no list."""

from __future__ import annotations

import re

import pytest

from meetings import transaction
from meetings.registration import queries
from meetings.registration.models import SignUp
from meetings.registration.views.ways import link_token
from meetings.schedule.models import Meeting
from tests.browser import Browser, Form
from tests.builders import NOW, a_meeting, a_registration, an_organiser, searchable, set_facts, signed_in
from tests.conftest import Clock
from tests.registration.sign_ups import a_form, a_ready_meeting, line, own_path


@pytest.fixture(autouse=True)
def _now(clock: Clock) -> None:
    clock.set(NOW)


@pytest.fixture
def desk(browser: Browser) -> Browser:
    return signed_in(Browser(browser.app), an_organiser())


def set_access(meeting: Meeting, access: str) -> None:
    with transaction.write() as session:
        session.get_one(SignUp, meeting.id).access = access


def the_form(desk: Browser, meeting: Meeting) -> Form:
    return desk.get(f"/arbetsytan/moten/{meeting.id}/anmalan").form("Spara")


def test_the_link_lets_in_where_the_open_door_says_why_not(browser: Browser, desk: Browser) -> None:
    meeting = a_ready_meeting(seats=5)
    page = the_form(desk, meeting).fill(access="De som har länken").submit()
    link = re.search(r"/moten/\d+/anmalan/lank/\S+", page.main)
    assert link is not None
    why = "Anmälan görs med en länk som arrangören har delat ut."
    assert why in browser.get(f"/moten/{meeting.id}-digitalisering").main
    assert why in browser.get(f"/moten/{meeting.id}/anmalan").main
    refused = browser.post(f"/moten/{meeting.id}/anmalan", {})
    assert refused.status == 422
    form = browser.get(link[0]).form()
    form.fill(name="Åsa Öberg", email="asa@example.se", organisation_type="Privatperson")
    page = form.submit("Anmäl mig")
    assert page.heading == "Du har en plats"
    assert line(meeting) == [("Åsa Öberg", "confirmed", 1)]


def test_a_sign_up_without_the_link_is_refused_by_the_action_too(browser: Browser) -> None:
    meeting = a_ready_meeting()
    form = a_form(browser, meeting)
    set_access(meeting, "link")
    page = form.submit()
    assert (page.status, page.errors) == (409, ["Anmälan görs med en länk som arrangören har delat ut."])
    set_access(meeting, "invited")
    page = form.submit()
    assert page.errors == ["Mötet är för inbjudna. Har du fått en inbjudan svarar du med länken i den."]
    assert line(meeting) == []


def test_a_new_link_closes_the_old_one(browser: Browser, desk: Browser) -> None:
    meeting = a_ready_meeting()
    set_access(meeting, "link")
    old = f"/moten/{meeting.id}/anmalan/lank/{link_token(queries.door(meeting.id))}"
    desk.get(f"/arbetsytan/moten/{meeting.id}/anmalan").form("Byt länk").submit()
    page = browser.get(old)
    assert page.status == 404
    assert "Länken till anmälan gäller inte längre. Be arrangören om den nya." in page.main
    new = f"/moten/{meeting.id}/anmalan/lank/{link_token(queries.door(meeting.id))}"
    assert browser.get(new).status == 200
    other = a_ready_meeting()
    assert browser.get(new.replace(f"/moten/{meeting.id}/", f"/moten/{other.id}/")).status == 404


def test_who_withdrew_from_a_closed_meeting_can_come_back_by_their_own_link(browser: Browser) -> None:
    meeting = a_ready_meeting()
    found = a_registration(meeting)
    set_access(meeting, "invited")
    browser.get(f"{own_path(found)}/avanmal").form().submit()
    page = browser.get(own_path(found)).click("Anmäl dig igen").form().submit()
    assert page.heading == "Du har en plats"


def test_a_meeting_that_is_not_listed_is_found_by_its_address_alone(browser: Browser, desk: Browser) -> None:
    meeting = a_meeting(title="Hemligt möte", slug="hemligt")
    other = a_meeting(title="Uppföljning", slug="uppfoljning", follows_id=meeting.id)
    searchable(meeting)
    address = f"/moten/{meeting.id}-hemligt"
    places = ("/", "/sok?q=hemligt", "/flode.xml", "/sitemap.xml", f"/moten/{other.id}-uppfoljning")

    def found() -> list[str]:
        pages = {path: browser.get(path, check=not path.endswith(".xml")).text for path in places}
        bodies = {path: browser.get(path, check=not path.endswith(".xml")).html for path in places}
        return [path for path in places if "Hemligt möte" in pages[path] or address in bodies[path]]

    assert found() == list(places)
    the_form(desk, meeting).fill(listed=False).submit()
    assert found() == []
    page = browser.get(address)
    assert page.status == 200
    assert 'content="noindex' in page.html
    assert "application/ld+json" not in page.html
    the_form(desk, meeting).fill(listed=True).submit()
    assert found() == list(places)


def test_the_settings_stand_as_they_were_saved(desk: Browser) -> None:
    meeting = a_meeting(seats=40)
    form = the_form(desk, meeting)
    assert (form["access"], form["listed"], form["groups"], form["hand_over"]) == ("open", True, True, True)
    page = form.fill(
        access="Bara inbjudna", moderated=True, confirm_address=True, groups=False, hand_over=False
    ).submit()
    door = queries.door(meeting.id)
    assert (door.access, door.moderated, door.confirm_address) == ("invited", True, True)
    assert (door.groups, door.hand_over) == (False, False)
    again = page.form("Spara")
    assert (again["access"], again["moderated"], again["groups"]) == ("invited", True, False)


def test_a_hybrid_meeting_has_seats_in_the_room_and_on_the_net(desk: Browser) -> None:
    meeting = a_meeting(seats=2)
    early = a_registration(meeting, "Bo Ek")
    set_facts(meeting, attendance="both")
    form = the_form(desk, meeting)
    assert (form["room_seats"], form["online_seats"]) == ("2", "")
    page = form.fill(room_seats="1", online_seats="3").submit()
    kinds = {pool.kind: (pool.seats, pool.confirmed) for pool in queries.door(meeting.id).pools}
    assert kinds == {"meeting": (4, 1), "room": (1, 1), "online": (3, 0)}
    page = page.form("Spara").fill(room_seats="0", online_seats="").submit()
    assert "1 person fler har en plats i lokalen än det finns platser." in page.main
    assert queries.door(meeting.id).pool.seats is None
    set_facts(meeting, attendance="place")
    the_form(desk, meeting).fill(seats="9").submit()
    assert {pool.kind: pool.seats for pool in queries.door(meeting.id).pools} == {"meeting": 9}
    assert early.id > 0
