"""The list of projects, its filters and its feed; and finished projects beside an idea that is written."""

from __future__ import annotations

from itertools import product
from xml.etree import ElementTree

from flask import Flask

from meetings.extensions import db
from meetings.ideas.rules.content import Content
from meetings.ideas.views.similar import shown
from meetings.projects.queries.public_list import listed
from meetings.projects.queries.similar import finished
from meetings.projects.rules.content import ActivityText, PartnerText
from meetings.projects.rules.finding import Wanted
from meetings.projects.rules.points import is_in_year
from meetings.projects.rules.states import Standing, standing
from tests.browser import Browser, Page
from tests.builders import NOW, a_site
from tests.conftest import Clock
from tests.databases import only_sqlite
from tests.ideas.builders import a_call
from tests.projects.builders import a_content, a_project

ATOM = "{http://www.w3.org/2005/Atom}"
MONTHS = (None, 201112, 201201, 201212, 201301, 202702, 202703, 202704)


def titles(page: Page) -> list[str]:
    return page.all(".project-list__title")


def test_the_database_finds_what_the_rules_say(app: Flask) -> None:
    a_site()
    periods = [(first, last) for first, last in product(MONTHS, MONTHS) if not first or not last or first <= last]
    known = {
        a_project(a_content(begins="", ends=""), first=first, last=last).id: (first, last) for first, last in periods
    }

    def found(wanted: Wanted) -> set[int]:
        return {one.id for one in db.session.scalars(listed(wanted, 202703)).unique()}

    for year in (2010, 2011, 2012, 2013, 2020, 2027):
        assert found(Wanted(year=year)) == {key for key, one in known.items() if is_in_year(*one, year)}, year
    for wanted in Standing:
        assert found(Wanted(standing=wanted)) == {
            key for key, one in known.items() if standing(*one, 202703) is wanted
        }, wanted
    order = [known[one.id] for one in db.session.scalars(listed(Wanted(), 202703)).unique()]
    begins = [first or last or 0 for first, last in order]
    assert begins == sorted(begins, reverse=True)


def test_projects_are_found_by_all_that_they_have(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    majorna = (PartnerText("Göteborgs stad", "Majorna-Linné", "goteborg"),)
    a_project(a_content(title="Ärlig start", begins="2012-02", ends="2014-04", partners=majorna))
    trip = ActivityText("study-trip", 1, transnational=True)
    a_project(
        a_content(
            title="Åter till jobbet",
            begins="2014-host",
            ends="2029",
            funders=("erdf",),
            activities=(trip,),
            partners=(),
        )
    )
    a_project(a_content(title="Öppen väg", begins="2028", ends="", target_groups=("young",), partners=()))
    page = browser.get("/projekt")
    assert titles(page) == ["Öppen väg", "Åter till jobbet", "Ärlig start"]
    assert titles(browser.get("/projekt?sortera=titel")) == ["Åter till jobbet", "Ärlig start", "Öppen väg"]
    for asked, found in (
        ("ar=2013", ["Ärlig start"]),
        ("ar=2014", ["Åter till jobbet", "Ärlig start"]),
        ("kommun=goteborg", ["Ärlig start"]),
        ("malgrupp=young", ["Öppen väg"]),
        ("finansiar=erdf", ["Åter till jobbet"]),
        ("transnationellt=1", ["Åter till jobbet"]),
        ("status=ended", ["Ärlig start"]),
        ("status=running&finansiar=erdf&ar=2020", ["Åter till jobbet"]),
        ("status=running&kommun=goteborg", []),
        ("q=arlig", ["Ärlig start"]),
        ("q=ÖPPEN+väg", ["Öppen väg"]),
        ("q=100%25", []),
        ("ar=abc&kommun=%27&status=x", ["Öppen väg", "Åter till jobbet", "Ärlig start"]),
    ):
        page = browser.get(f"/projekt?{asked}")
        assert titles(page) == found, asked
        assert ("Inget projekt passar in" in page.text) == (not found), asked
        feed = ElementTree.fromstring(browser.get(f"/projekt.atom?{asked}", check=False).body)
        assert {one.findtext(f"{ATOM}title") for one in feed.iter(f"{ATOM}entry")} == set(found), asked
    form = browser.get("/projekt?ar=2014&kommun=goteborg").form("Visa")
    assert (form["ar"], form["kommun"]) == ("2014", "goteborg")
    assert titles(form.fill(kommun="").submit("Visa")) == ["Åter till jobbet", "Ärlig start"]
    english = browser.get("/en/projekt?status=ended")
    assert english.heading == "Projects"
    assert english.one(".project-list__when") == "February 2012–April 2014"


@only_sqlite
def test_a_long_list_has_pages_and_an_empty_one_says_why(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    a_site()
    assert "Inga projekt är publicerade än" in browser.get("/projekt").text
    for number in range(22):
        a_project(a_content(title=f"Projekt {number:02}", partners=(), figures=(), activities=()))
    first = browser.get("/projekt?ar=2013&sortera=titel")
    second = browser.get("/projekt?ar=2013&sortera=titel&sida=2")
    assert (len(titles(first)), titles(second)) == (20, ["Projekt 20", "Projekt 21"])
    assert second.heading == "Projekt, sida 2"
    assert any("ar=2013" in one and "sida=2" in one for one in first.links.values())


def test_finished_projects_for_the_same_people_are_examples(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    same = a_project(a_content(title="IT-Piloterna", target_groups=("young",)))
    a_project(a_content(title="Pågår än", target_groups=("young",), ends="2029"))
    a_project(a_content(title="För andra", target_groups=("employed",), summary="", purpose=""))
    a_project(a_content(title="Utkast", target_groups=("young",)), state="draft")
    idea = Content(title="Mentorer", about="Vi vill pröva.", target_groups=("young",))
    assert [one.title for one in finished(idea, 202703)] == ["IT-Piloterna"]
    assert finished(Content(), 202703) == []
    with app.test_request_context("/"):
        (example,) = shown(idea)
        assert example.url == f"/projekt/{same.id}-{same.slug}"
        assert example.why.startswith("Samma målgrupp")
        assert shown(Content(title="Mentorer", target_groups=("employers",))) == []
    form = browser.get(f"/moten/{a_call().meeting_id}/ideer/ny").form("Spara utkast")
    form["title"], form["target_groups"] = "Mentorer", ["young"]
    page = form.submit("Spara utkast")
    assert "Avslutade projekt att lära av" in page.text
    assert page.tree.css_first(f'a[href="/projekt/{same.id}-{same.slug}"]') is not None
