"""Reminders go out when their moment comes, to each once, and to nobody who has just been told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.errors import Refused
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.participants import actions as participants
from meetings.registration import actions as registration
from meetings.registration.actions.inviting import Asking, Invitee, decline_invitation, invite
from meetings.registration.models import Invitation, SignUp
from meetings.reminders import actions
from meetings.reminders.actions import Draft, sending
from meetings.reminders.models import Reminder
from meetings.schedule import actions as schedule
from meetings.schedule import queries as meetings
from meetings.schedule.actions import CopyKind
from meetings.schedule.models import Meeting
from meetings.schedule.rules.content import NewMeeting
from meetings.text import slug
from tests.builders import NOW, a_meeting, a_registration, delivered_mails
from tests.clock import Clock
from tests.registration.workshop_scenes import a_block, wants

OLLE = Actor("Olle", 1)
MOMENT = datetime(2027, 3, 15, 8, 0, tzinfo=UTC)  # three days before the meeting, 9.00 in Sweden
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def a_reminder(meeting: Meeting, **facts: Any) -> Reminder:
    return actions.add(meeting.id, Draft(**facts), NOW, OLLE)


def remind(now: datetime = MOMENT) -> list[str]:
    """Let the job run, and return all who have been reminded, in order."""
    db.session.rollback()
    actions.send_due(now)
    return reminded()


def reminded() -> list[str]:
    templates = OutgoingMail.template.in_(["reminder", "invitation_reminder"])
    return list(db.session.scalars(select(OutgoingMail.to_name).where(templates).order_by(OutgoingMail.id)))


def text_of(message: Any) -> str:
    return " ".join(message.get_body(("plain",)).get_content().split())


def moved(meeting: Meeting, by: timedelta) -> None:
    db.session.rollback()
    now = meetings.meeting_with_details(meeting.id)
    details = meetings.details_of(now)
    later = replace(details, starts_at=details.starts_at + by, ends_at=details.ends_at + by)
    schedule.save_meeting(meeting.id, now.revision, later, NOW, OLLE)


def test_those_with_a_seat_are_reminded_once_with_all_they_need(app: Flask, clock: Clock) -> None:
    clock.set(MOMENT)
    meeting = a_meeting(seats=2)
    block = a_block(meeting, {"AI": 5})
    anna = wants(meeting, "Anna", block, "AI")
    registration.register(meeting.id, registration.Applicant("Ann", "ann@example.se"), "form", NOW, "en")
    a_registration(meeting, "Väntar")
    a_reminder(meeting)
    assert remind(MOMENT - timedelta(seconds=1)) == []
    assert remind(MOMENT) == ["Anna", "Ann"]
    assert remind(MOMENT + HOUR) == ["Anna", "Ann"]
    swedish, english = delivered_mails()[-2:]
    words = text_of(swedish)
    assert swedish["Subject"] == "Påminnelse: Digitalisering som öppnar vägen till arbete"
    for part in (
        "Snart är det dags för mötet.",
        "torsdag den 18 mars 2027 kl. 9.00–15.30",
        "Folkets Hus, Vänersborg",
        "13.00 AI, Sal AI",
        anna.reference,
        "Kan du inte komma? Lämna platsen till någon annan: http://localhost/min-anmalan/",
        "/avanmal",
    ):
        assert part in words
    assert "http://localhost/en/min-anmalan/" in text_of(english)
    row = db.session.scalars(select(Reminder)).one()
    assert (row.sent, row.finished_at is not None) == (2, True)
    kept = db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.template == "reminder", OutgoingMail.to_name == "Anna")
    ).first()
    assert kept is not None
    assert (kept.key, kept.bulk) == (f"reminder:{anna.id}:{row.id}", True)


def test_nobody_is_reminded_who_signed_up_or_moved_up_in_the_hour_before(app: Flask) -> None:
    meeting = a_meeting(seats=3)
    leaves = a_registration(meeting, "Lämnar")
    a_registration(meeting, "I tid", now=MOMENT - HOUR)
    a_registration(meeting, "Nyss", now=MOMENT - HOUR + timedelta(seconds=1))
    a_registration(meeting, "Flyttar upp")
    registration.withdraw(leaves.id, MOMENT - MINUTE)
    a_reminder(meeting, to_line=True)
    assert remind() == ["I tid"]


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_nothing_goes_out_about_a_meeting_that_is_not_held(app: Flask, state: str) -> None:
    meeting = a_meeting()
    a_registration(meeting, "Anna")
    a_reminder(meeting)
    with transaction.write() as session:
        session.get_one(Meeting, meeting.id).state = state
    assert remind() == []


def test_a_meeting_that_moves_moves_its_reminders_and_nobody_is_reminded_twice(app: Flask) -> None:
    meeting = a_meeting()
    a_registration(meeting, "Anna")
    a_reminder(meeting)
    moved(meeting, timedelta(days=7))
    assert remind(MOMENT) == []
    assert remind(MOMENT + timedelta(days=7)) == ["Anna"]
    moved(meeting, timedelta(days=7))
    assert remind(MOMENT + timedelta(days=14)) == ["Anna"]


def test_one_that_is_made_too_late_does_not_go_out(app: Flask) -> None:
    meeting = a_meeting()
    a_registration(meeting, "Anna")
    late = MOMENT + timedelta(hours=6)
    actions.add(meeting.id, Draft(), late, OLLE)
    assert remind(late) == []
    actions.add(meeting.id, Draft(at_minute=14 * 60), late, OLLE)
    assert remind(late) == ["Anna"]


def test_the_silent_are_reminded_before_the_sign_up_closes_and_those_who_answered_not(app: Flask, clock: Clock) -> None:
    clock.set(MOMENT)
    meeting = a_meeting()
    with transaction.write() as session:
        session.get_one(SignUp, meeting.id).closes_at = datetime(2027, 3, 11, 23, 0, tzinfo=UTC)
    people = [Invitee(name, f"{slug(name)}@example.se") for name in ("Tyst", "Nej", "Anmäld", "Nyss")]
    invite(meeting.id, people[:3], Asking(lang="sv", message="Välkommen!"), NOW, OLLE)
    no = db.session.scalars(select(Invitation).where(Invitation.name == "Nej")).one()
    decline_invitation(no.id, "", NOW)
    a_registration(meeting, "Anmäld", people[2].email)
    before = datetime(2027, 3, 8, 8, 0, tzinfo=UTC)
    invite(meeting.id, people[3:], Asking(lang="sv"), before - MINUTE, OLLE)
    a_reminder(meeting, anchor="sign_up", to_seat=False, to_silent=True)
    assert remind(before) == ["Tyst"]
    assert "Anmälan stänger snart. Anmäl dig senast den 11 mars 2027" in text_of(delivered_mails()[-1])
    tyst = db.session.scalars(select(Invitation).where(Invitation.name == "Tyst")).one()
    assert tyst.reminded_at == before


def test_who_belongs_to_several_groups_gets_one(app: Flask) -> None:
    meeting = a_meeting(seats=1)
    a_registration(meeting, "Anna")
    a_registration(meeting, "Bo")
    invite(meeting.id, [Invitee("Anna", "anna@example.se"), Invitee("Cia", "cia@example.se")], Asking(), NOW, OLLE)
    a_reminder(meeting, to_line=True, to_silent=True)
    assert remind() == ["Anna", "Bo", "Cia"]


def test_thanks_go_out_after_the_meeting(app: Flask, clock: Clock) -> None:
    after = datetime(2027, 3, 20, 8, 0, tzinfo=UTC)
    clock.set(after)
    meeting = a_meeting()
    a_registration(meeting, "Anna")
    a_reminder(meeting, days=2)
    assert remind(after) == ["Anna"]
    message = delivered_mails()[-1]
    assert message["Subject"].startswith("Tack för att du var med:")
    assert "avanmal" not in text_of(message)


def test_a_worker_that_is_killed_neither_loses_nor_doubles_any(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "BATCH", 2)
    meeting = a_meeting()
    names = [f"Person {number}" for number in range(3)]
    for name in names:
        a_registration(meeting, name)
    invited = [Invitee(f"Inbjuden {number}", f"i{number}@example.se") for number in range(3)]
    invite(meeting.id, invited, Asking(), NOW, OLLE)
    a_reminder(meeting, to_silent=True)
    enqueue_all, calls = sending.enqueue_all, []

    def killed(mails: Any, now: datetime) -> int:
        calls.append(1)
        if len(calls) in (2, 5):
            raise KeyboardInterrupt
        return enqueue_all(mails, now)

    monkeypatch.setattr(sending, "enqueue_all", killed)
    for expected in (2, 5):
        with pytest.raises(KeyboardInterrupt):
            remind()
        db.session.rollback()
        assert len(reminded()) == expected
    assert remind(MOMENT + MINUTE) == [*names, *(one.name for one in invited)]
    row = db.session.scalars(select(Reminder)).one()
    assert (row.sent, row.started_at, row.finished_at) == (6, MOMENT, MOMENT + MINUTE)


def test_one_that_is_switched_off_stays_at_home(app: Flask) -> None:
    meeting = a_meeting()
    a_registration(meeting, "Anna")
    one = a_reminder(meeting)
    actions.switch(meeting.id, one.id, NOW, OLLE, on=False)
    assert remind() == []
    actions.switch(meeting.id, one.id, NOW, OLLE, on=True)
    assert remind() == ["Anna"]
    for change in (
        lambda: actions.switch(meeting.id, one.id, NOW, OLLE, on=False),
        lambda: actions.remove(meeting.id, one.id, NOW, OLLE),
        lambda: actions.save(meeting.id, one.id, Draft(), 1, NOW, OLLE),
    ):
        with pytest.raises(Refused):
            change()


def test_a_new_meeting_has_one_and_a_copy_has_those_of_its_source(app: Flask) -> None:
    a_meeting()
    new = schedule.create_meeting(NewMeeting("Nytt", "mobilisation", NOW, NOW + HOUR), NOW, OLLE)
    made = db.session.scalars(select(Reminder).where(Reminder.meeting_id == new.id)).one()
    assert (made.anchor, made.days, made.at_minute) == ("meeting", -3, 540)
    assert (made.to_seat, made.to_line, made.to_silent, made.active) == (True, False, False, True)
    source = a_meeting()
    a_registration(source, "Anna")
    a_reminder(source, days=-1, at_minute=600, to_line=True, text="Ta med legitimation.")
    actions.switch(source.id, a_reminder(source, days=2).id, NOW, OLLE, on=False)
    remind(datetime(2027, 3, 17, 9, 0, tzinfo=UTC))
    copied = participants.copy_meeting(source.id, CopyKind.NEXT, NOW + timedelta(days=60), NOW, OLLE)
    rows = db.session.scalars(select(Reminder).where(Reminder.meeting_id == copied.id).order_by(Reminder.id)).all()
    assert [(one.days, one.text, one.active, one.sent, one.cursor, one.finished_at) for one in rows] == [
        (-1, "Ta med legitimation.", True, 0, 0, None),
        (2, "", False, 0, 0, None),
    ]
