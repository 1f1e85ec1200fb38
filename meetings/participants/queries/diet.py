"""Read what the caterer and the house need to know of those who come: numbers and wishes, and nobody's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from meetings.extensions import db
from meetings.participants.queries.listing import Head, chosen
from meetings.participants.rules.listing import Wanted
from meetings.questions import queries as questions
from meetings.questions.models import SensitiveAnswer
from meetings.questions.rules import Asked
from meetings.registration.models import Registration
from meetings.registration.rules import PlaceState
from meetings.text import fold, sort_key


@dataclass(frozen=True)
class Wishes:
    """One question: how many made each choice, and what was written, each text with how many wrote it."""

    asked: str
    chosen: Sequence[tuple[str, int]]
    written: Sequence[tuple[str, int]]


def wishes(of: Head, lang: str) -> list[Wishes]:
    """Return what those who have a seat answered to the sensitive questions, with one statement for each and two more.

    Texts that differ in case, diacritics or spaces alone are one; the words shown are those written most often.
    """
    if of.form_id is None:
        return []
    coming = (
        select(Registration.submission_id)
        .where(Registration.id.in_(chosen(of, Wanted(state=PlaceState.CONFIRMED))))
        .correlate(None)
    )
    asked = [question for question in questions.asked(of.form_id, lang, with_retired=True) if question.sensitive]
    rows = db.session.execute(
        select(SensitiveAnswer.question_id, SensitiveAnswer.text, func.count())
        .where(SensitiveAnswer.choice_id.is_(None), SensitiveAnswer.submission_id.in_(coming))
        .group_by(SensitiveAnswer.question_id, SensitiveAnswer.text)
    ).all()
    written: dict[int, list[tuple[str, int]]] = {}
    for question_id, text, number in rows:
        written.setdefault(question_id, []).append((text, number))
    return [
        Wishes(
            question.label,
            [(text, number) for text, number in _tally(question, coming) if number],
            _folded(written.get(question.id, [])),
        )
        for question in asked
    ]


def _tally(question: Asked, coming: object) -> list[tuple[str, int]]:
    return questions.tally(question, coming) if question.choices else []  # type: ignore[arg-type]


def _folded(texts: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the texts with those that fold alike as one, in Swedish order."""
    total: Counter[str] = Counter()
    spelt: dict[str, Counter[str]] = {}
    for text, number in texts:
        key = " ".join(fold(text).split())
        total[key] += number
        spelt.setdefault(key, Counter())[text] += number
    shown = [(spelt[key].most_common(1)[0][0], number) for key, number in total.items()]
    return sorted(shown, key=lambda one: sort_key(one[0]))
