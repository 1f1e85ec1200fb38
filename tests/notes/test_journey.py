"""Two note takers in Chromium: one loses the net, writes on, comes back; then both change the same line."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from meetings.extensions import db
from meetings.notes.mail import taker_path
from meetings.notes.models import Note
from tests.chromium import PHONE, Chromium, assert_accessible, assert_fits
from tests.databases import only_sqlite
from tests.live import LiveServer
from tests.notes.scenes import a_note, a_taker

OFFLINE = "Inget nät. Din text ligger kvar i den här webbläsaren och sparas när nätet är tillbaka."
KEPT = "Object.keys(localStorage).filter(name => name.startsWith('autosave:')).length"


@only_sqlite
@pytest.mark.browser
def test_two_note_takers_without_net_and_in_conflict(app: Flask, chromium: Chromium, live_server: LiveServer) -> None:
    note = a_note("Inledning\n\n## Frågor\n\n## Nästa steg\n")
    olle_path, asa_path = taker_path(a_taker(note, "Olle Ek")), taker_path(a_taker(note, "Åsa Öberg"))
    olle, asa = chromium.open(live_server, olle_path), chromium.open(live_server, asa_path, width=PHONE)

    write(olle, "## Frågor\n", "- Hur når vi unga?\n")
    expect(state(olle)).to_contain_text("Sparat kl.")  # by itself, after two seconds without a key
    ask(asa)
    expect(text(asa)).to_have_value(value("Inledning", "- Hur når vi unga?"))
    expect(state(asa)).to_contain_text("Ändringar av Olle Ek har lagts till.")

    asa.context.set_offline(True)
    write(asa, "## Nästa steg\n", "- Möte i maj\n", press=True)
    expect(state(asa)).to_have_text(OFFLINE)
    write(olle, "Inledning", "Inledning av Alex", press=True)
    expect(state(olle)).to_contain_text("Sparat kl.")
    asa.close()  # before the net is back: what she wrote is in the browser
    context = chromium.contexts[1]
    context.set_offline(False)
    asa = context.new_page()
    asa.goto(asa_path)
    both = value("Inledning av Alex", "- Hur når vi unga?", "- Möte i maj")
    expect(text(asa)).to_have_value(both)
    expect(state(asa)).to_contain_text("Sparat kl.")
    assert asa.evaluate(KEPT) == 0
    assert body_of(note) == both
    ask(olle)
    expect(text(olle)).to_have_value(both)

    olle.context.set_offline(True)
    write(olle, "Inledning av Alex", "Inledning av Olle", press=True)
    expect(state(olle)).to_have_text(OFFLINE)
    write(asa, "Inledning av Alex", "Inledning av Åsa", press=True)
    expect(state(asa)).to_contain_text("Sparat kl.")
    olle.context.set_offline(False)
    expect(olle.get_by_role("heading", name="Åsa Öberg har ändrat samma rader som du")).to_be_visible()
    expect(text(olle)).to_have_value(both.replace("Alex", "Olle"))
    olle.get_by_text("Läs hela texten som är sparad").click()
    expect(olle.locator(".conflict__theirs")).to_contain_text("Inledning av Åsa")
    expect(olle.locator(".textdiff")).to_contain_text("Olle")
    assert_accessible(olle)
    assert_fits(olle)
    assert body_of(note) == both.replace("Alex", "Åsa"), "nobody wrote over anybody"
    write(olle, "- Möte i maj\n", "Skrivet innan han valde\n")
    olle.get_by_role("button", name="Ha med bådas rader").click()
    expect(olle.locator("#conflict-title")).to_have_count(0)
    expect(state(olle)).to_contain_text("Sparat kl.")
    ask(asa)
    taken = both.replace("Inledning av Alex", "Inledning av Åsa\nInledning av Olle")
    expect(text(asa)).to_have_value(f"{taken}Skrivet innan han valde\n")

    asa.get_by_role("button", name="Förhandsgranska").click()
    expect(asa.locator("[data-notes-preview-text] li").first).to_have_text("Hur når vi unga?")
    assert_accessible(asa)
    assert_fits(asa)
    # Without a net a browser complains of what it could not send or fetch, and of what was cut off as the net went.
    cut = ("ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION_RESET")
    chromium.complaints[:] = [one for one in chromium.complaints if not any(word in one for word in cut)]


def ask(page: Page) -> None:
    """Let the page ask now whether others have written, as it does when it is looked at again, and every 5 s."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def value(opening: str, question: str, step: str = "") -> str:
    return f"{opening}\n\n## Frågor\n{question}\n\n## Nästa steg\n" + (f"{step}\n" if step else "")


def text(page: Page):  # type: ignore[no-untyped-def]
    return page.get_by_label("Anteckningar", exact=True)


def state(page: Page):  # type: ignore[no-untyped-def]
    return page.locator("[data-notes-state]")


def write(page: Page, after: str, typed: str, *, press: bool = False) -> None:
    """Type, as a person does, after these words: over them where what is typed begins with them."""
    field = text(page)
    old = field.input_value()
    assert after in old, old
    together = typed if typed.split()[0] == after.split()[0] else after + typed
    field.fill(old.replace(after, together, 1))
    if press:
        page.get_by_role("button", name="Spara", exact=True).click()


def body_of(note: Note) -> str:
    db.session.rollback()
    return db.session.get_one(Note, note.id, populate_existing=True).body
