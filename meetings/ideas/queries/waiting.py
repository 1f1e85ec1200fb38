"""What waits for the secretariat among a meeting's ideas; how many drafts there are, and never what is in them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, exists, func, or_, select

from meetings.extensions import db
from meetings.ideas.models import ActorQuestion, Assessment, Idea, IdeaCall, IdeaVersion
from meetings.ideas.rules.sending import ACCEPTED
from meetings.ideas.rules.states import State
from meetings.schedule.models import Meeting

_THEIR_OWN = (State.DRAFT.value, State.WITHDRAWN.value)


@dataclass(frozen=True)
class Waiting:
    """How many ideas came late and are undecided, have answers unread, questions unanswered, a state untold.

    `completed` is how many have been sent anew since they were asked to complete it and still stand as incomplete;
    `drafts` is how many are being written; `assessed` whether anybody has assessed any.
    """

    late: int
    answers: int
    completed: int
    unanswered: int
    untold: int
    drafts: int
    assessed: bool

    @property
    def deciding(self) -> int:
        """How many ideas wait for the secretariat before anything else."""
        return self.late + self.answers + self.completed


def untold() -> ColumnElement[bool]:
    """Return the condition on ideas that the next publication tells their state: `rules.states.waits_to_be_told`."""
    shown = case((Idea.told_state == "", State.RECEIVED.value), else_=Idea.told_state)
    return and_(Idea.state.not_in(_THEIR_OWN), ~stands_apart(), Idea.state != shown)


def stands_apart() -> ColumnElement[bool]:
    """Return the condition on ideas that they came late and nobody has said that they count."""
    return and_(Idea.late, Idea.late_decision != ACCEPTED)


def late_undecided() -> ColumnElement[bool]:
    """Return the condition on ideas that came late, or have a version that did, and wait for an answer."""
    beside = exists().where(IdeaVersion.idea_id == Idea.id, IdeaVersion.late, IdeaVersion.number > Idea.current)
    return and_(Idea.late_decision == "", or_(Idea.late, beside), Idea.state.not_in(_THEIR_OWN))


def has_question() -> ColumnElement[bool]:
    """Return the condition on ideas that a question of theirs has no answer, or one that nobody has read."""
    open_one = or_(ActorQuestion.answered_at.is_(None), ActorQuestion.read_at.is_(None))
    return exists().where(ActorQuestion.idea_id == Idea.id, open_one)


def completed() -> ColumnElement[bool]:
    """Return the condition on ideas that stand as incomplete though a version has come since that was said."""
    since = exists().where(IdeaVersion.idea_id == Idea.id, IdeaVersion.received_at > Idea.decided_at)
    return and_(Idea.state == State.INCOMPLETE.value, since)


def waiting(meeting_id: int) -> Waiting:
    """Return what waits among the ideas of the meeting's call, with one statement; nothing when it has no call."""
    of_call = Idea.call_id == select(IdeaCall.id).where(IdeaCall.meeting_id == meeting_id).scalar_subquery()

    def ideas(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
        return select(func.count(Idea.id)).where(of_call, *conditions).scalar_subquery()

    assessed = exists().where(Assessment.idea_id == Idea.id, of_call)
    row = db.session.execute(
        select(
            ideas(late_undecided()),
            ideas(_unread()),
            ideas(completed()),
            ideas(_unanswered()),
            ideas(untold()),
            ideas(Idea.state == State.DRAFT.value),
            assessed,
        )
    ).one()
    return Waiting(*row)


def number_waiting() -> ScalarSelect[int]:
    """Return how many ideas of the statement's meeting wait: late and undecided, answered, or completed."""
    return _of_meeting(or_(late_undecided(), _unread(), completed()))


def number_untold() -> ScalarSelect[int]:
    """Return how many ideas of the statement's meeting have a state that the next publication tells."""
    return _of_meeting(untold())


def _of_meeting(condition: ColumnElement[bool]) -> ScalarSelect[int]:
    return (
        select(func.count(Idea.id))
        .join(IdeaCall, IdeaCall.id == Idea.call_id)
        .where(IdeaCall.meeting_id == Meeting.id, condition)
        .correlate(Meeting)
        .scalar_subquery()
    )


def _unread() -> ColumnElement[bool]:
    return exists().where(
        ActorQuestion.idea_id == Idea.id, ActorQuestion.answered_at.is_not(None), ActorQuestion.read_at.is_(None)
    )


def _unanswered() -> ColumnElement[bool]:
    return exists().where(ActorQuestion.idea_id == Idea.id, ActorQuestion.answered_at.is_(None))
