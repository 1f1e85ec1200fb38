"""Many people at one meeting, written in bulk: for benches of lists and exports."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from meetings import transaction
from meetings.directory.rules import Vocabulary
from meetings.questions.models import Answer, Choice, Question, SensitiveAnswer, Submission
from meetings.registration.models import OptIn, Place, Pool, Registration, SignUp
from meetings.schedule.models import Meeting
from meetings.text import fold, sort_key
from tests.builders import NOW, a_meeting, a_term

FIRST = ("Åsa", "Anders", "Örjan", "Ärla", "Björn", "Cecilia", "Đorđe", "Eva", "Gösta", "Inam", "Märta", "Zoë")
LAST = ("Öberg", "Andersson", "Ek", "Ståhl", "Nilsson", "Åkesson", "Ängström", "Lindgren", "Alghols", "Gellerstedt")
BODIES = ("Ale kommun", "Åmåls kommun", "Arbetsförmedlingen", "Göteborgs Stad", "Högskolan Väst", "Örnfors AB", "")
STATES = ("confirmed",) * 8 + ("waiting", "cancelled")
BATCH = 5_000


def a_crowd(people: int) -> Meeting:
    """A meeting with so many registrations: eight of ten confirmed, one waiting, one cancelled; three answers each."""
    meeting = a_meeting(seats=None)
    with transaction.write() as session:
        sectors = [a_term(Vocabulary.SECTOR, code).id for code in ("public", "private", "social-economy")]
        types = [a_term(Vocabulary.ORGANISATION_TYPE, code).id for code in ("municipality", "company", "association")]
        pool_id = session.scalar(select(Pool.id).where(Pool.meeting_id == meeting.id))
        sign_up = session.get_one(SignUp, meeting.id)
        interest, diet = _questions(sign_up.form_id)
        session.add_all([interest, diet])
        session.flush()
        dice = random.Random(7)
        for first in range(0, people, BATCH):
            numbers = range(first + 1, min(first + BATCH, people) + 1)
            ids = session.scalars(
                insert(Submission).returning(Submission.id, sort_by_parameter_order=True),
                [{"form_id": sign_up.form_id} for _ in numbers],
            ).all()
            rows = list(_people(meeting.id, zip(numbers, ids, strict=True), sectors, types, dice))
            registered = session.scalars(
                insert(Registration).returning(Registration.id, sort_by_parameter_order=True), rows
            ).all()
            session.execute(insert(Place), [_place(pool_id, i, row) for i, row in zip(registered, rows, strict=True)])
            session.execute(insert(OptIn), [_opt_in(i) for i in registered[::3]])
            session.execute(insert(Answer), [_answer(interest, row, dice) for row in rows])
            session.execute(insert(SensitiveAnswer), [_answer(diet, row, dice) for row in rows[::4]])
        meeting.arrivals = people
    return meeting


def _questions(form_id: int) -> tuple[Question, Question]:
    interest = Question(form_id=form_id, type="one_of", code="interest", label_sv="Vill du driva eller delta?")
    for code, label in (("run", "Driva projekt"), ("join", "Delta i projekt"), ("unsure", "Vet inte")):
        interest.choices.append(Choice(code=code, label_sv=label))
    diet = Question(form_id=form_id, type="many_of", code="diet", label_sv="Kost", sensitive=True, position=1)
    for code, label in (("vegetarian", "Vegetarisk"), ("gluten-free", "Glutenfri")):
        diet.choices.append(Choice(code=code, label_sv=label))
    return interest, diet


def _people(
    meeting_id: int, numbered: Iterator[tuple[int, int]], sectors: list[int], types: list[int], dice: random.Random
) -> Iterator[dict[str, Any]]:
    for number, submission_id in numbered:
        name = f"{dice.choice(FIRST)} {dice.choice(LAST)} {number}"
        body, email = dice.choice(BODIES), f"person{number}@example.se"
        at = NOW - timedelta(days=20) + timedelta(seconds=number)
        yield {
            "meeting_id": meeting_id,
            "arrival": number,
            "reference": f"B{meeting_id}{number:07}",
            "form_token": "",
            "link_version": 1,
            "revision": 1,
            "name": name,
            "name_sort": sort_key(name),
            "email": email,
            "email_key": email,
            "lang": "sv",
            "organisation_typed": body,
            "organisation_sort": sort_key(body),
            "organisation_type_id": dice.choice(types),
            "sector_id": dice.choice(sectors),
            "search_text": fold(f"{name} {email} {body}"),
            "submission_id": submission_id,
            "registered_at": at,
            "changed_at": at,
            "cancelled_at": at if STATES[number % len(STATES)] == "cancelled" else None,
            "added_by": "",
        }


def _place(pool_id: int | None, registration_id: int, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "pool_id": pool_id,
        "registration_id": registration_id,
        "state": STATES[row["arrival"] % len(STATES)],
        "arrival": row["arrival"],
        "changed_at": row["registered_at"],
    }


def _opt_in(registration_id: int) -> dict[str, Any]:
    return {
        "registration_id": registration_id,
        "kind": "public-list",
        "wording": "Visa mitt namn och min organisation på webben",
        "wording_version": 1,
        "given_at": NOW,
    }


def _answer(question: Question, row: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    choice = dice.choice(question.choices)
    return {
        "submission_id": row["submission_id"],
        "question_id": question.id,
        "choice_id": choice.id,
        "asked": question.label_sv,
        "text": choice.label_sv,
    }
