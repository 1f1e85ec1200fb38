"""Min sida för dagen: before, during and after the meeting, on the attendee's own page."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from meetings import transaction
from meetings.registration.models import Place, Pool
from meetings.sparks import actions as sparks
from tests.browser import Browser, Page
from tests.builders import NOW, a_meeting, a_programme_item, a_registration
from tests.databases import only_sqlite
from tests.materials.scenes import published as shown
from tests.notes.scenes import a_note
from tests.notes.test_publish import published
from tests.registration.sign_ups import own_path
from tests.sparks.scenes import OLLE

HOUR = timedelta(hours=1)


def headings(page: Page) -> list[str]:
    wanted = ("Just nu", "Gnistor", "Anteckningar", "Dagens program", "Material", "Dina uppgifter")
    return [node.text().strip() for node in page.tree.css("main h2") if node.text().strip() in wanted]


def test_the_day_stands_first_when_it_is_here_and_the_slides_when_it_is_over(
    app: Flask, browser: Browser, clock
) -> None:
    clock.set(NOW)
    meeting = a_meeting()
    a_programme_item(meeting, title="Inledning")
    workshop = a_programme_item(
        meeting, kind="workshop", title="Ungas väg", room="Sal Dalbo", starts_at=meeting.starts_at + HOUR, ends_at=None
    )
    person = a_registration(meeting)
    with transaction.write() as session:
        pool = Pool(meeting_id=meeting.id, kind="workshop", item_id=workshop.id, seats=9, waiting_list=True)
        session.add(pool)
        session.flush()
        session.add(Place(pool_id=pool.id, registration_id=person.id, state="confirmed", arrival=99, changed_at=NOW))
    shown(meeting, "Bilderna", audience="participants")
    sparks.open_board(meeting.id, NOW, OLLE)
    published(a_note("Det sades.", meeting=meeting, title="Förmiddagen", items=(workshop.id,)))
    path = own_path(person)
    clock.set(meeting.starts_at - timedelta(seconds=1))
    before = browser.get(path)
    assert before.heading == "Du har en plats"
    assert headings(before) == ["Dagens program", "Gnistor", "Material", "Anteckningar", "Dina uppgifter"]
    assert "Sal Dalbo" in before.one(".day__entry--mine")
    clock.set(meeting.starts_at + timedelta(minutes=5))
    during = browser.get(path)
    assert headings(during) == [
        "Just nu", "Gnistor", "Anteckningar", "Dagens program", "Material", "Dina uppgifter",
    ]  # fmt: skip
    assert [node.text() for node in during.tree.css("#just-nu .day__title")] == ["Inledning", "Ungas väg"]
    assert "Inledning" in during.one("#just-nu [aria-current=step]")
    assert during.links["Lämna en gnista"] == f"/g/{meeting.id}"
    clock.set(meeting.ends_at)
    after = browser.get(path)
    assert headings(after)[:2] == ["Material", "Anteckningar"]
    assert browser.get(after.links["Bilderna"], check=False).status == 200
    assert "Bilderna" not in browser.get(f"/moten/{meeting.id}-digitalisering").text


@only_sqlite
def test_who_has_no_seat_has_no_day(app: Flask, browser: Browser, clock) -> None:
    clock.set(NOW)
    meeting = a_meeting(seats=1)
    a_programme_item(meeting, title="Inledning")
    a_registration(meeting, "Anna Ek")
    waiting = a_registration(meeting, "Bo Ek")
    shown(meeting, "Bilderna", audience="participants")
    page = browser.get(own_path(waiting))
    assert headings(page) == ["Dina uppgifter"]
    assert "Bilderna" not in page.text
