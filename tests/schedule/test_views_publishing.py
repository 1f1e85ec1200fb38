"""Publish, show before, take away, and go back in history."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meetings.audit.actions import Actor
from meetings.errors import NotFound
from meetings.links.queries import check
from meetings.schedule import actions, queries
from tests.builders import NOW, a_meeting, a_programme_item, a_site
from tests.databases import only_sqlite
from tests.schedule.desk import at_the_desk

ALEX = Actor("Alex Bergström", 2)


@pytest.fixture
def desk(browser):
    a_site()
    return at_the_desk(browser)


def at(meeting, page: str) -> str:
    return f"/arbetsytan/moten/{meeting.id}/{page}"


def retitled(meeting, title):
    now = queries.meeting(meeting.id)
    actions.save_meeting(meeting.id, now.revision, replace(queries.details_of(now), title=title), NOW, ALEX)


def test_a_draft_that_lacks_something_says_all_of_it_and_stays_a_draft(desk):
    meeting = a_meeting(state="draft", summary="", venue="", town="")
    missing = [
        "Skriv en kort sammanfattning innan du publicerar mötet.",
        "Skriv var mötet hålls innan du publicerar det.",
    ]
    assert desk.get(at(meeting, "publicera")).errors == missing
    page = desk.post(
        at(meeting, "publicera"), {"csrf_token": desk.get(at(meeting, "forhandslank")).form("Ny länk")["csrf_token"]}
    )
    assert (page.status, page.errors) == (409, missing)
    assert queries.meeting(meeting.id).state == "draft"


def test_a_draft_that_lacks_nothing_is_published_with_one_button(desk):
    meeting = a_meeting(state="draft", published_at=None)
    page = desk.get(at(meeting, "publicera")).form("Publicera mötet").submit(follow=False)
    assert (page.status, page.headers["Location"]) == (303, f"/arbetsytan/moten/{meeting.id}")
    assert queries.meeting(meeting.id).state == "published"


@only_sqlite
def test_without_a_token_nothing_is_published(desk):
    meeting = a_meeting(state="draft")
    assert desk.post(at(meeting, "publicera")).status == 422
    assert queries.meeting(meeting.id).state == "draft"


@only_sqlite
def test_a_new_preview_link_replaces_the_old_one(desk):
    meeting = a_meeting(state="draft")
    first = meeting.preview_version
    page = desk.get(at(meeting, "forhandslank"))
    old = page.one(".copyfield")
    new = page.form("Ny länk").submit().one(".copyfield")
    assert old.startswith("http://localhost/forhandsvisning/")
    assert [check("preview", address.rsplit("/", 1)[1]).version for address in (old, new)] == [first, first + 1]
    assert queries.meeting(meeting.id).preview_version == first + 1


@only_sqlite
def test_the_link_of_a_draft_that_is_gone_does_not_open_the_one_that_has_its_number(desk):
    gone = a_meeting(state="draft")
    address = desk.get(at(gone, "forhandslank")).one(".copyfield").removeprefix("http://localhost")
    assert desk.get(address).status == 200
    actions.delete_draft(gone.id, NOW, ALEX)
    assert a_meeting(state="draft").id == gone.id
    assert desk.get(address, check=False).status == 404


@only_sqlite
def test_a_draft_is_taken_away_after_one_question(desk):
    meeting = a_meeting(state="draft")
    meeting_id = meeting.id
    page = desk.get(at(meeting, "ta-bort")).form("Ta bort utkastet").submit(follow=False)
    assert (page.status, page.headers["Location"]) == (303, "/arbetsytan")
    with pytest.raises(NotFound):
        queries.meeting(meeting_id)


@only_sqlite
def test_a_published_meeting_is_not_taken_away(desk):
    meeting = a_meeting()
    assert desk.get(at(meeting, "ta-bort")).errors == ["Bara ett utkast kan tas bort. Ställ in mötet i stället."]


def test_history_names_who_changed_what_and_shows_the_words(desk):
    meeting = a_meeting(title="Arbets och leva i väst med många andra")
    retitled(meeting, "Arbeta och leva i väst med många andra")
    actions.save_programme(meeting.id, 2, [], NOW, ALEX)
    a_programme_item(meeting)
    rows = desk.get(at(meeting, "historik")).rows("Versioner")
    assert rows[1:] == [
        ["Version 2", "2027-03-01 10.00", "Alex Bergström", "Rubrik"],
        ["Version 1", "2027-01-30 10.00", "Systemet", "Första versionen"],
    ]
    page = desk.get(at(meeting, "historik/2"))
    changed = page.tree.css("table.diff")[0]
    assert [node.text() for node in changed.css("del, ins")] == ["Arbets", "Arbeta"]


def test_an_earlier_version_comes_back_as_the_newest(desk):
    meeting = a_meeting(title="Första rubriken")
    retitled(meeting, "Andra rubriken")
    page = desk.get(at(meeting, "historik/1")).form("Återställ den här versionen").submit()
    assert page.heading == "Ändringar"
    found = queries.meeting(meeting.id)
    assert (found.title, found.revision) == ("Första rubriken", 3)


@only_sqlite
def test_going_back_is_stopped_when_somebody_saved_meanwhile(desk):
    meeting = a_meeting(title="Första rubriken")
    retitled(meeting, "Andra rubriken")
    form = desk.get(at(meeting, "historik/1")).form("Återställ den här versionen")
    retitled(meeting, "Tredje rubriken")
    page = form.submit()
    assert page.status == 409
    assert page.errors == ["Någon sparade under tiden. Läs vad som skiljer nu, och återställ sedan."]
    assert queries.meeting(meeting.id).title == "Tredje rubriken"


@only_sqlite
def test_a_version_that_never_was_is_not_found(desk):
    assert desk.get(at(a_meeting(), "historik/9")).status == 404


@only_sqlite
def test_a_long_history_is_read_in_pages(desk):
    meeting = a_meeting()
    for number in range(24):
        retitled(meeting, f"Rubrik {number}")
    first = desk.get(at(meeting, "historik"))
    assert len(first.rows("Versioner")) == 21
    second = first.click("Nästa")
    assert [row[0] for row in second.rows("Versioner")[1:]] == [f"Version {number}" for number in (5, 4, 3, 2, 1)]
    assert second.rows("Versioner")[1][3] == "Rubrik"
