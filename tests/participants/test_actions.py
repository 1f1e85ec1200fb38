from __future__ import annotations

from typing import Any

import icalendar
import pytest

from meetings.audit.models import AuditEntry
from meetings.errors import Refused, Stale
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.participants import actions
from meetings.registration import mail as registration_mail
from meetings.registration import queries as registrations
from meetings.registration.actions import Applicant, Details
from meetings.registration.models import Pool, Registration, SignUp
from meetings.registration.rules import SignUpReason
from meetings.schedule.actions import CopyKind
from meetings.schedule.models import Meeting
from meetings.schedule.rules import MeetingReason
from tests.bench.crowd import a_crowd
from tests.builders import NOW, a_meeting, delivered_mails
from tests.participants.conftest import KARIN, a_gathering, the_person


def mails(template: str) -> list[OutgoingMail]:
    return db.session.query(OutgoingMail).filter_by(template=template).order_by(OutgoingMail.id).all()


def test_a_cancelled_meeting_tells_everybody_with_a_place_or_in_line(app):
    meeting = a_gathering()
    told = actions.cancel_meeting(meeting.id, "Talarna har fått förhinder.", NOW, KARIN)
    assert told == 4
    assert [mail.to_address for mail in mails("meeting_cancelled")] == [
        "asa@example.se", "orjan@example.se", "bo@example.se", "zoe@example.se",
    ]  # fmt: skip
    assert db.session.get(Meeting, meeting.id).state == "cancelled"
    assert [bool(mail.calendar) for mail in mails("meeting_cancelled")] == [True, True, True, False]


def test_its_appointment_takes_away_the_very_one_that_was_sent(app):
    meeting = a_gathering()
    door, asa = registrations.door(meeting.id), the_person(meeting, "Åsa Öberg")
    sent = registration_mail.appointment(door, asa, registration_mail.REQUEST, NOW)
    actions.cancel_meeting(meeting.id, "Förhinder.", NOW, KARIN)
    text = mails("meeting_cancelled")[0].calendar
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    before, after = (icalendar.Calendar.from_ical(calendar).walk("VEVENT")[0] for calendar in (sent, text))
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert (after["STATUS"], after["ATTENDEE"], after["ATTENDEE"].params["CN"]) == (
        "CANCELLED", "mailto:asa@example.se", "Åsa Öberg",
    )  # fmt: skip
    assert icalendar.Calendar.from_ical(text)["METHOD"] == "CANCEL"
    door = registrations.door(meeting.id)
    plain = registration_mail.appointment(door, asa, registration_mail.CANCEL, NOW)
    one, other = (icalendar.Calendar.from_ical(calendar).walk("VEVENT")[0] for calendar in (plain, text))
    assert {name: str(value) for name, value in one.items()} == {name: str(value) for name, value in other.items()}


def test_the_mail_gives_the_reason_and_the_own_link_and_nothing_of_the_answers(app):
    actions.cancel_meeting(a_gathering().id, "Talarna har fått förhinder.", NOW, KARIN)
    sent = [mail for mail in delivered_mails() if str(mail["Subject"]).startswith("Inställt")]
    assert len(sent) == 4
    text = sent[0].get_body(("plain",)).get_content()
    assert "Talarna har fått förhinder." in text
    assert "torsdag den 18 mars 2027" in text
    assert "/min-anmalan/" in text
    assert "Hörslinga" not in text
    assert "reservlistan" in sent[3].get_body(("plain",)).get_content()


def test_a_meeting_is_cancelled_once(app):
    meeting = a_gathering()
    actions.cancel_meeting(meeting.id, "Förhinder.", NOW, KARIN)
    with pytest.raises(Refused) as refused:
        actions.cancel_meeting(meeting.id, "Förhinder.", NOW, KARIN)
    assert refused.value.refusal.reason is MeetingReason.ALREADY_CANCELLED
    assert len(mails("meeting_cancelled")) == 4


def test_thousands_are_told_in_one_go(app):
    meeting = a_crowd(2_500)
    assert actions.cancel_meeting(meeting.id, "Förhinder.", NOW, KARIN) == 2_250
    assert len({mail.message_id for mail in mails("meeting_cancelled")}) == 2_250


