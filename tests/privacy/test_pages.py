"""What somebody sees of themselves behind their link, what they are answered, and the desk's pages on retention."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.audit.models import AuditEntry
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.privacy import actions
from meetings.privacy.models import ErasureCase, PrivacyChoice
from meetings.questions.models import RetentionPeriod, SensitiveAnswer
from meetings.questions.rules import Given
from meetings.registration.mail import own_path
from meetings.registration.models import Place, Registration
from tests.browser import Browser
from tests.builders import (
    NOW,
    a_meeting,
    a_registration,
    an_organiser,
    delivered_mails,
    ready_questions,
    set_facts,
    signed_in,
)
from tests.outbox.letters import a_mail
from tests.privacy.scene import ADMINISTRATOR, a_full_meeting, a_full_person, decide, night, runs, words_in


@pytest.fixture(autouse=True)
def stopped(clock) -> None:
    clock.set("2027-03-01 10:00")


def test_one_sees_all_that_is_held(browser: Browser) -> None:
    a_full_meeting()
    person = db.session.query(Registration).one()
    page = browser.get(f"{own_path(person)}/uppgifter")
    assert page.heading == "Dina uppgifter hos oss"
    shown = set(re.findall(r"zqxvkj[a-z]+", page.text.lower()))
    held = {
        *(
            "zqxvkjnamn",
            "zqxvkjefternamn",
            "zqxvkjadress",
            "zqxvkjorganisation",
            "zqxvkjbesked",
            "zqxvkjkost",
            "zqxvkjintyg",
            "zqxvkjsvar",
        ),
        *(
            "zqxvkjja",
            "zqxvkjinbjuden",
            "zqxvkjinbjudensnamn",
            "zqxvkjhalsning",
            "zqxvkjskal",
            "zqxvkjvarfor",
            "zqxvkjombud",
            "zqxvkjdarfor",
        ),
        *("zqxvkjforr", "zqxvkjnu", "zqxvkjamne"),
    }
    assert {start for start in held if not any(found.startswith(start) for found in shown)} == set()
    assert "Raderas den 1 april 2027" not in page.text, "there is no decision yet"
    assert "Raderas tidigast den 1 april 2027, när det finns ett gallringsbeslut." in page.text
    decide()
    text = browser.get(f"{own_path(person)}/uppgifter").text
    assert "Raderas den 1 april 2027." in text
    assert "Gallringsbeslut GN 2027-14, den 15 januari 2027." in text


def test_one_takes_it_along_as_text_and_as_data(browser: Browser) -> None:
    a_full_meeting()
    person = db.session.query(Registration).one()
    page = browser.get(f"{own_path(person)}/uppgifter")
    address = {words: link for words, link in page.links.items() if words.startswith("Ladda ner")}
    answer = browser.client.get(address["Ladda ner som JSON"])
    assert answer.headers["Content-Disposition"] == 'attachment; filename="uppgifter.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    data = json.loads(answer.text)
    assert data["registration"]["email"] == person.email
    assert [row["class"] for row in data["answers"]].count("sensitive") == 3
    assert {row["class"] for row in data["kept"]} == {"sensitive", "contact", "figure"}
    text = browser.client.get(address["Ladda ner som text"]).text
    assert person.email in text
    assert "HUR LÄNGE, OCH VARFÖR" in text
    assert set(data["mails"][0]) == {"template", "subject", "to_address", "state", "queued_at", "sent_at"}


def test_who_did_it_is_told_by_role(browser: Browser) -> None:
    meeting = a_meeting()
    person = a_registration(meeting)
    from meetings.audit.actions import ATTENDEE, WORKER, record

    for actor in (ATTENDEE, WORKER, ADMINISTRATOR):
        record(actor, "registration.promote", NOW, meeting_id=meeting.id, subject=f"registration:{person.id}")
    text = browser.get(f"{own_path(person)}/uppgifter").text
    for role in ("Du", "Systemet", "En arrangör"):
        assert f"{role}: Fick en plats från reservlistan" in text
    assert "Ada Administratör" not in text


def test_others_of_the_same_address_are_counted_not_shown(browser: Browser) -> None:
    person = a_registration(a_meeting(title="Första"))
    a_registration(a_meeting(title="Hemligt", slug="annat"))
    text = browser.get(f"{own_path(person)}/uppgifter").text
    assert "Samma adress finns på 1 anmälan till" in text
    assert "Hemligt" not in text


def test_somebody_asks_to_be_erased_and_the_seat_goes_on(browser: Browser) -> None:
    meeting = a_meeting(seats=1)
    person, waits = a_registration(meeting), a_registration(meeting, "Bo Ek")
    path = own_path(person)
    page = browser.get(path).click("Allt vi har om dig, och när det raderas").click("Begär radering")
    page = page.form("Begär radering").fill(reason="Jag vill inte synas.").submit()
    assert "Din begäran om radering har kommit in." in page.text
    assert "Du har redan begärt radering." in page.text
    desk = signed_in(Browser(browser.app), an_organiser())
    assert "person har begärt att bli raderad." in desk.get("/arbetsytan").text
    page = desk.get("/arbetsytan/radering").click("Svara Åsa Öberg")
    assert "Jag vill inte synas." in page.text
    page = page.form("Bevilja och radera").submit("Bevilja och radera")
    assert page.heading == "Begäranden om radering"
    assert page.rows("Avgjorda")[1][4] == "Beviljad"
    db.session.rollback()
    assert db.session.query(Place).filter_by(registration_id=waits.id).one().state == "confirmed"
    row = db.session.get_one(Registration, person.id, populate_existing=True)
    assert (row.name, row.email, row.erased_at is not None) == ("", "", True)
    gone = browser.get(f"{path}/uppgifter")
    assert (gone.status, gone.heading) == (410, "Dina uppgifter är raderade")
    assert browser.get(path).status == 404
    told = [mail["Subject"] for mail in delivered_mails() if "asa" in str(mail["To"])]
    assert told == ["Dina uppgifter är raderade"]


def test_a_request_is_refused_with_a_reason_that_is_mailed(browser: Browser) -> None:
    person = a_registration(a_meeting())
    case = actions.ask(person.id, "", NOW)
    desk = signed_in(browser, an_organiser())
    page = desk.get(f"/arbetsytan/radering/{case.id}")
    page = page.form("Avslå").submit("Avslå")
    assert page.status == 409
    assert "Skriv varför uppgifterna inte raderas" in page.text
    page = page.form("Avslå").fill(words="Deltagandet ska kunna granskas.").submit("Avslå")
    assert page.rows("Avgjorda")[1][4] == "Avslagen"
    assert db.session.get_one(Registration, person.id, populate_existing=True).name == "Åsa Öberg"
    mail = next(mail for mail in delivered_mails() if mail["Subject"] == "Svar på din begäran om radering")
    assert "Deltagandet ska kunna granskas." in str(mail.get_body(("plain",)))
    again = desk.get(f"/arbetsytan/radering/{case.id}")
    assert "Bevilja" not in again.text
    assert actions.ask(person.id, "", NOW).state == "open", "one may ask again"


def test_an_organiser_notes_that_somebody_phoned(browser: Browser) -> None:
    person = a_registration(a_meeting())
    desk = signed_in(browser, an_organiser())
    path = f"/arbetsytan/moten/{person.meeting_id}/deltagare/{person.id}"
    form = desk.get(path).click("Anteckna begäran från Åsa Öberg").form("Anteckna begäran")
    assert (form["asked_by"], form["day"]) == ("Åsa Öberg", "2027-03-01")
    page = form.fill(asked_by="", day="31 februari", reason="Mitt nummer är 640823-3234").submit()
    assert page.status == 422
    assert len(page.errors) == 4
    form = page.form("Anteckna begäran")
    form["channel"] = "Per telefon"
    page = form.fill(asked_by="Bo Öberg, make", day="2027-03-02", reason="Vill inte synas.").submit()
    assert (page.status, page.errors) == (
        409,
        ["Dagen ligger framåt i tiden. Skriv dagen då personen bad om det."],
    )
    page = page.form("Anteckna begäran").fill(day="2027-02-26").submit()
    assert page.heading == "Begäran om radering"
    for words in ("Bo Öberg, make", "Per telefon", "Vill inte synas.", "den 26 februari 2027"):
        assert words in page.text
    page = desk.get(path).click("Anteckna begäran från Åsa Öberg")
    assert "En begäran om radering av personen väntar redan på svar." in page.text
    page = page.click("Till begäran")
    own = Browser(browser.app).get(f"{own_path(person)}/uppgifter").text
    assert "Bo Öberg, make, per telefon" in own
    assert "Du har redan begärt radering." in own
    assert "Begäran om radering antecknad av en arrangör" in desk.get(path).text
    case = db.session.query(ErasureCase).one()
    page.form("Bevilja och radera").submit("Bevilja och radera")
    db.session.refresh(case)
    assert (case.state, case.asked_by, case.reason, case.channel) == ("granted", "", "", "phone")
    assert "Uppgifterna är redan raderade." in desk.get(f"{path}/radering").text
    assert desk.get(f"/arbetsytan/moten/{a_meeting(title='Ett annat').id}/deltagare/{person.id}/radering").status == 404


def test_others_mails_that_name_somebody_go_with_them(app: Flask) -> None:
    """Who was given a place got a mail that says by whom."""
    meeting = a_meeting()
    person = a_registration(meeting, "Åsa Öberg-Ek", "asa@example.se")
    for number, (name, state) in enumerate([("Åsa Öberg-Ek", "sent"), ("Åsa Öberg-Ek", "queued"), ("Bo", "sent")]):
        about = {"subject_ref": "registration:99", "meeting_id": meeting.id, "values": {"from_name": name}}
        mail = a_mail(number, **about)
        set_facts(mail, state=state, body_text=f"{name} gav dig sin plats.")
    actions.grant(actions.ask(person.id, "", NOW).id, "", NOW, ADMINISTRATOR)
    db.session.rollback()
    rows = db.session.query(OutgoingMail).filter_by(subject_ref="registration:99").order_by(OutgoingMail.id)
    assert [row.to_address for row in rows] == ["", "person1@example.se", "person2@example.se"]
    assert [row.values for row in rows] == [{}, {"from_name": "Åsa Öberg-Ek"}, {"from_name": "Bo"}]


def test_a_decided_request_is_not_decided_again(app: Flask) -> None:
    from meetings.errors import Refused

    case = actions.ask(a_registration(a_meeting()).id, "", NOW)
    actions.grant(case.id, "", NOW, ADMINISTRATOR)
    with pytest.raises(Refused):
        actions.grant(case.id, "", NOW, ADMINISTRATOR)
    with pytest.raises(Refused):
        actions.refuse(case.id, "Nej.", NOW, ADMINISTRATOR)
    assert db.session.query(ErasureCase).one().state == "granted"


def test_somebody_of_a_past_meeting_is_erased_too(app: Flask) -> None:
    meeting = a_meeting()
    person = a_full_person(meeting)
    later = meeting.ends_at + timedelta(days=3)
    actions.grant(actions.ask(person.id, "", later).id, "", later, ADMINISTRATOR)
    assert words_in("uploads") == set()
    actions.run(later + timedelta(days=5))  # the answer goes last
    assert words_in("database") == set()


def test_an_administrator_sets_the_period_and_enters_the_decision(browser: Browser) -> None:
    signed_in(browser, an_organiser(administrator=True))
    page = browser.get("/arbetsytan/gallring")
    assert [row[3] for row in page.rows("Hur länge uppgifter sparas")[1:]] == [
        "Väntar på gallringsbeslut",
        "Väntar på gallringsbeslut",
        "behövs inte",
    ]
    form = page.click("Ändra Kontaktuppgifter").form("Spara")
    page = form.fill(days="60", decision_number="GN 2027-14", decision_date="2027-02-01").submit()
    assert page.rows("Hur länge uppgifter sparas")[2][2:4] == ["60 dagar", "GN 2027-14, 2027-02-01"]
    row = db.session.query(RetentionPeriod).one()
    assert (row.retention, row.days) == ("contact", 60)
    entry = db.session.query(AuditEntry).filter_by(action="privacy.period").one()
    assert entry.fields == ["retention", "days", "decision_number", "decision_date"]


def test_a_longer_time_holds_for_those_who_answer_from_then_on(browser: Browser) -> None:
    meeting = a_meeting()
    access = ready_questions(meeting).questions[3]
    asked = f"/moten/{meeting.id}/anmalan"
    assert "senast den 1 april 2027" in browser.get(asked).text
    loop, interpreter = (Given(access.id, "Behov", text, sensitive=True) for text in ("hörslinga", "tolk"))
    a_registration(meeting, given=[loop])
    signed_in(browser, an_organiser(administrator=True))
    browser.get("/arbetsytan/gallring/sensitive").form("Spara").fill(days="30").submit()

    assert "senast den 17 april 2027" in browser.get(asked).text
    a_registration(meeting, "Bo Ek", given=[interpreter])
    kept = db.session.scalars(select(SensitiveAnswer.erase_after).order_by(SensitiveAnswer.id)).all()
    assert kept == [meeting.ends_at + timedelta(days=14), meeting.ends_at + timedelta(days=30)]


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"days": "366"}, 409, "Skriv högst 365 dagar"),
        ({"days": "0"}, 409, "Skriv minst 1 dag."),
        ({"days": "två"}, 422, "Skriv antalet dagar med siffror"),
        ({"days": "14", "decision_number": "GN 1"}, 409, "Skriv både beslutets nummer och dess datum"),
        ({"days": "14", "decision_number": "GN 1", "decision_date": "2027-03-02"}, 409, "ligger framåt i tiden"),
        ({"days": "14", "decision_number": "GN 1", "decision_date": "snart"}, 422, "Skriv dagen som"),
    ],
)
def test_a_period_that_is_none_is_not_saved(browser: Browser, typed: dict[str, str], status: int, said: str) -> None:
    signed_in(browser, an_organiser(administrator=True))
    page = browser.get("/arbetsytan/gallring/sensitive").form("Spara").fill(**typed).submit()
    assert page.status == status
    assert said in page.text
    assert db.session.query(RetentionPeriod).count() == 0
    assert browser.get("/arbetsytan/gallring/figure").status == 404


def test_the_desk_says_what_waits_what_goes_and_what_was_done(browser: Browser, clock) -> None:
    meeting = a_full_meeting()
    administrator = an_organiser(administrator=True)
    signed_in(browser, administrator)
    clock.set(night("2027-03-25"))
    signed_in(browser, administrator)
    actions.run(night("2027-03-25"))
    page = browser.get("/arbetsytan/gallring")
    assert page.rows("Väntar på gallringsbeslut")[1][:4] == [
        meeting.title,
        "Kost och tillgänglighet",
        "2027-04-01",
        "Väntar på gallringsbeslut",
    ]
    assert "mötes uppgifter väntar på gallringsbeslut." in browser.get("/arbetsytan").text
    decide()
    assert "väntar på gallringsbeslut" not in browser.get("/arbetsytan").text
    actions.run(night("2027-03-26"))
    page = browser.get("/arbetsytan/gallring")
    assert page.rows("Raderas inom kort")[1][2:] == ["2027-04-02", "Raderas inom en vecka"]
    assert "mötes uppgifter raderas inom en vecka." in browser.get("/arbetsytan").text
    counted = page.click("Räkna nu")
    assert counted.rows("Raderas inom kort")[1][4] == "2 känsliga svar, 1 känsliga svar bland de övriga"
    assert "Inget är raderat." in counted.text
    clock.set(night("2027-04-03"))
    signed_in(browser, administrator)
    runs(night("2027-03-27"), night("2027-04-02"), every=1)
    page = browser.get("/arbetsytan/gallring")
    assert page.rows("Gjort hittills")[1][1:3] == ["2 känsliga svar, 1 känsliga svar bland de övriga", "1"]
    page = browser.get(f"/arbetsytan/moten/{meeting.id}/gallring")
    assert page.rows("Raderat")[1][1] == "Kost och tillgänglighet"
    assert page.rows("Vad raderas när")[1][:3] == ["Kontaktuppgifter", "2027-06-18", "Sparas än"]


def test_whether_this_is_a_public_body_is_a_choice(browser: Browser) -> None:
    signed_in(browser, an_organiser(administrator=True))
    page = browser.get("/arbetsytan/gallring").form("Vi är inte ett offentligt organ").submit()
    assert "Ni är inte ett offentligt organ" in page.text
    assert db.session.query(PrivacyChoice).one().public_body is False
    page = page.form("Vi är ett offentligt organ").submit()
    assert "inget raderas utan ett gallringsbeslut" in page.text


def test_backups_that_outlive_the_shortest_period_are_told_of(browser: Browser) -> None:
    signed_in(browser, an_organiser(administrator=True))
    assert "Säkerhetskopior sparas" not in browser.get("/arbetsytan/gallring").text
    browser.app.config["BACKUP_DAYS"] = 15
    assert "Säkerhetskopior sparas i 15 dagar, längre än" in browser.get("/arbetsytan/gallring").text


def test_people_who_are_gone_are_shown_as_gone(browser: Browser) -> None:
    decide()
    meeting = a_meeting()
    person = a_registration(meeting)
    runs(night("2027-03-19"), night("2027-06-18"))
    set_facts(db.session.get_one(Registration, person.id, populate_existing=True), attended_at=meeting.starts_at)
    signed_in(browser, an_organiser())
    desk = f"/arbetsytan/moten/{meeting.id}"
    assert browser.get(f"{desk}/deltagare/{person.id}").heading == "Raderad"
    assert "Raderad" in browser.get(f"{desk}/deltagare").text
    assert "Raderad" in browser.get(f"{desk}/deltagare/utskrift").text
    assert browser.get(desk).status == 200
    assert db.session.query(OutgoingMail).filter(OutgoingMail.to_address != "").count() == 0
