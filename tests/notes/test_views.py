"""The pages of notes: on the desk, and behind a note taker's link; here everything works without scripts."""

from __future__ import annotations

from flask import Flask

from meetings import transaction
from meetings.extensions import db
from meetings.notes import queries
from meetings.notes.mail import taker_path
from meetings.notes.models import Note, NoteTaker
from tests.browser import Browser, Page
from tests.builders import NOW, a_meeting, a_programme_item, an_organiser, signed_in
from tests.conftest import Clock
from tests.databases import only_sqlite
from tests.notes.scenes import a_note, a_taker, saved

pytestmark = only_sqlite
DATA = {"Accept": "application/json"}


def test_an_organiser_has_notes_taken(browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    meeting = a_meeting()
    for number in range(2):
        a_programme_item(meeting, title=f"Föredrag {number}", position=number)
        a_programme_item(meeting, title=f"Workshop {number}", kind="workshop", position=number + 2)
    signed_in(browser, an_organiser())
    page = browser.get(f"/arbetsytan/moten/{meeting.id}/anteckningar")
    assert "Inga anteckningar än" in page.text
    page = page.form("Skapa för alla 2 workshoppar").submit()
    assert "2 anteckningar är skapade." in page.text
    page = page.click("Förmiddagens föredrag (2)")
    form = page.form("Skapa anteckningarna")
    assert (form["title"], form.label("title")) == ("Förmiddagens föredrag", "Rubrik (frivilligt)")
    assert len(form["items"]) == 2
    page = form.submit()
    assert page.heading == "Antecknare"
    assert sorted(len(note.items) for note in queries.notes_of(meeting.id)) == [1, 1, 2]
    assert "Ingen antecknar än" in page.text
    page = page.form("Lägg till").fill(name="Åsa Öberg", email="asa@").submit()
    assert page.status == 422
    page = page.form("Lägg till").fill(email="").submit()
    assert "Ge den till Åsa Öberg" in page.text
    address = page.all(".copyfield code")[0]
    opened = Browser(browser.app).get(address.removeprefix("http://localhost"))
    assert (opened.status, opened.heading) == (200, "Förmiddagens föredrag")
    assert opened.headers["Cache-Control"] == "no-store"
    assert opened.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert opened.form("Spara")["body"].startswith("## Frågor")
    page = page.form("Ny länk Åsa Öberg").submit()
    assert page.all(".copyfield code")[0] != address
    assert Browser(browser.app).get(address.removeprefix("http://localhost")).status == 404
    page = page.form("Stäng länken Åsa Öberg").submit()
    assert page.all(".copyfield code") == []
    page = browser.get(f"/arbetsytan/moten/{meeting.id}/anteckningar")
    assert [row[0].split(" 9.00 ")[0] for row in page.rows("Anteckningar")[1:]] == [
        "Förmiddagens föredrag",
        "Workshop 0",
        "Workshop 1",
    ]
    page = browser.get(f"/arbetsytan/moten/{meeting.id}/anteckningar/mall")
    page.form("Spara mallen").fill(text_sv="## Beslut").submit()
    page = browser.get(f"/arbetsytan/moten/{meeting.id}/anteckningar/nya").form("Skapa anteckningarna").submit()
    assert box(page.click("Läs och skriv")) == "## Beslut"
    page = page.click("Läs och skriv").click("Uppgifter")
    assert page.form("Spara")["title"] == "Hela dagen"
    page = page.form("Ta bort anteckningarna").submit()
    assert "Anteckningarna är borttagna." in page.text


def test_two_note_takers_write_without_scripts(app: Flask, clock: Clock) -> None:
    clock.set("2027-03-18 10:32")
    note = a_note("ett\ntvå\ntre\n")
    olle, asa = opened(app, note, "Olle Ek"), opened(app, note, "Åsa Öberg")
    page = olle.form("Spara").fill(body="ETT\r\ntvå\r\ntre\r\n").submit()
    assert page.one("[data-notes-state]") == "Sparat kl. 10.32."
    page = asa.form("Spara").fill(body="ett\r\ntvå\r\nTRE\r\n").submit("Spara")
    assert page.status == 200
    assert "Ändringar av Olle Ek har lagts till." in page.text
    assert box(page) == "ETT\ntvå\nTRE\n"

    page = olle.form("Spara").fill(body="Ett, sa Olle\ntvå\ntre\n").submit("Förhandsgranska")
    assert "Texten är inte sparad än." in page.text
    page = page.form("Spara").fill(body="Ett, <b>sa</b> Olle\ntvå\ntre\n").submit("Spara")
    assert page.status == 409
    assert page.one("#conflict-title") == "Åsa Öberg har ändrat samma rader som du"
    assert box(page) == "Ett, <b>sa</b> Olle\ntvå\ntre\n"
    assert page.one(".conflict__theirs") == "ETT två TRE"
    assert "Tillagt:" in page.text

    theirs = page.form("Spara").submit("Använd det som är sparat")
    assert box(theirs) == "ETT\ntvå\nTRE\n"
    both = page.form("Spara").submit("Ha med bådas rader")
    assert box(both) == "ETT\nEtt, <b>sa</b> Olle\ntvå\nTRE\n"
    assert body_of(note) == "ETT\ntvå\nTRE\n", "nothing is saved until the button is pressed"
    page = both.form("Spara").fill(body="Ett, sa Olle\ntvå\nTRE\n").submit("Spara")
    assert page.status == 200
    assert body_of(note) == "Ett, sa Olle\ntvå\nTRE\n"


def test_a_script_saves_asks_and_is_told_what_others_wrote(app: Flask, clock: Clock) -> None:
    clock.set("2027-03-18 10:32")
    note = a_note("ett\ntvå")
    taker = a_taker(note)
    path, browser = taker_path(taker), Browser(app)

    def send(body: str, base: int, sequence: int, **more: str) -> Page:
        sent = {"body": body, "base_revision": str(base), "origin": "a1", "sequence": str(sequence), **more}
        return browser.open("POST", path, data=sent, headers=DATA, check=False)

    page = send("ett\ntvå\n", 1, 1)
    assert page.json == {"revision": 2, "saved": "Sparat kl.\N{NO-BREAK SPACE}10.32", "others": ""}
    assert browser.get(f"{path}/nu?revision=2", check=False).status == 204
    saved(note, "ETT\ntvå\n", 2, now=clock.now())
    news = browser.get(f"{path}/nu?revision=2", check=False).json
    assert (news["body"], news["others"]) == ("ETT\ntvå\n", "Ändringar av Cecilia Nilsson har lagts till.")
    page = send("ett\ntvå\ntre 191212121212", 2, 2)
    assert page.json["body"] == "ETT\ntvå\ntre 191212121212"
    assert "personnummer" in page.json["warning"]
    page = send("ETTT\ntvå", 1, 3, origin="b2")
    assert page.status == 409
    assert set(page.json) == {"revision", "theirs", "both", "panel"}
    assert "Ha med bådas rader" in page.json["panel"]
    page = send("x" * 100_001, 5, 4)
    assert (page.status, page.json["problem"][:24]) == (422, "Texten är 100001 tecken.")
    page = send("## Hej\n<script>", 1, 5, forhandsvisa="1")
    assert page.json == {"html": "<h3>Hej</h3>\n<p>&lt;script&gt;</p>\n"}
    with transaction.write() as session:
        session.get_one(NoteTaker, taker.id).version += 1
    assert browser.get(f"{path}/nu?revision=1").status == 404
    assert send("x", 1, 6).status == 404


def test_versions_are_listed_compared_and_restored(browser: Browser, clock: Clock) -> None:
    clock.set("2027-03-18 10:32")
    note = a_note("ett\ntvå")
    for number in range(25):
        saved(note, f"ett\ntvå\ntre {number}", number + 1, now=clock.now())
    signed_in(browser, an_organiser())
    path = f"/arbetsytan/moten/{note.meeting_id}/anteckningar/{note.id}"
    page = browser.get(f"{path}/versioner")
    assert len(page.rows("Versioner")) == 21
    assert page.rows("Versioner")[1][:3] == ["2027-03-18 10.32, version 26", "Cecilia Nilsson", "+1, −1"]
    page = page.click("Nästa").click("2027-03-18 10.32, version 2")
    assert page.all("#changed-title ~ .textdiff ins") == ["Tillagt: tre 0"]
    saved(note, "någon annan", 26, now=clock.now())
    page = page.form("Återställ den här versionen").submit()
    assert (page.status, page.errors) == (
        409,
        ["Någon sparade under tiden. Läs vad som skiljer nu, och återställ sedan."],
    )
    page = page.form("Återställ den här versionen").submit()
    assert "Versionen är återställd som den nyaste." in page.text
    assert body_of(note) == "ett\ntvå\ntre 0"
    assert browser.get(f"{path}/versioner/99").status == 404


def opened(app: Flask, note: Note, name: str) -> Page:
    """The note as somebody with a link of that name has opened it."""
    return Browser(app).get(taker_path(a_taker(note, name)))


def box(page: Page) -> str:
    """What stands in the box."""
    return str(page.form("Spara")["body"]).replace("\r\n", "\n")


def body_of(note: Note) -> str:
    db.session.rollback()
    return db.session.get_one(Note, note.id, populate_existing=True).body


def test_who_signs_in_anew_in_another_tab_saves_what_the_page_still_holds(browser: Browser) -> None:
    note = a_note("ett\n")
    signed_in(browser, an_organiser())
    path = f"/arbetsytan/moten/{note.meeting_id}/anteckningar/{note.id}"
    sent = {"body": "ett\ntvå\n", "base_revision": "1", "csrf_token": "från före inloggningen"}
    answer = browser.open("POST", path, data=sent, headers=DATA, check=False)
    assert answer.status == 422
    again = sent | {"csrf_token": answer.json["csrf_token"]}
    assert browser.open("POST", path, data=again, headers=DATA, check=False).status == 200
    assert queries.note(note.meeting_id, note.id).body == "ett\ntvå\n"
