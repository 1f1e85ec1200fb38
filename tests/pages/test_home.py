"""The first page, the search and the pages that organisers edit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from meetings.extensions import db
from meetings.registration.models import SignUp
from tests.browser import Browser, Page
from tests.builders import NOW, a_meeting, a_registration, a_site, a_site_page, searchable, set_facts
from tests.databases import listening

START = datetime(2027, 3, 18, 8, 0, tzinfo=UTC)


def listed(page: Page, section: str) -> list[str]:
    return [node.text().strip() for node in page.tree.css(f"#{section} .meeting-list__title")]


def test_an_empty_site_says_what_will_be_here(browser: Browser, clock) -> None:
    clock.set(NOW)
    page = browser.get("/")
    assert page.heading == "Möten"
    assert "Inga möten är planerade just nu" in page.text
    assert page.links["Prenumerera på nya möten"] == "/prenumerera"


def test_meetings_stand_under_coming_now_and_past_by_the_clock(browser: Browser, clock) -> None:
    a_meeting(title="Senare", starts_at=START + timedelta(days=1))
    a_meeting(title="Först")
    a_meeting(title="Utkastet", state="draft")
    places = []
    for moment in ("2027-03-18 08:59:59", "2027-03-18 09:00", "2027-03-18 15:29:59", "2027-03-18 15:30"):
        clock.set(moment)
        page = browser.get("/")
        places.append((listed(page, "pagar"), listed(page, "kommande"), listed(page, "tidigare")))
    assert places == [
        ([], ["Först", "Senare"], []),
        (["Först"], ["Senare"], []),
        (["Först"], ["Senare"], []),
        ([], ["Senare"], ["Först"]),
    ]
    assert "18 mars 2027" in browser.get("/").text


def test_a_row_says_the_seats_or_why_the_door_is_closed(browser: Browser, clock) -> None:
    clock.set(NOW)
    open_one = a_meeting(seats=2)
    full = a_meeting(seats=0, waiting_list=False, starts_at=START + timedelta(days=1))
    in_line = a_meeting(seats=0, starts_at=START + timedelta(days=2))
    a_meeting(state="cancelled", starts_at=START + timedelta(days=3))
    closed = a_meeting(starts_at=START + timedelta(days=4))
    set_facts(db.session.get_one(SignUp, closed.id), closes_at=NOW)
    a_registration(open_one)
    page = browser.get("/")
    assert [" ".join(node.text().split()) for node in page.tree.css(".meeting-list__status > p")] == [
        "1 plats kvar",
        "Mötet är fullbokat och har ingen reservlista",
        "Fullbokat, plats på reservlistan",
        "Mötet är inställt",
        "Anmälan stängde den 1 mars 2027 kl. 10.00",
    ]
    buttons = [node.attributes["href"] for node in page.tree.css(".meeting-list__status a")]
    assert buttons == [f"/moten/{open_one.id}/anmalan", f"/moten/{in_line.id}/anmalan"]
    assert full.title in page.text


def test_the_past_is_paged(browser: Browser, clock) -> None:
    clock.set(NOW)
    for number in range(45):
        a_meeting(title=f"Möte {number:02}", starts_at=datetime(2018, 1, 1, 8, tzinfo=UTC) + timedelta(days=number))
    pages = [listed(browser.get("/", {"sida": number}), "tidigare") for number in (1, 2, 3)]
    assert [title for page in pages for title in page] == [f"Möte {number:02}" for number in reversed(range(45))]
    second = browser.get("/?sida=2")
    assert second.heading == "Tidigare möten, sida 2"
    assert [address for address in second.links.values() if "sida" in address and "/en" not in address] == ["/?sida=3"]
    assert browser.get("/?sida=99").heading == "Tidigare möten, sida 3"
    assert browser.get("/?sida=x").heading == "Möten"


@pytest.mark.parametrize("meetings", [1, 60])
def test_home_costs_as_many_queries_whatever_its_size(app: Flask, browser: Browser, clock, meetings: int) -> None:
    clock.set(NOW)
    for number in range(meetings):
        a_meeting(title=f"Möte {number}")
    with listening() as statements:
        browser.get("/")
        first = len(statements)
        browser.get("/")
    assert first <= 8
    assert statements[first:] == []


@pytest.mark.parametrize("words", ["åmål", "ÅMÅL", "amal", "  Amal ", "A\u030ama\u030al"])
def test_the_search_finds_with_and_without_rings(browser: Browser, clock, words: str) -> None:
    clock.set(NOW)
    meeting = a_meeting(title="Möte i Åmål", town="Åmål")
    searchable(meeting)
    page = browser.get("/sok", {"q": words})
    assert page.links["Möte i Åmål"] == f"/moten/{meeting.id}-digitalisering"
    assert "1 träff" in page.text
    assert "Mobiliseringsmöte · den 18 mars 2027 · Folkets Hus, Åmål" in page.text


def test_the_exact_hit_comes_first(browser: Browser, clock) -> None:
    clock.set(NOW)
    for title, days in (("Läget i Åmål", 0), ("Laget i Amal", 1)):
        searchable(a_meeting(title=title, starts_at=START + timedelta(days=days)))
    titles = [node.text() for node in browser.get("/sok?q=åmål").tree.css(".hits h3")]
    assert titles == ["Läget i Åmål", "Laget i Amal"]


def test_a_search_without_words_or_hits_says_how_to_go_on(browser: Browser, clock) -> None:
    clock.set(NOW)
    assert "Skriv ett eller flera ord" in browser.get("/sok").text
    page = browser.get("/sok", {"q": "<b>finns inte</b>"})
    assert page.heading == "Sök: <b>finns inte</b>"
    assert "Inget hittades" in page.text
    searchable(a_meeting(title="Utkastet", state="draft"))
    assert "Inget hittades" in browser.get("/sok?q=utkastet").text
    for words in ("%", "_", "a" * 5000, "\x00", b"\xed\xa0\x80"):
        assert browser.get("/sok", {"q": words}).status == 200


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/sa-gar-det-till", "how-it-works"),
        ("/tillganglighet", "accessibility"),
        ("/personuppgifter", "privacy"),
        ("/kakor", "cookies"),
    ],
)
def test_an_edited_page_is_shown_in_its_language(browser: Browser, clock, path: str, code: str) -> None:
    clock.set(NOW)
    a_site()
    assert browser.get(path).status == 404
    page = a_site_page(code, "Så här", "## Rubrik\n\n**Fet** text.")
    shown = browser.get(path)
    assert (shown.heading, shown.tree.css_first("main h2").text()) == ("Så här", "Rubrik")
    english = browser.get("/en" + path)
    assert (english.heading, english.tree.css_first("h1").attributes["lang"]) == ("Så här", "sv")
    set_facts(page, body="Ändrad.", revision=2)
    assert "Ändrad." in browser.get(path).text
    a_site_page(code, "Like this", "Text.", lang="en")
    assert browser.get("/en" + path).heading == "Like this"
