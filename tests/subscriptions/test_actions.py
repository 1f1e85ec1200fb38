"""Asking, confirming, changing and leaving: what stands in the database afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.backup.actions import AFTER_RESTORE
from meetings.errors import NotFound, Refused
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.privacy import actions as privacy
from meetings.subscriptions import actions, rules
from meetings.subscriptions.actions import leaving
from meetings.subscriptions.models import Subscriber
from tests.builders import NOW, an_organiser
from tests.outbox.letters import a_mail
from tests.subscriptions.scenes import (
    SENT,
    a_new_meeting,
    a_subscriber,
    asks,
    mails,
    standing_yes,
    subscriber,
    ticked,
    told,
)


def test_an_address_is_told_of_nothing_before_it_is_confirmed(app: Flask) -> None:
    row = asks("Asa@Example.se", topics="young", counties="halland")
    assert (row.email_key, row.topics, row.counties, row.confirmed_at) == (
        "asa@example.se",
        ["young"],
        ["halland"],
        None,
    )
    assert (row.wording, row.wording_version, row.asked_at) == ("Mejla mig när ett nytt möte publiceras", 1, NOW)
    meeting = a_new_meeting()
    actions.tell_new_meetings(SENT)
    assert told(meeting.id) == []
    [letter] = mails("subscribe")
    assert letter.values["link"].endswith("/bekrafta")
    assert "unsubscribe_url" not in letter.values


def test_confirming_twice_is_as_once_and_too_late_is_refused(app: Flask) -> None:
    row = asks("asa@example.se")
    actions.confirm(row.id, row.link_version, NOW + timedelta(hours=1))
    actions.confirm(row.id, row.link_version, NOW + timedelta(days=9))
    assert subscriber("asa@example.se").confirmed_at == NOW + timedelta(hours=1)
    late = asks("bo@example.se")
    with pytest.raises(Refused):
        actions.confirm(late.id, late.link_version, NOW + rules.CONFIRM_WITHIN)
    with pytest.raises(NotFound):
        actions.confirm(late.id, late.link_version - 1, NOW)


def test_who_subscribes_already_gets_their_own_link_and_nothing_changes(app: Flask) -> None:
    a_subscriber("asa@example.se", topics="young")
    asks("ASA@example.se", token="another", lang="en", counties="halland", at=NOW + timedelta(days=1))
    row = subscriber("asa@example.se")
    assert (row.topics, row.counties, row.lang, row.asked_at) == (["young"], [], "sv", NOW)
    assert [letter.to_address for letter in mails("subscribed_already")] == ["asa@example.se"]


def test_one_address_gets_three_mails_an_hour_whoever_asks(app: Flask) -> None:
    for number in range(5):
        asks("asa@example.se", token=f"form-{number}", at=NOW + timedelta(minutes=number))
    assert len(mails("subscribe")) == rules.MAILS
    asks("asa@example.se", token="form-2", at=NOW + timedelta(hours=2))  # the same form again: the same mail
    assert len(mails("subscribe")) == rules.MAILS
    asks("asa@example.se", token="later", at=NOW + timedelta(hours=2))
    assert len(mails("subscribe")) == rules.MAILS + 1


def test_what_nobody_confirms_is_erased_after_three_days(app: Flask) -> None:
    asks("asa@example.se")
    a_subscriber("bo@example.se")
    assert actions.erase_unconfirmed(NOW + rules.CONFIRM_WITHIN - timedelta(seconds=1)) == 0
    assert actions.erase_unconfirmed(NOW + rules.CONFIRM_WITHIN) == 1
    assert subscriber("asa@example.se") is None
    assert subscriber("bo@example.se") is not None
    assert "asa@example.se" not in {letter.to_address for letter in mails("subscribe")}


def test_leaving_erases_all_that_is_held_and_takes_back_the_yes_at_sign_ups(app: Flask) -> None:
    row = a_subscriber("asa@example.se", topics="young")
    yes = ticked("Åsa Öberg", "ASA@example.se")
    other = ticked("Bo Ek", "bo@example.se")
    meeting = a_new_meeting()
    actions.tell_new_meetings(SENT)
    actions.leave(row.id, row.link_version, SENT)
    actions.leave(row.id, row.link_version, SENT)
    assert db.session.scalar(select(func.count()).select_from(Subscriber)) == 0
    assert (standing_yes(yes), standing_yes(other)) == (False, True)
    held = [one for one in db.session.scalars(select(OutgoingMail)) if one.subject_ref.startswith("subscriber:")]
    assert len(held) == 2
    assert {(one.to_address, str(one.values), one.body_text) for one in held} == {("", "{}", None)}
    assert told(meeting.id) == ["", "bo@example.se"]


def test_who_ticked_the_box_leaves_by_the_link_in_the_mail(app: Flask) -> None:
    first = ticked("Åsa Öberg", "asa@example.se")
    second = ticked("Åsa Öberg", "asa@example.se")
    a_new_meeting()
    actions.tell_new_meetings(SENT)
    with pytest.raises(NotFound):
        actions.leave_by_box(first.id, first.link_version + 1, SENT)
    actions.leave_by_box(first.id, first.link_version, SENT)
    actions.leave_by_box(first.id, first.link_version, SENT)
    assert not standing_yes(first)
    assert not standing_yes(second)
    later = a_new_meeting(published_at=SENT)
    actions.tell_new_meetings(SENT + rules.CALM)
    assert told(later.id) == []


def test_what_waits_and_could_be_left_goes_no_more_once_one_has_left(app: Flask) -> None:
    yes = ticked("Åsa Öberg", "asa@example.se")
    other = ticked("Bo Ek", "bo@example.se")
    leave = {"unsubscribe_url": "http://localhost/nej"}
    for number, one in enumerate((yes, other)):
        a_mail(number, subject_ref=f"registration:{one.id}", values=leave)
    about_the_meeting = a_mail(9, subject_ref=f"registration:{yes.id}")
    actions.leave_by_box(yes.id, yes.link_version, SENT)
    kept = db.session.scalars(select(OutgoingMail.to_address).where(OutgoingMail.key.startswith("test:"))).all()
    assert sorted(kept) == ["", "person1@example.se", about_the_meeting.to_address]


def test_who_is_erased_by_request_is_told_no_more_and_no_trace_of_it_is_left(app: Flask) -> None:
    yes = ticked("Åsa Öberg", "asa@example.se")
    meeting = a_new_meeting()
    actions.tell_new_meetings(SENT)
    a_subscriber("asa@example.se")
    case = privacy.ask(yes.id, "", SENT)
    privacy.grant(case.id, "", SENT, Actor(an_organiser().name))
    assert (subscriber("asa@example.se"), told(meeting.id)) == (None, [""])


def test_a_number_that_is_given_again_is_not_opened_by_an_old_link(app: Flask) -> None:
    old = a_subscriber("asa@example.se")
    number, version = old.id, old.link_version
    actions.leave(number, version, NOW)
    new = a_subscriber("bo@example.se").id
    with transaction.write() as session:
        session.get_one(Subscriber, new).id = number
    actions.leave(number, version, NOW)
    assert subscriber("bo@example.se") is not None


def test_a_restored_backup_brings_nobody_back(app: Flask) -> None:
    gone, stays = a_subscriber("asa@example.se"), a_subscriber("bo@example.se")
    values = {column.name: getattr(gone, column.name) for column in Subscriber.__table__.columns}
    actions.leave(gone.id, gone.link_version, NOW)
    with leaving.list_path().open("a") as file:
        file.write('{"id": 1')  # a line that a crash cut off
    with transaction.write() as session:
        session.add(Subscriber(**values))
    assert actions.forget_again in app.extensions[AFTER_RESTORE]
    assert actions.forget_again() == 1
    assert (subscriber("asa@example.se"), subscriber(stays.email).id) == (None, stays.id)
    assert "asa" not in leaving.list_path().read_text()
