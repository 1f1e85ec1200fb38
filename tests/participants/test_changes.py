"""Another time or place: the organiser is asked, and those whom it concerns are told what they were told otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import vobject
from flask import Flask
from sqlalchemy import func, select

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.errors import Refused
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.participants import actions as participants
from meetings.participants.actions import changes
from meetings.participants.models import ChangeNotice
from meetings.participants.queries import changes as queries
from meetings.registration import actions as registration
from meetings.registration.models import Pool
from meetings.schedule import actions as schedule
from meetings.schedule import queries as meetings
from meetings.schedule.models import Meeting
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_registration, an_organiser, delivered_mails, signed_in
from tests.clock import Clock
from tests.registration.workshop_scenes import a_block, wants

OLLE = Actor("Olle", 1)
LATER = NOW + timedelta(hours=2)


def saved(meeting: Meeting, *, at: datetime = LATER, **facts: Any) -> None:
    """Give the meeting these details as an organiser does."""
    db.session.rollback()
    now = meetings.meeting_with_details(meeting.id)
    schedule.save_meeting(meeting.id, now.revision, replace(meetings.details_of(now), **facts), at, OLLE)


def moved_item(meeting: Meeting, item_id: int, *, at: datetime = LATER, **facts: Any) -> None:
    db.session.rollback()
    now = meetings.meeting_with_programme(meeting.id)
    items = [replace(one, **facts) if one.key == item_id else one for one in meetings.programme_of(now)]
    schedule.save_programme(meeting.id, now.revision, items, at, OLLE)


def question(meeting: Meeting) -> ChangeNotice:
    db.session.rollback()
    found = queries.question(meeting.id)
    assert found is not None
    return found


def asks(meeting: Meeting) -> bool:
    db.session.rollback()
    return queries.question(meeting.id) is not None


def told(meeting: Meeting, text: str = "", at: datetime = LATER) -> Any:
    """Answer yes, and let the worker queue the mails."""
    counted = changes.tell(meeting.id, changes.mark_of(question(meeting)), text, at, OLLE)
    changes.queue_notices(at)
    return counted


def mailed() -> list[str]:
    db.session.rollback()
    return list(
        db.session.scalars(
            select(OutgoingMail.to_name).where(OutgoingMail.template == "meeting_changed").order_by(OutgoingMail.id)
        )
    )


def text_of(message: Any) -> str:
    return " ".join(message.get_body(("plain",)).get_content().split())


def test_a_new_time_asks_and_tells_with_a_new_entry(app: Flask, clock: Clock) -> None:
    clock.set(LATER)
    meeting = a_meeting(seats=1)
    a_registration(meeting, "Anna")
    applicant = registration.Applicant(name="Bo", email="bo@example.se")
    registration.register(meeting.id, applicant, "form-bo", NOW, "en")
    saved(meeting, starts_at=meeting.starts_at + timedelta(hours=1), venue="Stadshuset")
    assert mailed() == []
    counted = told(meeting)
    assert (counted.with_seat, counted.in_line, mailed()) == (1, 1, ["Anna", "Bo"])
    anna, bo = delivered_mails()[-2:]
    assert anna["Subject"] == "Ändrat: Digitalisering som öppnar vägen till arbete"
    words = text_of(anna)
    assert "Mötet har fått en ny tid och en ny plats." in words
    assert "Tid: torsdag den 18 mars 2027 kl. 10.00–15.30" in words
    assert "Förut: torsdag den 18 mars 2027 kl. 9.00–15.30" in words
    assert "Plats: Stadshuset, Vänersborg Förut: Folkets Hus, Vänersborg" in words
    assert "Thursday 18 March 2027 10:00–15:30" in text_of(bo)
    assert [part.get_content_type() for part in bo.iter_attachments()] == []
    rows = db.session.scalars(select(OutgoingMail).where(OutgoingMail.to_name == "Anna").order_by(OutgoingMail.id))
    first, second = [vobject.readOne(row.calendar) for row in rows]
    assert second.method.value == "REQUEST"
    assert second.vevent.uid.value == first.vevent.uid.value
    assert int(second.vevent.sequence.value) == int(first.vevent.sequence.value) + 1
    assert second.vevent.dtstart.value == meeting.starts_at
    assert second.vevent.location.value == "Stadshuset, Vänersborg"
    assert "min-anmalan" not in second.serialize()


def test_two_changes_are_one_question_and_taking_both_back_leaves_none(app: Flask) -> None:
    meeting = a_meeting()
    a_registration(meeting, "Anna")
    starts_at = meeting.starts_at
    saved(meeting, starts_at=starts_at + timedelta(hours=1))
    saved(meeting, starts_at=starts_at + timedelta(hours=2), town="Borås", at=LATER + timedelta(minutes=1))
    asked = question(meeting)
    assert asked.before["starts_at"] == starts_at.isoformat()
    assert asked.after["starts_at"] == (starts_at + timedelta(hours=2)).isoformat()
    assert db.session.scalar(select(func.count()).select_from(ChangeNotice)) == 1
    saved(meeting, starts_at=starts_at, town="Vänersborg", at=LATER + timedelta(minutes=2))
    assert not asks(meeting)


def test_what_was_not_told_is_told_with_the_next_change(app: Flask) -> None:
    meeting = a_meeting()
    a_registration(meeting, "Anna")
    starts_at = meeting.starts_at
    saved(meeting, starts_at=starts_at + timedelta(minutes=5))
    changes.keep_quiet(meeting.id, changes.mark_of(question(meeting)), LATER, OLLE)
    assert not asks(meeting)
    saved(meeting, starts_at=starts_at + timedelta(hours=1))
    assert question(meeting).before["starts_at"] == starts_at.isoformat()
    assert told(meeting).total == 1
    saved(meeting, starts_at=starts_at + timedelta(hours=3))
    assert question(meeting).before["starts_at"] == (starts_at + timedelta(hours=1)).isoformat()


@pytest.mark.parametrize("facts", [{"state": "draft"}, {"state": "cancelled"}, {}])
def test_nobody_is_asked_of_drafts_cancelled_and_empty_meetings(app: Flask, facts: dict[str, str]) -> None:
    meeting = a_meeting()
    if facts:
        a_registration(meeting, "Anna")
    with transaction.write() as session:
        for name, value in facts.items():
            setattr(session.get_one(Meeting, meeting.id), name, value)
    saved(meeting, town="Borås")
    assert not asks(meeting)


def test_who_signs_up_after_the_change_knows_it(app: Flask) -> None:
    meeting = a_meeting()
    a_registration(meeting, "Anna")
    saved(meeting, town="Borås")
    a_registration(meeting, "Bo", now=LATER + timedelta(minutes=1))
    assert (told(meeting).total, mailed()) == (1, ["Anna"])


def test_another_room_of_a_workshop_is_told_to_those_who_have_a_place_there(app: Flask, clock: Clock) -> None:
    clock.set(LATER)
    meeting = a_meeting()
    block = a_block(meeting, {"AI": 1, "Vård": 5})
    wants(meeting, "Anna", block, "AI")
    wants(meeting, "Bo", block, "AI", "Vård")
    a_registration(meeting, "Cia")
    moved_item(meeting, block.item_ids[0], room="Aulan")
    assert (told(meeting).total, mailed()) == (1, ["Anna"])
    words = text_of(delivered_mails()[-1])
    assert "AI: torsdag den 18 mars 2027 kl. 13.00–14.00, Aulan" in words
    row = db.session.scalars(select(OutgoingMail).where(OutgoingMail.template == "meeting_changed")).one()
    assert vobject.readOne(row.calendar).vevent.description.value.endswith("AI, Aulan")


def test_the_address_on_the_net_is_told_of_but_not_mailed(app: Flask, clock: Clock) -> None:
    clock.set(LATER)
    meeting = a_meeting(attendance="online", online_url="https://video.example.se/1")
    a_registration(meeting, "Anna")
    saved(meeting, online_url="https://video.example.se/2")
    told(meeting)
    (message,) = delivered_mails()[-1:]
    assert "Onlinemötet har fått en ny adress." in text_of(message)
    assert "video.example.se" not in message.as_string()
    saved(meeting, online_in_calendar=True, online_url="https://video.example.se/3", at=LATER)
    told(meeting)
    row = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc()).limit(1)).one()
    delivered_mails()
    db.session.refresh(row)
    assert "video.example.se/3" not in str(row.body_text)
    assert vobject.readOne(row.calendar).vevent.location.value.endswith("https://video.example.se/3")


def test_at_a_hybrid_meeting_each_is_told_what_concerns_them(app: Flask) -> None:
    meeting = a_meeting(attendance="both", online_url="https://video.example.se/1")
    with transaction.write() as session:
        session.add_all([Pool(meeting_id=meeting.id, kind=kind, seats=None) for kind in ("room", "online")])
    a_registration(meeting, "I lokalen", attends="room")
    a_registration(meeting, "På nätet", attends="online")
    saved(meeting, venue="Stadshuset")
    assert (told(meeting).total, mailed()) == (1, ["I lokalen"])
    saved(meeting, online_url="https://video.example.se/2", at=LATER + timedelta(minutes=1))
    told(meeting)
    assert mailed() == ["I lokalen", "På nätet"]
    saved(meeting, venue="Aulan", starts_at=meeting.starts_at + timedelta(hours=1), at=LATER + timedelta(minutes=2))
    told(meeting)
    rows = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc()).limit(2)).all()
    assert [[one["label"] for one in row.values["changes"]] for row in rows] == [["Tid"], ["Tid", "Plats"]]


def test_the_mails_are_queued_in_batches_that_a_kill_neither_loses_nor_doubles(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "BATCH", 2)
    meeting = a_meeting()
    for number in range(5):
        a_registration(meeting, f"Person {number}")
    saved(meeting, town="Borås")
    changes.tell(meeting.id, changes.mark_of(question(meeting)), "Vi flyttar.", LATER, OLLE)
    enqueue_all, batches = changes.enqueue_all, []

    def killed(mails: Any, now: datetime) -> int:
        batches.append(list(mails))
        if len(batches) == 2:
            raise KeyboardInterrupt
        return enqueue_all(batches[-1], now)

    monkeypatch.setattr(changes, "enqueue_all", killed)
    with pytest.raises(KeyboardInterrupt):
        changes.queue_notices(LATER)
    assert mailed() == ["Person 0", "Person 1"]
    assert changes.queue_notices(LATER) == "3 mails about changes"
    assert mailed() == [f"Person {number}" for number in range(5)]
    assert changes.queue_notices(LATER) is None
    row = db.session.scalars(select(ChangeNotice)).one()
    assert (row.state, row.told, row.text) == ("sent", 5, "Vi flyttar.")


def test_a_meeting_that_is_cancelled_meanwhile_tells_no_more(app: Flask) -> None:
    meeting = a_meeting()
    a_registration(meeting, "Anna")
    saved(meeting, town="Borås")
    changes.tell(meeting.id, changes.mark_of(question(meeting)), "", LATER, OLLE)
    participants.cancel_meeting(meeting.id, "Sjukdom", LATER, OLLE)
    assert (changes.queue_notices(LATER), mailed()) == ("0 mails about changes", [])


def test_an_answer_to_an_older_question_is_refused(app: Flask) -> None:
    meeting = a_meeting()
    a_registration(meeting, "Anna")
    saved(meeting, town="Borås")
    seen = changes.mark_of(question(meeting))
    saved(meeting, town="Ale", at=LATER + timedelta(minutes=1))
    with pytest.raises(Refused):
        changes.tell(meeting.id, seen, "", LATER, OLLE)
    changes.keep_quiet(meeting.id, changes.mark_of(question(meeting)), LATER, OLLE)
    with pytest.raises(Refused):
        changes.tell(meeting.id, seen, "", LATER, OLLE)


@pytest.mark.parametrize("answer", ["Skicka till 1 person", "Skicka inte"])
def test_saving_leads_to_the_question_which_the_desk_keeps_asking(browser: Browser, clock: Clock, answer: str) -> None:
    clock.set(LATER)
    meeting = a_meeting()
    a_registration(meeting, "Anna")
    signed_in(browser, an_organiser())
    desk = f"/arbetsytan/moten/{meeting.id}"
    page = browser.get(f"{desk}/redigera").form("Spara").fill(town="Borås").submit()
    assert (page.path, page.heading) == (f"{desk}/beratta", "Ska deltagarna få veta?")
    assert page.rows("Det här har ändrats")[1:] == [["Plats", "Folkets Hus, Vänersborg", "Folkets Hus, Borås"]]
    assert "1 person som har en plats berörs." in page.text
    assert page.form("Skicka inte")["text"] == "Mötet hålls på en annan plats än vi har sagt."
    assert "har ändrats. Ska deltagarna få veta det?" in browser.get("/arbetsytan").text
    page = browser.get(desk).click("Svara").form("Skicka inte").submit(answer)
    assert page.path == desk
    assert "Ska deltagarna få veta det?" not in page.text
    changes.queue_notices(LATER)
    assert mailed() == (["Anna"] if answer.startswith("Skicka till") else [])
    page = browser.get(f"{desk}/beratta")
    assert page.heading == "Ändringar som deltagarna fått veta"
    assert page.rows("Tidigare")[1][3] == ("1" if answer.startswith("Skicka till") else "0")
    saved_again = browser.get(f"{desk}/redigera").form("Spara").fill(theme="Annat").submit()
    assert saved_again.path == f"{desk}/redigera"


def test_the_organisers_own_words_go_out_as_they_are(browser: Browser, clock: Clock) -> None:
    clock.set(LATER)
    meeting = a_meeting()
    a_registration(meeting, "Anna")
    saved(meeting, town="Borås")
    signed_in(browser, an_organiser())
    path = f"/arbetsytan/moten/{meeting.id}/beratta"
    page = browser.get(path).form("Skicka inte").fill(text="x" * 2001).submit("Skicka till 1 person")
    assert page.status == 422
    page.form("Skicka inte").fill(text="Taket läcker.\n\n{{ 7*7 }}").submit("Skicka till 1 person")
    changes.queue_notices(LATER)
    assert "Taket läcker. {{ 7*7 }}" in text_of(delivered_mails()[-1])
