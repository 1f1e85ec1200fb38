"""What calendars and feed readers follow: all meetings or those chosen, valid, and not sent twice."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from flask import Flask
from icalendar import Calendar

from meetings import transaction
from meetings.directory.rules import Vocabulary
from tests.browser import Browser
from tests.builders import NOW, a_site, a_term, set_facts
from tests.conftest import Clock
from tests.databases import only_sqlite
from tests.subscriptions.scenes import a_new_meeting, words

ATOM = "{http://www.w3.org/2005/Atom}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
ENTRY_ONCE = ("id", "title", "updated", "published", "summary")


@pytest.fixture(autouse=True)
def _meetings(app: Flask, clock: Clock) -> None:
    clock.set(NOW)
    a_site()
    words()
    young = a_new_meeting(title="Unga i Vänersborg", theme="Digital hälsa")
    with transaction.write() as session:
        session.merge(young).target_groups = [a_term(Vocabulary.TARGET_GROUP, "young")]
    employed = a_new_meeting(title="Sysselsatta i Varberg", town="Varberg", published_at=NOW - timedelta(days=2))
    with transaction.write() as session:
        session.merge(employed).target_groups = [a_term(Vocabulary.TARGET_GROUP, "employed")]
    a_new_meeting(title="På nätet", attendance="online", town="", published_at=NOW - timedelta(days=3))
    a_new_meeting(title="Olistat", listed=False)
    a_new_meeting(title="Utkast", state="draft")
    a_new_meeting(title="Har varit", starts_at=NOW - timedelta(days=3), published_at=NOW - timedelta(days=9))


CHOICES = [
    ("", ["Unga i Vänersborg", "Sysselsatta i Varberg", "På nätet", "Har varit"]),
    ("?tema=young", ["Unga i Vänersborg", "På nätet", "Har varit"]),
    ("?tema=digital-halsa&lan=vastra-gotaland", ["Unga i Vänersborg", "På nätet", "Har varit"]),
    ("?lan=halland", ["Sysselsatta i Varberg", "På nätet"]),
    ("?tema=employed&tema=young", ["Unga i Vänersborg", "Sysselsatta i Varberg", "På nätet", "Har varit"]),
    ("?tema=no-such&lan=no-such", ["På nätet"]),
    ("?tema=%3Cscript%3E", ["Unga i Vänersborg", "Sysselsatta i Varberg", "På nätet", "Har varit"]),
]


@pytest.mark.parametrize(("asked", "titles"), CHOICES)
def test_the_feed_holds_what_was_asked_for_and_is_valid(browser: Browser, asked: str, titles: list[str]) -> None:
    answer = browser.get(f"/flode.xml{asked}")
    feed = ElementTree.fromstring(answer.body)
    assert [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")] == titles
    address = f"http://localhost/flode.xml{asked}" if "script" not in asked else "http://localhost/flode.xml"
    assert valid_atom(feed) == (address_sorted(address), "http://localhost/" if "?" not in address else None)


def address_sorted(address: str) -> str:
    """The address with its parameters in the feed's own order."""
    base, _mark, query = address.partition("?")
    pairs = parse_qs(query)
    parts = [f"{name}={code}" for name in ("tema", "lan") for code in sorted(pairs.get(name, []))]
    return base + ("?" + "&".join(parts) if parts else "")


def valid_atom(feed: ElementTree.Element) -> tuple[str, str | None]:
    """Hold the feed against RFC 4287, 4.1; return its address, and its id when that is another."""
    assert feed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert len(feed.findall(ATOM + name)) == 1, name
    entries = feed.findall(f"{ATOM}entry")
    assert feed.findall(f"{ATOM}author") or all(entry.findall(f"{ATOM}author") for entry in entries)
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    for entry in entries:
        for name in ENTRY_ONCE:
            assert len(entry.findall(ATOM + name)) == 1, name
        alternates = [node.get("type") for node in entry.findall(f"{ATOM}link") if node.get("rel") == "alternate"]
        assert alternates == ["text/html"]
        assert all(node.get("term") for node in entry.findall(f"{ATOM}category"))
    for node in [*feed.iter(f"{ATOM}updated"), *feed.iter(f"{ATOM}published")]:
        assert RFC_3339.fullmatch(node.text or ""), node.text
    for node in [*feed.iter(f"{ATOM}id"), *(link.get("href") for link in feed.iter(f"{ATOM}link"))]:
        assert urlsplit(node if isinstance(node, str) else node.text or "").scheme == "http"
    [itself] = [node.get("href") for node in feed.findall(f"{ATOM}link") if node.get("rel") == "self"]
    number = feed.findtext(f"{ATOM}id")
    return str(itself), None if number == itself else number


