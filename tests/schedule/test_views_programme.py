"""The programme on one page, without scripts; and two who edit it at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from meetings.schedule import queries
from tests.browser import Browser
from tests.builders import a_meeting, a_programme_item, a_site
from tests.databases import only_sqlite
from tests.schedule.desk import at_the_desk


@pytest.fixture
def desk(browser):
    a_site()
    return at_the_desk(browser)


def its_programme(meeting) -> str:
    return f"/arbetsytan/moten/{meeting.id}/program"


def programme(meeting):
    return queries.programme_of(queries.meeting(meeting.id))


def test_an_empty_programme_is_written_item_by_item_without_scripts(desk):
    meeting = a_meeting()
    form = desk.get(its_programme(meeting)).form("Spara programmet")
    form.fill(**{"items-0-starts": "9", "items-0-ends": "9.30", "items-0-kind": "Välkomst", "items-0-room": "Salen"})
    form = form.submit("Lägg till medverkande").form("Spara programmet")
    form.fill(
        **{
            "items-0-appearances-0-name": "Alex Bergström",
            "items-0-appearances-0-party": "S",
            "items-0-appearances-0-roles": "ledamot, regionråd",
        }
    )
    form = form.submit("Lägg till programpunkt").form("Spara programmet")
    form.fill(**{"items-1-starts": "9.30", "items-1-title": "Vinnare och förlorare"})
    page = form.submit()
    assert (page.status, page.errors) == (200, [])
    first, second = programme(meeting)
    assert (first.kind, first.room, second.kind, second.title) == ("welcome", "Salen", "talk", "Vinnare och förlorare")
    assert [(one.name, one.party, one.roles) for one in first.appearances] == [
        ("Alex Bergström", "S", "ledamot, regionråd")
    ]
    assert (first.starts_at, first.ends_at) == (meeting.starts_at, meeting.starts_at + timedelta(minutes=30))
    assert second.ends_at is None


def test_saving_the_programme_untouched_changes_nothing(desk):
    meeting = a_meeting()
    first = a_programme_item(meeting, title="A", summary="Text\n\nmer")
    a_programme_item(meeting, title="B", kind="workshop", related=[first])
    before = programme(meeting)
    assert desk.get(its_programme(meeting)).form("Spara programmet").submit().errors == []
    assert programme(meeting) == before
    assert queries.meeting(meeting.id).revision == 1


def test_items_are_taken_away_put_in_order_and_pointed_at(desk):
    meeting = a_meeting()
    first, second, third = (a_programme_item(meeting, title=title, position=n) for n, title in enumerate("ABC"))
    form = desk.get(its_programme(meeting)).form("Spara programmet")
    form["items-0-remove"] = True
    form["items-2-order"] = "1"
    form["items-1-related"] = [str(third.id), str(first.id)]
    form.submit()
    assert [(item.title, item.related) for item in programme(meeting)] == [("C", ()), ("B", (third.id,))]
    assert second.id in [item.key for item in programme(meeting)]


@only_sqlite
def test_what_does_not_hold_is_said_at_its_row_and_kept(desk):
    meeting = a_meeting()
    form = desk.get(its_programme(meeting)).form("Spara programmet")
    form = form.submit("Lägg till medverkande").form("Spara programmet")
    form.fill(**{"items-0-starts": "nio", "items-0-room": "Salen", "items-0-appearances-0-party": "S"})
    page = form.submit()
    assert page.status == 422
    assert page.errors == [
        "Börjar: skriv tiden som 9.00 eller 15.30.",
        "Namn: skriv ett namn eller en organisation.",
    ]
    assert page.form("Spara programmet")["items-0-starts"] == "nio"


@only_sqlite
def test_an_item_needs_a_title_or_somebody_unless_it_is_a_pause(desk):
    meeting = a_meeting()
    form = desk.get(its_programme(meeting)).form("Spara programmet")
    page = form.fill(**{"items-0-starts": "10"}).submit()
    assert page.errors == ["Rubrik: skriv en rubrik, eller vem som medverkar."]
    page = page.form("Spara programmet").fill(**{"items-0-kind": "Paus"}).submit()
    assert page.errors == []
    assert [item.kind for item in programme(meeting)] == ["break"]


@only_sqlite
@pytest.mark.parametrize(
    ("starts", "ends", "error"),
    [
        ("10", "9.30", "”Föredraget” slutar innan den börjar. Ändra sluttiden."),
        (
            "16",
            "",
            "”Föredraget” ligger utanför mötets tid, den 18 mars 2027 kl. 9.00 – den 18 mars 2027 kl. 15.30.",
        ),
    ],
)
def test_an_item_that_does_not_fit_is_refused_by_name_with_the_form_kept(desk, starts, ends, error):
    meeting = a_meeting()
    form = desk.get(its_programme(meeting)).form("Spara programmet")
    page = form.fill(**{"items-0-starts": starts, "items-0-ends": ends, "items-0-title": "Föredraget"}).submit()
    assert (page.status, page.errors) == (409, [error])
    assert page.form("Spara programmet")["items-0-title"] == "Föredraget"


@only_sqlite
def test_a_meeting_of_several_days_asks_for_the_day(desk):
    meeting = a_meeting()
    assert "items-0-day" in desk.get(its_programme(meeting)).form("Spara programmet")
    longer = a_meeting(ends_at=meeting.ends_at + timedelta(days=1))
    form = desk.get(its_programme(longer)).form("Spara programmet")
    form.fill(**{"items-0-day": "fredag den 19 mars 2027", "items-0-starts": "9", "items-0-title": "Dag två"})
    assert form.submit().errors == []
    assert programme(longer)[0].starts_at == meeting.starts_at + timedelta(days=1)


def test_two_who_edit_the_programme_keep_both_their_items(app, desk):
    meeting = a_meeting()
    a_programme_item(meeting, title="Öppet")
    hers = desk.get(its_programme(meeting)).form("Spara programmet")
    alex = at_the_desk(Browser(app), "Alex Bergström")
    his = alex.get(its_programme(meeting)).form("Spara programmet").submit("Lägg till programpunkt")
    his.form("Spara programmet").fill(**{"items-1-starts": "13", "items-1-title": "Alex punkt"}).submit()
    hers["items-0-title"] = "Öppet, ändrat av mig"
    page = hers.submit("Lägg till programpunkt").form("Spara programmet")
    page.fill(**{"items-1-starts": "14", "items-1-title": "Min punkt"})
    page = page.submit()
    assert page.status == 409
    assert "Alex Bergström sparade medan du skrev" in page.all("h2")
    assert [row[0] for row in page.rows("Vad som har ändrats")[1:]] == ["Program: 13.00 Alex punkt"]
    assert page.form("Spara programmet").submit().status == 200
    assert [item.title for item in programme(meeting)] == ["Öppet, ändrat av mig", "Alex punkt", "Min punkt"]
