"""Which questions are asked of somebody who has answered so: a question may depend on the answer to an earlier one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from meetings.questions.rules import Asked, Comparison, Given, ShownIf, of_question
from meetings.text import key, one_line


def visible(asked: Sequence[Asked], answers: Sequence[Given]) -> list[Asked]:
    """Return the questions that are asked, in their order, of somebody who gave these answers.

    A question that is hidden counts as unanswered, whatever was sent for it, and so does one that is not asked at
    all or stands later: chains close from the first link on.
    """
    shown: list[Asked] = []
    counted: list[Given] = []
    for question in asked:
        if question.shown_if is not None and not holds(
            question.shown_if, of_question(counted, question.shown_if.question_id)
        ):
            continue
        shown.append(question)
        counted.extend(of_question(answers, question.id))
    return shown


def holds(condition: ShownIf, answers: Sequence[Given]) -> bool:
    """Tell whether the answers to the question of the condition are what it says.

    "Is": this, and nothing besides. "Contains": this among others, or a text that holds it. "Is not": this is
    not among the answers; that holds of no answer, too. Texts are compared without regard to case and spaces.
    """
    if condition.choice_id is not None:
        made = {answer.choice_id for answer in answers}
        if condition.comparison is Comparison.IS:
            return made == {condition.choice_id}
        return (condition.choice_id in made) is (condition.comparison is Comparison.CONTAINS)
    wanted = compared(condition.text)
    given = [compared(answer.text) for answer in answers]
    if condition.comparison is Comparison.CONTAINS:
        return any(wanted in text for text in given)
    return (wanted in given) is (condition.comparison is Comparison.IS)


def compared(text: str) -> str:
    """Return the form in which two texts are the same answer."""
    return key(one_line(text))


def depending_on(asked: Iterable[Asked], question_id: int, choice_id: int | None = None) -> list[Asked]:
    """Return the questions whose condition names this question; with a choice, those that name that choice."""
    return [
        question
        for question in asked
        if question.shown_if is not None
        and question.shown_if.question_id == question_id
        and choice_id in (None, question.shown_if.choice_id)
    ]


def out_of_order(asked: Sequence[Asked]) -> tuple[Asked, Asked] | None:
    """Return the first question that stands before the one that its condition names, with that one; or None."""
    by_id = {question.id: question for question in asked}
    passed: set[int] = set()
    for question in asked:
        if question.shown_if is not None and question.shown_if.question_id not in passed:
            named = by_id.get(question.shown_if.question_id)
            if named is not None:
                return question, named
        passed.add(question.id)
    return None
