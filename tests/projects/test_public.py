"""What everybody reads of projects: one of them, the joint page, the whole chain, and what other pages say of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert

from meetings import transaction
from meetings.audit.actions import TERMINAL
from meetings.projects.actions import editing
from meetings.projects.models import (
    Project,
    ProjectContact,
    ProjectGroup,
    ProjectMeeting,
    ProjectOutcome,
    project_idea,
    project_item,
    project_led_to_by,
    project_spark,
)
from meetings.projects.queries.projects import content_of
from meetings.projects.queries.projects import project as read
from meetings.projects.rules.content import ActivityText, FigureText, PartnerText
from meetings.schedule.models import Meeting
from meetings.sparks.models import Spark, SparkBoard
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_programme_item
from tests.conftest import Clock
from tests.databases import only_sqlite
from tests.ideas.builders import a_call
from tests.ideas.followups import a_follow_up, a_published_idea, planned
from tests.projects.builders import a_content, a_project

PARTNERS = ("Ale kommun", "Härryda kommun", "Kungälvs kommun", "Lerums kommun", "Lilla Edets kommun", "Partille kommun")
PILOTS = a_content(
    title="IT-Piloterna",
    summary="",
    purpose="Ta vara på arbetslösa ungdomars teknikkunskaper.",
    target_groups=("young",),
    partners=(*(PartnerText(name) for name in PARTNERS), PartnerText("Göteborgs stad", "Majorna-Linné", "goteborg")),
    figures=(
        FigureText(80, unit="ungdomar", group="arbetslösa", text="gick en introduktionsutbildning"),
        FigureText(31, planned=40, unit="ungdomar", text="erbjöds anställning", whole=0),
        FigureText(500, exactness="nearly", unit="personal", text="deltog i insatserna"),
        FigureText(10, exactness="tens", unit="personer", text="åkte på utbytesresan"),
        FigureText(),
    ),
    activities=(
        ActivityText("course", 53),
        ActivityText("training", 1),
        ActivityText("conference", 5),
        ActivityText("study-trip", 1, at="2013-host", place="Birmingham", country="England", transnational=True),
    ),
    eu_funded=True,
)


def pilots(**facts: Any) -> Project:
    """IT-Piloterna with an outcome and somebody to ask who has two phones and no mail."""
    project = a_project(PILOTS, diarienummer="2011-3070045", **facts)
    with transaction.write() as session:
        session.add(ProjectOutcome(project_id=project.id, text="Stöd i arbetssökandet", actor="arbetsmarknadsenheter"))
        phones = ["031-335 50 25", "0766-45 33 13"]
        session.add(ProjectContact(project_id=project.id, name="Ulrica Furby", title="Gruppchef", phones=phones))
    return project


def link(table: Any, project: Project, **to: int) -> None:
    with transaction.write() as session:
        session.execute(insert(table).values(project_id=project.id, **to))


def words_of(page: Any, css: str) -> list[str]:
    return [" ".join(text.split()) for text in page.all(css)]


def test_a_project_says_all_that_is_written_of_it(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    project = pilots()
    page = browser.get(f"/projekt/{project.id}-{project.slug}")
    assert page.heading == "IT-Piloterna"
    assert words_of(page, ".project-head .eyebrow") == ["Projekt · Avslutat"]
    facts = dict(zip(words_of(page, ".facts dt"), words_of(page, ".facts dd"), strict=True))
    assert facts == {
        "Period": "februari 2012–april 2014",
        "Projektägare": "Göteborgsregionen",
        "Finansiär": "esf",
        "Programperiod": "2007-2013",
        "Diarienummer": "2011-3070045",
    }
    assert words_of(page, ".figure > p:first-child") == [
        "80 arbetslösa ungdomar gick en introduktionsutbildning",
        "31 av 80 ungdomar erbjöds anställning",
        "nästan 500 personal deltog i insatserna",
        "ett tiotal personer åkte på utbytesresan",
    ]
    assert words_of(page, ".figure--part .figure__planned") == ["planerat: 40"]
    assert words_of(page, ".activity__count") == ["53", "1", "5", "1"]
    assert "Hösten 2013, Birmingham, England" in page.text
    assert words_of(page, ".activity .pill") == ["Transnationellt"]
    assert words_of(page, ".partner-list li") == [*PARTNERS, "Majorna-Linné i Göteborgs stad"]
    assert words_of(page, ".outcomes li") == ["Stöd i arbetssökandet Ansvarig: arbetsmarknadsenheter"]
    contact = page.tree.css_first(".contact")
    assert [one.attributes["href"] for one in contact.css("a")] == ["tel:+46313355025", "tel:+46766453313"]
    assert words_of(page, "#syfte h2") == ["Syftet med projektet"]
    assert "Medfinansieras av Europeiska unionen" in page.text
    assert "Senast uppdaterad" in page.text
    (data,) = page.data()
    assert (data["@type"], data["foundingDate"], data["dissolutionDate"]) == ("Project", "2012-02", "2014-04")
    assert [one["name"] for one in data["member"]][-1] == "Majorna-Linné, Göteborgs stad"
    assert page.tree.css_first('meta[property="og:title"]').attributes["content"] == "IT-Piloterna"
    by_value = browser.get(f"/projekt/{project.id}-{project.slug}?sortera=varde")
    assert [one.split()[0] for one in words_of(by_value, ".figure > p:first-child")] == ["nästan", "80", "31", "ett"]
    english = browser.get(f"/en/projekt/{project.id}-{project.slug}")
    assert "February 2012–April 2014" in english.text
    assert english.tree.css_first("h1").attributes["lang"] == "sv"


@pytest.mark.parametrize(
    ("month", "said"), [("2012-01-31 23:59", "Börjar"), ("2013-06-01", "Pågår"), ("2014-05-01 00:00", "Avslutat")]
)
@only_sqlite
def test_where_it_stands_follows_the_clock(app: Flask, browser: Browser, clock: Clock, month: str, said: str) -> None:
    project = pilots()
    clock.set(month)
    page = browser.get(f"/projekt/{project.id}-{project.slug}")
    assert words_of(page, ".project-head .eyebrow") == [f"Projekt · {said}"]


def test_a_draft_is_nowhere_and_an_old_address_leads_on(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    project, draft = pilots(), a_project(a_content(title="Hemligt projekt"), state="draft")
    for path in ("-hemligt-projekt", "", "/kedjan"):
        assert browser.get(f"/projekt/{draft.id}{path}", check=False).status == 404
    for path in ("/projekt", "/projekt.atom", "/sitemap.xml", "/"):
        assert "Hemligt" not in browser.get(path, check=False).html
    for path in (f"/projekt/{project.id}-gammalt-namn", f"/projekt/{project.id}"):
        moved = browser.get(path, follow=False, check=False)
        assert moved.status == 301
        assert moved.headers["Location"].endswith(f"/projekt/{project.id}-{project.slug}")
    assert f"/projekt/{project.id}-it-piloterna" in browser.get("/sitemap.xml", check=False).html
    assert "Se 1 projekt" in browser.get("/").text


def test_siblings_share_a_page(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    with transaction.write() as session:
        texts = {"title": "IT-Piloterna och IT-Lyftet", "body": "I de båda projekten framhölls ny teknik."}
        group = ProjectGroup(slug="bada", created_at=NOW, updated_at=NOW, **texts)
        session.add(group)
    first = pilots(group_id=group.id, group_position=1)
    second = a_project(a_content(), group_id=group.id, group_position=2)
    a_project(a_content(title="Ett utkast"), group_id=group.id, state="draft")
    address = f"/projekt/gemensamt/{group.id}-bada"
    page = browser.get(address)
    assert "framhölls ny teknik" in page.text
    assert words_of(page, ".sibling__title") == ["IT-Piloterna", "IT-Lyftet"]
    one, other = page.tree.css(".sibling")
    assert "arbetslösa ungdomars teknikkunskaper" in one.text()
    assert "Att lyfta personalens kunskap" in other.text()
    assert (len(one.css(".figure")), len(other.css(".figure"))) == (4, 2)
    assert page.click("IT-Lyftet").heading == "IT-Lyftet"
    own = browser.get(f"/projekt/{first.id}-{first.slug}")
    assert own.links["IT-Lyftet"] == f"/projekt/{second.id}-{second.slug}"
    assert address in own.links.values()
    assert browser.get(f"/projekt/gemensamt/{group.id}-x", follow=False, check=False).status == 301
    with transaction.write() as session:
        for project in (first, second):
            session.get_one(Project, project.id).state = "draft"
    assert browser.get(address, check=False).status == 404


def a_whole_chain() -> tuple[Project, dict[str, Any]]:
    """A project with all that can lead to one, and what must not be told: a hidden spark and an unpublished meeting."""
    at = datetime(2018, 3, 23, 8, tzinfo=UTC)
    meeting = a_meeting(title="Mobiliseringsmötet", starts_at=at, ideas_until=at + timedelta(days=30))
    secret = a_meeting(title="Hemligt möte", listed=False)
    call = a_call(meeting)
    sparks = [
        Spark(meeting_id=meeting.id, text=text, state=state, form_token=text, made_at=NOW)
        for text, state in (("Låna en dator", "approved"), ("Göm den här", "hidden"))
    ]
    with transaction.write() as session:
        session.add(SparkBoard(meeting_id=meeting.id, created_at=NOW, published_at=NOW))
        session.add_all(sparks)
    idea = a_published_idea(call, "Digital lots", spark_id=sparks[0].id)
    follow_up = a_follow_up(call)
    planned(call, follow_up, [idea])
    item = a_programme_item(meeting, kind="project", title="Något annat")
    project = pilots()
    link(project_idea, project, idea_id=idea.id)
    link(project_spark, project, spark_id=sparks[1].id)
    for one in (secret, follow_up):
        link(project_led_to_by, project, meeting_id=one.id)
    link(project_item, project, item_id=item.id)
    with transaction.write() as session:
        own = a_meeting(title="En lokal kurs")
        session.add(ProjectMeeting(meeting_id=own.id, project_id=project.id))
    return project, {"meeting": meeting, "follow_up": follow_up, "idea": idea, "item": item, "own": own}


def test_the_whole_chain_is_told_on_every_page_of_it(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    project, of = a_whole_chain()
    address = f"/projekt/{project.id}-{project.slug}"
    page = browser.get(f"/projekt/{project.id}/kedjan")
    assert words_of(page, ".chain-words h3") == [
        *("Mötet", "Gnistor", "Projektidéer", "Uppföljningen", "Projektet", "Vad det blev"),
    ]
    said = " ".join(words_of(page, ".chain-words"))
    for told in ("Mobiliseringsmötet", "Låna en dator", "Digital lots", "31 av 80 ungdomar", "En lokal kurs"):
        assert told in said, told
    for kept in ("Hemligt möte", "Göm den här"):
        assert kept not in page.html, kept
    assert words_of(page, ".chain-words a").count(of["follow_up"].title) == 1  # where it is the follow-up
    listed = {node.attributes["href"] for node in page.tree.css(".chain-words a")}
    for svg in page.tree.css("svg.links"):
        assert {node.attributes["href"] for node in svg.css("a")} - listed == set()
        assert len(svg.css(".links__arrow")) >= 6
    for target in listed:
        assert browser.get(str(target).partition("#")[0]).status == 200, target
    own = browser.get(address)
    assert words_of(own, ".chain__label a") == ["Mobiliseringsmöte", "Gnistor", "Projektidé", "Uppföljning"]
    meeting = of["meeting"]
    at_meeting = browser.get(f"/moten/{meeting.id}-{meeting.slug}")
    assert at_meeting.links["IT-Piloterna"] == address
    assert words_of(at_meeting, f"#punkt-{of['item'].id} .programme__title") == ["IT-Piloterna"]
    assert "Mötet ledde till ett projekt" in at_meeting.text
    public_idea = browser.get(f"/ideer/{of['idea'].id}")
    assert "Blev projekt:" in public_idea.text
    assert public_idea.links["IT-Piloterna"] == address
    sparks = browser.get(f"/moten/{meeting.id}-{meeting.slug}/gnistor")
    assert sparks.links["IT-Piloterna"] == address


def test_one_correction_changes_every_page(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    project, of = a_whole_chain()
    meeting: Meeting = of["meeting"]
    pages = [
        f"/moten/{meeting.id}-{meeting.slug}",
        f"/moten/{meeting.id}-{meeting.slug}/gnistor",
        f"/ideer/{of['idea'].id}",
        f"/projekt/{project.id}",
        f"/projekt/{project.id}/kedjan",
        "/projekt",
    ]
    for path in pages:
        assert "IT-Piloterna" in browser.get(path).text, path
    content = content_of(read(project.id))
    values = {name: getattr(content, name) for name in content.__dataclass_fields__}
    editing.save(project.id, 1, type(content)(**(values | {"title": "IT-Piloten"})), clock.now(), TERMINAL)
    for path in pages:
        said = browser.get(path).text
        assert "IT-Piloterna" not in said, path
        assert "IT-Piloten" in said, path
