"""Make forms: the one that a new meeting starts with, one like another, and questions that come ready-made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from meetings.questions import queries
from meetings.questions.models import Choice, Form, Question
from meetings.questions.rules import Comparison
from meetings.questions.rules.ready import READY, ReadyQuestion


def ready_form(session: Session) -> Form:
    """Add the form that a new meeting starts with: interest, diet and access needs. Joins the open transaction."""
    form = Form()
    session.add(form)
    session.flush()
    append_ready(session, form, READY)
    return form


def append_ready(session: Session, form: Form, questions: Sequence[ReadyQuestion]) -> list[Question]:
    """Add ready-made questions at the end of the form, with the conditions between them, and return them."""
    made = {ready.code: _from_ready(ready) for ready in questions}
    _append(session, form, made.values())
    for ready in questions:
        if ready.shown_if is not None:
            question, (code, choice_code) = made[ready.code], ready.shown_if
            named = made[code]
            chosen = next(choice for choice in named.choices if choice.code == choice_code)
            question.shown_if_id, question.shown_if = named.id, Comparison.IS.value
            question.shown_if_choice_id = chosen.id
    session.flush()
    return list(made.values())


def copy_form(session: Session, form_id: int) -> Form:
    """Add a form that asks what this one asks now; answers, and what is retired, stay behind.

    Joins the open transaction. Raises `NotFound`.
    """
    return copy_form_and_choices(session, form_id)[0]


def copy_form_and_choices(session: Session, form_id: int) -> tuple[Form, dict[int, int]]:
    """Add a form as `copy_form` does, and return it with its choices, old → new id: their seats are elsewhere."""
    form = Form()
    session.add(form)
    session.flush()
    return form, append_form(session, form, form_id)[1]


def append_form(
    session: Session, form: Form, form_id: int, *, but: Iterable[str] = ()
) -> tuple[list[Question], dict[int, int]]:
    """Add what the other form asks now at the end of this one; return what was added, and the choices, old → new id.

    Questions that the system knows by one of the codes in `but` are left out, and conditions on what is left out are
    dropped. Joins the open transaction. Raises `NotFound`.
    """
    left_out = set(but)
    wanted = [
        question
        for question in queries.form(form_id).questions
        if question.retired_at is None and not (question.code and question.code in left_out)
    ]
    made = {question.id: _copied(question) for question in wanted}
    _append(session, form, made.values())
    choices = {
        old.id: new.id
        for question in wanted
        for old, new in zip(_offered(question), made[question.id].choices, strict=True)
    }
    for question in wanted:
        named = made.get(question.shown_if_id or 0)
        choice_id = choices.get(question.shown_if_choice_id or 0)
        if named is not None and (question.shown_if_choice_id is None or choice_id is not None):
            copied = made[question.id]
            copied.shown_if_id, copied.shown_if = named.id, question.shown_if
            copied.shown_if_choice_id, copied.shown_if_text = choice_id, question.shown_if_text
    session.flush()
    return list(made.values()), choices


def _append(session: Session, form: Form, questions: Iterable[Question]) -> None:
    last = max((question.position for question in form.questions), default=-1)
    for number, question in enumerate(questions, last + 1):
        question.position = number
        form.questions.append(question)
    session.flush()


def _offered(question: Question) -> list[Choice]:
    return [choice for choice in question.choices if choice.retired_at is None]


def _from_ready(ready: ReadyQuestion) -> Question:
    question = Question(
        type=ready.type.value,
        code=ready.code,
        label_sv=ready.label_sv,
        label_en=ready.label_en,
        help_sv=ready.help_sv,
        help_en=ready.help_en,
        required=ready.required,
        sensitive=ready.sensitive,
        retention=ready.retention.value,
    )
    question.choices = [
        Choice(position=number, code=code, label_sv=swedish, label_en=english)
        for number, (code, swedish, english) in enumerate(ready.choices)
    ]
    return question


def _copied(question: Question) -> Question:
    made = Question(
        type=question.type,
        code=question.code,
        label_sv=question.label_sv,
        label_en=question.label_en,
        help_sv=question.help_sv,
        help_en=question.help_en,
        required=question.required,
        sensitive=question.sensitive,
        retention=question.retention,
    )
    made.choices = [
        Choice(position=number, code=choice.code, label_sv=choice.label_sv, label_en=choice.label_en)
        for number, choice in enumerate(_offered(question))
    ]
    return made
