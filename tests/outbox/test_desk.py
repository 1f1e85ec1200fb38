"""The desk's mail page: states, search, words for errors, sending again; and that no secret link is shown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from meetings import transaction
from meetings.outbox.models import MailAttempt
from tests.browser import Browser
from tests.builders import NOW, a_meeting, an_organiser, delivered_mails, signed_in
from tests.databases import listening, only_sqlite
from tests.outbox.letters import a_mail, row, states

pytestmark = only_sqlite


@pytest.fixture
def desk(browser: Browser, clock: Any) -> Browser:
    clock.set(NOW)
    return signed_in(browser, an_organiser())


def test_an_empty_outbox_says_what_will_be_here(desk: Browser) -> None:
    page = desk.get("/arbetsytan/mejl")
    assert page.heading == "Mejl"
    assert "Inga mejl än" in page.main


def test_mails_are_listed_with_their_states_and_found_by_address(desk: Browser) -> None:
    meeting = a_meeting()
    a_mail(1, meeting_id=meeting.id)
    a_mail(2, to_name="Bo Ek")
    refused = a_mail(3)
    with transaction.write():
        refused.state, refused.problem, refused.error = "failed", "RECIPIENT", "550 5.1.1 No such user"
    page = desk.get("/arbetsytan/mejl")
    assert [cells[0].split()[0] for cells in page.rows("Mejl")[1:]] == [f"person{n}@example.se" for n in (3, 2, 1)]
    assert page.rows("Mejl")[1][2] == "Kom inte fram Mottagarens adress tas inte emot."
    assert page.rows("Mejl")[2][2] == "I kö"
    found = page.form("Sök").fill(q="bo ek").submit("Sök")
    assert [cells[0] for cells in found.rows("Mejl")[1:]] == ["person2@example.se Bo Ek"]
    assert [cells[0].split()[0] for cells in page.click("Kom inte fram").rows("Mejl")[1:]] == ["person3@example.se"]
    assert len(desk.get(f"/arbetsytan/mejl?mote={meeting.id}").rows("Mejl")) == 2
    assert "Inget mejl stämmer" in desk.get("/arbetsytan/mejl?q=ingen").main
    assert desk.get("/arbetsytan/mejl?lage=fel&mote=x&sida=-1").status == 200
    assert desk.get("/en/arbetsytan/mejl").status == 200


def test_a_failed_mail_shows_the_servers_words_and_goes_again(desk: Browser, app: Flask) -> None:
    mail = a_mail()
    with transaction.write() as session:
        mail.state, mail.problem, mail.error, mail.tries = "failed", "RECIPIENT", "550 5.1.1 No such user", 1
        mail.subject, mail.body_text = "Du är anmäld", "Hej"
        session.add(
            MailAttempt(mail_id=mail.id, at=NOW, outcome="failed", problem="RECIPIENT", answer="550 5.1.1 No such user")
        )
    page = desk.get(f"/arbetsytan/mejl/{mail.id}")
    assert page.heading == "Du är anmäld"
    assert page.rows("Försök")[1][1:] == ["Kom inte fram Mottagarens adress tas inte emot.", "550 5.1.1 No such user"]
    again = page.form("Skicka igen").submit()
    assert "Mejlet till person1@example.se skickas nu." in again.text
    assert row(mail).state == "queued"
    assert len(delivered_mails()) == 1
    copy = desk.get(f"/arbetsytan/mejl/{mail.id}").form("Skicka igen").submit()
    assert copy.path != again.path
    assert states() == ["sent", "queued"]


def test_a_mail_on_its_way_is_not_sent_again(desk: Browser) -> None:
    mail = a_mail()
    page = desk.get(f"/arbetsytan/mejl/{mail.id}")
    with transaction.write():
        mail.state = "sending"
    refused = page.form("Skicka igen").submit()
    assert refused.status == 409
    assert "Mejlet är redan på väg." in refused.text
    assert desk.post(f"/arbetsytan/mejl/{mail.id}/skicka-igen").status == 422
    assert row(mail).state == "sending"


def test_a_secret_link_is_not_shown_to_organisers(desk: Browser) -> None:
    mail, token = a_mail(), "1a-1-" + "A" * 27
    with transaction.write():
        mail.body_text = f"Din sida: http://localhost/min-anmalan/{token}\nVälkommen"
    page = desk.get(f"/arbetsytan/mejl/{mail.id}")
    assert token not in page.html
    assert "Din sida: http://localhost/min-anmalan/[link] Välkommen" in page.main


def test_it_says_when_mail_is_not_leaving(desk: Browser, clock: Any) -> None:
    a_mail()
    assert "Mejlen kommer inte i väg" not in desk.get("/arbetsytan/mejl").main
    clock.set(NOW + timedelta(minutes=5))
    assert "Mejlen kommer inte i väg" in desk.get("/arbetsytan/mejl").main


def test_an_erased_mail_says_so(desk: Browser) -> None:
    mail = a_mail()
    with transaction.write():
        mail.state, mail.to_address, mail.to_name = "sent", "", ""
    page = desk.get(f"/arbetsytan/mejl/{mail.id}")
    assert "Texten är raderad." in page.main
    assert "Skicka igen" not in page.main
    assert desk.get("/arbetsytan/mejl").status == 200


def test_only_organisers_of_all_meetings_see_the_outbox(browser: Browser, clock: Any) -> None:
    clock.set(NOW)
    mail = a_mail()
    assert browser.get("/arbetsytan/mejl").path.startswith("/logga-in")
    signed_in(browser, an_organiser(meeting=a_meeting()))
    assert browser.get("/arbetsytan/mejl").status == 403
    assert browser.get(f"/arbetsytan/mejl/{mail.id}").status == 403


def test_three_hundred_mails_cost_as_many_queries_as_one(desk: Browser, app: Flask) -> None:

    counts = []
    meeting = a_meeting()
    for number in (1, 300):
        with transaction.write():
            for each in range(number):
                a_mail(each, meeting_id=meeting.id)
        with listening() as seen:
            desk.get("/arbetsytan/mejl")
        counts.append(len(seen))
    assert counts[0] == counts[1]
