"""Signing up colleagues in one go: all or none, or as many as fit; each with a mail and a link of their own."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from meetings import transaction
from meetings.extensions import db
from meetings.registration import queries
from meetings.registration.models import Registration, SignUp
from meetings.registration.rules import PlaceState
from meetings.schedule.models import Meeting
from tests.browser import Browser, Form, Page
from tests.builders import NOW, a_registration, delivered_mails, ready_questions
from tests.conftest import Clock
from tests.registration.sign_ups import a_ready_meeting, line, mails, own_path

FIT, ALL = "Anmäl så många som får plats", "Anmäl alla eller ingen"


@pytest.fixture(autouse=True)
def _now(clock: Clock) -> None:
    clock.set(NOW)


def a_group(browser: Browser, meeting: Meeting, *names: str, together: str = FIT) -> Form:
    """The form, filled in with these people."""
    page = browser.get(f"/moten/{meeting.id}/anmalan/grupp")
    while f"members-{len(names) - 1}-name" not in page.form("Anmäl gruppen").fields:
        page = page.form("Anmäl gruppen").submit("Lägg till rad")
    form = page.form("Anmäl gruppen")
    typed: dict[str, Any] = {}
    for row, name in enumerate(names):
        typed |= {f"members-{row}-name": name, f"members-{row}-email": f"{name.split()[0].lower()}@example.se"}
    form["organisation_type"] = "Kommun"
    form["together"] = together
    return form.fill(typed | {"organisation": "Åmåls kommun"})


def told(page: Page) -> dict[str, list[str]]:
    """What the page says of whom."""
    return {
        section.css("h2")[0].text(strip=True): [item.text(strip=True) for item in section.css("li")]
        for section in page.tree.css("section.card")
    }


def test_each_gets_a_mail_and_a_link_of_their_own(browser: Browser) -> None:
    meeting = a_ready_meeting()
    ready_questions(meeting)
    page = browser.get(f"/moten/{meeting.id}/anmalan").click("Är ni flera? Anmäl en grupp")
    assert page.heading == "Anmäl flera kollegor"
    assert "kost" not in " ".join(page.form("Anmäl gruppen").fields)
    page = a_group(browser, meeting, "Anna Ek", "Bo Ek").submit("Anmäl gruppen")
    assert (page.heading, told(page)) == ("Gruppen är anmäld", {"Får plats": ["Anna Ek", "Bo Ek"]})
    assert line(meeting) == [("Anna Ek", "confirmed", 1), ("Bo Ek", "confirmed", 2)]
    anna, bo = db.session.scalars(select(Registration).order_by(Registration.arrival))
    assert anna.group_id == bo.group_id is not None
    assert (anna.organisation_typed, anna.sector and anna.sector.code) == ("Åmåls kommun", "public")
    sent = {str(one["To"]): one.get_body(("plain",)).get_content() for one in delivered_mails()}
    assert own_path(anna) in sent["Anna Ek <anna@example.se>"]
    assert own_path(bo) not in sent["Anna Ek <anna@example.se>"]
    assert "En kollega har anmält dig till mötet." in sent["Bo Ek <bo@example.se>"]
    assert own_path(anna) not in page.html
    page = browser.get(own_path(anna))
    assert "Arrangören har frågor till dig" in page.main
    assert page.click("Svara på frågorna").heading


@pytest.mark.parametrize(
    ("seats", "waiting_list", "together", "expected"),
    [
        (3, True, FIT, {"Får plats": ["Anna", "Bo", "Cia"]}),
        (2, True, FIT, {"Får plats": ["Anna", "Bo"], "Står på reservlistan": ["Cia"]}),
        (2, False, FIT, {"Får plats": ["Anna", "Bo"], "Inte anmälda": ["Cia"]}),
        (0, True, FIT, {"Står på reservlistan": ["Anna", "Bo", "Cia"]}),
        (3, True, ALL, {"Får plats": ["Anna", "Bo", "Cia"]}),
        (2, True, ALL, None),
        (2, False, ALL, None),
    ],
)
def test_all_or_none_or_as_many_as_fit(
    browser: Browser, seats: int, waiting_list: bool, together: str, expected: dict[str, list[str]] | None
) -> None:
    meeting = a_ready_meeting(seats=seats, waiting_list=waiting_list)
    page = a_group(browser, meeting, "Anna", "Bo", "Cia", together=together).submit("Anmäl gruppen")
    if expected is None:
        assert (page.status, line(meeting), mails()) == (409, [], [])
        assert "Platserna räcker inte till alla, så ingen är anmäld." in page.errors[0]
        assert page.form("Anmäl gruppen")["members-2-name"] == "Cia"
    else:
        assert told(page) == expected
        assert len(line(meeting)) == sum(len(names) for key, names in expected.items() if key != "Inte anmälda")


def test_the_same_form_again_changes_nothing_and_says_the_same(browser: Browser) -> None:
    meeting = a_ready_meeting(seats=1, waiting_list=False)
    form = a_group(browser, meeting, "Anna", "Bo")
    first, again = form.submit("Anmäl gruppen"), form.submit("Anmäl gruppen")
    assert told(first) == told(again) == {"Får plats": ["Anna"], "Inte anmälda": ["Bo"]}
    assert len(line(meeting)) == len(mails()) == 1


@pytest.mark.parametrize(("seats", "waiting_list"), [(9, True), (2, True), (2, False)])
def test_a_known_address_is_told_by_mail_and_looks_like_a_new_one(
    browser: Browser, seats: int, waiting_list: bool
) -> None:
    strangers = a_ready_meeting(seats=seats - 1, waiting_list=waiting_list)
    known = a_ready_meeting(seats=seats, waiting_list=waiting_list)
    a_registration(known, "Anna Ek", "anna@example.se")
    pages = [a_group(browser, one, "Anna", "Bo", "Cia").submit("Anmäl gruppen") for one in (strangers, known)]
    assert told(pages[0]) == told(pages[1])
    assert ("known_address", "Anna Ek") in mails(meeting_id=known.id)


def test_a_moderated_meeting_reads_each_of_them(browser: Browser) -> None:
    meeting = a_ready_meeting(seats=1)
    with transaction.write() as session:
        session.get_one(SignUp, meeting.id).moderated = True
    page = a_group(browser, meeting, "Anna", "Bo", together=ALL).submit("Anmäl gruppen")
    assert told(page) == {"Väntar på svar": ["Anna", "Bo"]}
    assert [state for _name, state, _at in line(meeting)] == [PlaceState.PENDING.value] * 2


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"members-1-email": "anna@example.se"}, "E-post: adressen står redan på rad 1. Var och en behöver en egen."),
        ({"members-1-email": "bo"}, "E-post: det fattas ett @ i adressen."),
        (
            {"members-1-name": "", "members-1-email": ""},
            "Skriv minst två personer. Är ni bara en, använd den vanliga anmälan.",
        ),
        ({"members-1-name": ""}, "Namn: fyll i namn."),
        ({"organisation": ""}, "Organisation: skriv vilken organisation du kommer från."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(browser: Browser, typed: dict[str, str], error: str) -> None:
    meeting = a_ready_meeting()
    page = a_group(browser, meeting, "Anna", "Bo").fill(typed).submit("Anmäl gruppen")
    assert (page.status, page.errors) == (422, [error])
    assert line(meeting) == []


def test_where_groups_are_not_taken_the_page_says_so(browser: Browser) -> None:
    meeting = a_ready_meeting()
    form = a_group(browser, meeting, "Anna", "Bo")
    with transaction.write() as session:
        session.get_one(SignUp, meeting.id).groups = False
    text = "Till det här mötet anmäler sig var och en för sig."
    assert text in browser.get(f"/moten/{meeting.id}/anmalan/grupp").main
    assert form.submit("Anmäl gruppen").errors == [text]
    assert "Är ni flera?" not in browser.get(f"/moten/{meeting.id}/anmalan").main
    assert queries.counts(meeting.id).confirmed == 0
