"""The directory on the desk: kept, merged and tidied up by hand."""

from __future__ import annotations

import pytest
from flask import Flask

from meetings.audit.models import AuditEntry
from meetings.directory.models import Organisation
from meetings.extensions import db
from meetings.organisations.actions import editing, tidying
from meetings.organisations.models import TypedApart
from meetings.organisations.queries import tidying as waiting
from meetings.organisations.queries.tidying import typed_key
from meetings.organisations.rules.saving import OrganisationText
from meetings.schedule.models import Meeting, MeetingRevision
from tests.browser import Browser
from tests.builders import NOW, a_meeting, an_organisation, an_organiser, organisation_types, signed_in
from tests.conftest import Clock
from tests.databases import only_sqlite
from tests.ideas.builders import a_call, a_content, an_idea
from tests.organisations.builders import ACTOR, arranges, at, signs_up

DESK = "/arbetsytan/organisationer"


def test_an_organisation_is_added_changed_and_removed(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    organisation_types()
    desk = signed_in(browser, an_organiser())
    an_organisation("Ale kommun")
    form = desk.get(f"{DESK}/ny").form("Spara")
    mistaken = form.fill(name="", website="inte en adress").submit("Spara")
    assert (mistaken.status, len(mistaken.errors)) == (422, 2)
    form = mistaken.form("Spara").fill(name="GR", type="Kommun", website="gr.example.se")
    form["members-0-name"] = "ale KOMMUN"
    added = form.submit("Spara")
    assert "GR är tillagd" in added.text
    page = added.click("GR")
    assert page.form("Spara")["members-0-name"] == "Ale kommun"
    assert page.form("Spara")["website"] == "https://gr.example.se"
    taken = page.form("Spara").fill(name="ALE kommun").submit("Spara")
    assert taken.status == 409
    assert "Det finns redan en organisation som heter Ale kommun" in taken.text

    stale = page.form("Spara").fill(about="Mitt")
    page.form("Spara").fill(about="Deras").submit("Spara")
    late = stale.submit("Spara")
    assert (late.status, late.form("Spara")["about"]) == (409, "Mitt")
    assert "Deras" in late.text
    assert "Organisationen är sparad" in late.form("Spara").submit("Spara").text

    used = desk.get(DESK).click("Ale kommun")
    assert "Ta bort organisationen" not in used.text
    unused = editing.add(OrganisationText("Ingen"), NOW, ACTOR)
    gone = desk.get(f"{DESK}/{unused.id}").form("Ta bort organisationen").submit()
    assert "borttagen" in gone.text
    assert gone.all("tbody th") == ["Ale kommun", "GR"]


def test_a_new_name_goes_to_every_page_and_into_their_histories(app: Flask) -> None:
    one, meeting = an_organisation("Arbets och leva"), a_meeting()
    arranges(one, meeting)
    before = meeting.version
    editing.save(one.id, OrganisationText("Arbeta och leva"), one.revision, at(1), ACTOR)
    db.session.expire_all()
    assert (meeting.version, meeting.updated_at) == (before + 1, at(1))
    newest = (
        db.session.query(MeetingRevision).filter_by(meeting_id=meeting.id).order_by(MeetingRevision.number).all()[-1]
    )
    assert "Arbeta och leva" in newest.content["organisers"]
    editing.save(one.id, OrganisationText("Arbeta och leva", about="Text"), one.revision, at(2), ACTOR)
    db.session.expire_all()
    assert db.session.get(Meeting, meeting.id).version == before + 1


def test_two_are_made_one_by_hand_and_two_again(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    desk = signed_in(browser, an_organiser())
    one, other = an_organisation("Göteborg stad"), an_organisation("Göteborgs stad")
    an_organisation("Ale kommun")
    meeting = a_meeting()
    arranges(one, meeting)
    signs_up(meeting, "goteborg STAD", 1)
    choosing = desk.get(f"{DESK}/{one.id}").click("Slå samman")
    assert choosing.all("tbody th") == ["Göteborgs stad"]
    preview = choosing.click("Se vad som flyttas Göteborgs stad")
    assert "Möten som de ordnar" in preview.text
    second = desk.get(preview.path)
    done = preview.form("Slå samman").fill(keep=str(other.id)).submit("Slå samman")
    assert "Göteborg stad är nu Göteborgs stad. Det går att ångra." in done.text
    assert "Kallas även: Göteborg stad" in done.text
    late = second.form("Slå samman").fill(keep=str(one.id)).submit("Slå samman")
    assert late.status == 409
    assert "Göteborg stad är redan sammanslagen med Göteborgs stad" in late.text
    undone = desk.get(f"{DESK}/sammanslagningar").form("Ångra").submit()
    assert "Göteborg stad och Göteborgs stad är två organisationer igen" in undone.text
    assert "Ångrad" in undone.text
    assert {"organisations.merge", "organisations.undo_merge"} <= {row.action for row in db.session.query(AuditEntry)}


def test_typed_names_are_tidied_up_in_one_press_each(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    desk = signed_in(browser, an_organiser())
    meeting, city = a_meeting(), an_organisation("Göteborgs stad")
    typed = ("Göteborg stad", "göteborg STAD", "Coompanion", "Privat", "Götborgs stad", "Göteborgs stad")
    people = [signs_up(meeting, name, number) for number, name in enumerate(typed)]
    idea = an_idea(a_call(meeting), content=a_content(organisation="Coompanion"))
    an_idea(a_call(a_meeting()), content=a_content(organisation="Hemlig"), state="draft")
    page = desk.get(f"{DESK}/stada")
    names = page.all(".tidy-list h2")
    assert names == ["Coompanion", "Göteborg stad", "Götborgs stad", "Privat"]
    assert "även skrivet göteborg STAD" in page.text

    page = page.form("Ja, koppla Göteborg stad till Göteborgs stad").submit()
    assert "2 uppgifter hör nu till Göteborgs stad" in page.text
    page = page.form("Nej, de är olika Götborgs stad och Göteborgs stad").submit()
    page = page.form("Lägg till som ny: Coompanion").submit("Lägg till som ny: Coompanion")
    assert "Coompanion är tillagd i registret" in page.text
    page = page.form("Låt vara: Privat").submit("Låt vara: Privat")
    assert page.all(".tidy-list h2") == ["Götborgs stad"]
    assert "Är det" not in page.main
    unknown = page.form("Koppla Götborgs stad").fill(namn="Finns inte").submit("Koppla Götborgs stad")
    assert "Ingen organisation heter så" in unknown.text
    page = unknown.form("Koppla Götborgs stad").fill(namn="göteborgs stad").submit("Koppla Götborgs stad")
    assert "Inget att städa" in page.text

    db.session.expire_all()
    made = db.session.query(Organisation).filter_by(name="Coompanion").one()
    assert [one.organisation_id for one in people] == [city.id, city.id, made.id, None, city.id, city.id]
    assert [one.organisation_typed for one in people] == list(typed)
    assert idea.organisation_id == made.id
    assert {one.typed_key for one in db.session.query(TypedApart)} == {typed_key("privat"), typed_key("götborgs stad")}


@only_sqlite
def test_a_name_that_waits_no_more_is_refused(app: Flask) -> None:
    from meetings.errors import Refused

    meeting, city = a_meeting(), an_organisation("Göteborgs stad")
    signs_up(meeting, "Gbg", 1)
    key = waiting.waiting()[0].key
    tidying.connect(key, city.id, NOW, ACTOR)
    for again in (lambda: tidying.connect(key, city.id, NOW, ACTOR), lambda: tidying.make(key, NOW, ACTOR)):
        with pytest.raises(Refused):
            again()
    assert waiting.number_waiting() == 0
