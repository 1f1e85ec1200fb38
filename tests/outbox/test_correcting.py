"""A mail came back: the desk says so, leads to the person, and sends it to the corrected address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from meetings import transaction
from meetings.extensions import db
from meetings.outbox.actions import Mail, enqueue
from meetings.outbox.bounces import note
from meetings.outbox.models import OutgoingMail
from meetings.registration.models import Registration
from meetings.schedule.models import Meeting
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_registration, a_site, an_organiser, delivered_mails, signed_in
from tests.databases import only_sqlite
from tests.mailserver import MailServer
from tests.outbox.letters import a_mail, row, states
from tests.outbox.reports import a_report

pytestmark = only_sqlite


@pytest.fixture
def meeting(app: Flask, clock: Any) -> Meeting:
    clock.set(NOW)
    return a_meeting()


@pytest.fixture
def desk(browser: Browser, meeting: Meeting) -> Browser:
    """An organiser of this meeting alone."""
    return signed_in(browser, an_organiser(meeting=meeting))


def told(person: Registration, number: int) -> OutgoingMail:
    """A mail to somebody, with their own link in it."""
    mail = Mail(
        key=f"told:{person.id}:{number}", template="test", lang="sv", to_name=person.name, to_address=person.email,
        values={"own_link": f"http://localhost/min-anmalan/old-{number}", "deep": [{"link": "/min-anmalan/old/karta"}]},
        meeting_id=person.meeting_id, subject_ref=f"registration:{person.id}", bulk=True,
    )  # fmt: skip
    return enqueue(mail, NOW)


def came_back(*mails: OutgoingMail) -> None:
    delivered_mails()
    for mail in mails:
        note(a_report(mail.message_id), NOW)


def test_from_the_desk_to_the_corrected_address(desk: Browser, meeting: Meeting) -> None:
    person = a_registration(meeting)
    confirmation = db.session.query(OutgoingMail).one()
    came_back(confirmation, told(person, 1), told(person, 2))
    base = f"/arbetsytan/moten/{meeting.id}"
    overview = desk.get(base)
    assert "3 mejl kom inte fram." in overview.text
    edit = overview.click("Rätta")
    assert edit.path == f"{base}/deltagare/{person.id}/andra"
    shown = desk.get(f"{base}/deltagare/{person.id}")
    assert "Mejl till asa-oberg@example.se kommer inte fram" in shown.text
    assert "Mejlet kom tillbaka: adressen tar inte emot det." in shown.text
    corrected = edit.form("Spara").fill(email="asa.oberg@example.se").submit()
    assert "kommer inte fram" not in corrected.text
    assert "2 mejl nådde inte den gamla adressen" in corrected.text
    assert "kom inte fram" not in desk.get(base).text
    again = corrected.form("Skicka till nya adressen").submit()
    assert "2 mejl skickas till den nya adressen." in again.text
    assert "nådde inte den gamla adressen" not in again.text
    assert states() == ["withheld"] * 3 + ["queued"] * 3
    copies = db.session.query(OutgoingMail).filter(OutgoingMail.key.startswith("moved:")).all()
    assert {copy.to_address for copy in copies} == {"asa.oberg@example.se"}
    link = str(copies[0].values["own_link"])
    assert "old" not in str(copies[0].values)
    assert Browser(desk.app).get(link.removeprefix("http://localhost")).status == 200
    assert copies[0].values["deep"][0]["link"].endswith("/karta")


def test_several_people_are_reached_one_by_one_from_the_list(desk: Browser, meeting: Meeting) -> None:
    people = [a_registration(meeting, name) for name in ("Åsa Öberg", "Bo Ek")]
    came_back(*db.session.query(OutgoingMail))
    listed = desk.get(f"/arbetsytan/moten/{meeting.id}").click("Rätta")
    assert listed.path.startswith(f"/arbetsytan/moten/{meeting.id}/mejl?lage=failed")
    links = [link.attributes["href"] for link in listed.tree.css("td a") if "Rätta" in link.text()]
    assert links == [f"/arbetsytan/moten/{meeting.id}/deltagare/{person.id}/andra" for person in reversed(people)]
    page = listed.click("bo-ek@example.se")
    assert page.rows("Försök")[2][1] == "Kom inte fram Mejlet kom tillbaka: adressen tar inte emot det."
    assert desk.get(f"/arbetsytan/moten/{meeting.id}/deltagare/{people[0].id}").click("Bekräftelse").status == 200


def test_a_meetings_organiser_sees_no_other_mail(desk: Browser, meeting: Meeting) -> None:
    other = a_mail(7, meeting_id=a_meeting(title="En annan").id)
    base = f"/arbetsytan/moten/{meeting.id}/mejl"
    assert "person7" not in desk.get(base).text
    assert desk.get(f"{base}/{other.id}").status == 404
    assert desk.post(f"{base}/{other.id}/skicka-igen").status == 404
    assert row(other).state == "queued"


def test_all_that_failed_goes_again_but_to_wrong_addresses(desk: Browser, meeting: Meeting) -> None:
    mails = [a_mail(number, meeting_id=meeting.id) for number in range(4)]
    with transaction.write():
        for mail, problem in zip(mails, ("LOST", "CONTENT", "BOUNCED", "RECIPIENT"), strict=True):
            mail.state, mail.problem, mail.tries = "failed", problem, 26
    a_mail(9).state = "queued"
    page = desk.get(f"/arbetsytan/moten/{meeting.id}/mejl?lage=failed").click("Skicka igen det som inte kom fram")
    assert "2 mejl skickas igen, till samma adresser som förut." in page.text
    assert "2 mejl skickas inte igen" in page.text
    assert desk.post(page.path).status == 422
    assert "2 mejl skickas igen." in page.form("Skicka 2 mejl igen").submit().text
    assert [row(mail).state for mail in mails] == ["queued", "queued", "failed", "failed"]
    assert mails[0].tries == 0
    assert "Inget mejl väntar" in desk.get(page.path).text


def test_the_site_page_tells_whether_the_server_took_the_test_mail(
    browser: Browser, app: Flask, mailserver: MailServer, clock: Any
) -> None:
    clock.set(NOW)
    a_site()
    signed_in(browser, an_organiser(administrator=True))
    app.config.update(mailserver.settings)
    page = browser.get("/arbetsytan/webbplats")
    for word in ("SPF", "DKIM", "DMARC"):
        assert word in page.text
    assert "Servern tog emot testmejlet till olle@example.se." in page.form("Skicka testmejl").submit().text
    assert len(mailserver.messages) == 1
    mailserver.answer = "554 5.7.1 Relay access denied"
    refused = page.form("Skicka testmejl").submit()
    assert refused.status == 502
    assert "Mejlservern tar inte emot mejlet. Servern sa: 554 5.7.1 Relay access denied" in refused.text


def test_the_desk_says_when_mail_is_not_leaving(browser: Browser, app: Flask, clock: Any) -> None:
    clock.set(NOW)
    signed_in(browser, an_organiser())
    a_mail()
    assert "Mejl ligger kvar" not in browser.get("/arbetsytan").text
    clock.set(NOW + timedelta(minutes=6))
    assert "Mejl ligger kvar sedan den 1 mars 2027" in browser.get("/arbetsytan").text