def test_a_copy_takes_seats_and_questions_along_and_nobody_s_sign_up(app):
    meeting = a_gathering(seats=40)
    made = actions.copy_meeting(meeting.id, CopyKind.FOLLOW_UP, meeting.starts_at.replace(month=5), NOW, KARIN)
    assert (made.state, made.follows_id) == ("draft", meeting.id)
    assert db.session.query(Pool).filter_by(meeting_id=made.id).one().seats == 40
    theirs, ours = db.session.get(SignUp, made.id), db.session.get(SignUp, meeting.id)
    assert theirs.form_id != ours.form_id
    assert [one.label_sv for one in theirs.form.questions] == [one.label_sv for one in ours.form.questions]
    assert db.session.query(Registration).filter_by(meeting_id=made.id).count() == 0


def test_the_next_meeting_is_not_linked(app):
    meeting = a_meeting()
    made = actions.copy_meeting(meeting.id, CopyKind.NEXT, meeting.starts_at.replace(month=5), NOW, KARIN)
    assert made.follows_id is None


def test_many_are_added_in_their_order_or_nobody_is(app):
    meeting = a_meeting(seats=2)
    people = [Applicant(name, f"{name}@example.se") for name in ("asa", "bo", "cia")]
    actions.add_many(meeting.id, people, NOW, KARIN, "sv", notify=False)
    counts = registrations.counts(meeting.id)
    assert (counts.confirmed, counts.waiting) == (2, 1)
    assert mails("confirmation") == []
    again = [Applicant("dan", "dan@example.se"), Applicant("bo", "BO@example.se")]
    with pytest.raises(Refused) as refused:
        actions.add_many(meeting.id, again, NOW, KARIN, "sv", notify=True)
    assert refused.value.refusal.reason is SignUpReason.KNOWN_ADDRESS
    assert db.session.query(Registration).filter_by(meeting_id=meeting.id).count() == 3


def test_those_who_are_told_are_told(app):
    actions.add_many(a_meeting().id, [Applicant("Åsa", "asa@example.se")], NOW, KARIN, "en", notify=True)
    assert [(mail.to_address, mail.lang) for mail in mails("confirmation")] == [("asa@example.se", "en")]


def _details(name: str = "Åsa Öberg", organisation: str = "Ale kommun") -> Details:
    return Details(name=name, lang="sv", organisation=organisation)


def test_a_new_address_gets_the_link_and_the_old_link_dies(app):
    meeting = a_gathering()
    asa = the_person(meeting, "Åsa Öberg")
    version, revision = asa.link_version, asa.revision
    actions.change_person(meeting.id, asa.id, _details(), "asa.oberg@example.se", revision, NOW, KARIN)
    asa = the_person(meeting, "Åsa Öberg")
    assert (asa.email, asa.email_key, asa.link_version) == (
        "asa.oberg@example.se", "asa.oberg@example.se", version + 1,
    )  # fmt: skip
    assert mails("confirmation")[-1].to_address == "asa.oberg@example.se"
    entry = db.session.query(AuditEntry).filter_by(action="registration.change_address").one()
    assert [(value.old, value.new) for value in entry.values] == [("asa@example.se", "asa.oberg@example.se")]


def test_an_address_belongs_to_one_person_at_a_meeting(app):
    meeting = a_gathering()
    asa = the_person(meeting, "Åsa Öberg")
    with pytest.raises(Refused) as refused:
        actions.change_person(meeting.id, asa.id, _details("Åsa Ö"), "BO@example.se", asa.revision, NOW, KARIN)
    assert refused.value.refusal.reason is SignUpReason.KNOWN_ADDRESS
    assert the_person(meeting, "Åsa Öberg").email == "asa@example.se"


def test_who_saves_second_is_told(app):
    meeting = a_gathering()
    asa = the_person(meeting, "Åsa Öberg")
    revision = asa.revision
    actions.change_person(meeting.id, asa.id, _details(organisation="Ale"), asa.email, revision, NOW, KARIN)
    with pytest.raises(Stale):
        actions.change_person(meeting.id, asa.id, _details(organisation="Åmål"), asa.email, revision, NOW, KARIN)


def test_nobody_is_ticked_before_the_doors_open(app):
    meeting = a_gathering()
    asa = the_person(meeting, "Åsa Öberg")
    with pytest.raises(Refused) as refused:
        actions.save_attendance(meeting.id, {asa.id}, {asa.id}, NOW, KARIN)
    assert refused.value.refusal.reason is SignUpReason.NOT_BEGUN


def test_people_of_other_meetings_are_passed_over(app):
    meeting, other = a_gathering(), a_meeting()
    asa = the_person(meeting, "Åsa Öberg")
    changed: Any = actions.save_attendance(other.id, {asa.id}, {asa.id}, meeting.starts_at, KARIN)
    assert (changed.came, changed.came_not) == (0, 0)
