"""Change a call's own questions: add, word, order and retire them. Ideas that have been received keep their answers.

Each locks the meeting and its call, and raises `Stale` when somebody changed the questions since `base_revision`,
`Refused` with a `FormReason`, and `NotFound`, also when there is no call.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from meetings import revisions, transaction
from meetings.audit.actions import Actor, record
from meetings.errors import NotFound
from meetings.ideas.actions.calls import hold, shows_anew
from meetings.questions import actions as forms
from meetings.questions import queries as questions
from meetings.questions.models import Form, Question
from meetings.questions.rules.building import QuestionDraft
from meetings.registration.actions.questions import differences
from meetings.registration.models import Registration


def add_question(meeting_id: int, draft: QuestionDraft, base_revision: int, now: datetime, actor: Actor) -> Question:
    """Ask one question more, last in the form."""
    with _changing(meeting_id, base_revision, now) as (session, form):
        made = forms.add_question(session, form.id, draft).question
        _note(actor, "ideas.add_question", now, meeting_id, made)
        return made


def save_question(
    meeting_id: int, question_id: int, draft: QuestionDraft, base_revision: int, now: datetime, actor: Actor
) -> Sequence[Registration]:
    """Change a question; nobody moves anywhere because of it."""
    with _changing(meeting_id, base_revision, now) as (session, form):
        question = next((one for one in form.questions if one.id == question_id), None)
        if question is None:
            raise NotFound
        before = questions.draft_of(question)
        saved = forms.save_question(session, form.id, question_id, draft, now, None).question
        after = questions.draft_of(saved)
        changed = differences(before, after)
        record(actor, "ideas.save_question", now, meeting_id=meeting_id, subject=_subject(saved), changes=changed)
        return ()


def retire_question(meeting_id: int, question_id: int, base_revision: int, now: datetime, actor: Actor) -> Question:
    """Ask a question no more; its answers stay."""
    with _changing(meeting_id, base_revision, now) as (session, form):
        gone = forms.retire(session, form.id, question_id, now)
        _note(actor, "ideas.retire_question", now, meeting_id, gone)
        return gone


def restore_question(meeting_id: int, question_id: int, base_revision: int, now: datetime, actor: Actor) -> Question:
    """Ask a retired question again, last in the form."""
    with _changing(meeting_id, base_revision, now) as (session, form):
        again = forms.restore(session, form.id, question_id)
        _note(actor, "ideas.restore_question", now, meeting_id, again)
        return again


def order_questions(
    meeting_id: int, question_ids: Sequence[int], base_revision: int, now: datetime, actor: Actor
) -> None:
    """Have the questions stand in this order."""
    with _changing(meeting_id, base_revision, now) as (session, form):
        if forms.put_in_order(session, form.id, question_ids):
            record(actor, "ideas.order_questions", now, meeting_id=meeting_id)


@contextmanager
def _changing(meeting_id: int, base_revision: int, now: datetime) -> Iterator[tuple[Session, Form]]:
    """Hold the call, give it a form if it has none, and let its public page be written anew."""
    with transaction.write() as session:
        meeting, call = hold(session, meeting_id)
        if call.form_id is None:
            call.form = Form(revision=1)
            session.flush()
        assert call.form_id is not None
        form = questions.form(call.form_id)
        revisions.require_current(base_revision, form.revision)
        yield session, form
        shows_anew(meeting, call, now)


def _note(actor: Actor, action: str, now: datetime, meeting_id: int, question: Question) -> None:
    asked = {"question": (None, question.label_sv)}
    record(actor, action, now, meeting_id=meeting_id, subject=_subject(question), changes=asked)


def _subject(question: Question) -> str:
    return f"question:{question.id}"
