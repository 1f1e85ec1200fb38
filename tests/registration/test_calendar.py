"""What a calendar makes of the mails: read by a parser that has nothing in common with the one that writes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import vobject
from flask import Flask
from sqlalchemy import select

from meetings import transaction
from meetings.extensions import db
from meetings.outbox.appointments import Appointment, opened
from meetings.outbox.models import OutgoingMail
from meetings.registration import actions, mail, queries
from meetings.registration.actions.choosing import choose_workshops
from meetings.registration.queries.wishing import wishes_in
from meetings.schedule.models import Meeting
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_registration, delivered_mails
from tests.clock import Clock
from tests.registration.workshop_scenes import a_block, pools, wants
from tests.registration.workshop_scenes import published as given_out


def calendars(**facts: Any) -> list[Any]:
    """The appointments that have been mailed, oldest first."""
    delivered_mails()
    db.session.rollback()
    rows = db.session.scalars(select(OutgoingMail).filter_by(**facts).order_by(OutgoingMail.id)).all()
    return [vobject.readOne(one.calendar) for one in rows if one.calendar]


def facts_of(calendar: Any) -> tuple[str, int, str, str]:
    event = calendar.vevent
    described = event.description.value if "description" in event.contents else ""
    return calendar.method.value, int(event.sequence.value), event.status.value, described


def test_a_sign_up_with_workshops_is_one_entry_with_a_line_for_each(app: Flask) -> None:
    meeting = a_meeting()
    first = a_block(meeting, {"AI; vad, nu": 5, "Data": 5}, hour=1)
    second = a_block(meeting, {"Vård": 1, "Skola": 5}, hour=4)
    wants(meeting, "Bo", second, "Vård")
    by_title = pools(first) | pools(second)
    asked = {first.id: [by_title["AI; vad, nu"]], second.id: [by_title["Vård"], by_title["Skola"]]}
    anna = a_registration(meeting, "Anna", workshops=asked)
    (calendar,) = calendars(to_name="Anna")
    event = calendar.vevent
    assert event.uid.value == f"{anna.reference}-{meeting.id}@localhost"
    assert (event.dtstart.value, event.dtend.value) == (meeting.starts_at, meeting.ends_at)
    assert event.organizer.value == "mailto:cecilia.v.nilsson@vgregion.se"
    assert (event.attendee.value, event.attendee.params["CN"]) == ("mailto:anna@example.se", ["Anna"])
    nbsp = "\N{NO-BREAK SPACE}"
    assert event.description.value.split("\n") == [
        f"kl.{nbsp}10.00–11.00: AI; vad, nu, Sal AI; vad, nu",
        f"kl.{nbsp}13.00–14.00: Skola, Sal Skola",
    ]
    assert len(calendar.vevent_list) == 1
    assert "min-anmalan" not in event.serialize()


def test_every_way_to_another_workshop_that_is_mailed_sends_the_entry_again(app: Flask, clock: Clock) -> None:
    clock.set(NOW + timedelta(days=2))
    meeting = a_meeting()
    block = a_block(meeting, {"A": 1, "B": 5})
    bo = wants(meeting, "Bo", block, "A")
    wants(meeting, "Anna", block, "A", "B")
    choose_workshops(bo.id, {block.id: [pools(block)["B"]]}, NOW + timedelta(minutes=5))
    confirmed, moved = calendars(to_name="Anna")
    assert [facts_of(one)[3][-5:] for one in (confirmed, moved)] == ["Sal B", "Sal A"]
    assert confirmed.vevent.uid.value == moved.vevent.uid.value
    assert facts_of(moved)[:3] == ("REQUEST", 0, "CONFIRMED")
    assert moved.vevent.dtstamp.value > confirmed.vevent.dtstamp.value  # which supersedes, RFC 5546 2.1.5


def test_published_wishes_send_the_entry_with_the_workshops_of_all_blocks(app: Flask, clock: Clock) -> None:
    clock.set(NOW + timedelta(days=2))
    meeting = a_meeting()
    first = a_block(meeting, {"A": 5, "B": 5}, hour=1)
    ranked = a_block(meeting, {"C": 1, "D": 0}, hour=4, mode="ranked", ranks=1)
    asked = {first.id: [pools(first)["B"]], ranked.id: [pools(ranked)["C"]]}
    a_registration(meeting, "Anna", workshops=asked)
    mark = wishes_in(queries.door(meeting.id), ranked).mark
    db.session.rollback()
    given_out(meeting, ranked, mark)
    _confirmed, published = calendars(to_name="Anna")
    assert [line[-5:] for line in facts_of(published)[3].split("\n")] == ["Sal B", "Sal C"]


def test_a_colleague_gets_the_workshops_and_the_other_loses_the_entry(app: Flask) -> None:
    meeting = a_meeting()
    block = a_block(meeting, {"A": 5})
    anna = wants(meeting, "Anna", block, "A")
    actions.hand_over(anna.id, "Bo", "bo@example.se", NOW)
    _own, gone = calendars(to_name="Anna")
    (taken,) = calendars(to_name="Bo")
    assert facts_of(gone) == ("CANCEL", 1, "CANCELLED", "")
    assert facts_of(taken)[3].endswith("A, Sal A")


def test_sequence_rises_with_the_meeting_and_with_the_sign_up(app: Flask) -> None:
    meeting = a_meeting()
    anna = a_registration(meeting, "Anna")
    with transaction.write() as session:
        session.get_one(Meeting, meeting.id).calendar_sequence = 4
    actions.withdraw(anna.id, NOW)
    actions.sign_up_again(anna.id, NOW)
    assert [facts_of(one)[:2] for one in calendars()] == [("REQUEST", 0), ("CANCEL", 5), ("REQUEST", 6)]


def test_the_own_page_gives_the_same_entry_and_the_net_only_where_it_was_chosen(app: Flask) -> None:
    meeting = a_meeting(attendance="online", online_url="https://video.example.se/1")
    block = a_block(meeting, {"A": 5})
    anna = wants(meeting, "Anna", block, "A")
    calendar = vobject.readOne(Browser(app).get(f"{mail.own_path(anna)}/kalender.ics").body.decode())
    assert facts_of(calendar)[3].endswith("A, Sal A")
    assert calendar.vevent.location.value == "På nätet"
    with transaction.write() as session:
        session.get_one(Meeting, meeting.id).online_in_calendar = True
    calendar = vobject.readOne(Browser(app).get(f"{mail.own_path(anna)}/kalender.ics").body.decode())
    assert calendar.vevent.location.value == "På nätet: https://video.example.se/1"


def test_what_was_queued_before_there_were_workshops_in_it_is_still_written() -> None:
    made = Appointment("REQUEST", "1@x", NOW, NOW, NOW, "Möte", "Sal", "http://x", 0, "a@example.se")
    before = {name: value for name, value in made.snapshot().items() if name != "parts"}
    assert opened(before) == made
