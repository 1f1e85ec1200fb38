"""A meeting's page: what it says before, during and after, and who may read it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from meetings import transaction
from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.links.queries import make
from meetings.pages.meeting_page import appearance_text
from meetings.registration.models import SignUp
from meetings.schedule.models import Appearance, Contact
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_programme_item, a_registration, a_term, set_facts
from tests.databases import listening, only_sqlite
from tests.ideas.builders import a_call

START = datetime(2027, 3, 18, 8, 0, tzinfo=UTC)


def path_of(meeting: object, lang: str = "") -> str:
    return f"{lang}/moten/{meeting.id}-{meeting.slug}"  # type: ignore[attr-defined]


def sign_up_of(meeting: object) -> SignUp:
    return db.session.get_one(SignUp, meeting.id)  # type: ignore[attr-defined]


def test_a_coming_meeting_says_when_where_and_how_many_seats_are_left(browser: Browser, clock) -> None:
    clock.set(NOW)
    meeting = a_meeting(seats=3)
    a_registration(meeting, "Åsa Öberg")
    page = browser.get(path_of(meeting))
    assert page.heading == "Digitalisering som öppnar vägen till arbete"
    assert "Torsdag den 18 mars 2027 kl. 9.00–15.30" in page.text
    assert "Folkets Hus, Vänersborg" in page.text
    assert "2 platser kvar" in page.text
    assert "1 av 3 platser tagna" in page.text
    assert page.links["Anmäl dig"] == f"/moten/{meeting.id}/anmalan"
    assert page.text.count("Program") == 0


def test_a_sign_up_moves_the_seats_at_once_but_not_the_stamp(browser: Browser, clock) -> None:
    clock.set(NOW)
    meeting = a_meeting(seats=2)
    before = browser.get(path_of(meeting))
    a_registration(meeting, "Åsa Öberg")
    after = browser.get(path_of(meeting))
    assert ("2 platser kvar" in before.text, "1 plats kvar" in after.text) == (True, True)
    stamp = "Senast uppdaterad 2027-01-30 10.00"
    assert (stamp in before.text, stamp in after.text) == (True, True)
    assert before.headers["ETag"] != after.headers["ETag"]


def test_a_full_meeting_offers_the_waiting_list_or_says_that_it_is_full(browser: Browser, clock) -> None:
    clock.set(NOW)
    with_line, without = a_meeting(seats=0), a_meeting(seats=0, waiting_list=False)
    assert browser.get(path_of(with_line)).links["Ställ dig på reservlistan"]
    page = browser.get(path_of(without))
    assert "Mötet är fullbokat och har ingen reservlista." in page.text
    assert "Anmäl dig" not in page.links


@pytest.mark.parametrize(
    ("moment", "says", "offers"),
    [
        ("2027-03-01 07:59:59", "Anmälan öppnar den 1 mars 2027 kl. 8.00.", False),
        ("2027-03-01 08:00:00", "till och med den 11 mars 2027", True),
        ("2027-03-11 23:59:59", "till och med den 11 mars 2027", True),
        ("2027-03-12 00:00:00", "Anmälan stängde den 11 mars 2027 kl. 23.59.", False),
        ("2027-03-18 09:00:00", "Mötet pågår nu", False),
        ("2027-03-18 15:29:59", "Mötet pågår nu", False),
        ("2027-03-18 15:30:00", "Det ägde rum den 18 mars 2027.", False),
    ],
)
def test_the_page_changes_by_the_clock_alone(browser: Browser, clock, moment: str, says: str, offers: bool) -> None:
    meeting = a_meeting()
    set_facts(
        sign_up_of(meeting),
        opens_at=datetime(2027, 3, 1, 7, 0, tzinfo=UTC),
        closes_at=datetime(2027, 3, 11, 23, 0, tzinfo=UTC),
    )
    follow_up = a_meeting(slug="uppfoljning", follows_id=meeting.id, starts_at=START + timedelta(days=47))
    clock.set("2027-02-01 12:00")
    browser.get(path_of(meeting))  # kept from another phase
    clock.set(moment)
    page = browser.get(path_of(meeting))
    assert says in page.text
    assert ("Anmäl dig" in page.links) is offers
    assert path_of(follow_up) in page.links.values()


def test_the_chain_shows_what_is_done_what_is_now_and_what_comes(browser: Browser, clock) -> None:
    meeting = a_meeting(ideas_until=datetime(2027, 4, 19, 22, 0, tzinfo=UTC))
    a_meeting(slug="uppfoljning", follows_id=meeting.id, starts_at=datetime(2027, 5, 4, 11, 0, tzinfo=UTC))
    clock.set("2027-03-20 12:00")
    page = browser.get(path_of(meeting))
    steps = [" ".join(step.text().split()) for step in page.tree.css(".chain li")]
    assert steps == [
        "Anmälan klart stängde den 18 mars 2027",
        "Mötet klart den 18 mars 2027",
        "Projektidéer nu inspel senast den 19 april 2027 (kl. 23.59)",
        "Uppföljning kommer den 4 maj 2027",
    ]
    assert [step.css_first(".chain__label").text().split()[0] for step in page.tree.css("[aria-current=step]")] == [
        "Projektidéer"
    ]


def test_follow_up_is_linked_both_ways_and_its_tense_follows_the_clock(browser: Browser, clock) -> None:
    meeting = a_meeting(title="Första mötet", starts_at=datetime(2018, 3, 23, 8, 0, tzinfo=UTC))
    after = a_meeting(
        title="Andra mötet", slug="andra", follows_id=meeting.id, starts_at=datetime(2018, 5, 9, 7, 0, tzinfo=UTC)
    )
    clock.set("2018-04-01 12:00")
    assert "Följs upp den 9 maj 2018" in browser.get(path_of(meeting)).text
    assert browser.get(path_of(after)).links["Första mötet"] == path_of(meeting)
    assert "Uppföljning av" in browser.get(path_of(after)).text
    clock.set("2018-07-09 08:01")
    assert "Följdes upp den 9 maj 2018" in browser.get(path_of(meeting)).text


def test_a_draft_that_follows_up_is_told_to_nobody(browser: Browser, clock) -> None:
    clock.set(NOW)
    meeting = a_meeting()
    draft = a_meeting(title="Hemligt utkast", slug="utkast", state="draft", follows_id=meeting.id)
    assert "Hemligt utkast" not in browser.get(path_of(meeting)).body.decode()
    set_facts(draft, state="published", version=2)
    assert "Hemligt utkast" in browser.get(path_of(meeting)).text


def test_ideas_are_asked_for_until_the_deadline_and_not_after(browser: Browser, clock) -> None:
    meeting = a_meeting(starts_at=datetime(2018, 3, 23, 8, 0, tzinfo=UTC))
    a_call(meeting, opens_at=None, closes_at=datetime(2018, 4, 24, 22, 0, tzinfo=UTC))
    clock.set("2018-04-24 23:59:59")
    page = browser.get(path_of(meeting))
    assert "Idéer tas emot senast den 24 april 2018 (kl. 23.59). Stänger om 1 minut." in page.text
    assert page.link("Lämna en projektidé") == f"/moten/{meeting.id}/ideer/ny"
    clock.set("2018-04-25 00:00")
    page = browser.get(path_of(meeting))
    assert "Idéer skulle lämnas senast den 24 april 2018 (kl. 23.59)." in page.text
    assert "Lämna en projektidé" not in page.links


def test_a_past_meeting_tells_what_was_reported_and_takes_no_sign_ups(browser: Browser, clock) -> None:
    meeting = a_meeting(
        starts_at=datetime(2018, 3, 23, 8, 0, tzinfo=UTC), reported_number=100, reported_qualifier="over"
    )
    clock.set("2018-07-09 08:01")
    page = browser.get(path_of(meeting))
    assert "Det ägde rum den 23 mars 2018." in page.text
    assert "över 100 deltagare" in page.text
    assert ("Anmäl dig" in page.links, "Lägg i kalendern (.ics)" in page.links) == (False, False)


def test_a_cancelled_meeting_stays_readable_and_says_so_first(browser: Browser, clock) -> None:
    clock.set(NOW)
    meeting = a_meeting(state="cancelled", cancel_reason="Föreläsaren är sjuk.")
    page = browser.get(path_of(meeting))
    assert page.status == 200
    assert page.tree.css_first("main").text().strip().startswith("Mötet är inställt")
    assert "Föreläsaren är sjuk." in page.text


def test_a_draft_is_not_there_for_visitors_and_a_preview_is_for_those_with_the_link(browser: Browser, clock) -> None:
    clock.set(NOW)
    meeting = a_meeting(state="draft")
    first = meeting.preview_version
    token = make("preview", meeting.id, first)
    assert browser.get(path_of(meeting)).status == 404
    assert browser.get(f"/moten/{meeting.id}/kalender.ics").status == 404
    page = browser.get(f"/forhandsvisning/{token}")
    assert (page.status, page.heading) == (200, meeting.title)
    assert "Förhandsvisning av ett utkast" in page.text
    assert "Mötet är ett utkast. Anmälan öppnar när det är publicerat." in page.text
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["Cache-Control"] == "no-store"
    set_facts(meeting, preview_version=first + 1)
    assert browser.get(f"/forhandsvisning/{token}").status == 404
    set_facts(meeting, state="published", preview_version=first)
    assert browser.get(f"/forhandsvisning/{token}").path == path_of(meeting)


def test_every_address_of_a_meeting_leads_to_the_one(browser: Browser, clock) -> None:
    clock.set(NOW)
    meeting = a_meeting()
    for path in (f"/moten/{meeting.id}-gammalt-namn", f"/m/{meeting.id}", f"/moten/{meeting.id}"):
        answer = browser.get(path, follow=False)
        assert (answer.status, answer.headers["Location"]) == (301, path_of(meeting))
    assert browser.get(f"/en/m/{meeting.id}", follow=False).headers["Location"] == path_of(meeting, "/en")
    assert [browser.get(path).status for path in ("/m/999", "/moten/999-x", "/m/x")] == [404, 404, 404]


def test_what_organisers_wrote_says_its_language_on_an_english_page(browser: Browser, clock) -> None:
    clock.set(NOW)
    meeting = a_meeting(purpose="Att mobilisera.", body="Välkomna.")
    page = browser.get(path_of(meeting, "/en"))
    assert page.language == "en"
    assert page.tree.css_first("h1").attributes["lang"] == "sv"
    assert [node.attributes.get("lang") for node in page.tree.css(".lead, main .prose")] == ["sv", "sv", "sv"]
    assert "lang" not in browser.get(path_of(meeting)).tree.css_first("h1").attributes


def test_the_programme_is_in_time_order_with_parallel_items_as_cards(browser: Browser, clock) -> None:
    clock.set(NOW)
    meeting = a_meeting()
    talk = a_programme_item(meeting, title="Föredraget")
    later = START + timedelta(hours=4)
    first = a_programme_item(meeting, kind="workshop", title="Ett", room="Sal Dalbo", starts_at=later, ends_at=None)
    a_programme_item(meeting, kind="workshop", title="Två", position=1, starts_at=later, ends_at=None)
    a_programme_item(meeting, kind="break", title="", starts_at=START + timedelta(hours=1), ends_at=None)
    with transaction.write() as session:
        session.add(
            Appearance(
                item_id=talk.id, name="Alex Bergström", party="S",
                roles="ledamot i strukturfondspartnerskapet och regionråd",
            )
        )  # fmt: skip
        session.add(Appearance(item_id=talk.id, position=1, organisation_name="Arbetsförmedlingen"))
        session.merge(talk).related.append(session.merge(first))
    page = browser.get(path_of(meeting))
    assert [" ".join(node.text().split()) for node in page.tree.css(".programme__time")] == [
        "9.00–10.00",
        "10.00",
        "13.00",
    ]
    assert [node.text().strip() for node in page.tree.css(".programme__title")] == ["Föredraget", "Paus", "Ett", "Två"]
    assert len(page.tree.css(".programme__cards > .card")) == 2
    assert "Alex Bergström (S), ledamot i strukturfondspartnerskapet och regionråd · Arbetsförmedlingen" in page.text
    assert page.links["Ett"] == f"#punkt-{first.id}"


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        (
            {"name": "Inam Alghols", "organisation_name": "Support Group Restad gård"},
            "Inam Alghols, Support Group Restad gård",
        ),
        ({"organisation_name": "Försäkringskassan"}, "Försäkringskassan"),
        ({"name": "Alex Bergström", "party": "S"}, "Alex Bergström (S)"),
        ({"name": "Åsa", "roles": "regionråd"}, "Åsa, regionråd"),
    ],
)
def test_who_is_seen_is_written_as_typed(facts: dict[str, str], text: str) -> None:
    empty = {"name": "", "party": "", "roles": "", "organisation_name": ""}
    assert appearance_text(Appearance(**(empty | facts))) == text


def test_facts_contacts_and_venue_leave_no_empty_rows(browser: Browser, clock) -> None:
    clock.set(NOW)
    area = a_term(Vocabulary.PROGRAMME_AREA, "po2", "Programområde 2", "Programme area 2", text_sv="Fler till arbete.")
    meeting = a_meeting(programme_area_id=area.id, diarienummer="RS 2018-00123", eu_funded=True)
    with transaction.write() as session:
        session.add(Contact(meeting_id=meeting.id, position=1, name="Ulrica Furby", phones=["031-335 50 25", "0705"]))
    page = browser.get(path_of(meeting))
    assert [node.text().strip() for node in page.tree.css(".about dt")] == ["Arrangör", "Programområde", "Diarienummer"]
    assert "Programområde 2 Fler till arbete." in page.text
    assert page.links["031-335 50 25"] == "tel:+46313355025"
    assert [len(card.css("p")) for card in page.tree.css(".contact")] == [2, 3]
    assert "Tillgänglighet i lokalen" not in page.text
    assert "Medfinansieras av Europeiska unionen" in page.text
    assert all(node.text().strip() for node in page.tree.css("main dd, main p, main li"))


def test_the_public_list_is_linked_while_there_is_one(browser: Browser, clock) -> None:
    meeting = a_meeting()
    clock.set(NOW)
    assert "Deltagarlista" not in browser.get(path_of(meeting)).links
    set_facts(sign_up_of(meeting), public_list=True)
    assert browser.get(path_of(meeting)).links["Deltagarlista"] == f"/moten/{meeting.id}/deltagarlista"
    clock.set(meeting.ends_at + timedelta(days=365))
    assert "Deltagarlista" not in browser.get(path_of(meeting)).links


def test_several_days_are_past_after_the_last(browser: Browser, clock) -> None:
    meeting = a_meeting(ends_at=START + timedelta(days=1, hours=6))
    a_programme_item(meeting)
    a_programme_item(meeting, starts_at=START + timedelta(days=1), ends_at=None)
    clock.set("2027-03-19 10:00")
    page = browser.get(path_of(meeting))
    assert "Mötet pågår nu" in page.text
    assert "Torsdag den 18 mars 2027 kl. 9.00 till fredag den 19 mars 2027 kl. 15.00" in page.text
    assert [node.text() for node in page.tree.css(".programme__day")] == [
        "Torsdag den 18 mars 2027",
        "Fredag den 19 mars 2027",
    ]


def test_markup_of_organisers_is_harmless(browser: Browser, clock) -> None:
    clock.set(NOW)
    meeting = a_meeting(
        title="<script>x</script> & </title>", body="<script>alert(1)</script> [x](javascript:alert(1)) # Rubrik"
    )
    body = browser.get(path_of(meeting)).body.decode()
    assert "<script>x" not in body
    assert "<script>alert" not in body
    assert "javascript:" not in re.sub(r"\[x\]\(javascript:alert\(1\)\)", "", body)
    assert browser.get(path_of(meeting)).data()


@pytest.mark.parametrize("items", [1, 40])
def test_a_page_costs_as_many_queries_whatever_its_size(app: Flask, browser: Browser, clock, items: int) -> None:
    clock.set(NOW)
    meeting = a_meeting()
    for number in range(items):
        item = a_programme_item(meeting, title=f"Punkt {number}", position=number)
        with transaction.write() as session:
            session.add(Appearance(item_id=item.id, name=f"Talare {number}"))
    path = path_of(meeting)
    with listening() as statements:
        browser.get(path)
        first = len(statements)
        browser.get(path)
    assert first <= 12
    assert statements[first:] == []  # a page that is kept asks nothing that this would see


@only_sqlite
def test_a_visitor_leaves_no_trace(browser: Browser, clock) -> None:
    clock.set(NOW)
    meeting = a_meeting()
    for path in ("/", path_of(meeting), "/sok?q=x", "/flode.xml", f"/moten/{meeting.id}/kalender.ics"):
        answer = browser.get(path)
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
    kept = browser.get(path_of(meeting))
    again = browser.get(path_of(meeting), headers={"If-None-Match": kept.headers["ETag"]}, check=False)
    assert (again.status, again.body) == (304, b"")
