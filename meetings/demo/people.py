"""The demonstration's people: of no existence, the same each time, with answers and opt-ins of their own."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime

from meetings import transaction
from meetings.demo import source, workshops
from meetings.directory import queries as directory
from meetings.directory.rules import Vocabulary
from meetings.questions import queries as question_queries
from meetings.questions import types as question_types
from meetings.questions.rules import Asked, Given
from meetings.registration import actions as registration
from meetings.registration import queries as registration_queries
from meetings.registration.actions import Applicant, Yes
from meetings.registration.rules import LIST_KEPT, WORDINGS, OptInKind
from meetings.schedule.models import Meeting
from meetings.text import slug
from meetings.web import dates


def sign_up(meeting: Meeting, count: int, first: datetime, last: datetime, *, seed: int) -> None:
    """Sign up so many people, spread over the time, a few each day."""
    chance = random.Random(seed)  # noqa: S311 - the same people each time
    moments = sorted(first + (last - first) * chance.random() for _ in range(count))
    with transaction.write():
        for number, (applicant, at) in enumerate(zip(applicants(meeting, count, chance), moments, strict=True)):
            registration.register(meeting.id, applicant, f"demo-{meeting.id}-{number}", at, "sv")


def applicants(meeting: Meeting, count: int, chance: random.Random) -> Iterator[Applicant]:
    """Yield so many who would sign up to the meeting."""
    asked = question_queries.asked(registration_queries.door(meeting.id).form_id, "sv")
    types = {term.code: term for term in directory.terms(Vocabulary.ORGANISATION_TYPE)}
    towns = {term.name_sv: term.id for term in directory.terms(Vocabulary.MUNICIPALITY)}
    blocks = workshops.blocks_of(meeting)
    for name in _names(count, chance):
        body, type_code, town = chance.choice(source.BODIES)
        yield Applicant(
            name=name,
            email=f"{slug(name).replace('-', '.')}@{slug(body, at_most=40)}.example",
            organisation=body,
            organisation_type_id=types[type_code].id,
            sector_id=types[type_code].parent_id,
            municipality_id=towns[town],
            given=_given(asked, chance),
            opt_ins=_yes(meeting, chance),
            workshops=workshops.choice(blocks, chance),
        )


def _names(count: int, chance: random.Random) -> list[str]:
    every = [f"{given} {family}" for given in source.GIVEN_NAMES for family in source.FAMILY_NAMES]
    return chance.sample(every, count)


def _given(asked: Sequence[Asked], chance: random.Random) -> list[Given]:
    """Answer: most want to take part, some to run a project; one in five eats something of their own."""
    answers: dict[str, object] = {}
    for question in asked:
        if question.code == "interest":
            answers[question.name] = str(chance.choice([*question.choices, question.choices[1]]).id)
        elif question.code == "diet" and chance.random() < 0.2:
            answers[question.name] = [str(chance.choice(question.choices).id)]
        elif question.code == "access" and chance.random() < 0.03:
            answers[question.name] = "Hörslinga"
    return question_types.given(asked, answers)


def _yes(meeting: Meeting, chance: random.Random) -> list[Yes]:
    """Tick the opt-ins: the public list by half, mail about other meetings by a third."""
    until = meeting.ends_at + LIST_KEPT
    words = {
        OptInKind.PUBLIC_LIST: WORDINGS[OptInKind.PUBLIC_LIST].text % {"day": dates.date_text(until)},
        OptInKind.FUTURE_MEETINGS: WORDINGS[OptInKind.FUTURE_MEETINGS].text,
    }
    share = {OptInKind.PUBLIC_LIST: 0.5, OptInKind.FUTURE_MEETINGS: 0.33}
    return [Yes(kind, words[kind], WORDINGS[kind].version) for kind in words if chance.random() < share[kind]]
