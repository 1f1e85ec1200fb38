"""One idea on the desk: read, asked about, noted, marked, told; and no draft is ever seen."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from flask import Flask

from meetings import transaction
from meetings.errors import Refused
from meetings.extensions import db
from meetings.ideas.actions import asking, deciding
from meetings.ideas.mail.addresses import own_path
from meetings.ideas.models import ActorQuestion, Idea, IdeaHistory, IdeaNote, IdeaVersion
from meetings.ideas.rules.content import received, to_json
from meetings.ideas.rules.handling import Reason
from meetings.ideas.rules.states import State
from meetings.outbox.models import OutgoingMail
from meetings.revisions import checksum
from tests.browser import Browser
from tests.builders import NOW, an_organiser, signed_in
from tests.databases import only_sqlite
from tests.ideas.builders import a_call, a_content, an_idea
from tests.sparks.scenes import OLLE

ONE = "/arbetsytan/moten/{}/ideer/{}"


def test_the_idea_its_versions_and_what_is_written_about_it(browser: Browser) -> None:
    call = a_call()
    idea = an_idea(call, content=a_content(about="Rad ett\n\nRad två", budget=500000))
    a_second_version(idea, a_content(about="Rad ett\n\nRad två är ny", budget=700000))
    one = ONE.format(call.meeting_id, idea.id)
    assert browser.get(one).path != one  # nobody is signed in
    signed_in(browser, an_organiser())
    page = browser.get(one)
    assert page.heading == "Digital lots för unga"
    assert "Rad två är ny" in page.text
    assert "700 000" in page.text.replace("\xa0", " ")
    assert "maja." in page.text
    assert "Nu: Mottagen. Aktören ser: Mottagen." in page.text
    page = page.click("Version 2")
    assert page.all("h3")[:2] == ["Berätta om idén", "Ungefärlig budget"]
    assert "Tillagt: är ny" in page.text or "är ny" in page.text
    assert browser.get(f"{one}/versioner/3").status == 404

    page = browser.get(one).form("Spara anteckningen")
    assert page.submit().status == 422
    page = page.fill(**{"note-text": "Ring *Maja*"}).submit("Spara anteckningen")
    assert "Anteckningen är sparad." in page.text
    assert db.session.query(IdeaNote).one().by == "Olle Organisatör"
    page = page.form("Spara").fill(**{"diary-diarienummer": "RS 2027-00123"}).submit()
    assert "Diarienumret är sparat." in page.text
    assert row_of(idea).diarienummer == "RS 2027-00123"
    page = browser.get(one).form("Ta bort").submit()
    assert "Anteckningen är borttagen." in page.text
    assert not db.session.query(IdeaNote).count()

    form = browser.get(one).form("Sätt status")
    assert form.submit("Sätt status").errors == ["Status: välj en status."]
    page = form.fill(**{"states-state": "resting", "states-text": "Vi återkommer."}).submit("Sätt status")
    assert "Aktören får veta det när du publicerar beskeden." in page.text
    assert "Nu: Vilande. Aktören ser: Mottagen." in page.text
    again = form.fill(**{"states-state": "project"}).submit("Sätt status")  # from the page as it was
    assert again.status == 409
    assert row_of(idea).state == "resting"
    own = browser.get(own_path(idea))
    assert "Mottagen" in own.text
    assert "Vilande" not in own.text
    assert "Vi återkommer" not in own.text


def test_what_asks_for_something_is_told_at_once(browser: Browser) -> None:
    call = a_call()
    idea = an_idea(call)
    deciding.set_state(call.meeting_id, [idea.id], State.INCOMPLETE, NOW, OLLE, internal="hemligt", text="Budget?")
    row = row_of(idea)
    assert (row.told_state, row.told_text, row.tells) == ("incomplete", "Budget?", True)
    own = browser.get(own_path(idea))
    assert "Behöver komplettering" in own.text
    assert "Budget?" in own.text
    assert "hemligt" not in own.html
    deciding.set_state(call.meeting_id, [idea.id], State.FOLLOW_UP, NOW + timedelta(hours=1), OLLE, text="Ja!")
    row = row_of(idea)
    assert (row.told_state, row.told_text, row.tells) == ("received", "", False)  # and no mail goes any more
    own = browser.get(own_path(idea))
    assert "Mottagen" in own.text
    assert "Ja!" not in own.html
    assert "uppföljningsmötet" not in own.text


def test_a_question_is_mailed_answered_by_the_own_link_and_read(browser: Browser) -> None:
    call = a_call()
    idea = an_idea(call)
    one = ONE.format(call.meeting_id, idea.id)
    signed_in(browser, an_organiser())
    form = browser.get(one).form("Skicka frågan")
    page = form.submit()
    assert page.status == 422
    assert page.errors == ["Din fråga: skriv frågan till aktören."]
    page = form.fill(**{"question-text": "Vem är *projektledare*?", "question-answer_by": "2027-05-02"}).submit()
    assert "Frågan är skickad." in page.text
    mail = db.session.query(OutgoingMail).filter_by(template="idea_question").one()
    assert mail.to_address == row_of(idea).contact_email
    assert mail.values["words"] == "Vem är *projektledare*?"
    assert "idé har en fråga utan svar." in browser.get(one.rpartition("/")[0]).text

    actor = Browser(browser.app)
    own = actor.get(own_path(idea))
    page = own.click("Svara")
    assert "senast den 2 maj 2027" in page.text
    assert page.form("Skicka svaret").submit().errors == ["Ditt svar: skriv ditt svar."]
    form = page.form("Skicka svaret").fill(answer="Åsa <b>Ek</b>")
    page = form.submit()
    assert page.heading == "Tack för ditt svar"
    assert "<b>Ek" not in page.html
    assert form.submit().status == 200  # the same once more
    page = form.fill(answer="Någon annan").submit()
    assert page.status == 409
    assert "Någon annan" in page.text
    assert db.session.query(ActorQuestion).one().answer == "Åsa <b>Ek</b>"
    assert actor.get(f"{own_path(idea)[:-3]}xxx/svara/1").status == 404
    other = own_path(an_idea(call))
    assert actor.get(f"{other}/svara/1").status == 404

    page = browser.get(one.rpartition("/")[0])
    assert "idé har fått svar som ingen har läst." in page.text
    page = browser.get(one)
    assert "Nytt svar" in page.text
    assert "Åsa <b>Ek</b>" in page.text
    page = page.form("Markera som läst").submit()
    assert "Besvarad" in page.text
    assert "Markera som läst" not in page.text
    assert "fått svar" not in browser.get(one.rpartition("/")[0]).text
    assert [row.action for row in db.session.query(IdeaHistory).order_by("id")] == ["asked", "answered"]


def test_questions_are_refused_where_nobody_can_answer(app: Flask) -> None:
    call = a_call()
    nobody = an_idea(call, contact_email="", contact_email_key="")
    gone = an_idea(call, state="withdrawn")
    for idea, reason in ((nobody, Reason.NO_ADDRESS), (gone, Reason.CLOSED_TO_ANSWERS)):
        with pytest.raises(Refused) as caught:
            asking.ask(call.meeting_id, idea.id, "Vem?", None, NOW, OLLE)
        assert caught.value.refusal.reason is reason
    asked = asking.ask(call.meeting_id, an_idea(call).id, "Vem?", None, NOW, OLLE)
    asking.answer(asked.idea_id, asked.id, "Jag", NOW)
    with pytest.raises(Refused):
        asking.take_back(call.meeting_id, asked.idea_id, asked.id, NOW, OLLE)
    other = asking.ask(call.meeting_id, asked.idea_id, "När?", None, NOW, OLLE)
    asking.take_back(call.meeting_id, asked.idea_id, other.id, NOW, OLLE)
    assert db.session.query(ActorQuestion).count() == 1


@only_sqlite
def test_no_page_of_the_desk_holds_what_nobody_has_sent(app: Flask) -> None:
    """Decision 10: a draft, and the working copy of an idea that was sent, are their actors' own."""
    call = a_call()
    secret = "Grävlingsprojektet"
    draft = an_idea(call, state="draft", content=a_content(title=secret, about=secret, organisation=secret))
    sent = an_idea(call)
    with transaction.write() as session:
        session.get_one(Idea, sent.id).draft = to_json(a_content(title=secret, about=secret))
    browser = Browser(app)
    signed_in(browser, an_organiser(administrator=True))
    seen = 0
    for rule in app.url_map.iter_rules():
        names = {"meeting_id", "idea_id"} & rule.arguments
        if "GET" not in (rule.methods or ()) or rule.arguments != names or not rule.rule.startswith("/arbetsytan"):
            continue
        for idea in (draft, sent) if "idea_id" in names else (sent,):
            path = rule.rule.replace("<int:meeting_id>", str(call.meeting_id)).replace("<int:idea_id>", str(idea.id))
            page = browser.get(path, check=False)
            assert secret.casefold() not in page.body.decode("utf-8", "replace").casefold(), path
            assert idea is not draft or page.status in (404, 405), path
            seen += 1
    assert seen > 40
    page = browser.get(f"/arbetsytan/moten/{call.meeting_id}/ideer?q={secret}")
    assert "Ingen idé passar in" in page.text
    page = browser.get(f"/arbetsytan/moten/{call.meeting_id}/ideer/export")
    for form in ("xlsx", "docx", "zip"):
        sent = page.form("Hämta").fill(form=form, telling="allt").submit()
        assert secret.encode() not in unpacked(sent.body), form
        assert "Digital lots för unga".encode() in unpacked(sent.body), form


def unpacked(file: bytes) -> bytes:
    """All that a ZIP holds, and what the ZIPs in it hold."""
    if not zipfile.is_zipfile(io.BytesIO(file)):
        return file
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return b"\n".join(unpacked(archive.read(name)) for name in archive.namelist())


def a_second_version(idea: Idea, content: object) -> None:
    with transaction.write() as session:
        stored = received(content, "sv", (), ())  # type: ignore[arg-type]
        session.add(
            IdeaVersion(
                idea_id=idea.id, number=2, reference=f"TVAAN{idea.id:06d}", form_token="andra", content=stored,
                checksum=checksum(stored), received_at=NOW + timedelta(hours=1),
            )
        )  # fmt: skip
        session.get_one(Idea, idea.id).current = 2


def row_of(idea: Idea) -> Idea:
    return db.session.get_one(Idea, idea.id, populate_existing=True)
