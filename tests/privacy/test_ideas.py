"""Ideas: who is behind one goes, what was received stays and stays provable, a draft never sent goes by itself."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from meetings import transaction
from meetings.extensions import db
from meetings.files.models import StoredFile
from meetings.ideas.actions.erasing import lapse_drafts
from meetings.ideas.models import (
    Assessor,
    CallExtension,
    Idea,
    IdeaAttachment,
    IdeaCall,
    IdeaCoauthor,
    IdeaRevision,
    IdeaVersion,
    PartnerInterest,
    PartnerRequest,
)
from meetings.ideas.rules.content import Attached, received
from meetings.ideas.rules.deadline import Times
from meetings.ideas.rules.lapsing import lapses_at
from meetings.links.queries import make
from meetings.privacy import actions, queries
from meetings.privacy.actions import ledger
from meetings.privacy.actions.erasing import erase
from meetings.privacy.models import Erasure
from meetings.privacy.queries import Scope
from meetings.questions.models import Answer, Form, SensitiveAnswer, Submission
from meetings.questions.rules import Retention
from meetings.revisions import checksum
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_registration, set_facts
from tests.ideas.builders import CLOSES, a_call, a_content, an_idea
from tests.privacy.idea_scene import a_draft_with_words, ideas_with_words
from tests.privacy.scene import PLACES, a_file, a_question, decide, night, runs, word, words_in

FIRST, CONTACT = night("2027-03-19"), night("2027-06-18")  # of a meeting on 18 March


def fresh(row: Any) -> Any:
    db.session.rollback()
    return db.session.get_one(type(row), row.id, populate_existing=True)


def test_who_is_behind_an_idea_goes_after_the_follow_up_and_what_was_received_stays(app: Flask) -> None:
    decide()
    meeting = a_meeting()
    later = a_meeting(title="Uppföljning", slug="uppfoljning", starts_at=meeting.starts_at + timedelta(days=52))
    set_facts(later, follows_id=meeting.id)
    idea = ideas_with_words(meeting)
    kept, shown = _attached(idea), db.session.scalars(select(IdeaVersion.checksum)).one()
    runs(FIRST, CONTACT + timedelta(days=20))
    assert fresh(idea).contact_name != "", "the meeting's own contact data is long gone"
    assert queries.counts(Scope(meeting.id), Retention.CONTACT, CONTACT) == {}
    assert set(queries.counts(Scope(later.id), Retention.CONTACT, CONTACT)) == {
        *("idea_requests", "idea_interests", "idea_coauthors", "idea_assessors", "idea_extensions"),
        *("idea_hidden_words", "ideas"),
    }
    after, first = later.ends_at + timedelta(days=93), fresh(idea).link_version
    runs(after - timedelta(days=30), after)
    assert {place: words_in(place) for place in PLACES} == {place: set() for place in PLACES}
    row = fresh(idea)
    assert (row.title, row.state, row.contact_email, row.draft) == ("Lots för unga", "received", "", {})
    assert (row.link_version, row.erased_at is not None) == (first + 1, True)
    version = db.session.scalars(select(IdeaVersion)).one()
    assert version.checksum == checksum(version.content) == shown, "the receipt still holds"
    assert [one.file_key for one in db.session.scalars(select(IdeaAttachment))] == [kept]
    assert db.session.get_one(StoredFile, kept).state == "kept"
    assert db.session.query(IdeaRevision).count() == db.session.query(IdeaCoauthor).count() == 0
    assert db.session.scalars(select(PartnerRequest.organisation_name)).all() == ["Röda Korset"]


def _attached(idea: Idea) -> str:
    """A file that the received version names; return its key. Its name and bytes hold no word."""
    key = a_file("bilaga")
    with transaction.write() as session:
        session.get_one(StoredFile, key).name = "Budget.pdf"
        session.add(
            IdeaAttachment(idea_id=idea.id, file_key=key, name="Budget.pdf", type="application/pdf", size=9,
                           sha256="0" * 64, added_at=NOW)
        )  # fmt: skip
        version = session.scalars(select(IdeaVersion).where(IdeaVersion.idea_id == idea.id)).one()
        content = received(a_content(), "sv", (), (Attached(key, "Budget.pdf", "application/pdf", 9, "0" * 64),))
        version.content, version.checksum = content, checksum(content)
    _make_wordless(key)
    return key


def _make_wordless(key: str) -> None:
    from meetings.files.store import drafts, store

    with drafts() as folder:
        (folder / "draft").write_bytes(b"%PDF-1.4 budget")
        store().put(folder / "draft", key)


def test_a_draft_is_kept_a_month_after_its_own_closing() -> None:
    assert lapses_at(Times(None, CLOSES)) == CLOSES + timedelta(days=30)
    assert lapses_at(Times(None, CLOSES, CLOSES + timedelta(days=5))) == CLOSES + timedelta(days=35)
    assert lapses_at(Times(None, CLOSES, CLOSES - timedelta(days=5))) == CLOSES + timedelta(days=30)


def test_a_draft_that_was_never_sent_goes_by_itself_without_a_decision(app: Flask) -> None:
    meeting = a_meeting()
    call = a_call(meeting)
    a_draft_with_words(call)
    sent, extended, revoked = an_idea(call), an_idea(call, state="draft"), an_idea(call, state="draft")
    for idea, off in ((extended, False), (revoked, True)):
        set_facts(idea, extension_id=_extension(call, CLOSES + timedelta(days=5), off=off))
    last = CLOSES + timedelta(days=30)
    assert actions.run(last - timedelta(seconds=1)).startswith("0 erased")
    assert actions.run(last).startswith("2 erased")
    assert {place: words_in(place) for place in PLACES} == {place: set() for place in PLACES}
    assert set(db.session.scalars(select(Idea.id))) == {sent.id, extended.id}
    assert [(row.retention, row.counts) for row in db.session.query(Erasure)] == [("drafts", {"idea_drafts": 2})]
    assert lapse_drafts(last + timedelta(days=5)) == [(meeting.id, 1)]


def _extension(call: IdeaCall, until: datetime, *, off: bool) -> int:
    with transaction.write() as session:
        made = CallExtension(
            call_id=call.id, kind="personal", until=until, reason="Sjuk", made_by="Ada", made_at=NOW,
            revoked_at=NOW if off else None,
        )  # fmt: skip
        session.add(made)
        session.flush()
        return made.id


def test_drafts_that_a_backup_brings_back_go_again_and_nothing_else_does(app: Flask) -> None:
    meeting = a_meeting()
    call = a_call(meeting)
    person = a_registration(meeting)
    an_idea(call, state="draft")
    late = CLOSES + timedelta(days=40)
    assert ledger.lapse_drafts(late) == 1
    with transaction.write() as session:
        session.query(Erasure).delete()
    an_idea(call, state="draft")
    assert ledger.redo(late + timedelta(days=1)) == 1
    assert db.session.query(Idea).count() == 0
    assert fresh(person).name == "Åsa Öberg"


def test_one_person_is_erased_of_ideas_by_their_address_and_nobody_else(app: Flask) -> None:
    meeting = a_meeting()
    call = a_call(meeting)
    person = a_registration(meeting, "Åsa Öberg", "asa@example.se")
    mine = _of(an_idea(call), "Åsa")
    gone = _of(an_idea(call, state="draft"), "Åsa").id
    other = an_idea(call)
    others = _rows_of(call, other, "bo@example.se")
    theirs = _rows_of(call, other, "asa@example.se")
    scope = queries.person(meeting.id, person.id)
    found = erase(scope, Retention.CONTACT, NOW)
    assert (found["ideas"], found["idea_coauthors"], found["idea_interests"], found["idea_requests"]) == (2, 1, 1, 1)
    assert found["idea_assessors"] == 1
    assert (fresh(mine).contact_email, fresh(mine).title) == ("", "Digital lots för unga")
    assert db.session.get(Idea, gone) is None
    assert fresh(other).contact_name == "Maja Lind"
    assert [fresh(row).contact_email for row in theirs[:2]] == ["", ""]
    assert [fresh(row).contact_email for row in others[:2]] == ["bo@example.se", "bo@example.se"]
    assert set(db.session.scalars(select(Assessor.email))) == {"", "bo@example.se"}
    assert db.session.scalars(select(IdeaCoauthor.email)).all() == ["bo@example.se"]


def _of(idea: Idea, name: str) -> Idea:
    set_facts(idea, contact_name=name, contact_email="Asa@example.se", contact_email_key="asa@example.se")
    return idea


def _rows_of(call: IdeaCall, idea: Idea, email: str) -> tuple[PartnerInterest, PartnerRequest]:
    with transaction.write() as session:
        contact = {"contact_name": "Namn", "contact_email": email, "contact_email_key": email}
        interest = PartnerInterest(
            call_id=call.id, organisation_name="Röda Korset", offers="Praktik", created_at=NOW, updated_at=NOW,
            **contact,
        )  # fmt: skip
        request = PartnerRequest(
            idea_id=idea.id, direction="join", organisation_name="Röda Korset", message="Vi vill vara med",
            asked_at=NOW, **contact,
        )  # fmt: skip
        session.add_all([interest, request])
        session.add(IdeaCoauthor(idea_id=idea.id, name="Namn", email=email, email_key=email, added_at=NOW))
        session.add(Assessor(call_id=call.id, name="Namn", email=email, email_key=email, added_at=NOW))
        session.flush()
        return interest, request


def test_answers_to_a_call_s_own_questions_go_with_their_class(app: Flask) -> None:
    meeting = a_meeting()
    idea = an_idea(a_call(meeting))
    with transaction.write() as session:
        form = Form()
        session.add(form)
        session.flush()
        sent = Submission(form_id=form.id)
        session.add(sent)
        session.flush()
        session.scalars(select(IdeaVersion)).one().submission_id = sent.id
        for kind, retention in (("long_text", Retention.CONTACT), ("one_of", Retention.FIGURE)):
            question = a_question(form, kind, retention)
            session.add(Answer(submission_id=sent.id, question_id=question.id, asked="Fråga", text=kind))
        diet = a_question(form, "long_text", Retention.SENSITIVE, sensitive=True)
        session.add(SensitiveAnswer(submission_id=sent.id, question_id=diet.id, asked="Kost", text="Vegan"))
    erase(Scope(meeting.id), Retention.SENSITIVE, NOW)
    assert db.session.query(SensitiveAnswer).count() == 0
    erase(Scope(meeting.id), Retention.CONTACT, NOW)
    assert db.session.scalars(select(Answer.text)).all() == ["one_of"]
    assert fresh(idea).current == 1


def test_one_s_own_data_hold_ideas_and_partners_of_a_confirmed_address(browser: Browser) -> None:
    """Anybody can sign up with another's address; what was left with it is not for them."""
    meeting = a_meeting()
    call = a_call(meeting)
    person = a_registration(meeting, "Åsa Öberg", "asa@example.se")
    _of(an_idea(call, content=a_content(title="Min egen idé")), "Åsa")
    other = an_idea(call, content=a_content(title="En annans"))
    _rows_of(call, other, "asa@example.se")
    set_facts(other, contact_phone=word("annans"))
    path = f"/min-anmalan/{make('registration', person.id, person.link_version)}/uppgifter"
    assert "Min egen idé" not in browser.get(path).text
    set_facts(person, address_confirmed_at=NOW)
    page = browser.get(path)
    for shown, words in ((True, ("Min egen idé", "Vi vill vara med", "Bedömare")), (False, ("zqx", "maja."))):
        assert [word in page.text for word in words] == [shown] * len(words)
    data = json.loads(browser.get(f"{path}.json", check=False).body)
    assert [one["title"] for one in data["ideas"]] == ["Min egen idé"]
    assert (len(data["coauthored"]), len(data["interests"]), len(data["requests"]), len(data["assessor"])) == (1,) * 4
