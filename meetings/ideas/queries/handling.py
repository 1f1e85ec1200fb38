"""Read one received idea for the secretariat: what it says, its versions, notes, questions, history, traces."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal, select, union_all
from sqlalchemy.orm import aliased, joinedload

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.ideas.models import (
    ActorQuestion,
    FollowUpSlot,
    Idea,
    IdeaCall,
    IdeaHistory,
    IdeaNote,
    IdeaVersion,
    PublishedIdea,
)
from meetings.ideas.rules.content import Attached, attached_in
from meetings.ideas.rules.states import State


@dataclass(frozen=True)
class Trace:
    """Another idea that this one has to do with: `way` is "into", "took_in", "split_from" or "split"."""

    way: str
    id: int
    number: int | None
    title: str


@dataclass(frozen=True)
class Happened:
    """A line of the history, with the number of the other idea that it is about (None: of none)."""

    line: IdeaHistory
    other: int | None


@dataclass(frozen=True)
class Placed:
    """An idea with its slot on the follow-up and what is public of it, where it has them."""

    idea: Idea
    slot: FollowUpSlot | None
    public: PublishedIdea | None


@dataclass(frozen=True)
class Near:
    """Another idea that the history names, with the ideas that it was merged into and split from."""

    id: int
    number: int | None
    title: str
    merged_into_id: int | None
    split_from_id: int | None


@dataclass(frozen=True)
class Said:
    """What the actor was asked, what the secretariat noted for itself, what has happened, and the ideas named there."""

    questions: Sequence[ActorQuestion]
    notes: Sequence[IdeaNote]
    history: Sequence[Happened]
    near: Sequence[Near]


_OF_NEAR = ("id", "number", "title", "merged_into_id", "split_from_id")
_Table = type[ActorQuestion] | type[IdeaNote] | type[IdeaHistory]
_NAMED = (
    joinedload(Idea.call).joinedload(IdeaCall.meeting),
    joinedload(Idea.type),
    joinedload(Idea.sector),
    joinedload(Idea.municipality),
)


def idea(meeting_id: int, idea_id: int) -> Idea:
    """Return a received idea of the meeting, with what its page names. Raises `NotFound`, also for a draft."""
    found = db.session.scalar(_received(meeting_id).where(Idea.id == idea_id).options(*_NAMED))
    if found is None:
        raise NotFound
    return found


def placed(meeting_id: int, idea_id: int) -> Placed:
    """Return the idea as `idea` does, with its slot on the follow-up and its public row; one query."""
    row = db.session.execute(
        _received(meeting_id)
        .add_columns(FollowUpSlot, PublishedIdea)
        .outerjoin(FollowUpSlot, FollowUpSlot.idea_id == Idea.id)
        .outerjoin(PublishedIdea, PublishedIdea.idea_id == Idea.id)
        .where(Idea.id == idea_id)
        .options(*_NAMED, joinedload(FollowUpSlot.meeting), joinedload(FollowUpSlot.item))
    ).one_or_none()
    if row is None:
        raise NotFound
    return Placed(row[0], row[1], row[2])


def ideas(meeting_id: int, idea_ids: Collection[int]) -> Sequence[Idea]:
    """Return these received ideas of the meeting, by number; those that are not are left out."""
    return db.session.scalars(_received(meeting_id).where(Idea.id.in_(idea_ids)).order_by(Idea.number)).all()


def _received(meeting_id: int) -> Select[Idea]:
    return (
        select(Idea)
        .join(IdeaCall, IdeaCall.id == Idea.call_id)
        .where(IdeaCall.meeting_id == meeting_id, Idea.number.is_not(None), Idea.state != State.DRAFT.value)
    )


def versions(idea_id: int) -> Sequence[IdeaVersion]:
    """Return what was received, the latest first."""
    return db.session.scalars(
        select(IdeaVersion).where(IdeaVersion.idea_id == idea_id).order_by(IdeaVersion.number.desc())
    ).all()


def attached(meeting_id: int, idea_id: int, number: int, place: int) -> Attached:
    """Return the attachment at this place (from 1) of a received version. Raises `NotFound`."""
    version = db.session.scalar(
        select(IdeaVersion).where(IdeaVersion.idea_id == idea(meeting_id, idea_id).id, IdeaVersion.number == number)
    )
    files = attached_in(version.content) if version is not None else ()
    if not 1 <= place <= len(files):
        raise NotFound
    return files[place - 1]


def questions(idea_id: int) -> Sequence[ActorQuestion]:
    """Return what the actor was asked, the latest first."""
    return db.session.scalars(
        select(ActorQuestion).where(ActorQuestion.idea_id == idea_id).order_by(ActorQuestion.id.desc())
    ).all()


def said(idea_id: int) -> Said:
    """Return what was asked, noted and done about the idea, the latest first; one query."""
    other = aliased(Idea)
    every = union_all(*(_ids(table, idea_id) for table in (ActorQuestion, IdeaNote, IdeaHistory))).subquery()

    def is_row(table: _Table) -> ColumnElement[bool]:
        return and_(every.c.what == table.__tablename__, every.c.id == table.id)

    rows: Sequence[Any] = db.session.execute(
        select(ActorQuestion, IdeaNote, IdeaHistory, other.number, *(getattr(other, name) for name in _OF_NEAR))
        .select_from(every)
        .outerjoin(ActorQuestion, is_row(ActorQuestion))
        .outerjoin(IdeaNote, is_row(IdeaNote))
        .outerjoin(IdeaHistory, is_row(IdeaHistory))
        .outerjoin(other, other.id == IdeaHistory.other_id)
        .order_by(IdeaHistory.at.desc(), every.c.id.desc())
    ).all()
    return Said(
        [row[0] for row in rows if row[0] is not None],
        [row[1] for row in rows if row[1] is not None],
        [Happened(row[2], row[3]) for row in rows if row[2] is not None],
        sorted({Near(*row[4:]) for row in rows if row[4] is not None}, key=lambda one: (one.number or 0, one.id)),
    )


def _ids(table: _Table, idea_id: int) -> Select[*tuple[Any, ...]]:
    return select(literal(table.__tablename__).label("what"), table.id.label("id")).where(table.idea_id == idea_id)


def traces(of: Idea, near: Sequence[Near]) -> list[Trace]:
    """Return the ideas that this one was merged into or took in, that it was split from or that grew out of it.

    Both histories say so when ideas are merged or split: they are among those `near`.
    """
    found = []
    for one in near:
        ways = {
            "into": one.id == of.merged_into_id,
            "split_from": one.id == of.split_from_id,
            "took_in": one.merged_into_id == of.id,
            "split": one.split_from_id == of.id,
        }
        found += [Trace(way, one.id, one.number, one.title) for way, holds in ways.items() if holds]
    return found
