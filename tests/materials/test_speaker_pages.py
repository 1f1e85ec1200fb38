"""The pages behind a speaker's link, and the desk's pages about speakers and what they send."""

from __future__ import annotations

from datetime import timedelta

import pytest

from meetings.extensions import db
from meetings.materials.models import Material, SpeakerLink
from meetings.materials.queries import speaking as read
from meetings.outbox.models import OutgoingMail
from meetings.schedule.models import Meeting
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_programme_item, an_organiser, delivered_mails, set_facts, signed_in
from tests.conftest import Clock
from tests.databases import only_sqlite
from tests.materials.speakers import WORDING, a_speaker, a_talk, given, path_of, untagged_pdf

PDF = untagged_pdf()


@pytest.fixture(autouse=True)
def _now(clock: Clock) -> None:
    clock.set(NOW)


def desk(meeting: Meeting, rest: str = "") -> str:
    return f"/arbetsytan/moten/{meeting.id}/material{rest}"


def test_a_speaker_sends_changes_and_sends_anew(browser: Browser) -> None:
    meeting = a_meeting()
    item = a_programme_item(meeting, title="Möjligheterna med AI")
    link = a_speaker(meeting, item=item)
    page = browser.get(path_of(link))
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "Möjligheterna med AI" in page.text
    form = page.form("Skicka")
    assert form["credit"] == "Martin Gellerstedt"
    page = form.submit()
    assert page.status == 422
    assert len(page.errors) == 2, "neither a file nor the box"
    form = page.form("Skicka")
    form.values["files"] = [(PDF, "AI_åäö.pdf"), (b"#!/bin/sh", "ond.pdf")]
    form.fill(title="Behåll mig", credit="M. Gellerstedt", rights=True)
    page = form.submit()
    assert page.status == 422
    assert page.errors[0].startswith("Filer: ”ond.pdf”: Filen är av ett slag som inte tas emot.")
    form = page.form("Skicka")
    assert (form["title"], form["credit"], form["rights"]) == ("Behåll mig", "M. Gellerstedt", True)
    page = form.submit()  # the good file stands there still
    assert "Tack, vi har fått det." in page.text
    (one,) = db.session.query(Material).all()
    assert (one.title, one.credit, one.item_id) == ("Behåll mig", "M. Gellerstedt", item.id)
    assert "Väntar på granskning" in page.text
    assert "gör det svårare att använda" in page.text
    db.session.expire_all()
    stored = db.session.get_one(SpeakerLink, link.id)
    assert (stored.wording, stored.agreed_at) == (WORDING, NOW)
    page = page.click("Ändra eller skicka en ny version Behåll mig")
    page = page.form("Spara").fill(title="Ny titel", lang="en").submit()
    assert "Ny titel" in page.text
    page = page.click("Ändra eller skicka en ny version Ny titel")
    form = page.form("Skicka")
    page = form.fill(rights=True).submit()
    assert page.status == 422
    assert page.errors == ["Fil: välj en fil."]
    form = page.form("Skicka")
    form["files"] = (PDF, "bättre.pdf")
    page = form.fill(rights=True).submit()
    assert "bättre.pdf" in page.text
    page = page.form("Ta tillbaka Ny titel").submit()
    assert "Ny titel" not in page.text
    page = page.form("Jag har inget att dela").submit()
    assert "Du får inga fler påminnelser" in page.text
    assert [row.state.value for row in read.speakers(meeting.id)] == ["declined"]


@only_sqlite
def test_the_page_in_english_after_the_meeting_and_when_it_is_closed(browser: Browser, clock: Clock) -> None:
    meeting = a_meeting()
    link = a_speaker(meeting)
    given(link, "bilder.pdf")
    clock.set(meeting.ends_at + timedelta(days=200))
    page = browser.get("/en" + path_of(link))
    assert (page.status, page.language) == (200, "en")
    page = browser.get(path_of(link))
    form = page.form("Skicka")
    page = form.fill(url="film.example.se/ai", title="Filmen", rights=True).submit()
    assert "https://film.example.se/ai" in page.text
    clock.set(meeting.ends_at + timedelta(days=366))
    page = browser.get(path_of(link))
    assert "Det har gått för lång tid sedan mötet" in page.text
    assert not page.tree.css("input[type=file]")
    assert browser.get(path_of(link)[:-3] + "AAA", check=False).status == 404
    old = path_of(link)
    set_facts(link, version=link.version + 1)
    assert browser.get(old, check=False).status == 404


@only_sqlite
def test_other_peoples_things_and_forged_forms_are_nothing(browser: Browser) -> None:
    meeting = a_meeting()
    mine, theirs = a_speaker(meeting), a_speaker(meeting, "Bo", "bo@example.se")
    (one,) = given(theirs, "bos.pdf")
    assert browser.get(f"{path_of(mine)}/{one.id}", check=False).status == 404
    assert browser.post(f"{path_of(mine)}/{one.id}/ta-tillbaka", {}, check=False).status == 422
    assert browser.post(path_of(mine), {"files-kept": "signed-by-nobody", "rights": "y"}, check=False).status == 422
    assert [row.given for row in read.speakers(meeting.id)] == [1, 0]


