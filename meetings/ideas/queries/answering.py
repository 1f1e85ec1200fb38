"""The answers of a working copy to the call's own questions: as they are stored, and as a version says them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from meetings.ideas.models import IdeaCall
from meetings.questions import queries as questions
from meetings.questions import types
from meetings.questions.rules import Asked, Given
from meetings.questions.rules.conditions import visible


def asked_of(call: IdeaCall, lang: str) -> list[Asked]:
    """Return the call's own questions in "sv" or "en"; none when it has none."""
    return questions.asked(call.form_id, lang) if call.form_id is not None else []


def given_in(asked: Sequence[Asked], answers: Mapping[str, Any]) -> list[Given]:
    """Return what a working copy answers (`Content.answers`, plain JSON) to the questions that it is asked."""
    data = {question.name: _as_typed(question, answers.get(question.name)) for question in asked}
    shown = visible(asked, types.given(asked, data))
    return types.given(shown, data)


def unanswered(asked: Sequence[Asked], given: Sequence[Given]) -> list[str]:
    """Return the questions, as they are worded, that must be answered and are not.

    A file cannot be answered with when an idea is sent: it is attached to the draft.
    """
    answered = {answer.question_id for answer in given}
    return [
        question.label
        for question in visible(asked, given)
        if question.required and question.id not in answered and _can_be_answered(question)
    ]


def in_words(asked: Sequence[Asked], given: Sequence[Given]) -> list[tuple[str, str]]:
    """Return the questions with their answers in words, without the sensitive: a received version is kept for good."""
    return [(one.label, one.words) for one in types.said(asked, given) if not one.sensitive]


def _can_be_answered(question: Asked) -> bool:
    kind = types.type_of(question)
    return kind.takes_answer and not kind.takes_file


def _as_typed(question: Asked, value: Any) -> Any:
    """Return what a field of the question holds, from the plain JSON of a working copy."""
    kind = types.type_of(question)
    return None if kind.takes_file else kind.from_json(value)
