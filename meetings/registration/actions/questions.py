"""Change what a meeting's sign-up asks: add, word, order and retire questions, and give choices their seats.

Each is one write transaction whose first statement locks the meeting, and each raises `Stale` when somebody changed
the form since `base_revision`, `Refused` with a `FormReason`, and `NotFound`, also when there is no sign-up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import func, insert, select, union_all, update
from sqlalchemy.orm import Session

from meetings import revisions, transaction
from meetings.audit.actions import Actor, record
from meetings.errors import NotFound, Refused
from meetings.questions import actions as forms
from meetings.questions import queries as questions
from meetings.questions.models import Answer, Choice, Form, Question, SensitiveAnswer
from meetings.questions.rules import erased_after
from meetings.questions.rules.building import QuestionDraft, refusal_to_add
from meetings.registration.actions.seats import settle
from meetings.registration.models import Place, Pool, Registration, SignUp
from meetings.registration.queries import MEETING_POOL
from meetings.registration.rules import PlaceState, PoolKind
from meetings.schedule.models import Meeting
from meetings.schedule.queries import lock_meeting

_HAS_A_PLACE = [state.value for state in PlaceState if state not in (PlaceState.CANCELLED, PlaceState.DECLINED)]


def add_question(meeting_id: int, draft: QuestionDraft, base_revision: int, now: datetime, actor: Actor) -> Question:
    """Ask one question more, last in the form."""
    with _changing(meeting_id, base_revision) as (session, _meeting, form):
        saved = forms.add_question(session, form.id, draft)
        _set_seats(session, meeting_id, saved.choices, draft)
        _note(actor, "questions.add", now, meeting_id, saved.question)
        return saved.question


def save_question(
    meeting_id: int, question_id: int, draft: QuestionDraft, base_revision: int, now: datetime, actor: Actor
) -> list[Registration]:
    """Change a question, and return who got a seat at the meeting because a choice has more seats now."""
    with _changing(meeting_id, base_revision) as (session, meeting, form):
        question = next((one for one in form.questions if one.id == question_id), None)
        if question is None:
            raise NotFound
        before = questions.draft_of(question, seats_of(session, meeting_id))
        moves = draft.sensitive and not question.sensitive
        saved = forms.save_question(session, form.id, question_id, draft, now, _erased_after(session, meeting))
        if moves:
            _erase_with_their_meeting(session, form.id, question_id, meeting_id)
        _set_seats(session, meeting_id, saved.choices, draft)
        after = questions.draft_of(saved.question, seats_of(session, meeting_id))
        _note(actor, "questions.save", now, meeting_id, saved.question, differences(before, after))
        return settle(session, meeting_id, now)


def _erased_after(session: Session, meeting: Meeting) -> datetime:
    return erased_after(meeting.ends_at, session.scalars(select(questions.sensitive_days())).one())


def _erase_with_their_meeting(session: Session, form_id: int, question_id: int, but: int) -> None:
    """Let the answers that were given at other meetings with this form go when those have been."""
    others = select(Meeting).join(SignUp, SignUp.meeting_id == Meeting.id)
    for meeting in session.scalars(others.where(SignUp.form_id == form_id, Meeting.id != but)).all():
        given = select(Registration.submission_id).where(Registration.meeting_id == meeting.id)
        session.execute(
            update(SensitiveAnswer)
            .where(SensitiveAnswer.question_id == question_id, SensitiveAnswer.submission_id.in_(given))
            .values(erase_after=_erased_after(session, meeting))
            .execution_options(synchronize_session=False)
        )


def retire_question(meeting_id: int, question_id: int, base_revision: int, now: datetime, actor: Actor) -> Question:
    """Ask a question no more; its answers stay."""
    with _changing(meeting_id, base_revision) as (session, _meeting, form):
        question = forms.retire(session, form.id, question_id, now)
        _note(actor, "questions.retire", now, meeting_id, question)
        return question


def restore_question(meeting_id: int, question_id: int, base_revision: int, now: datetime, actor: Actor) -> Question:
    """Ask a retired question again, last in the form."""
    with _changing(meeting_id, base_revision) as (session, _meeting, form):
        question = forms.restore(session, form.id, question_id)
        _note(actor, "questions.restore", now, meeting_id, question)
        return question


def order_questions(
    meeting_id: int, question_ids: Sequence[int], base_revision: int, now: datetime, actor: Actor
) -> None:
    """Have the questions stand in this order."""
    with _changing(meeting_id, base_revision) as (session, _meeting, form):
        if forms.put_in_order(session, form.id, question_ids):
            record(actor, "questions.order", now, meeting_id=meeting_id)


def add_ready_questions(meeting_id: int, code: str, base_revision: int, now: datetime, actor: Actor) -> list[Question]:
    """Ask the ready-made questions of this set, last in the form."""
    with _changing(meeting_id, base_revision) as (session, _meeting, form):
        made = forms.add_ready(session, form.id, code)
        for question in made:
            _note(actor, "questions.add", now, meeting_id, question)
        return made


def copy_questions(
    meeting_id: int, source_id: int, base_revision: int, now: datetime, actor: Actor, *, replaces: bool = False
) -> int:
    """Ask what the other meeting's sign-up asks, with the seats of its choices; return how many questions came.

    They come last, without those that the form has already by their code; with `replaces` in place of all others,
    which are retired. Whether the actor may see the other meeting is for the caller to check.
    """
    with _changing(meeting_id, base_revision) as (session, _meeting, form):
        source = session.get(SignUp, source_id)
        if source is None or source_id == meeting_id:
            raise NotFound
        if replaces:
            _retire_all(form, now)
            session.flush()
        asked = questions.asked(form.id, "sv")
        codes = {question.code for question in asked if question.code}
        made, choices = forms.append_form(session, form, source.form_id, but=codes)
        if refusal := refusal_to_add(asked, len(made)):
            raise Refused(refusal)
        copy_seats(session, source_id, meeting_id, choices)
        form.revision += 1
        record(actor, "questions.copy", now, meeting_id=meeting_id, subject=f"meeting:{source_id}")
        return len(made)


def seats_of(session: Session, meeting_id: int) -> dict[int, int | None]:
    """Return the seats of the choices that have any, by the choice's id."""
    rows = session.execute(
        select(Pool.choice_id, Pool.seats).where(Pool.meeting_id == meeting_id, Pool.kind == PoolKind.CHOICE.value)
    )
    return {choice_id: seats for choice_id, seats in rows if choice_id is not None}