def test_the_desk_notes_asks_reminds_and_forgets(browser: Browser, clock: Clock) -> None:
    meeting = a_meeting()
    first = a_talk(meeting, "Martin Gellerstedt", "Högskolan Väst", title="Möjligheterna")
    a_talk(meeting, "Ada Ek")
    organiser = an_organiser()
    signed_in(browser, organiser)
    page = browser.get(desk(meeting)).click("Talare")
    form = page.form("Spara och fråga")
    fields = [name for name in form.fields if name.startswith("email_")]
    assert [form.label(name) for name in fields] == ["Martin Gellerstedt", "Ada Ek"]
    page = form.fill({fields[0]: "inte en adress"}).submit("Spara")
    assert page.status == 422
    page = page.form("Spara och fråga").fill({fields[0]: "martin@example.se"}).submit("Spara")
    assert [(row.link.email, row.link.item_id) for row in read.speakers(meeting.id)] == [
        ("martin@example.se", first.id)
    ]
    assert "1 talare är inte tillfrågad" in page.text
    page = page.form("Fråga talaren").fill(due="2027-03-15").submit()
    assert "1 talare är tillfrågad." in page.text
    assert "1 har fått ett mejl det senaste dygnet" in page.text
    page = page.click("Lägg till en talare")
    page = page.form("Lägg till").fill(name="Bo", email="bo@example.se").submit()
    assert "Bo är tillagd" in page.text
    clock.forward(hours=24)
    signed_in(browser, organiser)
    page = browser.get(desk(meeting, "/talare"))
    page = page.form("Fråga Bo").submit()
    page = page.form("Påminn talaren").submit()
    assert "1 talare är påmind." in page.text
    rows = db.session.query(OutgoingMail).order_by(OutgoingMail.id)
    assert [(row.template, row.to_address) for row in rows] == [
        ("speaker_request", "martin@example.se"),
        ("speaker_request", "bo@example.se"),
        ("speaker_reminder", "martin@example.se"),
    ]
    page = browser.get(desk(meeting, "/talare")).click("Bo")
    page = page.form("Spara").fill(email="bosse@example.se").submit()
    assert "Frågan skickas till den nya adressen" in page.text
    page = page.click("Bo").form("Skicka en ny länk").submit()
    page = page.click("Bo").form("Ta bort talaren").submit()
    assert [row.link.name for row in read.speakers(meeting.id)] == ["Martin Gellerstedt"]


def test_the_desk_looks_at_what_came(browser: Browser) -> None:
    meeting = a_meeting()
    link = a_speaker(meeting)
    one, two = given(link, "ett.pdf", "två.pdf")
    signed_in(browser, an_organiser())
    page = browser.get(f"/arbetsytan/moten/{meeting.id}")
    assert "2 presentationer väntar på granskning." in page.text
    assert "presentationer till ”Digitalisering" in browser.get("/arbetsytan").text
    page = browser.get(desk(meeting))
    page = page.click("Granska ett")
    assert WORDING in page.text
    assert browser.get(page.links["Öppna filen"], check=False).body == PDF
    page = page.form("Godkänn inte").submit("Godkänn inte")
    assert page.status == 422
    page = page.form("Godkänn inte").fill(why="Sidan 3 saknar källa.").submit("Godkänn inte")
    assert "Talaren får ett mejl" in page.text
    page = page.click("Granska två")
    form = page.form("Godkänn")
    page = form.fill(title="Rätt titel", publish="Publicera nu", words="Tack").submit("Godkänn")
    assert page.status == 409, "it is flawed, and nobody said why it is published all the same"
    form = page.form("Godkänn")
    assert form["title"] == "Rätt titel"
    page = form.fill(title="Rätt titel", publish="Publicera nu", reason="Talarens fil.", words="Tack").submit("Godkänn")
    assert "Godkänt och publicerat." in page.text
    assert "Att granska" not in page.text
    assert "Rätt titel" in browser.get(f"/moten/{meeting.id}").text
    page = browser.get(path_of(link))
    assert "Sidan 3 saknar källa." in page.text
    assert page.links["Öppna på webben Rätt titel"].startswith("/material/")
    assert len([row for row in delivered_mails() if "Ditt material" in str(row["Subject"])]) == 2
    page = browser.get(desk(meeting, f"/{one.id}/granska"))
    assert "Någon annan har redan svarat" in page.text
    assert two.version == 1


def test_an_organiser_of_another_meeting_sees_nothing(browser: Browser) -> None:
    meeting, other = a_meeting(), a_meeting()
    link = a_speaker(meeting)
    (one,) = given(link, "ett.pdf")
    signed_in(browser, an_organiser(meeting=other))
    for rest in ("/talare", f"/talare/{link.id}", f"/{one.id}/granska"):
        assert browser.get(desk(meeting, rest), check=False).status in (403, 404)
    for rest in (f"/talare/{link.id}", f"/{one.id}/granska"):
        assert browser.get(desk(other, rest), check=False).status == 404
