"""Read what is asked and what was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, literal_column, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.questions.models import Answer, Choice, Form, Question, RetentionPeriod, SensitiveAnswer
from meetings.questions.rules import (
    SENSITIVE_DAYS,
    Asked,
    Comparison,
    Condition,
    Given,
    Offered,
    QuestionType,
    Retention,
    ShownIf,
)
from meetings.questions.rules.building import Answered, ChoiceDraft, QuestionDraft
from meetings.statements import Prepared

_ASKED = Prepared(
    select(
        Question.id,
        Question.type,
        Question.code,
        Question.label_sv,
        Question.label_en,
        Question.help_sv,
        Question.help_en,
        Question.required,
        Question.sensitive,
        Question.retention,
        Question.retired_at,
        Question.shown_if_id,
        Question.shown_if,
        Question.shown_if_choice_id,
        Question.shown_if_text,
        Choice.id.label("choice_id"),
        Choice.code.label("choice_code"),
        Choice.label_sv.label("choice_sv"),
        Choice.label_en.label("choice_en"),
        Choice.retired_at.label("choice_retired_at"),
    )
    .outerjoin(Choice, Choice.question_id == Question.id)
    .where(Question.form_id == bindparam("form_id"))
    .order_by(Question.position, Question.id, Choice.position, Choice.id)
)


def asked(form_id: int, lang: str, *, answered: Sequence[Given] = (), with_retired: bool = False) -> list[Asked]:
    """Return the form's questions in their order and in "sv" or "en", with one statement.

    Retired questions and choices are left out, but for the choices that stand in `answered`, so that
    somebody who made them can keep them; `with_retired` has them all, as an export wants.
    """
    kept = {answer.choice_id for answer in answered if answer.choice_id is not None}
    rows = tuple(_ASKED.records(form_id=form_id))
    return list(_asked(lang, rows, frozenset(kept), with_retired=with_retired))


@lru_cache(maxsize=64)
def _asked(lang: str, rows: tuple[Any, ...], kept: frozenset[int], *, with_retired: bool) -> tuple[Asked, ...]:
    """Return the questions that these rows hold: the same rows come with every sign-up."""
    if not with_retired:
        rows = tuple(row for row in rows if row.retired_at is None)
    found: dict[int, Asked] = {}
    choices: dict[int, list[Offered]] = {}
    for row in rows:
        if row.id not in found:
            found[row.id] = Asked(
                id=row.id,
                type=QuestionType(row.type),
                code=row.code,
                label=_in(lang, row.label_sv, row.label_en),
                help=_in(lang, row.help_sv, row.help_en),
                required=row.required,
                sensitive=row.sensitive,
                retention=Retention(row.retention),
                shown_if=_shown_if(row),
            )
        if row.choice_id is not None and (row.choice_retired_at is None or with_retired or row.choice_id in kept):
            label = _in(lang, row.choice_sv, row.choice_en)
            choices.setdefault(row.id, []).append(Offered(row.choice_id, row.choice_code, label))
    return tuple(_with_choices(question, choices.get(question.id, [])) for question in found.values())


def answers(submission_id: int, *, sensitive: bool = True) -> list[Given]:
    """Return what was answered in one submission, with one statement; without `sensitive`, only what is not.

    What is sensitive comes last.
    """
    tables = (Answer, SensitiveAnswer) if sensitive else (Answer,)
    found = union_all(*(_answers(table, submission_id) for table in tables))
    return [
        Given(question_id, words, text, choice_id, sensitive=bool(is_sensitive), file_key=file_key)
        for is_sensitive, _number, question_id, words, text, choice_id, file_key in db.session.execute(
            found.order_by("is_sensitive", "number")
        )
    ]


def _answers(table: type[Answer | SensitiveAnswer], submission_id: int) -> Select[*tuple[Any, ...]]:
    columns = (table.question_id, table.asked, table.text, table.choice_id, table.file_key)
    is_sensitive = literal_column("1" if table is SensitiveAnswer else "0", Integer).label("is_sensitive")
    return select(is_sensitive, table.id.label("number"), *columns).where(table.submission_id == submission_id)


def answered_as(condition: Condition, submission_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Return the condition on a statement: there is such an answer in the submission of that column.

    It is a list of ids, not a join: without statistics SQLite joins the two in an order that takes minutes.
    """
    table = SensitiveAnswer if condition.sensitive else Answer
    wanted = select(table.submission_id).where(table.question_id == condition.question_id)
    if condition.choice_ids:
        wanted = wanted.where(table.choice_id.in_(condition.choice_ids))
    if condition.exactly:
        wanted = wanted.where(table.text == condition.exactly)
    if condition.words:
        wanted = wanted.where(table.text.icontains(condition.words, autoescape=True))
    return submission_id.in_(wanted)


