"""A hybrid meeting: one chooses the room or the net, each with its seats; the net's address is for those on the net."""

from __future__ import annotations

import pytest

from meetings import transaction
from meetings.extensions import db
from meetings.registration import actions, mail, queries
from meetings.registration.models import Place, Pool
from meetings.schedule.models import Meeting
from tests.browser import Browser
from tests.builders import NOW, a_registration, set_facts
from tests.conftest import Clock
from tests.registration.sign_ups import a_form, a_ready_meeting, own_path

ADDRESS = "https://video.example.se/mote"


@pytest.fixture(autouse=True)
def _now(clock: Clock) -> None:
    clock.set(NOW)


def a_hybrid_meeting(room: int | None = 1, online: int | None = 2, **facts: object) -> Meeting:
    """A meeting with so many seats in the room and on the net."""
    seats = None if room is None or online is None else room + online
    meeting = a_ready_meeting(seats=seats, attendance="both", online_url=ADDRESS, **facts)
    with transaction.write() as session:
        session.add(Pool(meeting_id=meeting.id, kind="room", seats=room, position=1))
        session.add(Pool(meeting_id=meeting.id, kind="online", seats=online, position=2))
    return meeting


def states(name: str) -> dict[str, str]:
    """What somebody has in which kind of pool."""
    db.session.expire_all()
    rows = db.session.query(Pool.kind, Place.state).join(Place, Place.pool_id == Pool.id)
    return dict(rows.join(Place.registration).filter_by(name=name).all())


def test_one_chooses_the_room_or_the_net_and_sees_the_seats_left(browser: Browser) -> None:
    meeting = a_hybrid_meeting(room=1, online=2)
    form = a_form(browser, meeting)
    assert form.options("attends") == {"I lokalen": "room", "På nätet": "online"}
    text = browser.get(f"/moten/{meeting.id}/anmalan").text
    assert "1 plats kvar" in text
    assert "2 platser kvar" in text
    page = form.submit()
    assert (page.status, page.form().error("attends")) == (422, "Välj hur du vill delta.")
    page = page.form().fill(attends="På nätet").submit()
    assert page.heading == "Du har en plats"
    assert states("Åsa Öberg") == {"meeting": "confirmed", "online": "confirmed"}


def test_who_comes_to_a_full_room_stands_in_its_line_while_the_net_is_open(browser: Browser) -> None:
    meeting = a_hybrid_meeting(room=1, online=2)
    a_registration(meeting, "Bo Ek", attends="room")
    page = a_form(browser, meeting, attends="I lokalen").submit()
    assert page.heading == "Du har reservplats 1"
    assert "Platserna i lokalen är slut. Det finns plats på nätet." in page.text
    a_registration(meeting, "Cia Ek", attends="online")
    assert states("Cia Ek") == {"meeting": "confirmed", "online": "confirmed"}


def test_a_full_room_without_a_line_cannot_be_chosen(browser: Browser) -> None:
    meeting = a_hybrid_meeting(room=1, online=2, waiting_list=False)
    a_registration(meeting, "Bo Ek", attends="room")
    page = a_form(browser, meeting)
    sent = browser.post(
        f"/moten/{meeting.id}/anmalan", {n: v[0] for n, v in page.values.items() if v} | {"attends": "room"}
    )
    assert sent.status == 422
    assert "Platserna är slut. Välj det andra sättet att delta." in sent.text


def test_only_who_has_a_seat_on_the_net_sees_its_address(browser: Browser) -> None:
    meeting = a_hybrid_meeting(room=1, online=2)
    set_facts(meeting, online_in_calendar=True)
    in_room = a_registration(meeting, "Bo Ek", attends="room")
    on_net = a_registration(meeting, "Cia Ek", attends="online")
    waits = a_registration(meeting, "Di Ek", attends="room")
    shows = {one.name: ADDRESS in browser.get(own_path(one)).text for one in (in_room, on_net, waits)}
    assert shows == {"Bo Ek": False, "Cia Ek": True, "Di Ek": False}
    door = queries.door(meeting.id)
    calendars = {one.name: ADDRESS in mail.appointment(door, one, mail.REQUEST, NOW) for one in (in_room, on_net)}
    assert calendars == {"Bo Ek": False, "Cia Ek": True}
    assert "På nätet" in browser.get(own_path(on_net)).text


def test_the_net_is_promoted_from_its_own_line(browser: Browser) -> None:
    meeting = a_hybrid_meeting(room=1, online=1)
    bo = a_registration(meeting, "Bo Ek", attends="room")
    cia = a_registration(meeting, "Cia Ek", attends="online")
    a_registration(meeting, "Di Ek", attends="room")
    a_registration(meeting, "Ed Ek", attends="online")
    actions.withdraw(cia.id, NOW)
    assert states("Ed Ek") == {"meeting": "confirmed", "online": "confirmed"}
    assert states("Di Ek") == {"meeting": "waiting", "room": "waiting"}
    actions.withdraw(bo.id, NOW)
    assert states("Di Ek") == {"meeting": "confirmed", "room": "confirmed"}
