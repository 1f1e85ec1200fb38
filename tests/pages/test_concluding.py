"""A meeting that has been is wrapped up on the desk, and its page tells what came of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.errors import Refused, Stale
from meetings.extensions import db
from meetings.materials.models import Material
from meetings.notes.models import Note
from meetings.schedule import actions, queries
from meetings.schedule.actions import CopyKind
from meetings.schedule.models import Appearance
from meetings.schedule.rules.concluding import Conclusion
from meetings.sparks.models import Spark
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_programme_item, a_registration, an_organiser, signed_in
from tests.databases import only_sqlite

AFTER = timedelta(days=2)
ACTOR = Actor("Cecilia Nilsson")
WRITTEN = Conclusion("over", 100, "Talarna enades.", "Över 100 personer kom.")


def test_what_came_of_it_is_kept_with_its_history(app: Flask) -> None:
    meeting = a_meeting()
    later = meeting.ends_at + timedelta(minutes=1)
    version = meeting.version
    with pytest.raises(Refused):
        actions.conclude(meeting.id, 1, WRITTEN, meeting.ends_at - timedelta(seconds=1), ACTOR)
    done = actions.conclude(meeting.id, 1, WRITTEN, later, ACTOR)
    assert (done.reported_number, done.afterwards) == (100, "Över 100 personer kom.")
    assert (done.concluded_at, done.concluded_by, done.version) == (later, "Cecilia Nilsson", version + 1)
    with pytest.raises(Stale):
        actions.conclude(meeting.id, 1, Conclusion("over", 90, "", ""), later, ACTOR)
    again = actions.conclude(
        meeting.id, 2, Conclusion("over", 110, "Talarna enades.", ""), later + AFTER, Actor("Josef")
    )
    assert (again.concluded_at, again.concluded_by, again.reported_number) == (later, "Cecilia Nilsson", 110)
    opened = actions.reopen(meeting.id, later + AFTER, ACTOR)
    assert (opened.concluded_at, opened.conclusions) == (None, "Talarna enades.")
    copied = actions.copy(meeting.id, CopyKind.NEXT, meeting.starts_at + timedelta(days=90), later, ACTOR)
    db.session.rollback()
    found = queries.meeting(copied.id)
    assert (found.afterwards, found.conclusions, found.concluded_at) == ("", "", None)


def test_the_desk_asks_for_it_and_drafts_it(app: Flask, browser: Browser, clock) -> None:
    clock.set(NOW)
    meeting = a_meeting(venue="Folkets Hus", town="Vänersborg")
    talk = a_programme_item(meeting, title="Möjligheterna")
    a_registration(meeting)
    with transaction.write() as session:
        session.add(Appearance(item_id=talk.id, name="Martin Gellerstedt"))
        session.add(Note(meeting_id=meeting.id, title="Förmiddagen", created_at=NOW, updated_at=NOW))
        session.add(Material(meeting_id=meeting.id, kind="file", title="Utkast", created_at=NOW, updated_at=NOW))
        session.add(Spark(meeting_id=meeting.id, text="En gnista", form_token="x", made_at=NOW))
    organiser = an_organiser()
    signed_in(browser, organiser)
    desk = f"/arbetsytan/moten/{meeting.id}"
    assert "kan avslutas" not in browser.get(desk).text
    assert "inte slut än" in browser.get(f"{desk}/avsluta").text
    clock.set(meeting.ends_at)
    signed_in(browser, organiser)
    assert "har varit. Berätta vad det ledde till" in browser.get("/arbetsytan").text
    page = browser.get(desk).click("Avsluta mötet")
    for missing in (
        "Närvaron är inte noterad",
        "1 föredrag har inget material",
        "1 material är inte publicerat",
        "1 anteckning är inte publicerad",
        "1 gnista väntar",
        "Ingen uppföljning är publicerad",
    ):
        assert missing in page.text
    form = page.form("Avsluta mötet")
    assert form["afterwards"].startswith("Mötet ägde rum den ")
    page = form.fill(reported_qualifier="over", reported_number="100").submit("Skriv ett nytt förslag")
    assert "Över 100 personer deltog." in page.form("Avsluta mötet")["afterwards"]
    done = page.form("Avsluta mötet").fill(conclusions="Talarna enades.").submit("Avsluta mötet")
    assert "Mötet är avslutat" in done.text
    assert "Berätta vad det ledde till" not in browser.get(desk).text
    public = Browser(app).get(f"/moten/{meeting.id}")
    assert "över 100 deltagare" in public.text
    assert (
        public.text.index("Över 100 personer deltog.") < public.text.index("Slutsatser") < public.text.index("Program")
    )
    assert done.form("Öppna igen").submit().status == 200
    assert "Berätta vad det ledde till" in browser.get(desk).text


@only_sqlite
def test_a_stale_save_is_shown_what_stands_now(app: Flask, browser: Browser, clock) -> None:
    clock.set(NOW)
    meeting = a_meeting()
    clock.set(meeting.ends_at)
    signed_in(browser, an_organiser())
    form = browser.get(f"/arbetsytan/moten/{meeting.id}/avsluta").form("Avsluta mötet")
    actions.conclude(meeting.id, 1, WRITTEN, meeting.ends_at, ACTOR)
    page = form.fill(conclusions="Mitt.").submit("Avsluta mötet")
    assert (page.status, "Talarna enades." in page.text) == (409, True)
    assert page.form("Spara")["conclusions"] == "Mitt."
    assert page.form("Spara").submit("Spara").status == 200
    db.session.rollback()
    assert queries.meeting(meeting.id).conclusions == "Mitt."
