"""Sending an idea: who is in, what a version and its receipt hold, and what is refused with which sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from meetings import transaction
from meetings.directory.actions import ensure_vocabularies
from meetings.errors import Refused, Stale
from meetings.extensions import db
from meetings.ideas.actions import writing
from meetings.ideas.actions.submitting import submit
from meetings.ideas.actions.withdrawing import take_up_again, withdraw
from meetings.ideas.models import CallExtension, Idea, IdeaAttachment, IdeaCall, IdeaCoauthor, IdeaHistory, IdeaVersion
from meetings.ideas.queries import working
from meetings.ideas.rules.content import attached_in, to_json
from meetings.ideas.rules.receiving import Person, Sent, Way
from meetings.ideas.rules.sending import SendReason
from meetings.ideas.rules.states import State
from meetings.outbox.models import OutgoingMail
from meetings.revisions import checksum
from meetings.web.dates import deadline
from tests.builders import NOW
from tests.ideas.builders import CLOSES, a_call, a_content, an_idea

SECOND = timedelta(seconds=1)


def sent(call: IdeaCall, **facts: Any) -> Sent:
    values: dict[str, Any] = {
        "content": a_content(),
        "person": Person("Maja Lind", "Maja.Lind@example.se", "0521-12 34 56"),
        "form_token": "token-1",
    }
    return Sent(call_id=call.id, **(values | facts))


def why(call: IdeaCall, now: Any = NOW, **facts: Any) -> SendReason:
    with pytest.raises(Refused) as refused:
        submit(sent(call, **facts), now)
    reason = refused.value.refusal.reason
    assert isinstance(reason, SendReason)
    return reason


def mails(template: str = "idea_receipt") -> list[OutgoingMail]:
    return list(
        db.session.scalars(select(OutgoingMail).where(OutgoingMail.template == template).order_by(OutgoingMail.id))
    )


def test_an_idea_is_received_with_number_columns_history_and_receipt(app: Any) -> None:
    ensure_vocabularies()
    call = a_call()
    version = submit(sent(call, publish=True, wording="Visa idén"), NOW)
    idea = version.idea
    assert (idea.state, idea.number, idea.current, version.number) == (State.RECEIVED.value, 1, 1, 1)
    assert (idea.received_at, version.received_at, version.late) == (NOW, NOW, False)
    assert version.checksum == checksum(version.content)
    assert (idea.title, idea.organisation_name, idea.role) == ("Digital lots för unga", "Vänersborgs kommun", "lead")
    assert (idea.type.code, idea.sector.code, idea.municipality.code) == ("municipality", "public", "vanersborg")
    assert [term.code for term in idea.target_groups] == ["young"]
    assert [term.code for term in idea.sought] == ["social-economy"]
    assert idea.seeks_partners
    assert "unga lotsas" in idea.search_text
    assert (idea.publish_consent, idea.publish_wording, idea.publish_consent_at) == (True, "Visa idén", NOW)
    assert "Maja" not in str(version.content)
    assert [line.action for line in db.session.scalars(select(IdeaHistory))] == ["leave_given", "received"]
    (mail,) = mails()
    assert (mail.to_address, mail.values["reference"]) == ("Maja.Lind@example.se", version.reference)
    assert mail.values["checksum"].replace(" ", "") == version.checksum
    assert "/ide/bekrafta/" in mail.values["confirm_link"]
    assert "Unga lotsas" not in str(mail.values)
    assert submit(sent(call, form_token="token-2", content=a_content(sector="private")), NOW).idea.number == 2


def test_the_same_form_twice_is_one_version_and_the_same_content_none(app: Any) -> None:
    call = a_call()
    first = submit(sent(call), NOW)
    assert submit(sent(call), NOW + SECOND).id == first.id
    idea = first.idea
    again: dict[str, Any] = {"idea_id": idea.id, "base": 1, "form_token": "token-2"}
    assert why(call, **again) is SendReason.UNCHANGED
    moved = submit(sent(call, person=Person("Maja Lind", "ny@example.se"), **again), NOW + SECOND)
    assert moved.id == first.id
    assert idea.contact_email == "ny@example.se"
    assert [mail.to_address for mail in mails()] == ["Maja.Lind@example.se", "ny@example.se"]
    second = submit(sent(call, content=a_content(title="Nytt namn"), **again), NOW + 2 * SECOND)
    assert (second.number, idea.current, idea.title, idea.number) == (2, 2, "Nytt namn", 1)
    assert idea.received_at == NOW
    assert idea.revision == 2
    assert len(mails()) == 3
    assert first.content["title"] == "Digital lots för unga"
    assert first.checksum == checksum(first.content)


def test_a_stale_form_does_not_undo_what_somebody_else_saved(app: Any) -> None:
    call = a_call()
    idea = submit(sent(call), NOW).idea
    submit(sent(call, idea_id=idea.id, base=1, form_token="b", content=a_content(title="Den andras")), NOW)
    with pytest.raises(Stale):
        submit(sent(call, idea_id=idea.id, base=1, form_token="c", content=a_content(title="Min")), NOW)
    with pytest.raises(Stale):  # what one began with comes back, long after
        submit(sent(call, form_token="token-1", content=a_content(title="Min")), NOW) if _forget(idea) else None
    assert idea.title == "Den andras"


def _forget(idea: Idea) -> bool:
    """Let the first form be one whose version is not known: a draft was begun by it, and sent by others."""
    with transaction.write():
        idea.versions[0].form_token = "other"
    return True


@pytest.mark.parametrize(
    ("at", "facts", "expected"),
    [
        (CLOSES - SECOND, {}, None),
        (CLOSES - timedelta(microseconds=1), {}, None),
        (CLOSES, {}, SendReason.CLOSED),
        (CLOSES + SECOND, {}, SendReason.CLOSED),
        (CLOSES, {"late": True}, None),
        (NOW - timedelta(days=30), {}, SendReason.NOT_OPEN),
        (NOW - timedelta(days=30), {"late": True}, SendReason.NOT_OPEN),
    ],
)
def test_arrival_decides(app: Any, at: Any, facts: dict[str, Any], expected: SendReason | None) -> None:
    call = a_call()
    if expected is not None:
        assert why(call, at, **facts) is expected
        assert db.session.scalar(select(func.count(Idea.id))) == 0
        return
    version = submit(sent(call, **facts), at)
    assert version.late is version.idea.late is bool(facts)


def test_what_is_lacking_is_named(app: Any) -> None:
    call = a_call(required=["municipality", "period", "budget", "transnational"])
    with pytest.raises(Refused) as refused:
        submit(sent(call, content=replace(a_content(), title="", about="", municipality=""), person=Person()), NOW)
    assert refused.value.refusal.values["fields"] == (
        "Idéns titel, Berätta om idén, Kommun, Period, Ungefärlig budget, Namn, E-post"
    )
    alone = a_content(organisation_type="private-person", organisation="", municipality="ale", starts_in="2027-09")
    assert submit(sent(call, content=replace(alone, budget=0)), NOW).idea.organisation_name == ""


def test_an_attached_document_stands_for_the_text_and_is_frozen(app: Any) -> None:
    call = a_call()
    idea = an_idea(call, state="draft", content=a_content(about=""))
    named = {"idea_id": idea.id, "content": a_content(about="")}
    assert why(call, **named) is SendReason.MISSING
    with transaction.write() as session:
        for number, removed in enumerate((None, NOW)):
            session.add(
                IdeaAttachment(
                    idea_id=idea.id, file_key=f"k{number}", name="plan.pdf", type="application/pdf", size=9,
                    sha256="ab" * 32, added_at=NOW, removed_at=removed,
                )
            )  # fmt: skip
    version = submit(sent(call, **named), NOW)
    assert [one.key for one in attached_in(version.content)] == ["k0"]
    assert version.checksum != checksum(version.content | {"attachments": []})


def test_completion_withdrawn_merged_and_coauthors(app: Any) -> None:
    call = a_call()
    after = CLOSES + timedelta(days=3)
    new = a_content(title="Kompletterad")
    idea = an_idea(call, state="incomplete")
    with transaction.write() as session:
        session.add(
            IdeaCoauthor(idea_id=idea.id, name="Bo", email="bo@example.se", email_key="bo@example.se", added_at=NOW)
        )
    completed = submit(sent(call, idea_id=idea.id, content=new), after)
    assert not completed.late
    assert (idea.current, idea.state) == (2, "incomplete")
    assert [mail.to_address for mail in mails()] == [idea.contact_email, "bo@example.se"]
    by_bo = sent(call, idea_id=idea.id, content=a_content(title="Bo"), form_token="b", person=Person("X", "x@y.se"))
    submit(replace(by_bo, way=Way(coauthor_id=idea.coauthors[0].id)), after)
    assert idea.contact_name == "Maja Lind"
    for state, expected in (("withdrawn", SendReason.WITHDRAWN), ("merged", SendReason.MERGED)):
        assert why(call, idea_id=an_idea(call, state=state).id, content=new) is expected


def test_a_late_version_waits_beside_what_came_in_time(app: Any) -> None:
    call = a_call()
    idea = an_idea(call)
    late = submit(sent(call, idea_id=idea.id, content=a_content(title="Sen"), late=True), CLOSES)
    assert (late.late, late.number, idea.current, idea.late, idea.title) == (
        True, 2, 1, False, "Digital lots för unga",
    )  # fmt: skip
    assert mails()[0].values["late"] is True
    assert idea.draft == to_json(a_content(title="Sen"))


def test_a_personal_extension_serves_one_idea_until_its_own_end(app: Any) -> None:
    call = a_call()
    with transaction.write() as session:
        extension = CallExtension(
            call_id=call.id, kind="personal", until=CLOSES + timedelta(days=2), reason="Sjuk", made_by="A", made_at=NOW
        )
        session.add(extension)
    way = Way(extension_id=extension.id)
    version = submit(sent(call, way=way), CLOSES + timedelta(days=1))
    assert not version.late
    assert version.idea.extension_id == extension.id
    assert why(call, CLOSES, way=way, form_token="other") is SendReason.EXTENSION_USED
    named = {"idea_id": version.idea_id, "content": a_content(title="B"), "form_token": "c"}
    assert why(call, CLOSES + timedelta(days=2), **named) is SendReason.CLOSED
    assert submit(sent(call, **named), CLOSES + timedelta(days=2) - SECOND).number == 2


def test_who_enters_for_somebody_is_bound_by_no_deadline_but_flagged(app: Any) -> None:
    call = a_call()
    way = Way(entered_by="Cecilia Nilsson")
    version = submit(sent(call, way=way, person=Person("Ali Ek")), CLOSES + SECOND)
    assert (version.late, version.entered_by, version.idea.entered_by) == (True, "Cecilia Nilsson", "Cecilia Nilsson")
    assert mails() == []
    assert db.session.scalars(select(IdeaHistory.action)).all() == ["entered"]
    assert db.session.scalar(select(func.count(IdeaVersion.id))) == 1


@pytest.mark.parametrize("decision", ["", "declined"])
def test_what_came_late_comes_in_time_once_everybody_gets_more_time(app: Any, decision: str) -> None:
    call = a_call()
    idea = submit(sent(call, late=True), CLOSES).idea
    beside = an_idea(call)
    changed = {"idea_id": beside.id, "content": a_content(title="Sen"), "form_token": "b"}
    submit(sent(call, late=True, **changed), CLOSES)
    with transaction.write():
        call.closes_at, idea.late_decision = CLOSES + timedelta(hours=2), decision
    then = CLOSES + timedelta(hours=1)
    again = submit(sent(call, idea_id=idea.id, form_token="c"), then)  # not a word is another
    assert (again.number, again.late, idea.current, idea.late, idea.late_decision) == (2, False, 2, False, "")
    assert mails()[-1].values["late"] is False
    version = submit(sent(call, **(changed | {"form_token": "d"})), then)
    assert (version.number, version.late, beside.current, beside.title) == (3, False, 3, "Sen")
    assert why(call, then, idea_id=idea.id, form_token="e") is SendReason.UNCHANGED


def test_a_completion_of_what_came_late_is_no_idea_in_time(app: Any) -> None:
    call = a_call()
    idea = an_idea(call, state="incomplete", late=True, late_decision="accepted")
    submit(sent(call, idea_id=idea.id, content=a_content(title="Kompletterad")), CLOSES + SECOND)
    assert (idea.current, idea.late, idea.late_decision) == (2, True, "accepted")


def test_what_was_withdrawn_returns_until_the_end_of_its_own_time(app: Any) -> None:
    call = a_call()
    until = CLOSES + timedelta(days=2)
    with transaction.write() as session:
        extension = CallExtension(
            call_id=call.id, kind="personal", until=until, reason="Sjuk", made_by="A", made_at=NOW
        )
        session.add(extension)
    idea = submit(sent(call, way=Way(extension_id=extension.id)), CLOSES).idea
    withdraw(idea.id, CLOSES)
    assert take_up_again(idea.id, until - SECOND).state == "received"
    withdraw(idea.id, CLOSES)
    with pytest.raises(Refused) as refused:
        take_up_again(idea.id, until)
    assert refused.value.refusal.values["deadline"] == deadline(until)


def test_two_drafts_that_begin_by_one_extension_at_once_are_both_kept(app: Any, monkeypatch: Any) -> None:
    call = a_call()
    with transaction.write() as session:
        extension = CallExtension(
            call_id=call.id, kind="personal", until=CLOSES, reason="Sjuk", made_by="A", made_at=NOW
        )
        session.add(extension)
    monkeypatch.setattr(working, "is_extension_used", lambda _id: False)  # neither sees the other yet
    way, maja = Way(extension_id=extension.id), Person("Maja Lind", "maja@example.se")
    first, second = (writing.start(call.id, a_content(), maja, way, token, NOW) for token in ("a", "b"))
    assert (first.extension_id, second.extension_id, second.revision) == (extension.id, None, 1)
    assert writing.start(call.id, a_content(), maja, way, "b", NOW).id == second.id
