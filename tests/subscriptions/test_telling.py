"""Who is mailed about a new meeting, and who is not: what stands in the outbox afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.directory.rules import Vocabulary
from meetings.errors import Refused
from meetings.extensions import db
from meetings.registration.models import SignUp
from meetings.subscriptions import actions, rules
from meetings.subscriptions.actions import telling
from meetings.subscriptions.models import Telling
from tests.builders import NOW, a_meeting, a_registration, a_term, an_organiser, delivered_mails, set_facts
from tests.databases import only_sqlite
from tests.subscriptions.scenes import (
    BOX,
    SENT,
    a_new_meeting,
    a_subscriber,
    asks,
    mails,
    ticked,
    told,
    words,
)


def test_a_new_meeting_is_told_to_whom_it_concerns_once(app: Flask) -> None:
    words()
    a_subscriber("all@example.se")
    a_subscriber("young@example.se", topics="young", counties="vastra-gotaland")
    a_subscriber("theme@example.se", topics="digital-halsa")
    a_subscriber("employed@example.se", topics="employed")
    a_subscriber("halland@example.se", counties="halland")
    ticked("Box", "box@example.se")
    meeting = a_new_meeting(theme="Digital hälsa")
    with transaction.write() as session:
        session.merge(meeting).target_groups = [a_term(Vocabulary.TARGET_GROUP, "young")]
    actions.tell_new_meetings(SENT - timedelta(seconds=1))
    assert told(meeting.id) == []
    actions.tell_new_meetings(SENT)
    expected = ["all@example.se", "box@example.se", "theme@example.se", "young@example.se"]
    assert told(meeting.id) == expected
    set_facts(meeting, state="draft")
    set_facts(meeting, state="published", published_at=SENT)
    assert actions.tell_new_meetings(SENT + rules.CALM) is None
    assert told(meeting.id) == expected
    assert db.session.get_one(Telling, meeting.id).told == 4


@pytest.mark.parametrize(
    "facts",
    [{"state": "draft"}, {"state": "cancelled"}, {"listed": False}, {"starts_at": NOW}],
    ids=["draft", "cancelled", "unlisted", "past"],
)
def test_what_is_not_for_everybody_or_lies_behind_is_never_told(app: Flask, facts: dict) -> None:
    a_subscriber()
    meeting = a_new_meeting(**facts)
    actions.tell_new_meetings(SENT)
    assert told(meeting.id) == []


def test_a_meeting_for_those_with_a_link_is_never_told(app: Flask) -> None:
    a_subscriber()
    meeting = a_new_meeting()
    with transaction.write() as session:
        session.get_one(SignUp, meeting.id).access = "link"
    actions.tell_new_meetings(SENT)
    assert told(meeting.id) == []


def test_one_address_gets_one_mail_however_it_was_given(app: Flask) -> None:
    first, second = a_meeting(title="Första", published_at=None), a_meeting(title="Andra", published_at=None)
    for meeting in (first, second):
        ticked("Åsa Öberg", "Asa@example.se" if meeting is first else "asa@example.se", meeting)
        ticked("Bo Ek", "bo@example.se", meeting)
    words()
    a_subscriber("bo@example.se", counties="halland")  # what was chosen says more than the box
    asks("asa@example.se", counties="halland")  # not confirmed: the box holds
    a_registration(first, "Cecilia Ros")  # did not tick it
    meeting = a_new_meeting()
    actions.tell_new_meetings(SENT)
    assert [one.lower() for one in told(meeting.id)] == ["asa@example.se"]


def test_addresses_that_a_meeting_wants_confirmed_are_not_told_before(app: Flask) -> None:
    earlier = a_meeting(title="Ett tidigare", published_at=None)
    with transaction.write() as session:
        session.get_one(SignUp, earlier.id).confirm_address = True
    ticked("Åsa Öberg", "asa@example.se", earlier)
    meeting = a_new_meeting()
    actions.tell_new_meetings(SENT)
    assert told(meeting.id) == []


def test_batches_go_on_where_a_killed_run_ended(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "AT_ONCE", 2)
    emails = [f"p{number}@example.se" for number in range(5)]
    for email in emails:
        a_subscriber(email)
    earlier = a_meeting(title="Ett tidigare", published_at=None)
    for number in range(3):
        ticked(f"Box {number}", f"b{number}@example.se", earlier)
    ticked("Dubbel", "p1@example.se", earlier)
    meeting = a_new_meeting()
    whole, batches = telling.outbox.enqueue_all, iter([1, 1, 0, 1, 0, 1, 1, 1, 1, 1])

    def dies_now_and_then(*given, **named):
        if next(batches) == 0:
            whole(*given, **named)
            raise KeyboardInterrupt
        return whole(*given, **named)

    monkeypatch.setattr(telling.outbox, "enqueue_all", dies_now_and_then)
    for _try in range(2):
        with pytest.raises(KeyboardInterrupt):
            actions.tell_new_meetings(SENT)
    actions.tell_new_meetings(SENT)
    everybody = sorted([*emails, "b0@example.se", "b1@example.se", "b2@example.se"])
    assert told(meeting.id) == everybody
    assert db.session.get_one(Telling, meeting.id).told == len(everybody)


def test_an_organiser_lets_nobody_be_told(app: Flask) -> None:
    organiser = Actor(an_organiser().name)
    a_subscriber()
    meeting, told_one = a_new_meeting(), a_new_meeting(title="Berättat")
    actions.stop(meeting.id, NOW, organiser)
    actions.stop(meeting.id, NOW, organiser)
    actions.tell_new_meetings(SENT)
    assert (told(meeting.id), told(told_one.id)) == ([], ["asa@example.se"])
    with pytest.raises(Refused):
        actions.stop(told_one.id, SENT, organiser)


def test_a_meeting_that_is_cancelled_while_it_is_told_keeps_back_what_has_not_left(app: Flask, monkeypatch) -> None:
    monkeypatch.setattr(telling, "AT_ONCE", 1)
    for email in ("a@example.se", "b@example.se"):
        a_subscriber(email)
    meeting = a_new_meeting()
    telling._next_batch(meeting.id, SENT)
    set_facts(meeting, state="cancelled")
    actions.tell_new_meetings(SENT)
    states = {letter.state for letter in mails("new_meeting")}
    assert (states, db.session.get_one(Telling, meeting.id).state) == ({"withheld"}, "stopped")


@only_sqlite
def test_the_mail_says_what_when_where_why_and_how_to_leave(app: Flask) -> None:
    row = a_subscriber("asa@example.se", lang="en")
    ticked("Bo Ek", "bo@example.se")
    meeting = a_new_meeting(summary="För dig som vill driva projekt.")
    actions.tell_new_meetings(NOW)
    set_facts(meeting, published_at=NOW - rules.CALM)
    actions.tell_new_meetings(NOW)
    found = {letter["To"].addresses[0].addr_spec: letter for letter in delivered_mails()}
    letter = found["asa@example.se"]
    text = letter.get_body(("plain",)).get_content()
    assert f"/en/moten/{meeting.id}-{meeting.slug}" in text
    assert "För dig som vill driva projekt." in text
    assert "Folkets Hus, Vänersborg" in text
    assert letter["Reply-To"].addresses[0].addr_spec == "cecilia.v.nilsson@vgregion.se"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Unsubscribe"].startswith(f"<http://localhost/en/prenumeration/{_base36(row.id)}-")
    assert "/avsluta>" in letter["List-Unsubscribe"]
    box = found["bo@example.se"]
    assert box["List-Unsubscribe"].startswith("<http://localhost/mejl-om-moten/")
    assert "Mejla mig om kommande möten" in box.get_body(("plain",)).get_content()
    assert BOX.kind.value == "future-meetings"


def _base36(number: int) -> str:
    return "0123456789abcdefghijklmnopqrstuvwxyz"[number]
