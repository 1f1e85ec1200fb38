"""What the sign-up's mails say and do not say, and the appointment that comes with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.questions.rules import Given
from meetings.registration import actions, mail, queries
from meetings.schedule.models import Meeting
from tests.builders import NOW, a_meeting, a_registration, delivered_mails, ready_questions


def row(template: str) -> OutgoingMail:
    """The one mail of this kind, as the worker has written it."""
    delivered_mails()
    return db.session.scalars(select(OutgoingMail).where(OutgoingMail.template == template)).one()


def event(of: OutgoingMail) -> Any:
    assert of.calendar is not None
    calendar = Calendar.from_ical(of.calendar)
    assert calendar["METHOD"] == of.calendar_method
    return next(iter(calendar.walk("VEVENT")))


def text(message: Any) -> str:
    return " ".join(message.get_body(("plain",)).get_content().split())


def html(message: Any) -> str:
    return " ".join(message.get_body(("html",)).get_content().split())


def test_the_confirmation_tells_all_that_one_needs_and_no_answer(app: Flask) -> None:
    meeting = a_meeting()
    form = ready_questions(meeting)
    given = [
        Given(form.questions[0].id, "Vill du …", "Driva ett projekt", form.questions[0].choices[0].id),
        Given(form.questions[3].id, "Behov", "hörslinga", sensitive=True),
    ]
    anna = a_registration(meeting, "Anna", given=given)
    (message,) = delivered_mails()
    assert message["Subject"] == "Du har en plats: Digitalisering som öppnar vägen till arbete"
    assert message["To"] == "Anna <anna@example.se>"
    assert message["Reply-To"] == "cecilia.v.nilsson@vgregion.se"
    for words in (text(message), html(message)):
        assert "torsdag den 18 mars 2027 kl. 9.00–15.30" in words
        assert "Folkets Hus, Vänersborg" in words
        assert anna.reference in words
        assert "http://localhost" + mail.own_path(anna) in words
        assert "hörslinga" not in words
        assert "Driva" not in words
    kept = row("confirmation")
    assert "hörslinga" not in str(kept.values)
    assert kept.subject_ref == f"registration:{anna.id}"
    assert kept.erase_after == meeting.ends_at + timedelta(days=92)


def test_the_appointment_is_theirs_for_good_and_never_holds_the_own_link(app: Flask) -> None:
    meeting = a_meeting(online_url="https://video.example.se/1", attendance="both")
    anna = a_registration(meeting, "Anna")
    found = event(row("confirmation"))
    assert found["UID"] == f"{anna.reference}-{meeting.id}@localhost"
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (meeting.starts_at, meeting.ends_at)
    assert (int(found["SEQUENCE"]), found["STATUS"]) == (0, "CONFIRMED")
    assert str(found["ORGANIZER"]) == "mailto:cecilia.v.nilsson@vgregion.se"
    assert str(found["ATTENDEE"]) == "mailto:anna@example.se"
    assert "min-anmalan" not in str(row("confirmation").calendar)
    assert "video.example.se" not in str(row("confirmation").calendar)
    with transaction.write() as session:
        session.get_one(Meeting, meeting.id).online_in_calendar = True
    calendar = mail.appointment(queries.door(meeting.id), anna, mail.REQUEST, NOW)
    assert "video.example.se" in calendar.replace("\r\n ", "")


def test_withdrawing_takes_the_appointment_away_and_coming_back_gives_it_again(app: Flask) -> None:
    meeting = a_meeting()
    anna = a_registration(meeting, "Anna")
    actions.withdraw(anna.id, NOW)
    actions.sign_up_again(anna.id, NOW)
    delivered_mails()
    mails = list(db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))
    events = [event(one) for one in mails]
    assert [one.calendar_method for one in mails] == ["REQUEST", "CANCEL", "REQUEST"]
    assert [int(one["SEQUENCE"]) for one in events] == [0, 1, 2]
    assert len({one["UID"] for one in events}) == 1
    assert events[1]["STATUS"] == "CANCELLED"


def test_who_waits_gets_no_appointment_but_their_place_in_line_and_then_the_seat(app: Flask) -> None:
    meeting = a_meeting(seats=1)
    anna = a_registration(meeting, "Anna")
    a_registration(meeting, "Bo")
    actions.withdraw(anna.id, NOW)
    confirmed, waiting, cancelled, promoted = delivered_mails()
    assert waiting["Subject"].startswith("Du står på reservlistan:")
    assert "Du har reservplats 1." in text(waiting)
    assert [part.get_content_type() for part in waiting.iter_attachments()] == []
    assert [part.get_content_type() for part in confirmed.iter_attachments()] == ["text/calendar"]
    assert cancelled["Subject"].startswith("Du är avanmäld:")
    assert (promoted["Subject"].startswith("Du har fått en plats:"), promoted["To"]) == (True, "Bo <bo@example.se>")
    assert [part.get_content_type() for part in promoted.iter_attachments()] == ["text/calendar"]


def test_mail_is_in_the_language_of_the_sign_up(app: Flask) -> None:
    meeting = a_meeting()
    applicant = actions.Applicant(name="Ann", email="ann@example.se")
    actions.register(meeting.id, applicant, "form", NOW, "en")
    (message,) = delivered_mails()
    assert "http://localhost/en/min-anmalan/" in text(message)
    assert "Thursday 18 March 2027 9:00–15:30" in text(message)


def test_a_known_address_gets_its_link_and_nothing_of_what_was_typed(app: Flask) -> None:
    meeting = a_meeting()
    anna = a_registration(meeting, "Anna", "anna@example.se")
    actions.register(meeting.id, actions.Applicant("Elak Text", "anna@example.se"), "other", NOW, "en")
    message = delivered_mails()[-1]
    assert message["Subject"].startswith("Din länk till anmälan:")
    assert mail.own_path(anna) in text(message)
    assert "Elak" not in text(message)


def test_an_organisers_hand_is_told_of(app: Flask) -> None:
    meeting = a_meeting()
    added = actions.add_by_hand(meeting.id, actions.Applicant("Bo", "bo@example.se"), NOW, Actor("Cecilia", 1))
    actions.cancel_by_organiser(added.id, NOW, Actor("Cecilia", 1))
    first, second = delivered_mails()
    assert "Vi har anmält dig till mötet." in text(first)
    assert "Arrangören har avanmält dig från mötet." in text(second)


@pytest.mark.parametrize("name", ['Åsa "Ö" Öberg', "Åsa;CN=x:mailto:y", "Åsa, Öberg", "Å" * 200])
def test_no_name_can_add_to_an_appointment(app: Flask, name: str) -> None:
    meeting = a_meeting()
    a_registration(meeting, name, "a@example.se")
    found = event(row("confirmation"))
    assert str(found["ATTENDEE"]) == "mailto:a@example.se"
    assert found["ATTENDEE"].params["CN"] == name.replace('"', "”")


def test_the_own_path_is_the_own_pages_route(app: Flask) -> None:
    anna = a_registration(a_meeting())
    with app.test_request_context("/"):
        from flask import url_for

        token = mail.own_path(anna).rpartition("/")[2]
        assert url_for("registration.own_page", token=token) == mail.own_path(anna)


def test_the_clock_change_moves_no_appointment(app: Flask) -> None:
    meeting = a_meeting(starts_at=datetime(2027, 3, 28, 7, 0, tzinfo=UTC))
    a_registration(meeting)
    (message,) = delivered_mails()
    assert "söndag den 28 mars 2027 kl. 9.00–15.30" in text(message)
    assert event(row("confirmation"))["DTSTART"].to_ical() == b"20270328T070000Z"
