"""What machines read: linked data, addresses of both languages, feed, map, robots, calendar, health."""

from __future__ import annotations

from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy.exc import OperationalError

from meetings import transaction
from meetings.demo import load
from meetings.jobs.models import Heartbeat
from meetings.outbox.actions import Mail, enqueue
from meetings.outbox.queries import LATE
from meetings.outbox.rules import MailState
from meetings.pages import health
from tests.browser import Browser
from tests.builders import NOW, a_meeting, set_facts
from tests.databases import only_sqlite

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def path_of(meeting: object) -> str:
    return f"/moten/{meeting.id}-{meeting.slug}"  # type: ignore[attr-defined]


def test_a_meeting_is_told_as_a_schema_org_event(browser: Browser, clock) -> None:
    clock.set(NOW)
    meeting = a_meeting(street="Kungsgatan 15", postcode="462 33", attendance="both", online_url="https://x.example/1")
    page = browser.get(path_of(meeting))
    event = page.data()
    event = event[0] if isinstance(event, list) else event
    assert (event["@type"], event["name"], event["startDate"]) == ("Event", meeting.title, "2027-03-18T09:00+01:00")
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert event["location"][0]["address"]["addressLocality"] == "Vänersborg"
    assert event["organizer"] == [{"@type": "Organization", "name": "Strukturfondspartnerskapet Västsverige"}]
    assert "https://x.example/1" not in page.body.decode()
    assert "offers" not in event


def test_the_head_names_one_address_for_each_language(browser: Browser, clock) -> None:
    clock.set(NOW)
    path = path_of(a_meeting())
    for shown, lang in ((path, "sv"), ("/en" + path, "en")):
        tree = browser.get(shown).tree
        assert tree.css_first("link[rel=canonical]").attributes["href"] == "http://localhost" + shown
        alternates = {node.attributes["hreflang"]: node.attributes["href"] for node in tree.css("link[hreflang]")}
        assert alternates == {
            "sv": "http://localhost" + path,
            "en": "http://localhost/en" + path,
            "x-default": "http://localhost" + path,
        }
        assert tree.css_first("meta[property='og:url']").attributes["content"] == "http://localhost" + shown
        assert tree.css_first("html").attributes["lang"] == lang
    assert browser.get("/en/").tree.css_first("link[rel=canonical]").attributes["href"] == "http://localhost/en/"


def test_the_feed_holds_what_was_published_last(browser: Browser, clock) -> None:
    clock.set(NOW)
    a_meeting(title="Gammalt & känt", published_at=NOW - timedelta(days=60), updated_at=NOW - timedelta(days=1))
    a_meeting(title="Inställt möte", state="cancelled")
    a_meeting(title="Utkast", state="draft")
    answer = browser.get("/flode.xml")
    feed = ElementTree.fromstring(answer.body)
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    assert [entry.findtext(ATOM + "title") for entry in feed.iter(ATOM + "entry")] == [
        "Inställt: Inställt möte",
        "Gammalt & känt",
    ]
    assert feed.findtext(ATOM + "updated") == "2027-02-28T09:00:00Z"
    for entry in [feed, *feed.iter(ATOM + "entry")]:
        assert all(entry.findtext(ATOM + name) for name in ("id", "title", "updated"))
    assert feed.find(f"{ATOM}entry/{ATOM}id").text.startswith("http://localhost/m/")  # type: ignore[union-attr]


def test_the_feed_of_an_empty_site_is_valid(browser: Browser, clock) -> None:
    clock.set(NOW)
    feed = ElementTree.fromstring(browser.get("/flode.xml").body)
    assert feed.findtext(ATOM + "updated") == "2000-01-01T00:00:00Z"


def test_the_map_names_every_public_page_in_both_languages(browser: Browser, clock) -> None:
    clock.set(NOW)
    path = path_of(a_meeting())
    a_meeting(state="draft", slug="utkast")
    found = [node.text for node in ElementTree.fromstring(browser.get("/sitemap.xml").body).iter(SITEMAP + "loc")]
    assert "http://localhost" + path in found
    assert "http://localhost/en" + path in found
    assert not any("utkast" in str(address) for address in found)