@only_sqlite
@pytest.mark.parametrize(("asked", "titles"), CHOICES)
def test_the_calendar_holds_what_comes_of_what_was_asked_for(browser: Browser, asked: str, titles: list[str]) -> None:
    answer = browser.get(f"/kalender.ics{asked}")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    found = Calendar.from_ical(answer.body)
    assert sorted(event["SUMMARY"] for event in found.walk("VEVENT")) == sorted(set(titles) - {"Har varit"})


@only_sqlite
def test_the_calendar_says_what_programs_ask(browser: Browser) -> None:
    answer = browser.get("/kalender.ics?lan=halland")
    found = Calendar.from_ical(answer.body)
    assert (found["METHOD"], found["VERSION"]) == ("PUBLISH", "2.0")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in answer.body
    assert b"X-PUBLISHED-TTL:PT6H\r\n" in answer.body
    assert found["X-WR-CALNAME"] == found["NAME"] == "Möten, Möten i Västsverige, Halland"
    assert all(len(line) <= 75 for line in answer.body.split(b"\r\n"))
    events = found.walk("VEVENT")
    assert len({event["UID"] for event in events}) == len(events) == 2
    for event in events:
        assert re.fullmatch(r"meeting-\d+@localhost", event["UID"])
        assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt
        assert event["DTSTART"].dt == datetime(2027, 3, 18, 8, 0, tzinfo=UTC)


@only_sqlite
def test_an_entry_keeps_its_name_when_the_meeting_moves_or_is_cancelled(browser: Browser) -> None:
    def entries() -> dict[str, tuple[str, int, str]]:
        found = Calendar.from_ical(browser.get("/kalender.ics").body).walk("VEVENT")
        return {one["SUMMARY"]: (one["UID"], one["SEQUENCE"], one["STATUS"]) for one in found}

    meeting = a_new_meeting(title="Ett till")
    number = entries()["Ett till"][0]
    set_facts(meeting, state="cancelled", calendar_sequence=1, version=2)
    assert entries()["Ett till"] == (number, 1, "CANCELLED")


@only_sqlite
@pytest.mark.parametrize("path", ["/flode.xml", "/flode.xml?tema=young", "/kalender.ics", "/kalender.ics?lan=halland"])
def test_what_has_not_changed_is_not_sent_again(browser: Browser, clock: Clock, path: str) -> None:
    tag = browser.get(path).headers["ETag"]
    assert "Set-Cookie" not in browser.get(path).headers
    clock.forward(minutes=30)
    answer = browser.get(path, headers={"If-None-Match": tag}, check=False)
    assert (answer.status, answer.body) == (304, b"")
    a_new_meeting(title="Ett till", attendance="online")
    assert browser.get(path, headers={"If-None-Match": tag}, check=False).status == 200


@only_sqlite
def test_the_page_gives_addresses_to_copy_for_what_was_chosen(browser: Browser) -> None:
    page = browser.get("/prenumerera")
    assert [node.text() for node in page.tree.css(".copyfield code")] == [
        "http://localhost/kalender.ics",
        "http://localhost/flode.xml",
    ]
    page = page.form("Visa adresserna").fill(tema=["Unga"], lan=["Halland"]).submit()
    calendar, feed = (node.text() for node in page.tree.css(".copyfield code"))
    assert (calendar, feed) == (
        "http://localhost/kalender.ics?tema=young&lan=halland",
        "http://localhost/flode.xml?tema=young&lan=halland",
    )
    assert page.links["Öppna i kalenderprogrammet"] == "webcal://localhost/kalender.ics?tema=young&lan=halland"
    english = browser.get("/en/prenumerera").tree.css(".copyfield code")
    assert [node.text() for node in english] == ["http://localhost/en/kalender.ics", "http://localhost/en/flode.xml"]
