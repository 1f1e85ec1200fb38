"""The own page behind its link, and the public list."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from meetings import transaction
from meetings.extensions import db
from meetings.registration import actions, queries
from meetings.registration.models import OptIn, Registration, SignUp
from meetings.registration.rules import OptInKind
from tests.browser import Browser, Page
from tests.builders import NOW, a_registration, organisation_types, ready_questions
from tests.conftest import Clock
from tests.databases import listening
from tests.registration.sign_ups import a_form, a_ready_meeting, own_path, the_registration


@pytest.fixture(autouse=True)
def _now(clock: Clock) -> None:
    clock.set(NOW)


def test_opt_ins_are_unticked_stored_in_their_words_and_taken_back(browser: Browser) -> None:
    meeting = a_ready_meeting()
    with transaction.write() as session:
        session.get_one(SignUp, meeting.id).public_list = True
    form = a_form(browser, meeting)
    assert (form["public_list"], form["future_meetings"]) == (False, False)
    form.fill(public_list=True).submit()
    given = db.session.scalars(select(OptIn)).one()
    assert (given.kind, given.wording_version, given.given_at) == ("public-list", 1, NOW)
    assert given.wording == "Visa mitt namn och min organisation på webben till den 17 mars 2028"
    page = browser.get(own_path(the_registration())).click("Ändra dina val")
    page = page.form().fill(public_list=False, future_meetings=True).submit("Spara")
    assert "Dina val är sparade." in page.main
    db.session.expire_all()
    kinds = {row.kind: row.withdrawn_at is None for row in db.session.scalars(select(OptIn))}
    assert kinds == {"public-list": False, "future-meetings": True}


def test_the_owner_changes_their_answers(browser: Browser) -> None:
    meeting = a_ready_meeting()
    form = ready_questions(meeting)
    interest = f"q{form.questions[0].id}"
    a_form(browser, meeting, **{interest: "Driva ett projekt"}).submit()
    page = browser.get(own_path(the_registration())).click("Ändra")
    filled = page.form("Spara")
    assert (filled["name"], filled[interest]) == ("Åsa Öberg", str(form.questions[0].choices[0].id))
    page = filled.fill(name="Åsa Ek", lang="en", **{interest: "Vet inte än"}).submit()
    assert "Ändringarna är sparade." in page.main
    assert "Vet inte än" in page.main
    assert (the_registration().name, the_registration().lang) == ("Åsa Ek", "en")


def test_a_change_from_an_old_page_is_shown_what_stands_now(browser: Browser) -> None:
    meeting = a_ready_meeting()
    found = a_registration(meeting, "Anna", organisation_type_id=organisation_types()["private-person"].id)
    old = browser.get(own_path(found) + "/andra").form("Spara")
    browser.get(own_path(found) + "/andra").form("Spara").fill(name="Anna Ett").submit()
    page = old.fill(name="Anna Två").submit()
    assert page.status == 409
    assert "Anmälan har ändrats under tiden" in page.main
    assert "Anna Ett" in page.main
    assert page.form("Spara")["name"] == "Anna Två"
    page.form("Spara").submit()
    assert the_registration().name == "Anna Två"


def test_a_link_changes_nothing_by_itself(browser: Browser) -> None:
    meeting = a_ready_meeting()
    found = a_registration(meeting)
    for way in ("", "/andra", "/avanmal", "/anmal-igen", "/val", "/kalender.ics"):
        browser.get(own_path(found) + way, check=not way.endswith("ics"))
    assert the_registration().cancelled_at is None
    assert the_registration().revision == 1


def test_the_owner_withdraws_and_signs_up_again(browser: Browser) -> None:
    meeting = a_ready_meeting(seats=1)
    found = a_registration(meeting, "Anna")
    a_registration(meeting, "Bo")
    page = browser.get(own_path(found)).click("Avanmäl dig").form("Avanmäl mig").submit()
    assert page.heading == "Du är avanmäld"
    page = page.click("Anmäl dig igen")
    assert "Du hamnar sist på reservlistan" in page.main
    page = page.form("Ställ mig på reservlistan").submit()
    assert page.heading == "Du har reservplats 1"


def test_pressing_withdraw_twice_says_that_it_is_done(browser: Browser) -> None:
    found = a_registration(a_ready_meeting())
    form = browser.get(own_path(found) + "/avanmal").form("Avanmäl mig")
    form.submit()
    page = form.submit()
    assert (page.status, page.errors) == (409, ["Anmälan är redan avanmäld."])


@pytest.mark.parametrize("token", ["1-1-abc", "nonsense"])
def test_a_link_that_does_not_hold_says_how_to_get_a_new_one(browser: Browser, token: str) -> None:
    page = browser.get(f"/min-anmalan/{token}")
    assert (page.status, page.heading) == (404, "Länken gäller inte längre")
    assert "Så får du en ny länk" in page.main


def test_a_revoked_link_does_not_open(browser: Browser) -> None:
    found = a_registration(a_ready_meeting())
    path = own_path(found)
    with transaction.write() as session:
        session.get_one(Registration, found.id).link_version = 2
    assert browser.get(path).status == 404
    assert browser.get(path + "/avanmal").status == 404


def test_the_calendar_file_is_for_who_has_a_seat(browser: Browser) -> None:
    meeting = a_ready_meeting(seats=1)
    anna, bo = a_registration(meeting, "Anna"), a_registration(meeting, "Bo")
    page = browser.get(own_path(anna) + "/kalender.ics", check=False)
    assert page.headers["Content-Type"].startswith("text/calendar")
    assert f"UID:{anna.reference}-{meeting.id}@localhost" in page.body.decode()
    assert browser.get(own_path(bo) + "/kalender.ics", check=False).status == 404


def test_the_public_list_shows_who_said_yes_and_counts_the_rest(browser: Browser, clock: Clock) -> None:
    meeting = a_ready_meeting(seats=3)
    path = f"/moten/{meeting.id}/deltagarlista"
    assert browser.get(path).status == 404
    with transaction.write() as session:
        session.get_one(SignUp, meeting.id).public_list = True
    yes = [actions.Yes(OptInKind.PUBLIC_LIST, "Visa mig", 1)]
    for name in ("Östen", "Zara", "Åsa", "Waits"):
        a_registration(meeting, name, opt_ins=yes if name != "Zara" else [])
    page = browser.get(path)
    assert [row[0] for row in page.rows("Deltagare")[1:]] == ["Åsa", "Östen"]
    assert "Och 1 person till." in page.main
    assert "example.se" not in page.main
    assert "noindex" in page.headers["X-Robots-Tag"]
    clock.set(meeting.ends_at + timedelta(days=365, seconds=-1))
    assert browser.get(path).status == 200
    clock.set(meeting.ends_at + timedelta(days=365))
    assert browser.get(path).status == 404


def test_the_own_page_asks_few_queries_whatever_was_answered(browser: Browser) -> None:
    meeting = a_ready_meeting(seats=1)
    form = ready_questions(meeting)
    a_registration(meeting, "Anna")
    interest = f"q{form.questions[0].id}"
    page = a_form(browser, meeting, **{interest: "Vet inte än"}).submit()
    assert re.fullmatch(r"Du har reservplats \d+", page.heading)
    assert queries_of(browser, page) <= 12
    assert queries_of(browser, browser.get(f"/moten/{meeting.id}/anmalan")) <= 12


def queries_of(browser: Browser, page: Page) -> int:
    with listening() as said:
        browser.get(page.path)
    return len(said)


def test_the_door_of_an_unknown_meeting_is_not_there(app: Flask, browser: Browser) -> None:
    assert browser.get("/moten/999/anmalan").status == 404
    assert browser.get("/moten/999/deltagarlista").status == 404
    assert queries.counts(999) == queries.Counts(0, 0, 0, 0, waiting_list=False)
