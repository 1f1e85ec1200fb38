"""Figures across everything: what is counted in public and at the desk, by year, on the page and in both files."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from meetings import transaction
from meetings.counting.models import CountedNumber, CountedScope, Participation
from meetings.directory.models import Site
from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.figures.queries.everything import everything as count
from meetings.ideas.models import FollowUpSlot, PublishedIdea
from meetings.projects.models import project_idea
from meetings.projects.rules.content import FigureText
from meetings.registration.models import Registration
from meetings.schedule.models import Meeting
from tests.browser import Browser
from tests.builders import a_meeting, a_registration, a_site, a_term, an_organiser, set_facts, signed_in
from tests.databases import only_sqlite
from tests.ideas.builders import a_call, an_idea
from tests.participants.test_export import read
from tests.projects.builders import a_content, a_project
from tests.projects.series_scenes import a_series

NOW = datetime(2028, 2, 1, 11, 1, tzinfo=UTC)
BEFORE = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def visitor(app: Flask, clock: Any) -> Browser:
    clock.set(NOW)
    a_site()
    return Browser(app)


def came(meeting: Meeting, *people: tuple[str, str, bool]) -> None:
    """People with a seat, each with a sector and whether they came."""
    for number, (sector, municipality, there) in enumerate(people):
        facts = {
            "sector_id": a_term(Vocabulary.SECTOR, sector).id if sector else None,
            "municipality_id": a_term(Vocabulary.MUNICIPALITY, municipality).id if municipality else None,
        }
        one = a_registration(meeting, email=f"p{number}@example.se", now=BEFORE, **facts)
        if there:
            with transaction.write() as session:
                session.get_one(Registration, one.id).attended_at = meeting.ends_at


def everything() -> Meeting:
    """A meeting in 2027 with seven people, one in 2026 that states how many, an unlisted one; ideas and projects."""
    held = a_meeting()
    came(held, *[("Kommun", "Ale", True)] * 4, ("Privat", "Ale", True), ("Privat", "Åmål", False), ("", "", False))
    a_meeting(
        starts_at=datetime(2025, 12, 31, 23, 30, tzinfo=UTC), title="Nyårsmötet", reported_number=40,
        kind_id=a_term(Vocabulary.MEETING_KIND, "course", "Kurs", "Course").id,
    )  # fmt: skip
    came(a_meeting(title="Olistat", listed=False), ("Kommun", "Ale", True))
    a_meeting(title="Inställt", state="cancelled")
    a_meeting(title="Utkast", state="draft")
    a_meeting(title="Kommande", starts_at=NOW + timedelta(days=9))
    call = a_call(held)
    public, project, both = an_idea(call), an_idea(call), an_idea(call)
    an_idea(call, state="withdrawn")
    an_idea(call, state="draft")
    an_idea(call, late=True)
    figures = (FigureText(80, unit="ungdomar", group="arbetslösa"), FigureText(31, unit="ungdomar", whole=0))
    first = a_project(a_content(figures=figures))
    more = (FigureText(500, unit="ungdomar", group="Arbetslösa", exactness="nearly"),)
    a_project(a_content(title="IT-Piloterna", figures=more, begins="2013", ends=""))
    a_project(a_content(title="Utkastet"), state="draft")
    follow_up = a_meeting(title="Uppföljning", state="draft")
    with transaction.write() as session:
        for idea in (public, both):
            words = {"slug": "x", "title": "X", "organisation_name": "Y"}
            session.add(PublishedIdea(idea_id=idea.id, version=1, published_at=NOW, updated_at=NOW, **words))
        session.add(FollowUpSlot(idea_id=both.id, meeting_id=follow_up.id, outcome="project", created_at=NOW))
        session.execute(project_idea.insert().values(project_id=first.id, idea_id=project.id))
        counted(session)
    return held


def counted(session: Any) -> None:
    """Two people of 2027 by hash, one of them twice, and five whose addresses went before; 2026 is closed with nine."""
    session.add(CountedScope(code="year:2027", salt="a", key_mark="b", opened_at=BEFORE))
    session.add(CountedScope(code="year:2026", salt="", key_mark="", opened_at=BEFORE, closed_at=BEFORE))
    session.flush()
    for person, there in (("a", True), ("a", False), ("b", False)):
        session.add(Participation(scope="year:2027", person=person, signed_up=True, attended=there))
    for scope, dimension, number in (("year:2027", "before", 5), ("year:2026", "", 9), ("year:2026", "sector", 9)):
        session.add(
            CountedNumber(scope=scope, dimension=dimension, signed_up=number, attended=number, counted_at=BEFORE)
        )


def figures_of(page: Any) -> dict[str, str]:
    return dict(zip(page.all("dl.figures dt"), page.all("dl.figures dd"), strict=True))


def test_the_public_page_counts_what_is_public_by_year(visitor: Browser) -> None:
    meeting = everything()
    page = visitor.get("/siffror")
    assert figures_of(page) == {
        "Möten": "2", "Anmälda": "7", "Deltog": "5", "Projektidéer": "3", "Blev projekt": "2", "Projekt": "2",
    }  # fmt: skip
    assert page.rows("Möten per år")[:3] == [["År", "Möten"], ["2028", "0"], ["2027", "1"]]
    assert page.rows("Deltagare per år")[2:4] == [["2027", "7", "5", "7"], ["2026", "0", "0", "9"]]
    assert page.rows("Projektidéer per år")[2] == ["2027", "3", "2", "2"]
    projects = page.rows("Projekt per år")[1:]
    assert [row for row in projects if row[0] in ("2028", "2014", "2013", "2012")] == [
        ["2028", "0", "1", "0"], ["2014", "0", "2", "1"], ["2013", "1", "2", "0"], ["2012", "1", "1", "0"],
    ]  # fmt: skip
    assert page.rows("Vad projekten nådde tillsammans")[1] == ["ungdomar arbetslösa", "cirka 580", "2"]
    assert "40 deltagare enligt arrangörerna" in page.text
    assert "Set-Cookie" not in page.headers
    packed = visitor.get("/siffror", headers={"Accept-Encoding": "gzip"}, check=False)
    assert len(packed.body) < 15_000

    of_year = page.click("2027")
    assert of_year.heading == "Siffror för 2027"
    assert figures_of(of_year)["Olika personer"] == "7"
    # Two of the private sector, one who did not say: which is which cannot be worked out. Of Åmål one, and one unknown:
    # the sum would tell, so Ale goes too.
    hidden = ("Inte angivet", "Privat", "Ale", "Inte angivet", "Åmål")
    assert of_year.all(".figures-bars li") == ["Kommun 4", *(f"{name} färre än 3, eller dolt" for name in hidden)]
    assert (visitor.get("/siffror/1999").status, visitor.get("/siffror/2011").status) == (404, 404)
    assert visitor.get("/en/siffror").language == "en"

    with transaction.write() as session:  # taken back: seen at once, though the quarter has not passed
        taken = session.get_one(Meeting, meeting.id)
        taken.state, taken.version = "draft", taken.version + 1
    assert figures_of(visitor.get("/siffror"))["Möten"] == "1"
    site = db.session.scalars(select(Site)).one()
    set_facts(site, name_sv="Mötesplats Väst", version=site.version + 1)
    assert "Mötesplats Väst" in visitor.get("/siffror").html


def test_the_desk_counts_all_of_it_and_drafts_apart(app: Flask, visitor: Browser) -> None:
    everything()
    desk = signed_in(visitor, an_organiser())
    page = desk.get("/arbetsytan/siffror")
    assert figures_of(page)["Möten"] == "3"
    assert figures_of(page)["Anmälda"] == "8"
    assert dict(zip(page.all(".key-values dt"), page.all(".key-values dd"), strict=True)) == {
        "Utkast till möten": "2", "Kommande möten": "1", "Inställda möten": "1",
        "Idéer som inte har skickats in": "1", "Utkast till projekt": "1",
    }  # fmt: skip
    of_year = page.click("2027")
    assert of_year.all(".figures-bars li") == [
        "Kommun 5", "Privat 2", "Inte angivet 1", "Ale 6", "Inte angivet 1", "Åmål 1"
    ]  # fmt: skip


def test_both_files_hold_a_row_for_each_number(app: Flask, visitor: Browser) -> None:
    everything()
    with transaction.write():
        a_term(Vocabulary.SECTOR, "Kommun").name_sv = "=1+1"
    answer = visitor.get("/siffror.csv", check=False)
    heads, rows = read(answer.body)
    assert heads == ["År", "Område", "Uppgift", "Antal"]
    found = {(row["År"], row["Område"], row["Uppgift"]): row["Antal"] for row in rows}
    assert found["2027", "Deltagare", "Deltog"] == "5"
    assert found["2027", "Sektor", "'=1+1"] == found["Alla år", "Sektor", "'=1+1"] == "4"
    assert found["2027", "Kommun", "Åmål"] == "färre än 3, eller dolt"
    assert found["Alla år", "Projektens resultat", "ungdomar arbetslösa"] == "cirka 580"
    assert found["2026", "Möten", "Kurs"] == "1"

    sheet = openpyxl.load_workbook(io.BytesIO(visitor.get("/siffror.xlsx", check=False).body)).active
    lines = list(sheet.iter_rows(values_only=True))
    assert len(lines) == len(rows) + 1
    assert (2027, "Sektor", "=1+1", 4) in lines
    signed_in(visitor, an_organiser())
    _heads, rows = read(visitor.get("/arbetsytan/siffror.csv", check=False).body)
    assert {row["Antal"] for row in rows if row["Uppgift"] == "Åmål"} == {"1"}
    assert visitor.get("/arbetsytan/siffror.xlsx", check=False).status == 200


def test_nothing_to_count_yet(visitor: Browser) -> None:
    page = visitor.get("/siffror")
    assert (page.heading, "När det första mötet har hållits" in page.text) == ("Siffror", True)


@only_sqlite
def test_the_courses_of_a_series_count_though_no_list_has_them(app: Flask, clock: Any) -> None:
    a_series(places=2, days=1, start=BEFORE)
    a_meeting(starts_at=BEFORE, listed=False)
    later = BEFORE + timedelta(days=30)
    assert count(later, public=True).years[2027].held == 2
    assert count(later, public=False).years[2027].held == 3
