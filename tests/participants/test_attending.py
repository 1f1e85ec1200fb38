"""The room and the net on the desk: in the list and its filter, on paper, on a person's page, in both files."""

from __future__ import annotations

import io

import openpyxl
import pytest

from meetings.registration import actions
from meetings.registration.rules import PoolKind
from meetings.schedule.models import Meeting
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_registration, an_organiser, signed_in
from tests.conftest import Clock
from tests.participants.test_export import read, table_of
from tests.registration.test_hybrid import a_hybrid_meeting


@pytest.fixture
def desk(browser: Browser, clock: Clock) -> Browser:
    clock.set(NOW)
    return signed_in(browser, an_organiser())


def path(meeting: Meeting) -> str:
    return f"/arbetsytan/moten/{meeting.id}/deltagare"


def a_mixed_meeting() -> Meeting:
    """Anna in the room who waits for the net, Bo on the net, Cia who waits for the net."""
    meeting = a_hybrid_meeting(room=2, online=1)
    anna = a_registration(meeting, "Anna Ek", attends="room")
    for name in ("Bo Ek", "Cia Ek"):
        a_registration(meeting, name, attends="online")
    actions.switch(anna.id, PoolKind.ONLINE, NOW)
    return meeting


def test_the_list_shows_and_filters_by_room_and_net(desk: Browser) -> None:
    people = path(a_mixed_meeting())
    page = desk.get(people)
    assert [(row[0], row[4]) for row in page.rows("Deltagare")[1:]] == [
        ("Anna Ek", "I lokalen"), ("Bo Ek", "På nätet"), ("Cia Ek", "På nätet"),
    ]  # fmt: skip
    page = page.click("På nätet")
    assert [row[0] for row in page.rows("Deltagare")[1:]] == ["Bo Ek", "Cia Ek"]
    assert desk.get(f"{people}?deltar=natet&q=cia").rows("Deltagare")[1][0] == "Cia Ek"
    assert [row[0] for row in desk.get(f"{people}?deltar=lokalen").rows("Deltagare")[1:]] == ["Anna Ek"]
    printed = desk.get(f"{people}/utskrift?deltar=natet")
    assert [(row[1], row[4]) for row in printed.rows("Deltagare")[1:]] == [
        ("Bo Ek", "På nätet"),
        ("Cia Ek", "På nätet"),
    ]


def test_the_page_of_a_person_says_where_and_what_they_wait_for(desk: Browser) -> None:
    page = desk.get(path(a_mixed_meeting()))
    assert "I lokalen, nummer 2 i kön till nätet" in page.click("Anna Ek").text  # Cia has no seat at all
    person = page.click("Bo Ek")
    assert "På nätet" in person.text
    assert "i kön" not in person.text


def test_both_files_hold_it(desk: Browser) -> None:
    meeting = a_mixed_meeting()
    _, rows = table_of(meeting)
    assert {row["Namn"]: row["Deltar"] for row in rows} == {
        "Anna Ek": "I lokalen", "Bo Ek": "På nätet", "Cia Ek": "På nätet",
    }  # fmt: skip
    form = desk.get(f"{path(meeting)}?deltar=lokalen").form("Exportera")
    sent = form.fill(format="xlsx").submit()
    sheet = openpyxl.load_workbook(io.BytesIO(sent.body)).active
    assert sheet is not None
    table = list(sheet.iter_rows(values_only=True))
    assert [row[table[0].index("Deltar")] for row in table[1:]] == ["I lokalen"]
    _, rows = read(desk.get(f"{path(meeting)}?deltar=natet").form("Exportera").fill(format="csv").submit().body)
    assert [row["Namn"] for row in rows] == ["Bo Ek", "Cia Ek"]


def test_a_meeting_in_one_place_has_no_such_column(desk: Browser) -> None:
    meeting = a_meeting()
    a_registration(meeting, "Anna Ek")
    page = desk.get(path(meeting))
    assert "Deltar" not in page.rows("Deltagare")[0]
    assert "Deltar" not in table_of(meeting)[0]
    assert desk.get(f"{path(meeting)}?deltar=natet").heading == "Deltagare"
