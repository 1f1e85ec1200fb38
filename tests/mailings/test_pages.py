"""Mailings on the desk, and the link to the follow-up: written, looked at, confirmed, stopped; who is shown what."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from sqlalchemy import select

from meetings.extensions import db
from meetings.mailings.models import Mailing
from meetings.schedule.models import Meeting
from tests.browser import Browser, Page
from tests.builders import (
    a_meeting,
    delivered_mails,
    ready_questions,
    set_facts,
)
from tests.databases import listening, only_sqlite
from tests.mailings.scenes import a_mailing, mails_of, make, send, some_people

pytestmark = only_sqlite


def path(of: Meeting | Mailing) -> str:
    meeting_id, tail = (of.id, "") if isinstance(of, Meeting) else (of.meeting_id, f"/{of.id}")
    return f"/arbetsytan/moten/{meeting_id}/utskick{tail}"


def written(desk: Browser, meeting: Meeting, **typed: object) -> Page:
    form = desk.get(f"{path(meeting)}/nytt").form("Spara och granska")
    return form.fill(**{"subject_sv": "Välkommen", "body_sv": "Hej [namn].", **typed}).submit()


def plain_text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def only_mailing() -> Mailing:
    db.session.rollback()
    return db.session.scalars(select(Mailing)).one()


def test_written_looked_at_tested_and_sent(desk: Browser) -> None:
    meeting = a_meeting()
    some_people(meeting, "Anna", "Bo")
    page = desk.get(path(meeting))
    assert "Inga utskick än" in page.main
    form = page.click("Skriv ett utskick").form("Spara och granska")
    page = form.fill(subject_sv="Välkommen till [möte]", body_sv="Kom [tid], [namn]. [egen länk]").submit()
    assert page.heading == "Välkommen till [möte]"
    assert "Det går till 2 personer" in page.main
    shown = page.click("Förhandsgranska")
    assert "Anna <anna1@example.se>" in shown.main
    assert "Välkommen till Digitalisering som öppnar vägen till arbete" in shown.main
    assert "Hej Anna," in shown.main
    assert "/min-anmalan/[link]" in shown.main  # the link is its owner's key, not the organiser's
    assert "Till Bo <" in shown.click("Nästa").main
    assert "Till Bo <" in desk.get(f"{path(only_mailing())}/forhandsgranska?q=bo1").main
    page = page.form("Skicka ett test till mig").submit()
    assert "Ett test är på väg till olle@example.se." in page.text
    tested = delivered_mails()
    assert str(tested[-1]["To"]) == "Olle Organisatör <olle@example.se>"
    assert "http://localhost/min-anmalan\n" in plain_text(tested[-1])  # where everybody finds their link
    page = page.form("Skicka till 2 personer").submit()
    assert "Utskicket till 2 personer är på väg." in page.text
    make()
    got = delivered_mails()[len(tested) :]
    assert sorted(str(mail["To"]) for mail in got) == ["Anna <anna1@example.se>", "Bo <bo1@example.se>"]
    text = plain_text(got[0])
    assert "Kom torsdag den 18 mars 2027 kl.\xa09.00–15.30, Anna." in text
    assert "http://localhost/min-anmalan/" in text
    assert got[0]["List-Unsubscribe"] is None
    make()
    page = desk.get(path(only_mailing()))
    assert "2 av 2 mejl är skickade." in page.main
    assert page.rows("Mejlen")[1][:3] == ["Anna", "anna1@example.se", "Skickat"]
    assert desk.get(path(meeting)).rows("Utskick")[1][1] == "Skickat"


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"body_sv": "Hej [förnamn]"}, "[förnamn] går inte att fylla i. Använd [namn], [möte], [tid], [plats],"),
        ({"subject_sv": "[egen länk]"}, "[egen länk] går inte att fylla i."),
        ({"subject_sv": ""}, "Fyll i ämne."),
        ({"subject_en": "Hello"}, "Fyll i både ämne och text på engelska, eller ingetdera."),
        ({"states": []}, "Välj minst en grupp."),
    ],
)
def test_what_cannot_be_sent_is_said_at_its_field(desk: Browser, typed: dict[str, object], error: str) -> None:
    page = written(desk, a_meeting(), **typed)
    assert page.status == 422
    assert any(error.casefold() in said.casefold() for said in page.errors)


def test_what_is_asked_by_is_kept_and_shown(desk: Browser) -> None:
    meeting = a_meeting()
    form = ready_questions(meeting)
    assert form.id
    page = desk.get(f"{path(meeting)}/nytt")
    options = page.form("Spara och granska").options("question")
    assert not any("ost" in words and "Kost" in words for words in options)  # diet is sensitive
    answer = next(words for words in options if words != "Oavsett svar")
    page = written(
        desk, meeting, question=answer, came="De som deltog", about="Om något annat, till exempel ett annat möte"
    )
    assert answer in page.main
    assert "De som deltog" in page.main
    assert "Bara de som har bett om mejl om kommande möten" in page.main
    assert "Ingen får utskicket med de här villkoren." in page.main
    again = page.click("Ändra").form("Spara och granska")
    assert again["question"] == options[answer]
    assert again["about"] == "other"


def test_the_number_that_was_confirmed_is_the_number_that_is_sent(desk: Browser) -> None:
    meeting = a_meeting()
    some_people(meeting, "Anna")
    page = written(desk, meeting)
    some_people(meeting, "Bo")
    page = page.form("Skicka till 1 person").submit()
    assert page.status == 409
    assert "har ändrats sedan sidan visades" in page.errors[0]
    assert page.form("Skicka till 2 personer").submit().status == 200
    assert only_mailing().state == "sending"


def test_planned_and_taken_back(desk: Browser) -> None:
    meeting = a_meeting()
    some_people(meeting, "Anna")
    page = written(desk, meeting).form("Planera utskicket").fill(day="2027-02-01", time="9").submit()
    assert page.status == 409
    page = page.form("Planera utskicket").fill(day="2027-03-28", time="2.30").submit()  # an hour that is skipped
    assert "28 mars 2027 kl. 3.30" in page.main.replace("\xa0", " ")
    page = page.form("Gör till utkast igen").submit()
    assert "Utskicket är ett utkast igen." in page.text
    page = page.form("Planera utskicket").submit()
    assert page.status == 422
    page = page.form("Ta bort utkastet").submit()
    assert "Inga utskick än" in page.main


def test_stopped_resumed_and_what_failed_sent_again(desk: Browser) -> None:
    meeting = a_meeting()
    some_people(meeting, "Anna", "Bo")
    mailing = a_mailing(meeting)
    send(mailing)
    assert "Utskicket börjar strax." in desk.get(path(mailing)).main
    make()
    page = desk.get(path(mailing)).form("Stoppa utskicket").submit()
    assert "Utskicket är stoppat. 2 mejl hålls inne." in page.text
    page = page.form("Fortsätt skicka").submit()
    assert "2 är i kö." in page.main
    set_facts(mails_of(mailing)[0], state="failed", error="550 no such user")
    page = desk.get(path(mailing))
    assert "550 no such user" in page.main
    page = page.form("Skicka om det som inte kom fram").submit()
    assert "1 mejl skickas igen." in page.text
    assert page.click("I kö 2").rows("Mejlen")[1][0] == "Anna"


def test_two_who_write_at_once(desk: Browser) -> None:
    mailing = a_mailing(a_meeting())
    mine = desk.get(f"{path(mailing)}/andra").form("Spara och granska")
    other = desk.get(f"{path(mailing)}/andra").form("Spara och granska").fill(subject_sv="Deras").submit()
    assert other.status == 200
    page = mine.fill(subject_sv="Mitt").submit()
    assert page.status == 409
    assert "Någon annan har ändrat utskicket" in page.main
    assert page.form("Spara och granska").submit().heading == "Mitt"


def test_a_page_costs_the_same_whatever_it_lists(desk: Browser) -> None:
    meeting = a_meeting()
    some_people(meeting, "Anna")
    numbers = []
    for _time in range(2):
        for _more in range(3):
            mailing = a_mailing(meeting)
            send(mailing)
            make()
        found = []
        for page in (path(meeting), path(mailing), f"{path(meeting)}/nytt", f"{path(mailing)}/forhandsgranska"):
            with listening() as queries:
                assert desk.get(page).status == 200
            found.append(len(queries))
        some_people(meeting, "Bo", "Cia", "Dan")
        numbers.append(found)
    assert numbers[0] == numbers[1]
