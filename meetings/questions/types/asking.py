"""What did a sent form answer: which questions are asked of somebody who answered so, and which are yet to be seen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from meetings.questions.rules import Asked, Given
from meetings.questions.rules.conditions import visible
from meetings.questions.types.registry import type_of

SEEN = "seen"  # the hidden field of a question that depends on another: it was on the page, and open


@dataclass(frozen=True)
class Reading:
    """The questions that are asked of who sent the form, and those of them that were not on the page yet."""

    visible: Sequence[Asked]
    unseen: Sequence[Asked]

    @property
    def shown_ids(self) -> frozenset[int]:
        """The ids of the questions that are asked."""
        return frozenset(question.id for question in self.visible)


def read(form: Any, asked: Sequence[Asked], seen: Sequence[str] = ()) -> Reading:
    """Find out what is asked of who sent the form, and empty the fields of all else.

    What is hidden is neither required nor kept, even when it was sent. `seen` holds what the field `SEEN` sent:
    a question that depends on an answer and was not on the page is not required yet, but to be shown first.
    """
    answers = given(asked, {name: field.data for name, field in form._fields.items()})
    shown = visible(asked, answers)
    known = {question.id for question in shown if question.shown_if is None or str(question.id) in seen}
    for question in asked:
        if question.id not in known and question.name in form:
            _empty(form[question.name])
    return Reading(shown, [question for question in shown if question.id not in known])


def takes_files(asked: Sequence[Asked]) -> int:
    """Return how many files the questions ask for."""
    return sum(type_of(question).takes_file for question in asked)


def given(asked: Sequence[Asked], data: Any) -> list[Given]:
    """Return everything that was answered, from the data of a form."""
    return [answer for question in asked for answer in type_of(question).given(question, data.get(question.name))]


def refusal_at_field(form: Any, asked: Sequence[Asked], choices: Collection[int], said: Callable[[str], str]) -> bool:
    """Write at its field that one of these choices (ids) is full; tell whether there was such a field."""
    found = False
    for question in asked:
        full = [choice for choice in question.choices if choice.id in choices]
        if full and question.name in form:
            field = form[question.name]
            field.errors = [*field.errors, said(full[0].label)]
            found = True
    return found


def _empty(field: Any) -> None:
    field.process(MultiDict())
    field.process_errors = []
    field.validators = ()
