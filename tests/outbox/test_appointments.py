"""The appointment that comes with a mail: written by the worker from what was queued, the same on every try."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar

from meetings.audit.actions import Actor
from meetings.outbox import actions, appointments, delivery
from meetings.outbox.appointments import Appointment
from tests.builders import NOW
from tests.mailserver import MailServer
from tests.outbox.letters import a_mail, row


@pytest.fixture
def settings(settings: dict[str, Any], mailserver: MailServer) -> dict[str, Any]:
    return settings | mailserver.settings | {"MAIL_TIMEOUT": 1}


def an_appointment(**facts: Any) -> Appointment:
    values: dict[str, Any] = {
        "method": appointments.REQUEST,
        "uid": "K7MX-3QPA-1@localhost",
        "made_at": NOW + timedelta(microseconds=7),
        "starts_at": NOW + timedelta(days=1),
        "ends_at": NOW + timedelta(days=1, hours=2),
        "title": "Möte, med komma; och semikolon",
        "where": "Folkets Hus, Vänersborg",
        "url": "http://localhost/moten/1",
        "sequence": 2,
        "organizer": "cecilia@example.se",
        "attendee": "asa@example.se",
        "attendee_name": "Åsa Öberg",
    }
    return Appointment(**(values | facts))


def attached(message: Any) -> str:
    (part,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    return str(part.get_content())


def test_what_is_queued_gives_the_same_appointment_as_what_it_was_taken_of() -> None:
    made = an_appointment()
    assert appointments.opened(made.snapshot()) == made
    event = Calendar.from_ical(appointments.ics(made)).walk("VEVENT")[0]
    assert event["DTSTAMP"].dt == NOW
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (made.starts_at, made.ends_at)
    assert (str(event["SUMMARY"]), event["ATTENDEE"].params["CN"]) == (made.title, "Åsa Öberg")


def test_the_worker_writes_it_and_says_the_same_on_every_try(app: Flask, mailserver: MailServer) -> None:
    mail = a_mail(appointment=an_appointment())
    assert (mail.calendar, mail.calendar_method) == (None, "REQUEST")
    mailserver.answer = "451 later"
    delivery.deliver_due(lambda: NOW, "one")
    written = row(mail).calendar
    assert written == appointments.ics(an_appointment())
    mailserver.answer = None
    delivery.deliver_due(lambda: NOW + timedelta(hours=1), "one")
    assert row(mail).state == "sent"
    assert attached(mailserver.messages[-1]) == written


def test_it_is_sent_again_as_it_was(app: Flask, mailserver: MailServer) -> None:
    mail = a_mail(appointment=an_appointment())
    delivery.deliver_due(lambda: NOW, "one")
    again = actions.resend(mail.id, NOW + timedelta(hours=1), Actor("Cecilia", 1))
    delivery.deliver_due(lambda: NOW + timedelta(hours=1), "one")
    assert (row(again).calendar, again.calendar_method) == (row(mail).calendar, "REQUEST")
    assert attached(mailserver.messages[0]) == attached(mailserver.messages[1])


def test_one_that_was_queued_ready_written_goes_as_it_is(app: Flask, mailserver: MailServer) -> None:
    ready = appointments.ics(an_appointment(sequence=9))
    mail = a_mail(calendar=ready, calendar_method="CANCEL")
    delivery.deliver_due(lambda: NOW, "one")
    assert (row(mail).calendar, attached(mailserver.messages[0])) == (ready, ready)
    assert mailserver.messages[0].is_multipart()


def test_erasing_takes_it_too(app: Flask, mailserver: MailServer) -> None:
    sent = a_mail(1, appointment=an_appointment(), erase_after=NOW)
    delivery.deliver_due(lambda: NOW, "one")
    assert actions.erase_old(NOW, 10) == 1
    assert (row(sent).values, sent.calendar) == ({}, None)