@only_sqlite
def test_robots_are_kept_out_until_the_service_is_live(app: Flask, browser: Browser) -> None:
    assert browser.get("/robots.txt").body == b"User-agent: *\nDisallow: /\n"
    app.config["MODE"] = "live"
    robots = browser.get("/robots.txt").body.decode().split("\n")
    assert "Disallow: /arbetsytan" in robots
    assert "Disallow: /" not in robots
    assert "Sitemap: http://localhost/sitemap.xml" in robots


def test_the_calendar_file_is_in_utc_and_keeps_its_name(browser: Browser, clock) -> None:
    clock.set(NOW)
    meeting = a_meeting(street="Kungsgatan 15", postcode="462 33", calendar_sequence=3)
    answer = browser.get(f"/moten/{meeting.id}/kalender.ics")
    calendar = Calendar.from_ical(answer.body)
    event = calendar.walk("VEVENT")[0]
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert (calendar["METHOD"], event["UID"], event["SEQUENCE"]) == ("PUBLISH", f"meeting-{meeting.id}@localhost", 3)
    assert b"DTSTART:20270318T080000Z" in answer.body
    assert b"VTIMEZONE" not in answer.body
    assert event["LOCATION"] == "Folkets Hus, Kungsgatan 15, 462 33 Vänersborg"
    assert (event["STATUS"], event["ORGANIZER"].params["CN"]) == (
        "CONFIRMED",
        "Strukturfondspartnerskapet Västsverige",
    )
    set_facts(meeting, state="cancelled")
    assert Calendar.from_ical(browser.get(f"/moten/{meeting.id}/kalender.ics").body).walk("VEVENT")[0]["STATUS"] == (
        "CANCELLED"
    )


@pytest.mark.parametrize("chosen", [True, False])
def test_the_online_address_is_in_the_calendar_only_when_chosen(browser: Browser, clock, chosen: bool) -> None:
    clock.set(NOW)
    meeting = a_meeting(attendance="online", online_url="https://moete.example/rum", online_in_calendar=chosen)
    answer = browser.get(f"/moten/{meeting.id}/kalender.ics")
    assert (b"https://moete.example/rum" in answer.body) is chosen


def test_health_is_good_until_mail_does_not_leave(browser: Browser, clock) -> None:
    clock.set(NOW)
    assert browser.get("/healthz").json == {
        "ok": True,
        "database": "ok",
        "outbox": "ok",
        "oldest_due_mail_seconds": None,
        "worker": "silent",
        "worker_seen_seconds_ago": None,
    }
    with transaction.write() as session:
        session.add(Heartbeat(worker="w", started_at=NOW, seen_at=NOW))
        enqueue(Mail("k", "registration-confirmed", "sv", "Åsa", "asa@example.se", {}), NOW)
    clock.forward(seconds=LATE.total_seconds() - 1)
    answer = browser.get("/healthz")
    assert (answer.status, answer.json["oldest_due_mail_seconds"], answer.json["worker"]) == (200, 299, "silent")
    clock.forward(seconds=1)
    answer = browser.get("/healthz")
    assert (answer.status, answer.json["outbox"], "asa" in answer.body.decode()) == (503, "stuck", False)
    with transaction.write() as session:
        done = enqueue(Mail("another", "registration-confirmed", "sv", "Bo", "bo@example.se", {}), NOW)
        session.flush()
        done.state, done.sent_at = MailState.SENT.value, clock.now()
    assert browser.get("/healthz").status == 200, "mail is leaving; there is only much of it"


@only_sqlite
def test_all_is_well_when_the_demonstration_has_been_loaded(browser: Browser, clock) -> None:
    load.load(clock.set(NOW))
    assert browser.get("/healthz").json["outbox"] == "ok"  # though its mails belong to days gone by
    clock.forward(minutes=5)
    assert browser.get("/healthz").json["outbox"] == "stuck"


@only_sqlite
def test_health_says_when_the_database_is_away(app: Flask, browser: Browser, monkeypatch) -> None:

    def away(_now: datetime) -> datetime:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(health.outbox, "health", away)
    answer = browser.get("/healthz")
    assert (answer.status, answer.json) == (503, {"ok": False, "database": "unreachable"})