def tally(asked: Asked, submissions: Select[tuple[int]]) -> list[tuple[str, int]]:
    """Return how many of the submissions (a statement for their ids) made each choice, in the choices' order.

    Choices that are offered no more come last, in the words that they were made in.
    """
    table = SensitiveAnswer if asked.sensitive else Answer
    rows = db.session.execute(
        select(table.choice_id, func.max(table.text), func.count())
        .where(table.question_id == asked.id, table.submission_id.in_(submissions), table.choice_id.is_not(None))
        .group_by(table.choice_id)
    )
    counted = {choice_id: (text, number) for choice_id, text, number in rows}
    offered = [(choice.label, counted.pop(choice.id, ("", 0))[1]) for choice in asked.choices]
    return offered + sorted(counted.values())


def form(form_id: int) -> Form:
    """Return the form with all its questions and their choices, the retired too. Raises `NotFound`."""
    found = db.session.scalar(
        select(Form)
        .where(Form.id == form_id)
        .options(selectinload(Form.questions).selectinload(Question.choices))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def draft_of(question: Question, seats: Mapping[int, int | None] | None = None) -> QuestionDraft:
    """Return the question as the organiser writes it; `seats` are those of its choices, by id."""
    shown_if = None
    if question.shown_if_id is not None:
        comparison = Comparison(question.shown_if)
        shown_if = ShownIf(question.shown_if_id, comparison, question.shown_if_choice_id, question.shown_if_text)
    return QuestionDraft(
        type=QuestionType(question.type),
        label_sv=question.label_sv,
        label_en=question.label_en,
        help_sv=question.help_sv,
        help_en=question.help_en,
        required=question.required,
        sensitive=question.sensitive,
        retention=Retention(question.retention),
        shown_if=shown_if,
        choices=tuple(
            ChoiceDraft(choice.label_sv, choice.label_en, choice.id, (seats or {}).get(choice.id), choice.code)
            for choice in question.choices
            if choice.retired_at is None
        ),
        code=question.code,
    )


def revision(form_id: int) -> int:
    """Return the form's revision, which rises with every change; 0 when there is no form."""
    return db.session.scalar(select(Form.revision).where(Form.id == form_id)) or 0


def answered(form_id: int) -> dict[int, Answered]:
    """Return how many answered each question of the form, and made each choice; those with any alone."""
    of_form = select(Question.id).where(Question.form_id == form_id)
    every = union_all(
        *(
            select(table.question_id, table.choice_id, table.submission_id).where(table.question_id.in_(of_form))
            for table in (Answer, SensitiveAnswer)
        )
    ).subquery()
    people = func.count(func.distinct(every.c.submission_id))
    choices: dict[int, dict[int, int]] = {}
    for question_id, choice_id, number in db.session.execute(
        select(every.c.question_id, every.c.choice_id, people)
        .where(every.c.choice_id.is_not(None))
        .group_by(every.c.question_id, every.c.choice_id)
    ):
        choices.setdefault(question_id, {})[choice_id] = number
    numbers = db.session.execute(select(every.c.question_id, people).group_by(every.c.question_id))
    return {question_id: Answered(number, choices.get(question_id, {})) for question_id, number in numbers}


def _shown_if(row: Any) -> ShownIf | None:
    if row.shown_if_id is None:
        return None
    return ShownIf(row.shown_if_id, Comparison(row.shown_if), row.shown_if_choice_id, row.shown_if_text)


def _with_choices(question: Asked, choices: list[Offered]) -> Asked:
    if not choices:
        return question
    return Asked(**{**question.__dict__, "choices": tuple(choices)})


def _in(lang: str, swedish: str, english: str) -> str:
    return english if lang == "en" and english else swedish


def sensitive_days() -> ColumnElement[int]:
    """Return for how many days after a meeting sensitive answers are kept, as a column."""
    set_days = select(RetentionPeriod.days).where(RetentionPeriod.retention == Retention.SENSITIVE.value)
    days: ColumnElement[int] = func.coalesce(set_days.scalar_subquery(), SENSITIVE_DAYS)
    return days
