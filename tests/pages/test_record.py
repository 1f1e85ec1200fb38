"""The page of record: what was shown, written down and thought of stands on the past meeting's page, and is found."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from meetings import transaction
from meetings.registration.models import SignUp
from meetings.schedule.actions.keeping import keep_searchable
from meetings.schedule.models import Appearance
from meetings.sparks import actions as sparks
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_programme_item, searchable, set_facts
from tests.materials.scenes import published as shown
from tests.notes.scenes import a_note
from tests.notes.test_publish import published
from tests.sparks.scenes import OLLE, an_open_meeting, approved


def test_the_past_meetings_page_has_slides_and_notes_at_each_item_and_all_of_it_below(
    app: Flask, browser: Browser, clock
) -> None:
    clock.set(NOW)
    meeting = an_open_meeting(
        starts_at=NOW - timedelta(days=2), conclusions="Talarna enades.", body="Så gick det till.",
        afterwards="Över 100 kom.", reported_number=100, reported_qualifier="over",
    )  # fmt: skip
    talk = a_programme_item(meeting, title="Vinnare och förlorare")
    with transaction.write() as session:
        session.get_one(SignUp, meeting.id).public_list = True
    shown(meeting, "Bilderna", item_id=talk.id)
    note = published(
        a_note("Det sades.", meeting=meeting, title="Anteckningar från förmiddagens föredrag", items=(talk.id,))
    )
    clock.set(NOW + timedelta(hours=2))
    approved(meeting, "Digital lots")
    sparks.publish(meeting.id, clock.now(), OLLE)
    page = browser.get(f"/moten/{meeting.id}-digitalisering")
    places = [page.text.index(words) for words in ("Över 100 kom.", "Slutsatser", "Så gick det till.", "Vinnare och")]
    assert places == sorted(places)
    entry = page.one(f"#punkt-{talk.id}")
    assert "Bilderna" in entry
    assert "Anteckningar från förmiddagens föredrag" in entry
    material = page.one("#material")
    for words in ("Bilderna", "Anteckningar från förmiddagens föredrag", "1 kort idé från dagen", "Deltagarlista"):
        assert words in material
    assert f"anteckningar#anteckning-{note.id}" in " ".join(page.links.values())


def test_a_draft_in_preview_and_a_meeting_ahead_lead_to_nothing_that_is_not_there(
    app: Flask, browser: Browser, clock
) -> None:
    clock.set(NOW)
    meeting = a_meeting(afterwards="Så blev det.")
    page = browser.get(f"/moten/{meeting.id}-digitalisering")
    assert not page.all("#material")
    assert "Så blev det." not in page.text
    clock.set(meeting.ends_at)
    assert "Så blev det." in browser.get(f"/moten/{meeting.id}-digitalisering").text


def test_the_search_finds_people_material_and_notes_where_they_belong(app: Flask, browser: Browser, clock) -> None:
    clock.set(NOW)
    meeting = a_meeting(title="Möte om arbete")
    talk = a_programme_item(meeting, title="Möjligheterna")
    with transaction.write() as session:
        session.add(Appearance(item_id=talk.id, name="Martin Gellerstedt", organisation_name="Högskolan Väst"))
    with transaction.write() as session:
        keep_searchable(session.merge(meeting))
    shown(meeting, "Vinnare och förlorare")
    published(a_note("Gellerstedt talade om **effekter**.", meeting=meeting, title="Förmiddagen"))
    clock.set(NOW + timedelta(hours=2))
    page = browser.get("/sok?q=gellerstedt")
    assert [node.text().strip() for node in page.tree.css(".hits h3")] == ["Förmiddagen", "Möte om arbete"]
    assert [node.text() for node in page.tree.css(".hits mark")] == ["Gellerstedt", "Gellerstedt"]
    assert page.links["Möjligheterna"].endswith(f"#punkt-{talk.id}")
    assert "Anteckningar 1" in page.text
    only = browser.get("/sok?q=gellerstedt&typ=note")
    assert [node.text().strip() for node in only.tree.css(".hits h3")] == ["Förmiddagen"]
    material = browser.get("/sok?q=forlorare")
    assert material.links["Vinnare och förlorare"].startswith("/material/")
    assert "Möte om arbete" in material.text
    set_facts(meeting, listed=False)
    with transaction.write() as session:
        keep_searchable(session.merge(meeting))
    for words in ("gellerstedt", "forlorare", "effekter"):
        assert "Inget hittades" in browser.get(f"/sok?q={words}").text


def test_a_meeting_that_is_only_searchable_by_title_is_marked(app: Flask, browser: Browser, clock) -> None:
    clock.set(NOW)
    searchable(a_meeting(title="Åmål <b>möts</b>"))
    page = browser.get("/en/sok?q=amal")
    assert page.one(".hits mark") == "Åmål"
    assert page.language == "en"
