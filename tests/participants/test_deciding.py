"""A meeting where the organiser says yes or no: who gets what, in whose words, and what each of them sees."""

from __future__ import annotations

import pytest

from meetings import transaction
from meetings.registration.models import Registration, SignUp
from meetings.schedule.models import Meeting
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_registration, an_organiser, delivered_mails, signed_in
from tests.conftest import Clock
from tests.registration.sign_ups import line, mails, own_path


@pytest.fixture
def desk(browser: Browser, clock: Clock) -> Browser:
    clock.set(NOW)
    return signed_in(browser, an_organiser())


def a_moderated_meeting(**facts: object) -> Meeting:
    meeting = a_meeting(**facts)
    with transaction.write() as session:
        session.get_one(SignUp, meeting.id).moderated = True
    return meeting


def path(meeting: Meeting) -> str:
    return f"/arbetsytan/moten/{meeting.id}/svara-pa-anmalningar"


def some_pending(meeting: Meeting, *names: str) -> list[Registration]:
    return [a_registration(meeting, name) for name in names]


def test_several_get_a_yes_in_the_order_in_which_they_came(desk: Browser) -> None:
    meeting = a_moderated_meeting(seats=1)
    anna, bo, cia = some_pending(meeting, "Anna", "Bo", "Cia")
    visitor = Browser(desk.app)
    assert visitor.get(own_path(anna)).heading == "Din anmälan väntar på svar"
    page = desk.get(f"/arbetsytan/moten/{meeting.id}/deltagare")
    assert "anmälningar väntar på ditt svar." in page.main
    page = page.click("Svara")
    form = page.form("Säg ja").fill(who=[str(bo.id), str(anna.id)], text="Välkommen!\nTa med legitimation.")
    page = form.submit("Säg ja")
    assert "1 person har fått en plats." in page.text
    assert "1 person står på reservlistan." in page.text
    assert line(meeting) == [("Anna", "confirmed", 1), ("Bo", "waiting", 2), ("Cia", "pending", 3)]
    page = visitor.get(own_path(anna))
    assert page.heading == "Du har en plats"
    assert "Ta med legitimation." in page.main
    bodies = {str(one["To"]): one.get_body(("plain",)).get_content() for one in delivered_mails()}
    assert "Du har en plats" in bodies["Anna <anna@example.se>"]
    assert "Välkommen!" in bodies["Anna <anna@example.se>"]
    assert "du har reservplats 1." in bodies["Bo <bo@example.se>"]
    assert cia.id > 0


def test_a_no_says_why_and_takes_no_seat(desk: Browser) -> None:
    meeting = a_moderated_meeting(seats=5)
    (anna,) = some_pending(meeting, "Anna")
    page = desk.get(path(meeting)).form("Säg nej")
    page = page.fill(who=[str(anna.id)], text="Mötet är för kommuner.").submit("Säg nej")
    assert "1 person har fått ett nej." in page.text
    assert page.text.count("Ingen väntar på svar") == 1
    assert line(meeting) == [("Anna", "declined", 1)]
    page = Browser(desk.app).get(own_path(anna))
    assert page.heading == "Du fick ingen plats den här gången"
    assert "Mötet är för kommuner." in page.main
    assert "Anmäl dig igen" not in page.links
    assert mails(to_name="Anna") == [("confirmation", "Anna"), ("declined", "Anna")]


def test_where_there_is_no_room_and_no_line_they_wait_on(desk: Browser) -> None:
    meeting = a_moderated_meeting(seats=1, waiting_list=False)
    anna, bo = some_pending(meeting, "Anna", "Bo")
    page = desk.get(path(meeting)).form("Säg ja").fill(who=[str(anna.id), str(bo.id)]).submit("Säg ja")
    assert "Bo väntar fortfarande: Mötet är fullbokat och har ingen reservlista." in page.text
    assert line(meeting) == [("Anna", "confirmed", 1), ("Bo", "pending", 2)]


def test_nobody_ticked_and_answers_that_were_given_already(desk: Browser) -> None:
    meeting = a_moderated_meeting()
    (anna,) = some_pending(meeting, "Anna")
    form = desk.get(path(meeting)).form("Säg ja")
    page = form.submit("Säg ja")
    assert (page.status, page.errors) == (422, ["Kryssa för minst en person."])
    form.fill(who=[str(anna.id)]).submit("Säg ja")
    page = form.submit("Säg nej")
    assert "De som du valde hade redan fått svar." in page.text
    assert line(meeting) == [("Anna", "confirmed", 1)]


def test_somebody_of_another_meeting_is_not_answered(desk: Browser) -> None:
    meeting, other = a_moderated_meeting(), a_moderated_meeting()
    some_pending(meeting, "Anna")
    (bo,) = some_pending(other, "Bo")
    token = desk.get(path(meeting)).form("Säg ja")["csrf_token"]
    desk.post(path(meeting), {"csrf_token": token, "who": str(bo.id), "text": "", "accept": ""})
    assert line(other) == [("Bo", "pending", 1)]