@contextmanager
def _changing(meeting_id: int, base_revision: int) -> Iterator[tuple[Session, Meeting, Form]]:
    with transaction.write() as session:
        meeting = lock_meeting(meeting_id)
        sign_up = session.get(SignUp, meeting_id)
        if sign_up is None:
            raise NotFound
        session.scalar(select(Form.id).where(Form.id == sign_up.form_id).with_for_update())  # meetings may share it
        form = questions.form(sign_up.form_id)
        revisions.require_current(base_revision, form.revision)
        yield session, meeting, form


def _retire_all(form: Form, now: datetime) -> None:
    for question in form.questions:
        if question.retired_at is None:
            question.retired_at = now
        question.shown_if_id, question.shown_if, question.shown_if_choice_id, question.shown_if_text = (
            None,
            "",
            None,
            "",
        )


def _set_seats(session: Session, meeting_id: int, choices: Sequence[Choice], draft: QuestionDraft) -> None:
    """Give the choices the seats that the draft says; the draft's choices stand in the same order."""
    wanted = [choice.seats for choice in draft.choices] or [None] * len(choices)
    pools = {
        pool.choice_id: pool
        for pool in session.scalars(
            select(Pool).where(Pool.meeting_id == meeting_id, Pool.kind == PoolKind.CHOICE.value)
        )
    }
    for choice, seats in zip(choices, wanted, strict=True):
        pool = pools.get(choice.id)
        if pool is not None and pool.seats != seats:
            _change_seats(session, pool, seats)
        elif pool is None and seats is not None:
            pool = Pool(meeting_id=meeting_id, kind=PoolKind.CHOICE.value, choice_id=choice.id, seats=seats)
            pool.waiting_list = False
            session.add(pool)
            session.flush()
            _seat_those_who_chose(session, pool)
    session.flush()


def _change_seats(session: Session, pool: Pool, seats: int | None) -> None:
    """Set the number; without one the pool goes, unless it orders people who wait for it."""
    taken = session.scalar(select(func.count()).select_from(Place).where(Place.pool_id == pool.id))
    if seats is None and not taken:
        session.delete(pool)
    else:
        pool.seats = seats


def _seat_those_who_chose(session: Session, pool: Pool) -> None:
    """Count those who made the choice before it had seats: each has there what they have at the meeting."""
    chose = union_all(
        *(select(table.submission_id).where(table.choice_id == pool.choice_id) for table in (Answer, SensitiveAnswer))
    )
    meeting_pool = select(Pool.id).where(Pool.meeting_id == pool.meeting_id, Pool.kind == MEETING_POOL)
    rows = session.execute(
        select(Place.registration_id, Place.state, Place.arrival, Place.held_until, Place.held_for, Place.changed_at)
        .join(Registration, Registration.id == Place.registration_id)
        .where(
            Place.pool_id == meeting_pool.scalar_subquery(),
            Place.state.in_(_HAS_A_PLACE),
            Registration.submission_id.in_(chose),
        )
    ).all()
    if rows:
        session.execute(insert(Place), [{"pool_id": pool.id, "rank": 1, **row._asdict()} for row in rows])


def copy_seats(session: Session, source_id: int, meeting_id: int, choices: Mapping[int, int]) -> None:
    """Give copied choices (old → new id) the seats that the old ones have at the other meeting."""
    for choice_id, seats in seats_of(session, source_id).items():
        if choice_id in choices and seats is not None:
            session.add(
                Pool(
                    meeting_id=meeting_id,
                    kind=PoolKind.CHOICE.value,
                    choice_id=choices[choice_id],
                    seats=seats,
                    waiting_list=False,
                )
            )
    session.flush()


def _note(
    actor: Actor,
    action: str,
    now: datetime,
    meeting_id: int,
    question: Question,
    changes: Mapping[str, tuple[object, object]] | None = None,
) -> None:
    told = changes if changes is not None else {"question": (None, question.label_sv)}
    if told:
        record(actor, action, now, meeting_id=meeting_id, subject=f"question:{question.id}", changes=told)


def differences(before: QuestionDraft, after: QuestionDraft) -> dict[str, tuple[object, object]]:
    """Return what differs, field by field, in words that a log can hold."""
    old, new = _content(before), _content(after)
    return {change.field: (change.old, change.new) for change in revisions.changes(old, new)}


def _content(draft: QuestionDraft) -> dict[str, object]:
    shown_if = draft.shown_if
    return {
        "type": draft.type.value,
        "question": draft.label_sv,
        "question_en": draft.label_en,
        "help": draft.help_sv,
        "help_en": draft.help_en,
        "required": "yes" if draft.required else "no",
        "sensitive": "yes" if draft.sensitive else "no",
        "kept_for": draft.retention.value,
        "shown_if": f"{shown_if.comparison.value} {shown_if.choice_id or shown_if.text}" if shown_if else "",
        "choices": "; ".join(
            choice.label_sv + ("" if choice.seats is None else f" ({choice.seats})") for choice in draft.choices
        ),
    }
