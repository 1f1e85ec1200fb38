"""Erasing at volume: 10,000 people with a word of their own in every column, gone from every copy, in flat memory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, insert, select

from meetings import transaction
from meetings.audit.models import AuditEntry, AuditValue
from meetings.backup import actions as backups
from meetings.extensions import db
from meetings.outbox.models import MailAttempt, OutgoingMail
from meetings.privacy import actions, queries
from meetings.questions.models import Answer, Form, SensitiveAnswer, Submission
from meetings.questions.rules import Retention
from meetings.registration.models import Invitation, Place, Pool, Registration, SignUp
from meetings.schedule.models import Meeting
from tests.builders import NOW, a_meeting
from tests.privacy.scene import CANARY, PLACES, a_full_person, a_question, decide, mails, night, runs, words_in

pytestmark = pytest.mark.proof
PEOPLE = 10_000
FLAT = 40_000_000  # bytes that the job may need beyond what it began with
LONGEST = 2.0  # seconds that one transaction may hold the lock
FIRST, CONTACT = night("2027-03-19"), night("2027-06-18")


def test_ten_thousand_people_are_gone_from_every_copy(app: Flask) -> None:
    decide()
    meeting = a_meeting(seats=None)
    mails(a_full_person(meeting))
    fill(meeting)
    backups.backup(FIRST)
    actions.run(FIRST)
    before = {place: len(words_in(place)) for place in PLACES}
    assert before["database"] > PEOPLE, "the control"
    assert before["backups"] > PEOPLE
    durations: list[float] = []
    with high_water() as used, timed(durations):
        began = time.perf_counter()
        runs(FIRST + timedelta(days=1), CONTACT)
        took = time.perf_counter() - began
    assert {place: words_in(place) for place in PLACES} == {place: set() for place in PLACES}
    assert db.session.scalar(select(func.count()).where(Registration.erased_at.is_not(None))) == PEOPLE + 1
    assert queries.unique_people() == {"registered": PEOPLE + 1, "confirmed": PEOPLE + 1, "attended": 0}
    print(
        f"\n{db.engine.dialect.name}: {PEOPLE} people erased in {took:.1f} s, {used[0] / 1e6:.0f} MB beyond the start "
        f"(at most {FLAT / 1e6:.0f}), longest transaction {max(durations) * 1000:.0f} ms (at most {LONGEST * 1000:.0f})"
    )
    assert used[0] < FLAT
    assert max(durations) < LONGEST


def fill(meeting: Meeting) -> None:
    """Add the people, each with answers, a mail with its body and attempts, a change and an invitation."""
    with transaction.write() as session:
        form = session.get_one(Form, session.get_one(SignUp, meeting.id).form_id)
        pool = session.scalars(select(Pool).where(Pool.meeting_id == meeting.id)).one()
        diet = a_question(form, "long_text", Retention.SENSITIVE, sensitive=True)
        other = a_question(form, "long_text", Retention.CONTACT)
        form_id, pool_id, questions = form.id, pool.id, (diet.id, other.id)
    for start in range(100_000, 100_000 + PEOPLE, 1_000):
        numbers = range(start, start + 1_000)
        with transaction.write() as session:
            for table, row in _rows(meeting.id, form_id, pool_id, questions).items():
                session.execute(insert(table), [row(number) for number in numbers])


def _word(about: str, number: int) -> str:
    return CANARY.decode() + about + "".join(chr(ord("a") + int(digit)) for digit in str(number))


def _rows(meeting_id: int, form_id: int, pool_id: int, questions: tuple[int, int]) -> dict[Any, Any]:
    diet, other = questions
    body = "Hej {0}, välkommen. " * 60

    def registration(number: int) -> dict[str, Any]:
        name, address = _word("n", number), f"{_word('a', number)}@example.se"
        return {
            "id": number,
            "meeting_id": meeting_id,
            "arrival": number,
            "reference": f"R{number}",
            "name": name,
            "name_sort": name,
            "email": address,
            "email_key": address,
            "lang": "sv",
            "organisation_typed": _word("o", number),
            "organisation_sort": _word("o", number),
            "search_text": f"{name} {address}",
            "submission_id": number,
            "registered_at": NOW,
            "changed_at": NOW,
        }

    def mail(number: int) -> dict[str, Any]:
        name = _word("n", number)
        return {
            "id": number,
            "key": f"confirmation:{number}",
            "template": "confirmation",
            "lang": "sv",
            "to_name": name,
            "to_address": f"{_word('a', number)}@example.se",
            "values": {"name": name},
            "message_id": f"<{number}@example.se>",
            "subject_ref": f"registration:{number}",
            "meeting_id": meeting_id,
            "state": "sent",
            "queued_at": NOW,
            "due_at": NOW,
            "sent_at": NOW,
            "subject": "Hej",
            "body_text": body.format(name),
            "body_html": f"<p>{body.format(name)}</p>",
            "erase_after": NOW + timedelta(days=200),
        }

    def answer(number: int, question: int) -> dict[str, Any]:
        text = _word("s", number)
        return {"id": number, "submission_id": number, "question_id": question, "asked": "Fråga", "text": text}

    def entry(number: int) -> dict[str, Any]:
        about = f"registration:{number}"
        return {
            "id": number,
            "at": NOW,
            "actor": "Deltagaren",
            "action": "registration.change",
            "meeting_id": meeting_id,
            "subject": about,
            "fields": ["name"],
        }

    def invitation(number: int) -> dict[str, Any]:
        address = f"{_word('i', number)}@example.se"
        return {
            "meeting_id": meeting_id,
            "name": _word("i", number),
            "name_sort": _word("i", number),
            "email": address,
            "email_key": address,
            "state": "accepted",
            "invited_at": NOW,
            "registration_id": number,
        }

    return {
        Submission: lambda number: {"id": number, "form_id": form_id},
        Registration: registration,
        Place: lambda number: {
            "pool_id": pool_id,
            "registration_id": number,
            "state": "confirmed",
            "arrival": number,
            "changed_at": NOW,
        },
        SensitiveAnswer: lambda number: answer(number, diet),
        Answer: lambda number: answer(number, other),
        OutgoingMail: mail,
        MailAttempt: lambda number: {
            "mail_id": number,
            "at": NOW,
            "outcome": "sent",
            "answer": f"250 {_word('a', number)}",
        },
        AuditEntry: entry,
        AuditValue: lambda number: {"entry_id": number, "field": "name", "old": _word("g", number), "new": ""},
        Invitation: invitation,
    }


@contextmanager
def high_water() -> Iterator[list[int]]:
    """Measure how many bytes this process needs at most beyond what it has."""
    status = Path("/proc/self/status")

    def value(name: str) -> int:
        line = next(line for line in status.read_text().splitlines() if line.startswith(name))
        return int(line.split()[1]) * 1024

    Path("/proc/self/clear_refs").write_text("5")
    found, start = [0], value("VmRSS")
    yield found
    found[0] = value("VmHWM") - start


@contextmanager
def timed(durations: list[float]) -> Iterator[None]:
    """Note how long each transaction that writes lasts."""
    begun: dict[int, float] = {}

    def begin(connection: Any) -> None:
        options = connection.get_execution_options()
        if options.get("sqlite_begin") == "IMMEDIATE":
            begun[id(connection)] = time.perf_counter()

    def end(connection: Any) -> None:
        if id(connection) in begun:
            durations.append(time.perf_counter() - begun.pop(id(connection)))

    event.listen(db.engine, "begin", begin)
    event.listen(db.engine, "commit", end)
    yield
    event.remove(db.engine, "begin", begin)
    event.remove(db.engine, "commit", end)
