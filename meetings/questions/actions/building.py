"""Change a form: add, word, order and retire its questions, so that no answer is lost.

Every action here joins the transaction of the one that asks for it, which has locked what the form belongs to and
checked the revision; each raises the revision. Raises are `Refused` with a `FormReason`, and `NotFound`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from meetings.errors import NotFound, Refusal, Refused
from meetings.questions import queries
from meetings.questions.actions.making import append_ready
from meetings.questions.models import Answer, Choice, Form, Question, SensitiveAnswer
from meetings.questions.rules.building import (
    Answered,
    ChoiceDraft,
    FormReason,
    QuestionDraft,
    refusal_of_order,
    refusal_to_add,
    refusal_to_retire,
    refusal_to_save,
)
from meetings.questions.rules.ready import LIBRARY
from meetings.questions.types import TYPES

_ANSWER = ("submission_id", "question_id", "choice_id", "asked", "text", "file_key")


@dataclass(frozen=True)
class Saved:
    """A question as it was saved, and the ids of its choices in their order, as they were drafted."""

    question: Question
    choices: Sequence[Choice]


def add_question(session: Session, form_id: int, draft: QuestionDraft) -> Saved:
    """Add a question at the end of the form."""
    form = queries.form(form_id)
    asked = queries.asked(form_id, "sv")
    _require(refusal_to_add(asked))
    last = max((question.position for question in form.questions), default=-1)
    question = Question(position=last + 1, code=draft.code)
    form.questions.append(question)
    _require_condition(draft, [one.id for one in asked])
    choices = _write(session, question, draft, None)
    form.revision += 1
    return Saved(question, choices)


def save_question(
    session: Session, form_id: int, question_id: int, draft: QuestionDraft, now: datetime, erase_after: datetime | None
) -> Saved:
    """Write the draft into the question; answers keep the words and the choices that they were given with.

    A choice that is not in the draft is retired: somebody may be making it this very moment. When the question becomes
    sensitive its answers move to the sensitive ones, which go at `erase_after`.
    """
    form = queries.form(form_id)
    question = _standing(form, question_id)
    asked, answered = queries.asked(form_id, "sv"), queries.answered(form_id).get(question_id, Answered())
    _require(refusal_to_save(queries.draft_of(question), draft, answered, asked, question_id))
    ids = [one.id for one in asked]
    _require_condition(draft, ids[: ids.index(question_id)])
    if draft.sensitive and not question.sensitive:
        _make_sensitive(session, question_id, erase_after)
    choices = _write(session, question, draft, now)
    form.revision += 1
    return Saved(question, choices)


def retire(session: Session, form_id: int, question_id: int, now: datetime) -> Question:
    """Ask the question no more. It and its answers stay: somebody may be answering it this very moment."""
    form = queries.form(form_id)
    question = _standing(form, question_id)
    _require(refusal_to_retire(queries.asked(form_id, "sv"), question_id))
    question.shown_if_id, question.shown_if, question.shown_if_choice_id, question.shown_if_text = None, "", None, ""
    question.retired_at = now
    form.revision += 1
    session.flush()
    return question


def restore(session: Session, form_id: int, question_id: int) -> Question:
    """Ask a retired question again, at the end of the form and of everybody."""
    form = queries.form(form_id)
    question = next((one for one in form.questions if one.id == question_id and one.retired_at is not None), None)
    if question is None:
        raise NotFound
    _require(refusal_to_add(queries.asked(form_id, "sv")))
    question.retired_at = None
    question.position = 1 + max(one.position for one in form.questions)
    form.revision += 1
    session.flush()
    return question


def put_in_order(session: Session, form_id: int, question_ids: Sequence[int]) -> bool:
    """Have the questions that are asked stand in this order; those that it does not name come last as they stand.

    Return whether anything changed.
    """
    form = queries.form(form_id)
    asked = queries.asked(form_id, "sv")
    place = {question_id: number for number, question_id in enumerate(question_ids)}
    ordered = sorted(asked, key=lambda question: place.get(question.id, len(place)))
    _require(refusal_of_order(ordered))
    if ordered == asked:
        return False
    by_id = {question.id: question for question in form.questions}
    retired = [question for question in form.questions if question.retired_at is not None]
    for number, question in enumerate([*(by_id[one.id] for one in ordered), *retired]):
        question.position = number
    form.revision += 1
    session.flush()
    return True


def add_ready(session: Session, form_id: int, code: str) -> list[Question]:
    """Add the ready-made questions of this set. Refused when the form asks them already."""
    form = queries.form(form_id)
    ready = next((one for one in LIBRARY if one.code == code), None)
    if ready is None:
        raise NotFound
    asked = queries.asked(form_id, "sv")
    if {question.code for question in ready.questions} & {question.code for question in asked if question.code}:
        raise Refused(FormReason.IS_THERE)
    _require(refusal_to_add(asked, len(ready.questions)))
    made = append_ready(session, form, ready.questions)
    form.revision += 1
    return made


def _standing(form: Form, question_id: int) -> Question:
    found = next((one for one in form.questions if one.id == question_id and one.retired_at is None), None)
    if found is None:
        raise NotFound
    return found


def _require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


def _require_condition(draft: QuestionDraft, earlier: Sequence[int]) -> None:
    if draft.shown_if is not None and draft.shown_if.question_id not in earlier:
        raise Refused(FormReason.NO_SUCH_CONDITION)


def _write(session: Session, question: Question, draft: QuestionDraft, now: datetime | None) -> list[Choice]:
    """Write the draft into the row, and return its choices in the order of the draft."""
    question.type = draft.type.value
    question.label_sv, question.label_en = draft.label_sv, draft.label_en
    question.help_sv, question.help_en = draft.help_sv, draft.help_en
    question.required, question.sensitive = draft.required, draft.sensitive
    question.retention = draft.retention.value
    shown_if = draft.shown_if
    question.shown_if_id = shown_if.question_id if shown_if else None
    question.shown_if = shown_if.comparison.value if shown_if else ""
    question.shown_if_choice_id = shown_if.choice_id if shown_if else None
    question.shown_if_text = shown_if.text if shown_if else ""
    choices = _write_choices(question, _drafted(question, draft), now)
    session.flush()
    return choices


def _drafted(question: Question, draft: QuestionDraft) -> Sequence[ChoiceDraft]:
    """Return the choices to be written: a type with fixed ones has those, whatever was drafted."""
    kind = TYPES[draft.type]
    if not kind.fixed_choices:
        return draft.choices if kind.has_choices else ()
    standing = {choice.code: choice.id for choice in question.choices}
    return [
        ChoiceDraft(swedish, english, standing.get(code), code=code) for code, swedish, english in kind.fixed_choices
    ]


def _write_choices(question: Question, drafts: Sequence[ChoiceDraft], now: datetime | None) -> list[Choice]:
    standing = {choice.id: choice for choice in question.choices if choice.retired_at is None}
    written = []
    for number, draft in enumerate(drafts):
        choice = standing.pop(draft.id, None) if draft.id is not None else None
        if choice is None:
            choice = Choice(code=draft.code)
            question.choices.append(choice)
        choice.position, choice.label_sv, choice.label_en = number, draft.label_sv, draft.label_en
        written.append(choice)
    for choice in standing.values():
        choice.retired_at = now
    return written


def _make_sensitive(session: Session, question_id: int, erase_after: datetime | None) -> None:
    """Move the question's answers to the sensitive ones."""
    rows = session.execute(
        select(*(getattr(Answer, name) for name in _ANSWER)).where(Answer.question_id == question_id)
    ).all()
    if rows:
        session.execute(
            insert(SensitiveAnswer),
            [{**dict(zip(_ANSWER, row, strict=True)), "erase_after": erase_after} for row in rows],
        )
        session.execute(
            delete(Answer).where(Answer.question_id == question_id).execution_options(synchronize_session=False)
        )
