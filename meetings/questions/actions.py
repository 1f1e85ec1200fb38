"""Make forms, copy them, and store what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session, selectinload

from meetings.errors import NotFound
from meetings.questions.models import Answer, Choice, Form, Question, SensitiveAnswer, Submission
from meetings.questions.rules import READY, Asked, Differs, Given, differences

_SUBMISSION = insert(Submission).returning(Submission.id)
_ANSWERS, _SENSITIVE_ANSWERS = insert(Answer), insert(SensitiveAnswer)


def ready_form(session: Session) -> Form:
    """Add the form that a new meeting starts with: interest, diet and access needs. Joins the open transaction."""
    form = Form()
    for position, ready in enumerate(READY):
        question = Question(
            position=position,
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
        form.questions.append(question)
    session.add(form)
    session.flush()
    return form


def copy_form(session: Session, form_id: int) -> Form:
    """Add a form that asks what this one asks now; answers, and what is retired, stay behind.

    Joins the open transaction. Raises `NotFound`.
    """
    original = session.scalar(
        select(Form).where(Form.id == form_id).options(selectinload(Form.questions).selectinload(Question.choices))
    )
    if original is None:
        raise NotFound
    form = Form()
    for question in original.questions:
        if question.retired_at is None:
            form.questions.append(_copied(question))
    session.add(form)
    session.flush()
    return form


def submission(form_id: int, given: Sequence[Given], erase_after: datetime | None) -> Submission:
    """Return a new submission with these answers, to be added with what it belongs to.

    `erase_after` is when its sensitive answers go.
    """
    made = Submission(form_id=form_id)
    for answer in given:
        if answer.sensitive:
            made.sensitive_answers.append(SensitiveAnswer(**_columns(answer), erase_after=erase_after))
        else:
            made.answers.append(Answer(**_columns(answer)))
    return made


def store(session: Session, form_id: int, given: Sequence[Given], erase_after: datetime | None) -> int:
    """Write a new submission with these answers and return its id, without objects: many do so at once.

    `erase_after` is when its sensitive answers go. Joins the open transaction.
    """
    connection = session.connection()
    made: int = connection.execute(_SUBMISSION, {"form_id": form_id}).scalar_one()
    answers = [{"submission_id": made, **_columns(answer)} for answer in given if not answer.sensitive]
    sensitive = [
        {"submission_id": made, **_columns(answer), "erase_after": erase_after} for answer in given if answer.sensitive
    ]
    if answers:
        connection.execute(_ANSWERS, answers)
    if sensitive:
        connection.execute(_SENSITIVE_ANSWERS, sensitive)
    return made


def replace_answers(
    session: Session,
    submission_id: int,
    asked: Sequence[Asked],
    old: Sequence[Given],
    new: Sequence[Given],
    erase_after: datetime | None,
) -> list[Differs]:
    """Write the answers that differ and return them.

    Only what is `asked` changes: the answers to questions that are asked no more stay, and an answer that
    stays the same keeps the words that it was given in. Joins the open transaction.
    """
    changed = differences(asked, old, new)
    for differs in changed:
        for table in (Answer, SensitiveAnswer):  # a question may have become sensitive since it was answered
            session.execute(
                delete(table)
                .where(table.submission_id == submission_id, table.question_id == differs.question_id)
                .execution_options(synchronize_session=False)
            )
        for answer in new:
            if answer.question_id != differs.question_id:
                continue
            if answer.sensitive:
                session.add(SensitiveAnswer(submission_id=submission_id, **_columns(answer), erase_after=erase_after))
            else:
                session.add(Answer(submission_id=submission_id, **_columns(answer)))
    return changed


def _columns(answer: Given) -> dict[str, object]:
    return {
        "question_id": answer.question_id,
        "choice_id": answer.choice_id,
        "asked": answer.asked,
        "text": answer.text,
    }


def _copied(question: Question) -> Question:
    made = Question(
        position=question.position,
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
        Choice(position=choice.position, code=choice.code, label_sv=choice.label_sv, label_en=choice.label_en)
        for choice in question.choices
        if choice.retired_at is None
    ]
    return made
