"""The desk's page of how one signs up."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete

from meetings import transaction
from meetings.registration import queries
from meetings.registration.models import Pool, SignUp
from meetings.schedule.models import Meeting
from tests.browser import Browser, Form
from tests.builders import NOW, a_meeting, a_registration, an_organiser, signed_in
from tests.conftest import Clock


@pytest.fixture
def desk(browser: Browser, clock: Clock) -> Browser:
    clock.set(NOW)
    return signed_in(browser, an_organiser())


def the_form(desk: Browser, meeting: Meeting) -> Form:
    return desk.get(f"/arbetsytan/moten/{meeting.id}/anmalan").form("Spara")


def test_times_are_saved_as_the_page_says_them(desk: Browser) -> None:
    meeting = a_meeting()
    form = the_form(desk, meeting)
    form.fill(opens_day="2027-02-01", opens_time="9", closes_day="11 mars 2027", seats="1 000", notice="Vi filmar.")
    page = form.submit()
    assert "Inställningarna är sparade." in page.text
    door = queries.door(meeting.id)
    assert (door.opens_at, door.closes_at) == (
        datetime(2027, 2, 1, 8, tzinfo=UTC),
        datetime(2027, 3, 11, 23, tzinfo=UTC),
    )
    assert (door.pool.seats, door.notice) == (1000, "Vi filmar.")
    again = page.form("Spara")
    assert (again["opens_day"], again["opens_time"], again["closes_day"], again["closes_time"]) == (
        "2027-02-01",
        "9.00",
        "2027-03-11",
        "",
    )
    assert "Vi filmar." in desk.get(f"/moten/{meeting.id}/anmalan").main


def test_more_seats_move_people_up_and_the_desk_says_so(desk: Browser) -> None:
    meeting = a_meeting(seats=1)
    for name in ("Anna", "Bo", "Cia"):
        a_registration(meeting, name)
    page = the_form(desk, meeting).fill(seats="").submit()
    assert "2 personer från reservlistan fick plats och får ett mejl." in page.text
    assert queries.counts(meeting.id).confirmed == 3
    page = the_form(desk, meeting).fill(seats="2").submit()
    assert "1 person fler har en plats än det finns platser." in page.main


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"seats": "många"}, 422),
        ({"seats": "-1"}, 422),
        ({"opens_day": "2027-13-01"}, 422),
        ({"closes_day": "2027-03-19"}, 409),
        ({"opens_day": "2027-03-11", "closes_day": "2027-03-10"}, 409),
    ],
)
def test_what_cannot_be_is_refused_and_kept(desk: Browser, typed: dict[str, str], status: int) -> None:
    meeting = a_meeting()
    page = the_form(desk, meeting).fill(typed).submit()
    assert page.status == status
    assert len(page.errors) == 1
    assert {name: page.form("Spara")[name] for name in typed} == typed
    assert queries.door(meeting.id).revision == 1


def test_the_second_of_two_organisers_is_shown_what_changed_and_loses_nothing(desk: Browser) -> None:
    meeting = a_meeting()
    old = the_form(desk, meeting)
    the_form(desk, meeting).fill(seats="50").submit()
    page = old.fill(seats="60").submit()
    assert page.status == 409
    assert "Någon annan sparade under tiden" in page.main
    assert ["Antal platser", "50", "60"] in page.rows(0)
    page.form("Spara").submit()
    assert queries.counts(meeting.id).seats == 60


def test_a_meeting_without_sign_up_gets_one_here(desk: Browser) -> None:
    meeting = a_meeting()
    with transaction.write() as session:
        session.execute(delete(SignUp))
        session.execute(delete(Pool))
    page = desk.get(f"/arbetsytan/moten/{meeting.id}/anmalan")
    page.form("Öppna anmälan").fill(seats="30").submit()
    assert queries.counts(meeting.id).seats == 30
    assert "Vill du driva eller delta i projekt?" in desk.get(f"/moten/{meeting.id}/anmalan").main


def test_the_public_is_asked_to_sign_in(browser: Browser) -> None:
    meeting = a_meeting()
    page = browser.get(f"/arbetsytan/moten/{meeting.id}/anmalan", check=False)
    assert page.path.startswith("/logga-in")
