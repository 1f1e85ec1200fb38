"""The desk on the follow-up, the page for the screen, and the figures, as pages."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask

from meetings import transaction
from meetings.audit.actions import TERMINAL
from meetings.extensions import db
from meetings.ideas.actions import telling
from meetings.ideas.actions.outcomes import record_outcome
from meetings.ideas.models import Idea, IdeaCall, PartnerRequest
from meetings.ideas.queries import figures as figure_queries
from meetings.ideas.queries import following as read
from meetings.ideas.queries import telling as telling_queries
from meetings.ideas.rules.figures import Received, bars, figures
from meetings.ideas.rules.following import Outcome
from meetings.ideas.views.screen import screen_address
from meetings.schedule import actions as schedule
from meetings.schedule import queries
from tests.browser import Browser
from tests.builders import NOW, an_organiser, set_facts, signed_in
from tests.conftest import Clock
from tests.databases import only_sqlite
from tests.ideas.builders import CLOSES, a_call, an_idea
from tests.ideas.followups import AT, a_call_with_follow_up, a_follow_up, a_published_idea, an_agreed_idea, planned


def desk_of(app: Flask, call: IdeaCall) -> tuple[Browser, str]:
    """An organiser, and the address of the follow-up on the desk."""
    return signed_in(Browser(app), an_organiser()), f"/arbetsytan/moten/{call.meeting_id}/ideer/uppfoljning"


def test_ideas_are_picked_ordered_and_taken_away(app: Flask, clock: Clock) -> None:
    clock.set(NOW)
    call = a_call()
    desk, address = desk_of(app, call)
    page = desk.get(address)
    assert "Kopiera mötet som uppföljning" in page.links
    follow_up = a_follow_up(call)
    assert "Inga idéer att ta upp än" in desk.get(address).main
    one, two, three = (a_published_idea(call, title) for title in ("Lots", "Kompis", "Matvägen"))
    withdrawn = an_idea(call, state="withdrawn")

    page = desk.get(address)
    form = page.form("Spara på programmet")
    assert withdrawn.title not in [label for label in form.options("add") if str(withdrawn.number) == label[:1]]
    form["add"] = [str(one.id), str(two.id), str(three.id)]
    page = form.fill(starts="11.30").submit()
    assert "Uppföljningens program är sparat." in page.main
    form = page.form("Spara på programmet")
    assert form["rows-1-presenters"] == "Vänersborgs kommun"
    form.fill(**{"rows-0-order": "3", "rows-0-minutes": "20", "rows-1-remove": True, "rows-2-order": "1"})
    page = form.submit()
    shown = [(slot.idea.id, slot.slot.minutes) for slot in read.slots_of(call.id, follow_up.id)]
    assert shown == [(three.id, 10), (one.id, 20)]

    # 422 keeps what was typed; what does not fit is a 409 with the reason; somebody else's change is told.
    bad = page.form("Spara på programmet").fill(**{"rows-0-minutes": "0", "rows-1-presenters": "Maja"}).submit()
    assert bad.status == 422
    assert bad.form("Spara på programmet")["rows-1-presenters"] == "Maja"
    late = page.form("Spara på programmet").fill(starts="23.50").submit()
    assert late.status == 409
    assert late.errors
    schedule.save_programme(follow_up.id, queries.meeting_with_programme(follow_up.id).revision, (), NOW, TERMINAL)
    stale = page.form("Spara på programmet").fill(**{"rows-1-presenters": "Maja"}).submit()
    assert stale.status == 409
    assert "Någon annan har ändrat uppföljningens program" in stale.main
    assert stale.form("Spara på programmet")["rows-1-presenters"] == "Maja"
    page = stale.form("Spara på programmet").submit()
    assert [slot.slot.item is not None for slot in read.slots_of(call.id, follow_up.id)] == [True, True]

    # Notes for an item, then the invitations, then what came of it.
    notes = page.form("Bjud in de valda").submit("Skapa: Matvägen")
    assert notes.path.startswith(f"/arbetsytan/moten/{follow_up.id}/anteckningar/")
    page = desk.get(address).form("Bjud in de valda").submit("Bjud in de valda")
    assert "2 personer får ett mejl." in page.main
    assert "Inbjuden, inget svar" in page.main
    page = page.click("Notera utfall: Lots").form("Spara").fill(outcome="project", text="Söker i sommar.").submit()
    assert "Blev projekt" in page.main
    assert "visas när beskeden är publicerade" in page.main
    assert db.session.get_one(Idea, one.id).state == "project"
    own = desk.get(f"/arbetsytan/moten/{call.meeting_id}/ideer/{one.id}")
    assert "Söker i sommar." in own.main


def test_the_screen_shows_one_idea_at_a_time_and_only_what_may_be_shown(
    app: Flask, browser: Browser, clock: Clock
) -> None:
    clock.set(NOW)
    call, follow_up = a_call_with_follow_up()
    one, hidden = (
        a_published_idea(call, "Lots", says={"partners_text": "En folkhögskola."}),
        an_agreed_idea(call, "Hemlig"),
    )
    address = screen_address(db.session.get_one(IdeaCall, call.id)).removeprefix("http://localhost")
    assert browser.get(address).heading == "Inga idéer än"
    planned(call, follow_up, [one, hidden])
    first = browser.get(address)
    assert first.heading == "Lots"
    assert "En folkhögskola." in first.body.decode()
    assert f"Projektidé {hidden.number}" in first.body.decode()
    second = first.click("Nästa")
    assert second.heading == f"Projektidé {hidden.number}"
    for page in (first, second):
        assert "Hemlig" not in page.body.decode()
        assert "noindex" in page.headers["X-Robots-Tag"]
    assert "Presentatör 2" not in second.body.decode()
    assert second.click("Föregående").heading == "Lots"
    assert browser.get(f"{address}?nr=99").heading == second.heading
    assert browser.get(f"{address}?nr=x").heading == "Lots"
    desk, desk_address = desk_of(app, call)
    page = desk.get(desk_address).form("Ge den en ny adress").submit()
    assert "ny adress" in page.main
    assert browser.get(address).status == 404


def test_what_came_of_ideas_stands_on_the_pages_of_both_meetings(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    call, follow_up = a_call_with_follow_up()
    one, hidden = a_published_idea(call, "Lots"), an_idea(call)
    planned(call, follow_up, [one, hidden])
    pages = (f"/moten/{call.meeting_id}-digitalisering", f"/moten/{call.meeting_id}/ideer")
    for path in pages:
        assert browser.get(path).links["Lots"] == f"/ideer/{one.id}-lots"
    for idea in (one, hidden):
        record_outcome(call.meeting_id, idea.id, Outcome.PROJECT, "Ansöker i sommar.", NOW, TERMINAL)
    everywhere = (*pages, f"/moten/{follow_up.id}-digitalisering", f"/ideer/{one.id}-lots")
    for path in everywhere:
        assert "Ansöker i sommar." not in browser.get(path).body.decode()
    told = telling.publish(call.meeting_id, telling_queries.mark(telling_queries.untold(call.id)), NOW, TERMINAL)
    assert {waited.id for waited in told} == {one.id, hidden.id}
    for path in everywhere:
        body = browser.get(path).body.decode()
        assert body.count("Ansöker i sommar.") == 1, path
    assert "idé har kommit in" not in browser.get(pages[1]).main  # not before the call is closed
    clock.set(CLOSES + timedelta(seconds=1))
    page = browser.get(pages[1])
    assert "2 idéer har kommit in" in page.main
    assert page.links["Läs 1 publicerad idé"] == f"/ideer?mote={call.meeting_id}"


def test_the_figures_count_ideas(app: Flask, clock: Clock) -> None:
    clock.set(AT)
    call, follow_up = a_call_with_follow_up()
    desk, address = desk_of(app, call)
    address = address.replace("uppfoljning", "siffror")
    assert "Inget att räkna än" in desk.get(address).main
    one = a_published_idea(call, "Lots", NOW - timedelta(days=3))
    an_idea(call)
    an_idea(call, state="withdrawn")
    an_idea(call, late=True)
    an_idea(call, state="draft")
    planned(call, follow_up, [one])
    record_outcome(call.meeting_id, one.id, Outcome.PROJECT, "", NOW, TERMINAL)
    with transaction.write() as session:
        session.add(
            PartnerRequest(
                idea_id=one.id, direction="join", organisation_name="Restad gård", state="accepted", asked_at=NOW,
                sector_id=one.sector_id,
            )
        )  # fmt: skip
    found = figure_queries.of_call(call.id)
    assert (found.ideas.received, found.ideas.withdrawn, found.ideas.late, found.drafts) == (2, 1, 1, 1)
    assert (found.ideas.projects, found.published, found.taken_up, found.became_projects) == (1, 1, 1, 1)
    assert found.by_group == {"young": 2}
    assert found.partners == {"public": 1}
    page = desk.get(address)
    assert page.heading == "Siffror om idéerna"
    assert "sista dag 24/4" in page.body.decode()
    set_facts(db.session.get_one(IdeaCall, call.id), closes_at=NOW)
    assert desk.get(f"/en{address}").status == 200


@only_sqlite
def test_figures_are_of_what_counts() -> None:
    day = date(2027, 4, 22)
    rows = [
        Received(day, "received", "lead", "public", "ale", sparked=True, versions=3),
        Received(day + timedelta(days=2), "project", "join", "private"),
        Received(day + timedelta(days=2), "merged", "lead", "public", late=True, late_decision="accepted"),
        Received(day, "received", late=True),
        Received(day, "withdrawn"),
    ]
    found = figures(rows)
    assert (found.received, found.withdrawn, found.late, found.late_accepted, found.merged) == (3, 1, 2, 1, 1)
    assert (found.sparked, found.versions, found.changed, found.projects) == (1, 5, 1, 1)
    assert found.by_day == ((day, 1), (day + timedelta(days=1), 1), (day + timedelta(days=2), 3))
    assert found.by_sector == {"public": 2, "private": 1}
    assert bars({"a": 1, "b": 3, "c": 3, "d": 0}, most=2) == ([("b", 3), ("c", 3)], 1)
    assert figures([]).by_day == ()
