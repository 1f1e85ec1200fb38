"""Publishing with the actor's leave: what readers see, that nothing unpublished shows, and when it is gone."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from flask import Flask
from sqlalchemy import select

from meetings import transaction
from meetings.audit.actions import TERMINAL
from meetings.errors import Refused
from meetings.extensions import db
from meetings.ideas.actions import publishing
from meetings.ideas.actions.publishing import publish, publish_many, take_down
from meetings.ideas.models import Idea, IdeaHistory, IdeaVersion, PublishedIdea
from meetings.ideas.rules.content import from_json, received, to_json
from meetings.ideas.rules.publishing import PublishReason
from meetings.revisions import checksum
from meetings.schedule.models import Meeting
from meetings.search.queries import found, hits
from meetings.sparks.models import Spark, SparkBoard
from tests.browser import Browser
from tests.builders import NOW, a_meeting, an_organiser, searchable, set_facts, signed_in
from tests.conftest import Clock
from tests.ideas.builders import a_call, a_content, an_idea
from tests.ideas.followups import a_call_with_follow_up, a_published_idea, an_agreed_idea, planned

ATOM = "{http://www.w3.org/2005/Atom}"


def a_newer_version(idea: Idea, title: str) -> None:
    """A second version that says something else, as it stands once it has been received."""
    content = a_content(title=title)
    with transaction.write() as session:
        row = session.get_one(Idea, idea.id)
        stored = received(content, "sv", (), ())
        row.current, row.title, row.draft = 2, title, to_json(content)
        session.add(
            IdeaVersion(
                idea_id=row.id, number=2, reference=f"NYARE-{row.id:05d}", form_token=f"nyare-{row.id}",
                content=stored, checksum=checksum(stored), received_at=NOW,
            )
        )  # fmt: skip


def searched(words: str) -> list[tuple[str, str]]:
    """Kind and title of what the search finds."""
    db.session.rollback()
    return [(hit.kind, hit.title) for hit in hits(found(words, NOW).rows)]


def test_publishing_shows_a_version_and_taking_down_hides_it_at_once(
    app: Flask, browser: Browser, clock: Clock
) -> None:
    clock.set(NOW)
    call = a_call()
    meeting = db.session.get_one(Meeting, call.meeting_id)
    searchable(meeting)
    idea = an_agreed_idea(call, "Digital lots för unga", says={"about": "Flygfotona lär ut."})
    path = f"/ideer/{idea.id}-digital-lots-for-unga"
    version = meeting.version
    assert browser.get(path).status == 404
    assert browser.get("/ideer").status == 200
    with pytest.raises(Refused) as refused:
        publish(call.meeting_id, idea.id, 0, NOW, TERMINAL)
    assert refused.value.refusal.reason is PublishReason.NEWER_CAME

    publish(call.meeting_id, idea.id, 1, NOW, TERMINAL)
    db.session.rollback()
    assert db.session.get_one(Meeting, call.meeting_id).version == version + 1
    assert searched("flygfotona") == [("idea", "Digital lots för unga")]
    page = browser.get(path)
    assert page.heading == "Digital lots för unga"
    assert "Flygfotona lär ut." in page.main
    assert "maja" not in page.body.decode().lower()  # no contact
    assert page.data()[0]["@type"] == "CreativeWork"
    assert browser.get(f"/ideer/{idea.id}", follow=False).status == 301
    assert browser.get(f"/ideer/{idea.id}-gammalt-namn", follow=False).headers["Location"] == path
    assert "Digital lots för unga" in browser.get("/ideer").links
    assert browser.get(f"/en{path}").language == "en"
    assert any(("Digital lots" in words) for words in browser.get("/sok?q=flygfotona").links)

    # A newer version waits for the secretariat: what everybody reads is the one that was published.
    a_newer_version(idea, "Hemligt namn")
    for address in (path, "/ideer", "/ideer.atom", "/sok?q=hemligt"):
        assert "Hemligt namn" not in browser.get(address).body.decode()
    publish(call.meeting_id, idea.id, 2, NOW + timedelta(hours=1), TERMINAL)
    assert browser.get(path).path == f"/ideer/{idea.id}-hemligt-namn"
    assert searched("hemligt") == [("idea", "Hemligt namn")]
    assert ("idea", "Digital lots för unga") not in searched("digital")
    row = db.session.get_one(PublishedIdea, idea.id)
    assert (row.published_at, row.updated_at) == (NOW, NOW + timedelta(hours=1))

    with transaction.write() as session:
        assert publishing.unpublish(session, session.get_one(Idea, idea.id), NOW)
        assert not publishing.unpublish(session, session.get_one(Idea, idea.id), NOW)
    assert browser.get(f"/ideer/{idea.id}-hemligt-namn").status == 404
    assert searched("hemligt") == []
    assert "Hemligt" not in browser.get("/ideer.atom").body.decode()
    found_idea = db.session.get_one(Idea, idea.id)
    assert (found_idea.published_at, found_idea.published_version) == (None, None)
    actions = db.session.scalars(select(IdeaHistory.action).order_by(IdeaHistory.id)).all()
    assert actions == ["published", "published", "unpublished"]


def test_many_at_once_are_all_or_none(app: Flask) -> None:
    call = a_call()
    one, two, silent = an_agreed_idea(call), an_agreed_idea(call), an_idea(call)
    with pytest.raises(Refused) as refused:
        publish_many(call.meeting_id, {one.id: 1, silent.id: 1}, NOW, TERMINAL)
    assert refused.value.refusal.reason is PublishReason.NO_LEAVE
    db.session.rollback()
    assert db.session.scalars(select(PublishedIdea)).all() == []
    assert publish_many(call.meeting_id, {one.id: 1, two.id: 1}, NOW, TERMINAL) == 2
    assert take_down(call.meeting_id, [one.id, two.id], NOW, TERMINAL) == 2
    for ids, reason in (([one.id], PublishReason.NOT_PUBLISHED), ([], PublishReason.NOTHING_CHOSEN)):
        with pytest.raises(Refused) as refused:
            take_down(call.meeting_id, ids, NOW, TERMINAL)
        assert refused.value.refusal.reason is reason


def test_the_list_is_narrowed_by_what_its_ideas_have(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    call, other = a_call(), a_call(a_meeting(title="Livsmedel"))
    unlisted = a_call(a_meeting(listed=False))
    a_published_idea(call, "Lots")
    a_published_idea(call, "Åkerbruk", NOW + timedelta(minutes=1), says={"target_groups": (), "partners_sought": ()})
    a_published_idea(other, "Matvägen", NOW + timedelta(minutes=2), says={"municipality": "ale"})
    hidden = a_published_idea(unlisted, "Olistad")

    page = browser.get("/ideer")
    titles = [words for words in page.links if words in ("Lots", "Åkerbruk", "Matvägen", "Olistad")]
    assert titles == ["Matvägen", "Åkerbruk", "Lots"]
    form = page.form("Visa")
    assert len(form.options("kommun")) == 3

    def shown(query: str) -> set[str]:
        return {"Lots", "Åkerbruk", "Matvägen", "Olistad"} & set(browser.get(f"/ideer?{query}").links)

    names = {term.code: term.id for term in db.session.get_one(PublishedIdea, hidden.id).target_groups}
    place = db.session.scalars(select(PublishedIdea.municipality_id).filter_by(title="Lots")).one()
    assert shown(f"mote={other.meeting_id}") == {"Matvägen"}
    assert shown(f"malgrupp={names['young']}") == {"Lots", "Matvägen"}
    assert shown("soker=1") == {"Lots", "Matvägen"}
    assert shown("q=akerbruk") == {"Åkerbruk"}
    assert shown("q=finns+inte") == set()
    assert shown(f"kommun={place}&soker=1") == {"Lots"}
    assert shown("mote=x&sektor=-1&kommun=99999999999&sida=9") == {"Lots", "Åkerbruk", "Matvägen"}
    closed = browser.get(f"/ideer/{hidden.id}-olistad")  # whoever has the address may read it
    assert closed.status == 200
    assert "noindex" in closed.headers["X-Robots-Tag"]


def test_the_feed_is_atom(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    empty = ElementTree.fromstring(browser.get("/ideer.atom").body)
    assert empty.findtext(ATOM + "updated") == "2000-01-01T00:00:00Z"
    call = a_call()
    a_published_idea(call, "Äldre & <bra>", NOW - timedelta(days=2))
    new = a_published_idea(call, "Ny", NOW - timedelta(days=1), lang="en")
    answer = browser.get("/ideer.atom")
    feed = ElementTree.fromstring(answer.body)
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    entries = feed.findall(ATOM + "entry")
    assert [one.findtext(ATOM + "title") for one in entries] == ["Ny", "Äldre & <bra>"]
    for one in (feed, *entries):
        assert all(one.findtext(ATOM + name) for name in ("id", "title", "updated"))
        assert one.find(f"{ATOM}author/{ATOM}name") is not None
        assert one.find(f"{ATOM}link[@rel='alternate']") is not None
    assert feed.find(f"{ATOM}link[@rel='self']").get("href") == "http://localhost/ideer.atom"
    assert entries[0].findtext(ATOM + "id") == f"http://localhost/ideer/{new.id}"
    assert entries[0].find(ATOM + "summary").get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    english = ElementTree.fromstring(browser.get("/en/ideer.atom").body)
    assert [one.findtext(ATOM + "id") for one in english.iter(ATOM + "entry")] == [
        one.findtext(ATOM + "id") for one in entries
    ]
    loc = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
    addresses = [node.text for node in ElementTree.fromstring(browser.get("/sitemap.xml").body).iter(loc)]
    assert {f"http://localhost/ideer/{new.id}-ny", f"http://localhost/en/ideer/{new.id}-ny"} <= set(addresses)
    assert "http://localhost/ideer" in addresses
    assert any("2 projektidéer" in words for words in browser.get("/").links)


def test_an_idea_tells_where_it_comes_from_and_what_came_of_it(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    call, follow_up = a_call_with_follow_up()
    with transaction.write() as session:
        board = SparkBoard(meeting_id=call.meeting_id, published_at=NOW, created_at=NOW)
        spark = Spark(meeting_id=call.meeting_id, text="Lotsa varandra", state="approved", form_token="a", made_at=NOW)
        session.add_all([board, spark])
        session.flush()
        spark_id = spark.id
    idea = a_published_idea(call, "Lots", spark_id=spark_id)
    other = an_idea(call)
    planned(call, follow_up, [idea, other])
    path = f"/ideer/{idea.id}-lots"
    page = browser.get(path)
    assert "”Lotsa varandra”" in page.links
    assert "Uppföljning" in page.links
    assert "Till uppföljningsmötet" not in page.main  # its actors have not been told
    programme = browser.get(f"/moten/{follow_up.id}-digitalisering")
    assert programme.links["Lots"] == path
    assert f"Projektidé {other.number}" in programme.main
    assert "Digital lots för unga" not in programme.body.decode()

    set_facts(db.session.get_one(Idea, idea.id), told_state="follow_up")
    assert "Till uppföljningsmötet" in browser.get(path).main
    with transaction.write() as session:
        session.get_one(SparkBoard, call.meeting_id).published_at = None
    set_facts(db.session.get_one(Meeting, call.meeting_id), version=99)
    assert "”Lotsa varandra”" not in browser.get(path).links


def test_the_desk_publishes_what_was_looked_at(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    call = a_call()
    one, two = an_agreed_idea(call, "Lots"), an_agreed_idea(call, "Kompis")
    silent = an_idea(call)
    desk = signed_in(Browser(app), an_organiser())
    address = f"/arbetsytan/moten/{call.meeting_id}/ideer/publicering"
    page = desk.get(address)
    assert "1 mottagen idé har inget ja till publicering." in page.main
    form = page.form("Publicera de valda")
    a_newer_version(two, "Kompis 2")
    page = form.submit("Publicera de valda")
    assert "En nyare version" in page.main
    assert browser.get(f"/ideer/{one.id}-lots").status == 404  # all or none
    page = desk.get(address).form("Publicera de valda").submit("Publicera de valda")
    assert "2 idéer är publicerade." in page.main
    assert browser.get(f"/ideer/{two.id}-kompis-2").status == 200

    own = desk.get(f"/arbetsytan/moten/{call.meeting_id}/ideer/{one.id}")
    own = own.form("Ta bort från webben").submit()
    assert "Idén visas inte längre på webben." in own.main
    own = own.form("Publicera version 1").submit()
    assert "Idén är publicerad." in own.main
    assert browser.get(f"/ideer/{one.id}-lots").status == 200
    assert "Publicera version" not in desk.get(f"{address[:-12]}/{silent.id}").body.decode()
    page = desk.get(address)
    form = page.form("Publicera de valda")
    assert from_json(db.session.get_one(Idea, one.id).draft).title == "Lots"
    form["idea"] = [f"{one.id}-1", f"{two.id}-2"]
    page = form.submit("Ta bort de valda från webben")
    assert "2 idéer visas inte längre." in page.main
    assert browser.get("/ideer").form is not None
    assert browser.get(f"/ideer/{one.id}-lots").status == 404
