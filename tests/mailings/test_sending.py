"""A mailing from draft to sent: to whom, each once, stopped, resumed, sent again; on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.errors import Refused, Stale
from meetings.extensions import db
from meetings.mailings import actions, queries
from meetings.mailings.actions import Draft
from meetings.mailings.models import Mailing
from meetings.mailings.rules import About, MailingReason
from meetings.outbox import batches
from meetings.outbox.models import OutgoingMail
from meetings.participants.actions import cancel_meeting
from meetings.registration import actions as registration
from meetings.registration.rules import OptInKind
from tests.builders import NOW, a_meeting, set_facts
from tests.databases import only_sqlite
from tests.mailings.scenes import (
    CIA,
    WISHES_MAIL,
    a_mailing,
    mails_of,
    make,
    names_of,
    now_stands,
    seen,
    send,
    some_people,
)

LATER = NOW + timedelta(days=30)


def test_each_gets_it_once_in_their_own_language(app: Flask) -> None:
    meeting = a_meeting(title="Framtid & jobb")
    anna, bo = some_people(meeting, "Anna", "Bo")
    set_facts(bo, lang="en")
    mailing = a_mailing(meeting, subject_en="Hello [name]", body_en="See you at [place].")
    assert send(mailing) == 2
    make()
    first, second = mails_of(mailing)
    assert (first.key, first.lang, first.bulk) == (f"mailing:{mailing.id}:{anna.id}", "sv", True)
    assert first.values["subject_line"] == "Hej från Framtid & jobb"
    assert first.values["fields"]["place"] == "Folkets Hus, Vänersborg"
    assert second.lang == "en"
    assert second.values["subject_line"] == "Hello Bo"
    assert "18 March 2027" in second.values["fields"]["time"]
    row = now_stands(mailing)
    assert (row.state, row.total, row.made) == ("sending", 2, 2)
    make()
    assert len(mails_of(mailing)) == 2


@only_sqlite
def test_a_mailing_is_sent_when_its_mails_have_left(app: Flask) -> None:
    meeting = a_meeting()
    some_people(meeting, "Anna")
    mailing = a_mailing(meeting)
    send(mailing)
    make()
    assert now_stands(mailing).state == "sending"
    set_facts(mails_of(mailing)[0], state="sent", sent_at=NOW)
    make()
    assert now_stands(mailing).state == "sent"


@only_sqlite
def test_what_is_not_about_the_meeting_goes_to_opt_ins_alone(app: Flask) -> None:
    meeting = a_meeting()
    some_people(meeting, "Anna")
    some_people(meeting, "Bo", opt_ins=WISHES_MAIL)
    mailing = a_mailing(meeting, about=About.OTHER)
    assert send(mailing) == 1
    make()
    (mail,) = mails_of(mailing)
    assert mail.to_name == "Bo"
    assert "/mejl-om-moten/" in mail.values["unsubscribe_url"]
    about_it = a_mailing(meeting)
    send(about_it)
    make()
    assert [("unsubscribe_url" in mail.values) for mail in mails_of(about_it)] == [False, False]


@only_sqlite
def test_what_has_changed_since_it_was_shown_is_asked_again(app: Flask) -> None:
    meeting = a_meeting()
    some_people(meeting, "Anna")
    mailing = a_mailing(meeting)
    shown = seen(mailing)
    some_people(meeting, "Bo")
    refused(mailing, shown, MailingReason.CHANGED)
    shown = seen(mailing)
    actions.rewrite(meeting.id, mailing.id, Draft("Nytt", "Text"), 1, NOW, CIA)
    refused(mailing, shown, MailingReason.CHANGED)
    assert now_stands(mailing).state == "draft"
    with pytest.raises(Stale):
        actions.rewrite(meeting.id, mailing.id, Draft("Nyare", "Text"), 1, NOW, CIA)
    assert send(mailing) == 2
    with pytest.raises(Refused, match="NOT_A_DRAFT"):
        actions.rewrite(meeting.id, mailing.id, Draft("Nyast", "Text"), 2, NOW, CIA)
    refused(mailing, seen(mailing), MailingReason.NOT_A_DRAFT)


def refused(mailing: Mailing, shown: str, reason: MailingReason) -> None:
    with pytest.raises(Refused, match=reason.name):
        actions.send(mailing.meeting_id, mailing.id, shown, None, NOW, CIA)


@only_sqlite
def test_nobody_is_nobody(app: Flask) -> None:
    meeting = a_meeting()
    mailing = a_mailing(meeting)
    refused(mailing, seen(mailing), MailingReason.NOBODY)


@only_sqlite
def test_a_planned_one_goes_at_its_time_to_those_who_are_there_then(app: Flask) -> None:
    meeting = a_meeting()
    anna, _bo = some_people(meeting, "Anna", "Bo")
    mailing = a_mailing(meeting)
    at = NOW + timedelta(hours=2)
    send(mailing, at=at)
    registration.withdraw(anna.id, NOW)
    some_people(meeting, "Cia")
    make(at - timedelta(seconds=1))
    assert (now_stands(mailing).state, names_of(mailing)) == ("planned", [])
    make(at)
    assert names_of(mailing) == ["Bo", "Cia"]


@only_sqlite
def test_a_planned_one_can_be_a_draft_again(app: Flask) -> None:
    meeting = a_meeting()
    some_people(meeting, "Anna")
    mailing = a_mailing(meeting)
    send(mailing, at=LATER)
    actions.take_back(meeting.id, mailing.id, NOW, CIA)
    make(LATER)
    assert (now_stands(mailing).state, names_of(mailing)) == ("draft", [])
    with pytest.raises(Refused, match="NOT_PLANNED"):
        actions.take_back(meeting.id, mailing.id, NOW, CIA)
    actions.delete_draft(meeting.id, mailing.id, NOW, CIA)
    assert db.session.scalar(select(Mailing.id)) is None


@only_sqlite
def test_a_cancelled_meeting_stops_what_was_planned_before(app: Flask) -> None:
    meeting = a_meeting()
    some_people(meeting, "Anna")
    mailing, at = a_mailing(meeting), NOW + timedelta(days=1)
    send(mailing, at=at)
    cancel_meeting(meeting.id, "Sjukdom", NOW + timedelta(hours=1), CIA)
    make(at)
    row = now_stands(mailing)
    assert (row.state, row.problem, names_of(mailing)) == ("stopped", "MEETING_CANCELLED", [])
    actions.go_on(meeting.id, mailing.id, at, CIA)
    make(at)
    assert names_of(mailing) == ["Anna"]


def test_stopped_on_its_way_it_keeps_back_what_waits_and_goes_on_where_it_was(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meetings.mailings.actions.making.BATCH", 2)
    monkeypatch.setattr("meetings.mailings.actions.making.AT_ONCE", 2)
    meeting = a_meeting()
    some_people(meeting, "Anna", "Bo", "Cia", "Dan", "Eva")
    mailing = a_mailing(meeting)
    send(mailing)
    assert actions.make_due(lambda: NOW) == 2
    first, _second = mails_of(mailing)
    set_facts(first, state="sent", sent_at=NOW)
    assert actions.stop(meeting.id, mailing.id, NOW, CIA) == 1
    assert actions.make_due(lambda: NOW) == 0
    assert [mail.state for mail in mails_of(mailing)] == ["sent", "withheld"]
    some_people(meeting, "Fia")  # came after it began: is not in it
    actions.go_on(meeting.id, mailing.id, NOW, CIA)
    make()
    assert names_of(mailing) == ["Anna", "Bo", "Cia", "Dan", "Eva"]
    assert [mail.state for mail in mails_of(mailing)] == ["sent", *["queued"] * 4]
    with pytest.raises(Refused, match="NOT_STOPPED"):
        actions.go_on(meeting.id, mailing.id, NOW, CIA)


def test_who_takes_a_yes_back_meanwhile_is_left_out(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meetings.mailings.actions.making.BATCH", 1)
    monkeypatch.setattr("meetings.mailings.actions.making.AT_ONCE", 1)
    meeting = a_meeting()
    _anna, bo = some_people(meeting, "Anna", "Bo", opt_ins=WISHES_MAIL)
    mailing = a_mailing(meeting, about=About.OTHER)
    send(mailing)
    actions.make_due(lambda: NOW)
    registration.withdraw_opt_in(bo.id, OptInKind.FUTURE_MEETINGS, NOW)
    make()
    assert names_of(mailing) == ["Anna"]


def test_what_failed_goes_again_and_nothing_else(app: Flask) -> None:
    meeting = a_meeting()
    some_people(meeting, "Anna", "Bo", "Cia")
    mailing, other = a_mailing(meeting), a_mailing(meeting)
    for one in (mailing, other):
        send(one)
        make()
    anna, bo, cia = mails_of(mailing)
    set_facts(anna, state="sent", sent_at=NOW)
    set_facts(bo, state="failed", tries=1, problem="RECIPIENT", error="550")
    set_facts(cia, state="failed", to_address="")  # erased: has nowhere to go
    set_facts(mails_of(other)[0], state="failed")
    make()
    assert now_stands(mailing).state == "sent"
    assert actions.send_failed_again(meeting.id, mailing.id, NOW, CIA) == 1
    assert [mail.state for mail in mails_of(mailing)] == ["sent", "queued", "failed"]
    assert mails_of(mailing)[1].tries == 0
    assert [mail.state for mail in mails_of(other)] == ["failed", "queued", "queued"]
    assert now_stands(mailing).state == "sending"
    assert batches.counts(queries.batch_of(mailing)) == {"sent": 1, "queued": 1, "failed": 1}


def test_a_killed_worker_loses_and_doubles_nobody(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small twin of the proof: what dies within a batch leaves no trace of it."""
    monkeypatch.setattr("meetings.mailings.actions.making.BATCH", 3)
    meeting = a_meeting()
    some_people(meeting, *(f"Person{number}" for number in range(8)))
    mailing = a_mailing(meeting)
    send(mailing)
    queued = 0

    def dies(mails: list[OutgoingMail], now: object) -> int:
        nonlocal queued
        queued += 1
        if queued == 2:
            raise KeyboardInterrupt
        return enqueue_all(mails, now)

    enqueue_all = actions.making.enqueue_all  # type: ignore[attr-defined]
    monkeypatch.setattr("meetings.mailings.actions.making.enqueue_all", dies)
    with pytest.raises(KeyboardInterrupt):
        actions.make_due(lambda: NOW)
    assert len(mails_of(mailing)) == now_stands(mailing).made == 3
    make()
    assert names_of(mailing) == sorted(f"Person{number}" for number in range(8))
    assert now_stands(mailing).made == 8
