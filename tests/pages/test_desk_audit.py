"""The log: who did what, when, with the difference; every deed has its words."""

from __future__ import annotations

import ast
from datetime import timedelta

from meetings import transaction
from meetings.audit.actions import ATTENDEE, SPEAKER, TERMINAL, WORKER, Actor, record
from meetings.audit.models import AuditValue
from meetings.config import ROOT
from meetings.pages.deeds import DEEDS, NAMELESS
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_site, an_organiser, signed_in


def test_the_log_tells_who_what_when_and_the_difference(browser: Browser) -> None:
    meeting = a_meeting()
    signed_in(browser, an_organiser())
    record(
        Actor("Åsa Öberg", 7), "schedule.save_meeting", NOW, meeting_id=meeting.id, changes={"town": ("Borås", "Ale")}
    )
    record(WORKER, "registration.promote", NOW + timedelta(minutes=1), meeting_id=meeting.id)
    page = browser.get(f"/arbetsytan/moten/{meeting.id}/logg")
    assert page.rows("Logg")[1:] == [
        ["2027-03-01 10.01", "Systemet", "Gav en plats till den som stod först på reservlistan", "–"],
        ["2027-03-01 10.00", "Åsa Öberg", "Ändrade mötet", "ort: Borås Ale"],
    ]


def test_the_log_of_all_meetings_is_narrowed_to_one(browser: Browser) -> None:
    first, second = a_meeting(title="Första"), a_meeting(title="Andra")
    signed_in(browser, an_organiser())
    for meeting in (first, second):
        record(TERMINAL, "schedule.publish", NOW, meeting_id=meeting.id)
    page = browser.get("/arbetsytan/logg")
    assert len(page.all("tbody tr")) == 3  # the organiser's own account too
    page = browser.get(f"/arbetsytan/logg?mote={first.id}")
    assert page.all("tbody th a") == ["Första"]


def test_erased_values_leave_the_names_of_the_fields(browser: Browser) -> None:
    meeting = a_meeting()
    signed_in(browser, an_organiser())
    record(
        ATTENDEE, "registration.change", NOW, meeting_id=meeting.id, changes={"email": ("a@example.se", "b@example.se")}
    )
    with transaction.write() as session:
        session.query(AuditValue).delete()
    text = browser.get(f"/arbetsytan/moten/{meeting.id}/logg").text
    assert "e-postadress (värdena är raderade)" in text
    assert "a@example.se" not in text


def test_the_log_is_paged(browser: Browser) -> None:
    meeting = a_meeting()
    signed_in(browser, an_organiser())
    for _time in range(51):
        record(TERMINAL, "schedule.publish", NOW, meeting_id=meeting.id)
    page = browser.get(f"/arbetsytan/moten/{meeting.id}/logg")
    assert len(page.all("tbody tr")) == 50
    assert len(page.click("Nästa").all("tbody tr")) == 1
    assert browser.get("/arbetsytan/moten/99/logg").status == 404


def test_an_empty_log_says_what_will_be_here(browser: Browser) -> None:
    a_site()
    meeting = a_meeting()
    signed_in(browser, an_organiser())
    assert "Inget är noterat ännu" in browser.get(f"/arbetsytan/moten/{meeting.id}/logg").text


def test_every_deed_that_is_recorded_has_words() -> None:
    recorded: set[str] = set()
    for path in (ROOT / "meetings").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "record":
                recorded |= {
                    argument.value
                    for argument in node.args[1:2]
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                }
    assert recorded
    assert recorded - set(DEEDS) == set()


def test_those_without_a_name_have_words() -> None:
    assert {actor.name for actor in (ATTENDEE, SPEAKER, TERMINAL, WORKER)} == set(NAMELESS)
