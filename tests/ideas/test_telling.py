"""States are published together: every actor once, by mail and page; later changes with the next publication."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from meetings import transaction
from meetings.errors import NotFound, Refused
from meetings.extensions import db
from meetings.ideas.actions import asking, combining, deciding, publishing, telling
from meetings.ideas.mail import handling as letters
from meetings.ideas.mail.addresses import own_path
from meetings.ideas.models import Idea, IdeaCall, IdeaHistory
from meetings.ideas.queries import telling as queries
from meetings.ideas.queries.telling import Told
from meetings.ideas.rules.content import from_json
from meetings.ideas.rules.handling import Reason
from meetings.ideas.rules.states import CHOSEN, State
from meetings.outbox.models import OutgoingMail
from meetings.outbox.rendering import Letter, PlainLetterhead, Rendered, rendered
from meetings.schedule.models import Meeting
from tests.browser import Browser
from tests.builders import NOW, a_meeting, an_organiser, signed_in
from tests.databases import only_sqlite
from tests.ideas.builders import a_call, a_content, an_idea
from tests.sparks.scenes import OLLE

LATER = NOW + timedelta(hours=2)


def test_one_press_tells_every_actor_once(browser: Browser) -> None:
    call = a_call()
    desk = f"/arbetsytan/moten/{call.meeting_id}/ideer"
    chosen, resting, kept = (an_idea(call, content=a_content(title=title)) for title in ("Lots", "Kurs", "Kvar"))
    alone = an_idea(call, content=a_content(title="Utan adress"), contact_email="", contact_email_key="")
    deciding.set_state(call.meeting_id, [chosen.id, alone.id], State.FOLLOW_UP, NOW, OLLE, text="Välkommen den 9 maj")
    deciding.set_state(call.meeting_id, [resting.id], State.RESTING, NOW, OLLE, internal="dyr")
    signed_in(browser, an_organiser())
    page = browser.get(desk).click("Publicera besked")
    assert page.all("dl.figures dd") == ["2", "1"]
    assert page.rows("Idéer med beskedet Vilande")[1:] == [["2", "Kurs", "Vänersborgs kommun", "Mottagen", "–"]]
    assert "Nr 3 har ingen annan status än mottagen" in page.text
    assert "1 idé saknar e-postadress" in page.text
    assert db.session.get_one(IdeaCall, call.id).states_published_at is None
    form = page.form("Publicera beskeden")
    page = form.submit()
    assert "Beskeden om 3 idéer är publicerade. 2 aktörer får mejl." in page.text
    page = form.submit()  # pressed twice
    assert page.status == 409
    assert page.errors == ["Det finns inget besked att publicera."]
    assert telling.mail_told(LATER) == "3 mails about states of ideas"
    assert telling.mail_told(LATER) is None
    mails = {mail.to_address: mail.values for mail in db.session.query(OutgoingMail).filter_by(template="idea_told")}
    assert set(mails) == {row_of(chosen).contact_email, row_of(resting).contact_email}
    assert mails[row_of(chosen).contact_email]["words"] == "Välkommen den 9 maj"
    assert all("dyr" not in str(values) for values in mails.values())
    own = Browser(browser.app).get(own_path(chosen))
    assert "Till uppföljningsmötet" in own.text
    assert "Välkommen den 9 maj" in own.text
    assert "Mottagen" in Browser(browser.app).get(own_path(kept)).text

    deciding.set_state(call.meeting_id, [chosen.id], State.PROJECT, LATER, OLLE)
    assert [one.number for one in queries.untold(call.id)] == [1]
    assert "Blev projekt" not in Browser(browser.app).get(own_path(chosen)).text
    page = browser.get(f"{desk}/besked")
    assert "Här står bara det som har ändrats sedan dess." in page.text
    stale = page.form("Publicera beskeden")
    deciding.set_state(call.meeting_id, [kept.id], State.RESTING, LATER, OLLE)
    page = stale.submit()  # somebody has added to what was read
    assert page.status == 409
    assert "Något har ändrats sedan du läste beskeden." in page.errors[0]
    page = page.form("Publicera beskeden").submit()
    assert "Beskeden om 2 idéer är publicerade." in page.text
    assert telling.mail_told(LATER) == "2 mails about states of ideas"
    assert db.session.query(OutgoingMail).filter_by(template="idea_told").count() == 4
    told = [row.after for row in db.session.query(IdeaHistory).filter_by(idea_id=chosen.id, action="told")]
    assert sorted(told) == ["follow_up", "project"]
    assert "Inget besked väntar" in browser.get(f"{desk}/besked").text
    assert browser.get(f"/arbetsytan/moten/{a_meeting().id}/ideer/besked").status == 404


def test_a_state_of_a_public_idea_writes_its_pages_anew(app: Flask) -> None:
    call = a_call()
    private, public = an_idea(call), an_idea(call, published_at=NOW, published_version=1)

    def version() -> int:
        return db.session.get_one(Meeting, call.meeting_id, populate_existing=True).version

    before = version()
    deciding.set_state(call.meeting_id, [private.id], State.RESTING, NOW, OLLE)
    assert version() == before
    deciding.set_state(call.meeting_id, [public.id], State.RESTING, NOW, OLLE)
    assert version() == before + 1


def test_who_withdraws_meanwhile_is_not_told(app: Flask) -> None:
    call = a_call()
    idea = an_idea(call)
    deciding.set_state(call.meeting_id, [idea.id], State.RESTING, NOW, OLLE)
    telling.publish(call.meeting_id, queries.mark(queries.untold(call.id)), NOW, OLLE)
    with transaction.write() as session:
        session.get_one(Idea, idea.id).state = "withdrawn"
    assert telling.mail_told(NOW) == "1 mails about states of ideas"
    assert db.session.query(OutgoingMail).count() == 0


def test_many_mails_leave_in_batches(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "BATCH", 2)
    call = a_call()
    ideas = [an_idea(call) for _number in range(5)]
    deciding.set_state(call.meeting_id, [idea.id for idea in ideas], State.RESTING, NOW, OLLE)
    telling.publish(call.meeting_id, queries.mark(queries.untold(call.id)), NOW, OLLE)
    assert telling.mail_told(NOW) == "5 mails about states of ideas"
    assert db.session.query(OutgoingMail).count() == 5
    assert not db.session.query(Idea).filter(Idea.tells).count()


def test_a_merge_leaves_traces_is_told_and_is_undone(browser: Browser) -> None:
    call = a_call()
    desk = f"/arbetsytan/moten/{call.meeting_id}/ideer"
    into, first, second = (an_idea(call, content=a_content(title=title)) for title in ("Stor", "Liten", "Mindre"))
    deciding.set_state(call.meeting_id, [first.id], State.RESTING, NOW, OLLE)
    signed_in(browser, an_organiser())
    form = browser.get(desk).form("Med markerade idéer").fill(ticked=[str(one.id) for one in (into, first, second)])
    page = form.submit("Slå samman …")
    assert page.heading == "Slå samman idéer"
    assert page.form("Slå samman").submit().errors == [
        "Vilken idé ska bli kvar? Välj vilken idé som de andra ska gå in i."
    ]
    page = page.form("Slå samman").fill(into=str(into.id), internal="Samma målgrupp", text="Ni passar ihop").submit()
    assert page.heading == "Stor"
    assert "2 idéer har gått in i nr 1." in page.text
    assert page.text.count("Hit har gått:") == 2
    row = row_of(first)
    assert (row.state, row.merged_into_id, row.told_state) == ("merged", into.id, "")
    own = Browser(browser.app).get(own_path(first))
    assert "Mottagen" in own.text
    assert "Stor" not in own.text
    with pytest.raises(Refused):
        deciding.set_state(call.meeting_id, [first.id], State.PROJECT, NOW, OLLE)
    with pytest.raises(Refused):  # an idea that has gone into another takes none in
        combining.merge(call.meeting_id, second.id, [first.id, second.id], NOW, OLLE)
    telling.publish(call.meeting_id, queries.mark(queries.untold(call.id)), NOW, OLLE)
    telling.mail_told(NOW)
    mail = db.session.query(OutgoingMail).filter_by(to_address=row_of(first).contact_email).one()
    assert (mail.values["into_number"], mail.values["into_title"], mail.values["words"]) == (
        1,
        "",  # another's idea that is not public: its number alone
        "Ni passar ihop",
    )
    own = Browser(browser.app).get(own_path(first))
    assert "idé nr 1. Din egen" in own.text
    assert "Stor" not in own.text
    with transaction.write() as session:
        session.get(Idea, into.id).publish_consent = True
    publishing.publish(call.meeting_id, into.id, 1, NOW, OLLE)
    own = Browser(browser.app).get(own_path(first))
    assert "idé nr 1, ”Stor”" in own.text
    assert own.heading == "Liten"
    page = browser.get(f"{desk}/{first.id}")
    assert "Sammanslagen med nr 1" in page.text
    page = page.form("Ångra sammanslagningen").submit()
    assert "Idén har åter status ”Vilande”." in page.text
    assert (row_of(first).merged_into_id, row_of(second).merged_into_id) == (None, into.id)
    assert [(one.number, one.state, one.told) for one in queries.untold(call.id)] == [(2, "resting", "merged")]
    for ideas in ([into.id], []):
        with pytest.raises(Refused) as caught:
            combining.merge(call.meeting_id, into.id, ideas, NOW, OLLE)
        assert caught.value.refusal.reason is Reason.ONE_ALONE
    with pytest.raises(NotFound):
        combining.merge(call.meeting_id, into.id, [into.id, an_idea(a_call()).id], NOW, OLLE)
    assert browser.get(f"{desk}/sla-samman").errors == ["Markera minst två idéer som ska slås samman."]


def test_a_new_idea_is_broken_out_of_one(browser: Browser) -> None:
    call = a_call()
    original = an_idea(call, content=a_content(about="Två tankar i en", purpose="Dubbelt"), publish_consent=True)
    one = f"/arbetsytan/moten/{call.meeting_id}/ideer/{original.id}"
    signed_in(browser, an_organiser())
    page = browser.get(one).click("Bryt ut en ny idé")
    form = page.form("Spara den nya idén")
    assert (form["title"], form["about"], form["purpose"]) == ("Digital lots för unga", "Två tankar i en", "Dubbelt")
    assert form.fill(title="").submit().errors == ["Idéns titel: skriv en titel för den nya idén."]
    page = form.fill(title="Den andra", about="Den andra tanken").submit()
    assert page.heading == "Den andra"
    assert "Utbruten ur:" in page.text
    assert form.submit().heading == "Den andra"  # sent twice
    assert db.session.query(Idea).count() == 2
    made = db.session.query(Idea).filter(Idea.split_from_id == original.id).one()
    assert (made.number, made.state, made.entered_by, made.current) == (2, "received", "Olle Organisatör", 1)
    assert (made.contact_email, made.publish_consent) == (row_of(original).contact_email, False)
    content = from_json(made.versions[0].content)
    assert (content.about, content.purpose, content.municipality) == ("Den andra tanken", "Dubbelt", "vanersborg")
    assert from_json(row_of(original).versions[0].content).about == "Två tankar i en"
    assert "Ur den här har brutits:" in browser.get(one).text
    assert made.versions[0].reference != row_of(original).versions[0].reference
    gone = an_idea(call, state="withdrawn")
    assert "är återtagen" in browser.get(f"/arbetsytan/moten/{call.meeting_id}/ideer/{gone.id}/dela").errors[0]


@only_sqlite
def test_the_mails_read_well_in_both_languages(app: Flask) -> None:
    call = a_call()
    idea = an_idea(call, content=a_content(title="Lots & <b>bro</b>"))
    asked = asking.ask(call.meeting_id, idea.id, "Vem?\n\nOch när?", NOW + timedelta(days=3), NOW, OLLE)
    for lang, state in itertools.product(("sv", "en"), (*CHOSEN, State.MERGED)):
        mail = letters.told(row_of(idea), Told(state, "Rad ett\n\nRad två", 3, "Åk & ät"), NOW)
        for one in (mail, letters.question(row_of(idea), asked, NOW)):
            words = read(one.template, lang, one.values)
            assert "Lots & <b>bro</b>" in words.text
            assert "Lots & <b>bro</b>" in words.subject
            assert "<b>bro</b>" not in words.html
            assert "&lt;b&gt;bro" in words.html
            assert one.values["link"] in words.text
            assert one.values["link"] in words.html
        told = read("idea_told", lang, mail.values)
        assert "Rad två" in told.text
        assert ("Åk & ät" in told.text) == (state is State.MERGED)


def test_two_at_once_set_and_publish_once(app: Flask) -> None:
    """Two organisers decide on the same ideas from the same page, and two press "Publicera": one of each holds."""
    call = a_call()
    ideas = [an_idea(call) for _number in range(3)]
    ids, meeting_id = [one.id for one in ideas], call.meeting_id
    seen = dict.fromkeys(ids, "received")

    def decide(state: State) -> str:
        try:
            deciding.set_state(meeting_id, ids, state, NOW, OLLE, seen=seen)
        except Refused as refused:
            return refused.refusal.reason.name
        return state.value

    answers = together(app, [lambda: decide(State.RESTING), lambda: decide(State.PROJECT)])
    held = {one.state for one in (row_of(idea) for idea in ideas)}
    assert sorted(answers) == sorted(["CHANGED", *held])
    mark = queries.mark(queries.untold(call.id))
    db.session.rollback()

    def publish() -> str:
        try:
            return str(len(telling.publish(meeting_id, mark, NOW, OLLE)))
        except Refused as refused:
            return refused.refusal.reason.name

    assert sorted(together(app, [publish, publish, publish])) == ["3", "NOTHING_TO_TELL", "NOTHING_TO_TELL"]
    telling.mail_told(NOW)
    assert db.session.query(OutgoingMail).count() == 3


def read(template: str, lang: str, values: Mapping[str, Any]) -> Rendered:
    """The mail as it is sent."""
    letter = Letter(1, template, lang, "Maja", "maja@example.se", "", values, None, "", "<1@example.se>", 0)
    return rendered(letter, PlainLetterhead("Sekretariatet"))


def together(app: Flask, deeds: list[Callable[[], str]]) -> list[str]:
    """Do all at the same moment, each in a thread and a session of its own, and return their answers."""
    start = Barrier(len(deeds))

    def one(deed: Callable[[], str]) -> str:
        with app.app_context():
            start.wait(timeout=10)
            return deed()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return [future.result(timeout=60) for future in [threads.submit(one, deed) for deed in deeds]]


def row_of(idea: Idea) -> Idea:
    return db.session.get_one(Idea, idea.id, populate_existing=True)
