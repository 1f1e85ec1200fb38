"""Read a meeting's sign-up form as its organiser builds it, and which other meetings' forms can be copied."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.questions import queries as questions
from meetings.questions.models import Form, Question
from meetings.questions.rules import Asked
from meetings.questions.rules.building import Answered, QuestionDraft
from meetings.registration.models import Place, Pool, SignUp
from meetings.registration.rules import PlaceState, PoolKind
from meetings.schedule.models import Meeting

_TAKEN = (PlaceState.CONFIRMED.value, PlaceState.HELD.value)


@dataclass(frozen=True)
class ChoiceSeats:
    """The seats of one choice, and how many of them are taken."""

    seats: int | None
    taken: int

    @property
    def over(self) -> int:
        """How many more have the choice than there are seats."""
        return 0 if self.seats is None else max(0, self.taken - self.seats)


@dataclass(frozen=True)
class Built:
    """A meeting's form: the rows, what is asked, in the reader's language, and how many answered what.

    `form` is None when the meeting takes no sign-ups. `shared_by` is how many other meetings ask the same form.
    """

    meeting_id: int
    title: str
    slug: str
    ends_at: datetime
    sensitive_days: int
    form: Form | None = None
    asked: Sequence[Asked] = ()
    answered: Mapping[int, Answered] = field(default_factory=dict)
    seats: Mapping[int, ChoiceSeats] = field(default_factory=dict)
    shared_by: int = 0

    @property
    def revision(self) -> int:
        """The form's revision."""
        return self.form.revision if self.form is not None else 0

    @property
    def by_id(self) -> dict[int, Question]:
        """The questions by their ids, the retired too."""
        return {question.id: question for question in self.form.questions} if self.form is not None else {}

    @property
    def retired(self) -> list[Question]:
        """The questions that are asked no more, the latest first."""
        gone = [question for question in self.by_id.values() if question.retired_at is not None]
        return sorted(gone, key=lambda question: (question.retired_at, question.id), reverse=True)

    def draft(self, question_id: int) -> QuestionDraft:
        """Return a question that is asked as it stands. Raises `NotFound`."""
        question = self.by_id.get(question_id)
        if question is None or question.retired_at is not None:
            raise NotFound
        return questions.draft_of(question, {choice_id: one.seats for choice_id, one in self.seats.items()})

    def earlier(self, question_id: int) -> list[Asked]:
        """Return what is asked before this question."""
        ids = [question.id for question in self.asked]
        return list(self.asked[: ids.index(question_id)]) if question_id in ids else []

    def answered_to(self, question_id: int) -> Answered:
        """Return how many answered the question."""
        return self.answered.get(question_id, Answered())


@dataclass(frozen=True)
class Source:
    """A meeting whose form can be copied, and how many questions it asks."""

    id: int
    title: str
    starts_at: datetime
    questions: int


def built(meeting_id: int, lang: str) -> Built:
    """Return the meeting's form as it is built; its `form` is None when it takes no sign-ups. Raises `NotFound`."""
    same = aliased(SignUp)
    row = db.session.execute(
        select(
            Meeting.title,
            Meeting.slug,
            Meeting.ends_at,
            questions.sensitive_days(),
            SignUp.form_id,
            select(func.count()).where(same.form_id == SignUp.form_id).correlate(SignUp).scalar_subquery(),
        )
        .outerjoin(SignUp, SignUp.meeting_id == Meeting.id)
        .where(Meeting.id == meeting_id)
    ).first()
    if row is None:
        raise NotFound
    title, slug, ends_at, days = row[:4]
    form_id: int | None = row[4]
    if form_id is None:
        return Built(meeting_id, title, slug, ends_at, days)
    return Built(
        meeting_id,
        title,
        slug,
        ends_at,
        days,
        questions.form(form_id),
        questions.asked(form_id, lang),
        questions.answered(form_id),
        seats_of_choices(meeting_id),
        row[5] - 1,
    )


def seats_of_choices(meeting_id: int) -> dict[int, ChoiceSeats]:
    """Return the choices of a meeting that have seats, by id, with one statement."""
    taken = (
        select(func.count()).where(Place.pool_id == Pool.id, Place.state.in_(_TAKEN)).correlate(Pool).scalar_subquery()
    )
    rows = db.session.execute(
        select(Pool.choice_id, Pool.seats, taken).where(
            Pool.meeting_id == meeting_id, Pool.kind == PoolKind.CHOICE.value
        )
    )
    return {choice_id: ChoiceSeats(seats, number) for choice_id, seats, number in rows if choice_id is not None}


def sources(meeting_id: int, reach: Collection[int] | None) -> Sequence[Source]:
    """Return the other meetings within reach (None: all) that ask something, the latest first, at most 200."""
    asked = (
        select(func.count())
        .where(Question.form_id == SignUp.form_id, Question.retired_at.is_(None))
        .correlate(SignUp)
        .scalar_subquery()
    )
    statement = (
        select(Meeting.id, Meeting.title, Meeting.starts_at, asked)
        .join(SignUp, SignUp.meeting_id == Meeting.id)
        .where(Meeting.id != meeting_id, asked > 0)
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(200)
    )
    if reach is not None:
        statement = statement.where(Meeting.id.in_(reach))
    return [Source(*row) for row in db.session.execute(statement)]
