"""Invitations on the desk: pasted or from a file, previewed, sent, filtered, reminded, revoked, exported."""

from __future__ import annotations

import csv
import io

import pytest

from meetings.registration import actions, queries
from meetings.registration.actions import Asking, Invitee
from meetings.registration.queries import inviting as read
from meetings.schedule.models import Meeting
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_registration, an_organiser, signed_in
from tests.conftest import Clock
from tests.databases import listening
from tests.registration.sign_ups import ORGANISER, mails


@pytest.fixture
def desk(browser: Browser, clock: Clock) -> Browser:
    clock.set(NOW)
    return signed_in(browser, an_organiser())


def path(meeting: Meeting) -> str:
    return f"/arbetsytan/moten/{meeting.id}/inbjudningar"


def some_invited(meeting: Meeting, number: int) -> None:
    people = [Invitee(f"Person {one:03}", f"person{one}@example.se") for one in range(number)]
    actions.invite(meeting.id, people, Asking(), NOW, ORGANISER)


def test_pasted_people_are_shown_then_invited(desk: Browser) -> None:
    meeting = a_meeting(seats=10)
    a_registration(meeting, "Cia Ek", "cia@example.se")
    page = desk.get(path(meeting)).click("Bjud in")
    lines = "Namn;E-post;Organisation\nBo Ek;bo@example.se;Åmål\nCia Ek;cia@example.se\ndan@example.se\nEva;eva"
    page = page.form("Granska").fill(lines=lines, message="Kom!", hold=True, hold_day="2027-03-10").submit("Granska")
    assert page.status == 422
    assert "Det finns ingen e-postadress på raden." in page.main
    page = page.form("Granska igen").fill(lines=lines.removesuffix("\nEva;eva")).submit("Granska igen")
    assert "2 personer att bjuda in" in page.main
    assert "1 är redan anmäld och hoppas över" in page.main
    page = page.form("Bjud in 2 personer").submit("Bjud in 2 personer")
    assert "2 inbjudningar är på väg." in page.text
    assert page.rows(0)[1][:4] == [
        "dan@example.se",
        "dan@example.se",
        "",
        "Obesvarad Plats hålls senast den 10 mars 2027 (kl. 23.59)",
    ]
    assert queries.door(meeting.id).pool.held == 2
    assert mails(template="meeting_invitation") == [("meeting_invitation", "Bo Ek"), ("meeting_invitation", "")]


def test_nobody_is_invited_unseen(desk: Browser) -> None:
    meeting = a_meeting()
    page = desk.get(f"{path(meeting)}/bjud-in").form("Granska").fill(lines="Bo, bo@example.se").submit("Granska")
    form = page.form("Bjud in 1 person").fill(lines="Bo, bo@example.se\nCia, cia@example.se")
    page = form.submit("Bjud in 1 person")
    assert "2 personer att bjuda in" in page.main
    assert mails() == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_file_is_read_into_the_box(desk: Browser, encoding: str) -> None:
    meeting = a_meeting()
    form = desk.get(f"{path(meeting)}/bjud-in").form("Granska")
    content = "Namn;E-post\r\nÅsa Öberg;asa@example.se\r\n".encode(encoding)
    values = {name: value[0] for name, value in form.values.items() if value}
    response = desk.client.post(f"{path(meeting)}/bjud-in", data={**values, "file": (io.BytesIO(content), "lista.csv")})
    assert response.status_code == 200
    assert "1 person att bjuda in" in response.text
    assert "Åsa Öberg;asa@example.se" in response.text


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"lines": ""}, "En person per rad: klistra in minst en rad, eller välj en fil."),
        (
            {"lines": "Bo, bo@example.se", "hold": True},
            "Till och med: skriv till och med vilken dag platserna ska hållas.",
        ),
    ],
)
def test_what_is_missing_is_asked_for(desk: Browser, typed: dict[str, object], error: str) -> None:
    page = desk.get(f"{path(a_meeting())}/bjud-in").form("Granska").fill(typed).submit("Granska")
    assert (page.status, page.errors) == (422, [error])


def test_too_few_seats_are_refused_with_the_preview_kept(desk: Browser) -> None:
    meeting = a_meeting(seats=0)
    form = desk.get(f"{path(meeting)}/bjud-in").form("Granska")
    page = form.fill(lines="Bo, bo@example.se", hold=True, hold_day="2027-03-10").submit("Granska")
    page = page.form("Bjud in 1 person").submit("Bjud in 1 person")
    assert page.status == 409
    assert page.errors == ["Det finns bara 0 lediga platser att hålla. Bjud in utan att hålla platser, eller färre."]


def test_the_list_is_filtered_counted_reminded_and_revoked(desk: Browser, clock: Clock) -> None:
    meeting = a_meeting()
    some_invited(meeting, 3)
    first, second, _third = list(read.to_remind(meeting.id, clock.now().replace(year=2028)))
    actions.decline_invitation(first.id, "Semester", NOW)
    a_registration(meeting, "Person 001", "person1@example.se")
    page = desk.get(path(meeting))
    assert page.links["Tackat nej 1"].endswith("?status=nej")
    assert [row[3] for row in page.rows(0)[1:]] == ["Tackat nej Semester", "Tackat ja", "Obesvarad"]
    assert [row[0] for row in desk.get(f"{path(meeting)}?status=ja").rows(0)[1:]] == ["Person 001"]
    page = page.form("Påminn dem som inte har svarat").submit()
    assert "De som inte har svarat har fått ett mejl det senaste dygnet. Påminn i morgon." in page.text
    clock.forward(hours=24)
    page = signed_in(desk, an_organiser("Eva", "eva@example.se")).get(path(meeting))
    page = page.form("Påminn dem som inte har svarat").submit()
    assert "1 person får en påminnelse." in page.text
    page = desk.get(f"{path(meeting)}?status=obesvarade").form("Återkalla Person 002").submit()
    assert "Inbjudan till person2@example.se gäller inte längre." in page.text
    assert second.id > 0


def test_an_invitation_of_another_meeting_is_not_there(desk: Browser) -> None:
    meeting, other = a_meeting(), a_meeting()
    some_invited(meeting, 1)
    (one,) = list(read.to_remind(meeting.id, NOW.replace(year=2028)))
    token = desk.get(path(meeting)).form("Återkalla Person 000")["csrf_token"]
    assert desk.post(f"{path(other)}/{one.id}/aterkalla", {"csrf_token": token}).status == 404


def test_all_invitations_are_exported(desk: Browser) -> None:
    meeting = a_meeting()
    some_invited(meeting, 2)
    page = desk.get(path(meeting))
    form = page.form("Exportera").fill(format="CSV, för andra program")
    response = desk.client.post(form.action, data={name: value[0] for name, value in form.values.items() if value})
    rows = list(csv.reader(io.StringIO(response.text.lstrip("\ufeff")), delimiter=";"))
    assert rows[0][:4] == ["Namn", "E-post", "Organisation", "Status"]
    assert rows[1][:4] == ["Person 000", "person0@example.se", "", "Obesvarad"]


def test_the_list_costs_the_same_for_one_and_for_many(desk: Browser) -> None:
    meeting, other = a_meeting(), a_meeting()
    some_invited(meeting, 1)
    some_invited(other, 60)
    desk.get(path(meeting))
    asked = []
    for one in (meeting, other):
        with listening() as statements:
            desk.get(path(one))
        asked.append(len(statements))
    assert asked[0] == asked[1]
