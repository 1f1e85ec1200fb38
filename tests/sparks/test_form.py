"""The form behind the QR code: anybody, without account and without scripts; what comes is kept once."""

from __future__ import annotations

import pytest
from flask import Flask

from meetings.sparks import actions, queries
from meetings.sparks.models import Spark
from meetings.sparks.rules import LATEST
from tests.browser import Browser
from tests.builders import NOW, a_meeting, set_facts
from tests.conftest import Clock
from tests.sparks.scenes import OLLE, an_open_meeting, texts_of


def test_anybody_leaves_a_spark_and_writes_another(browser: Browser) -> None:
    meeting = an_open_meeting(prompt="Vad skulle du vilja prova?")
    page = browser.get(f"/g/{meeting.id}")
    assert page.heading == "Lämna en gnista"
    assert "Vad skulle du vilja prova?" in page.text
    assert "Skriv inte om enskilda personer." in page.text
    page = page.form("Skicka gnistan").fill(text=" Digital\nlots på   biblioteket ").submit()
    assert (page.status, page.heading) == (200, "Tack")
    assert "Din gnista visas när den har godkänts." in page.text
    page = page.click("Skriv en till")
    page = page.form("Skicka gnistan").fill(text="Två", name="Åsa Öberg", email="Asa@Example.se").submit()
    assert page.heading == "Tack"
    one, two = [row[0] for row in queries.everything(meeting.id)]
    assert (one.text, one.name, one.email, one.state, one.lang) == ("Digital lots på biblioteket", "", "", "new", "sv")
    assert (two.name, two.email, two.email_key) == ("Åsa Öberg", "Asa@example.se", "asa@example.se")


def test_in_english_and_shown_at_once(browser: Browser) -> None:
    meeting = an_open_meeting(at_once=True)
    page = browser.get(f"/en/g/{meeting.id}")
    assert page.language == "en"
    page = page.form().fill(text="A digital guide").submit()
    assert page.path.startswith(f"/en/g/{meeting.id}/tack")
    (row,) = queries.everything(meeting.id)
    assert (row[0].lang, row[0].state) == ("en", "approved")


def test_the_same_form_twice_is_one_spark(browser: Browser) -> None:
    meeting = an_open_meeting()
    page = browser.get(f"/g/{meeting.id}")
    form = page.form("Skicka gnistan").fill(text="Digital lots")
    assert form.submit().heading == "Tack"
    actions.close_board(meeting.id, NOW, OLLE)
    assert form.submit().heading == "Tack"  # a second press, that arrives after the door has closed
    assert texts_of(meeting) == ["Digital lots"]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"text": " \n "}, "Skriv din idé i en mening."),
        ({"text": "?!"}, "Skriv din idé med ord."),
        ({"text": "å" * 281}, "Texten är 281 tecken. Korta den till högst 280."),
        ({"text": "Fråga 811218-9876"}, "Det ser ut som ett personnummer"),
        ({"text": "Lots", "email": "asa"}, "Det fattas ett @ i adressen."),
        ({"text": "L\u202eots"}, "Texten innehåller ett osynligt tecken"),
        ({"text": "Lots", "webbplats": "x"}, "Fältet som ska vara tomt är ifyllt"),
    ],
)
def test_what_does_not_hold_is_said_and_kept(browser: Browser, typed: dict[str, str], error: str) -> None:
    meeting = an_open_meeting()
    fresh = browser.get(f"/g/{meeting.id}").form("Skicka gnistan")["form_token"]
    page = browser.post(f"/g/{meeting.id}", {"form_token": fresh, **typed})
    assert page.status == 422
    assert error.lower() in page.errors[0].lower()
    assert texts_of(meeting) == []
    assert browser.post(f"/g/{meeting.id}", {"text": "utan märke"}).status == 422
    assert texts_of(meeting) == []


def test_a_closed_door_says_why_and_keeps_what_was_typed(browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    meeting = a_meeting()
    assert "Gnistor tas emot när arrangören öppnar" in browser.get(f"/g/{meeting.id}").text
    actions.open_board(meeting.id, NOW, OLLE)
    form = browser.get(f"/g/{meeting.id}").form("Skicka gnistan").fill(text="Sent på dagen")
    actions.close_board(meeting.id, NOW, OLLE)
    page = form.submit()
    assert page.status == 409
    assert page.errors == ["Insamlingen av gnistor stängde den 1 mars 2027 kl. 10.00."]
    assert page.form("Skicka gnistan")["text"] == "Sent på dagen"
    assert browser.get(f"/g/{meeting.id}").all("textarea") == []
    actions.open_board(meeting.id, NOW, OLLE)
    clock.set(meeting.ends_at + LATEST)
    assert "Insamlingen av gnistor stängde den 1 april" in browser.get(f"/g/{meeting.id}").text
    set_facts(meeting, state="cancelled")
    assert "Mötet är inställt" in browser.get(f"/g/{meeting.id}").text
    set_facts(meeting, state="draft")
    assert browser.get(f"/g/{meeting.id}").status == 404
    assert browser.get("/g/99").status == 404


@pytest.mark.settings(RATE_LIMITS=True)
def test_a_hall_behind_one_address_gets_in_and_a_flood_does_not(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from meetings.sparks.views import public

    assert int(public.PER_PLACE.split()[0]) >= 3 * 120  # a hall of 120, three sparks each
    monkeypatch.setattr(public, "PER_PLACE", "3 per 10 minutes")
    meeting, other = an_open_meeting(), an_open_meeting(slug="annat")
    answers = []
    for number in range(5):
        page = Browser(app).get(f"/g/{meeting.id}").form("Skicka gnistan").fill(text=f"Idé {number}").submit()
        answers.append(page.status)
    assert answers == [200, 200, 200, 429, 429]
    assert page.form("Skicka gnistan")["text"] == "Idé 4"
    assert "Retry-After" in page.headers
    assert "Vänta" in page.errors[0]
    assert len(texts_of(meeting)) == 3
    assert Browser(app).get(f"/g/{other.id}").form("Skicka gnistan").fill(text="Hit").submit().heading == "Tack"


def test_a_meeting_holds_so_many(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    from meetings.sparks import rules

    monkeypatch.setattr(rules, "MOST", 1)
    meeting = an_open_meeting()
    browser.get(f"/g/{meeting.id}").form("Skicka gnistan").fill(text="Ett").submit()
    page = browser.get(f"/g/{meeting.id}").form("Skicka gnistan").fill(text="Två").submit()
    assert page.status == 409
    assert texts_of(meeting) == ["Ett"]


def test_who_wrote_stands_nowhere_but_on_the_spark(browser: Browser) -> None:
    meeting = an_open_meeting(at_once=True)
    form = browser.get(f"/g/{meeting.id}").form("Skicka gnistan")
    page = form.fill(text="Lots", name="Åsa Öberg", email="asa@example.se").submit()
    assert "Åsa" not in page.html
    assert {column.name for column in Spark.__table__.columns} == {
        *("id", "meeting_id", "group_id", "text", "lang", "name", "email", "email_key", "state", "form_token"),
        *("made_at", "decided_at", "decided_by", "erased_at"),  # and nothing about the phone that it came from
    }
