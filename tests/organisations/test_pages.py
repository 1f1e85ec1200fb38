"""The pages of organisations: what everybody reads, and nothing of what people typed."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import update

from meetings import transaction
from meetings.directory.rules import Vocabulary
from meetings.ideas.models import Idea, PublishedIdea
from meetings.organisations.actions import editing, following, merging
from meetings.organisations.rules.saving import OrganisationText
from meetings.schedule.models import Meeting
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_site, a_term, an_organisation, searchable, set_facts
from tests.conftest import Clock
from tests.databases import only_sqlite
from tests.ideas.builders import a_call, an_idea
from tests.ideas.builders import a_content as an_idea_content
from tests.organisations.builders import ACTOR, arranges, at, is_member, is_seen, signs_up, takes_part, with_facts
from tests.projects.builders import a_content, a_project
from tests.site.test_budget import NEXT_PAGE, Visitor


def test_the_page_shows_what_is_public_and_nothing_else(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    region = a_term(Vocabulary.ORGANISATION_TYPE, "region", "Regionförbund", "Regional association")
    gr = with_facts("Göteborgsregionen", type=region, website="https://gr.example.se", about="13 **kommuner**.")
    ale, goteborg = an_organisation("Ale kommun"), an_organisation("Göteborgs stad")
    for one in (ale, goteborg):
        is_member(one, gr)
    ahead, past = a_meeting(title="Framtiden"), a_meeting(title="Förr", starts_at=NOW - timedelta(days=90))
    draft, apart = a_meeting(title="Utkastet", state="draft"), a_meeting(title="Olistat", listed=False)
    for meeting in (ahead, past, draft, apart):
        arranges(gr, meeting)
    is_seen(goteborg, past, "Åsa Öberg")
    project = a_project(a_content(title="IT-Lyftet", owner=gr.name, partners=()))
    takes_part(goteborg, project, "Majorna-Linné")
    a_project(a_content(title="Hemligt", owner=gr.name, partners=()), state="draft")
    signs_up(ahead, "Göteborgsregionen", 1)
    private = signs_up(ahead, "Hemliga huset", 2)

    page = browser.get(f"/organisationer/{gr.id}")
    assert page.path.endswith("-goteborgsregionen")
    assert (page.status, page.heading) == (200, "Göteborgsregionen")
    assert {"Framtiden", "Förr", "IT-Lyftet", "Ale kommun", "Göteborgs stad", "gr.example.se"} <= page.links.keys()
    assert "projektägare" in page.text
    assert "Regionförbund" in page.text
    assert not {"Utkastet", "Olistat", "Hemligt"} & page.links.keys()
    assert page.data()[0]["@type"] == "Organization"
    assert [one["name"] for one in page.data()[0]["member"]] == ["Ale kommun", "Göteborgs stad"]

    city = page.click("Göteborgs stad")
    assert {"Förr", "IT-Lyftet", "Göteborgsregionen"} <= city.links.keys()
    assert "medverkar" in city.text
    assert "part: Majorna-Linné" in city.text
    assert browser.get(f"/en/organisationer/{gr.id}").text.count("Regional association") >= 1

    assert private.organisation_id is None
    listed = browser.get("/organisationer")
    assert "Hemliga huset" not in listed.text
    assert browser.get("/organisationer?typ=region").links.keys() & {"Göteborgsregionen", "Ale kommun"} == {
        "Göteborgsregionen"
    }
    assert browser.get("/organisationer?q=goteborg ST").links.keys() & {"Göteborgsregionen", "Göteborgs stad"} == {
        "Göteborgs stad"
    }
    hidden = an_organisation("Bara i registret")
    for path in (f"/organisationer/{hidden.id}-bara-i-registret", "/organisationer/9999", "/organisationer?sida=9"):
        assert browser.get(path).status == 404

    meeting = browser.get(f"/moten/{past.id}-digitalisering")
    assert meeting.links["Göteborgs stad"].endswith(f"/organisationer/{goteborg.id}-goteborgs-stad")
    assert meeting.links["Göteborgsregionen"].endswith("-goteborgsregionen")
    assert f"/organisationer/{gr.id}-goteborgsregionen" in browser.get("/sitemap.xml", check=False).body.decode()
    following.keep_house(NOW)
    assert "Göteborgsregionen" in browser.get("/sok?q=regionförbund").links

    site = a_site()
    set_facts(site, name_sv="Mötesplats Väst", version=site.version + 1)
    for path in ("", f"/{gr.id}-goteborgsregionen", f"/{gr.id}-goteborgsregionen?visa=moten"):
        assert "Mötesplats Väst" in browser.get(f"/organisationer{path}").html, "what every page shows is not kept"


def test_a_merged_one_leads_on_and_old_names_find_the_new_page(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    one, other, last = (an_organisation(name) for name in ("Göteborg stad", "Göteborgs stad", "Staden Göteborg"))
    meeting = a_meeting()
    searchable(meeting)
    arranges(one, meeting)
    page = browser.get(f"/organisationer/{one.id}-goteborg-stad")
    assert page.heading == "Göteborg stad"
    shown = browser.get(f"/moten/{meeting.id}-digitalisering")
    assert "Göteborg stad" in shown.links

    merging.merge(other.id, one.id, at(1), ACTOR)
    merging.merge(last.id, other.id, at(2), ACTOR)

    moved = browser.get(f"/organisationer/{one.id}-goteborg-stad", follow=False)
    assert moved.status == 301
    assert moved.headers["Location"].endswith(f"/organisationer/{last.id}-staden-goteborg")
    assert "Staden Göteborg" in browser.get(f"/moten/{meeting.id}-digitalisering").links
    assert "Staden Göteborg" in browser.get("/sok?q=göteborgs").links
    suggestions = browser.get("/organisationer/forslag?q=goteborgs st", check=False)
    assert suggestions.json == ["Staden Göteborg"]


@only_sqlite
def test_an_idea_stands_under_the_organisation_that_its_published_version_names(app: Flask, browser: Browser) -> None:
    first, later = an_organisation("Ale kommun"), an_organisation("Lerums kommun")
    idea = an_idea(a_call(), content=an_idea_content(organisation="Ale kommun"), organisation_id=first.id)
    with transaction.write() as session:
        session.add(
            PublishedIdea(
                idea_id=idea.id, version=1, slug="lots", title="Digital lots", organisation_name="Ale kommun",
                published_at=NOW, updated_at=NOW,
            )
        )  # fmt: skip
    assert "Digital lots" in browser.get(f"/organisationer/{first.id}").links
    for hidden in ({"listed": False}, {"listed": True, "state": "draft"}):  # as in the list of ideas
        with transaction.write() as session:
            session.execute(update(Meeting).values(**hidden))
        assert browser.get(f"/organisationer/{first.id}").status == 404
    with transaction.write() as session:
        session.execute(update(Meeting).values(state="published"))
    with transaction.write() as session:  # a later version was sent, and is not published
        session.execute(update(Idea).values(organisation_name="Lerums kommun", organisation_id=later.id))
    assert [browser.get(f"/organisationer/{one.id}").status for one in (first, later)] == [404, 404]


@only_sqlite
def test_long_lists_are_cut_and_every_page_is_light(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    many = an_organisation("Kursgården")
    for number in range(60):
        meeting = a_meeting(title=f"Kurs {number}", starts_at=NOW + timedelta(days=number - 40))
        arranges(many, meeting)
    for number in range(61):
        is_member(an_organisation(f"Medlem nummer {number} i förbundet"), many)
    page = browser.get(f"/organisationer/{many.id}")
    assert "61 medlemmar" in page.text
    assert sum(link.startswith("Kurs ") for link in page.links) == 16
    everything = page.click("Visa alla 60 möten")
    assert sum(link.startswith("Kurs ") for link in everything.links) == 50
    assert sum(link.startswith("Kurs ") for link in everything.click("Nästa").links) == 10
    for path in ("/organisationer", page.path, everything.path, f"/moten/{meeting.id}/anmalan"):
        visitor = Visitor(Browser(app))
        visitor.visit("/")
        requests, size = visitor.visit(path)
        assert (requests <= 4, size <= NEXT_PAGE) == (True, True), (path, requests, size)


def test_suggestions_hold_names_of_the_directory_alone(app: Flask, browser: Browser) -> None:
    for name in ("Göteborgs stad", "Göteborgsregionen", "Ale kommun"):
        an_organisation(name)
    signs_up(a_meeting(), "Göteborgs hemliga sällskap", 1)
    answer = browser.get("/organisationer/forslag?q=GÖTE", check=False)
    assert answer.json == ["Göteborgs stad", "Göteborgsregionen"]
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in answer.headers
    assert browser.get("/organisationer/forslag?q=g", check=False).json == []
    assert browser.get("/organisationer/forslag", check=False).json == []
    editing.add(OrganisationText("Göteborgs Spårvägar"), NOW, ACTOR)
    assert browser.get("/organisationer/forslag?q=GÖTE", check=False).json[-1] == "Göteborgsregionen"
    assert len(browser.get("/organisationer/forslag?q=GÖTE", check=False).json) == 3
