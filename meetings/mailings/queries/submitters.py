"""Read who has sent in an idea to a meeting's call, as recipients of a mailing: each address once, co-authors never."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from meetings.extensions import db
from meetings.ideas.models import Idea, IdeaCall
from meetings.ideas.rules.states import CHOSEN, State
from meetings.mailings.rules import Audience, Ideas
from meetings.registration.models import Registration

_HANDLED = tuple(state.value for state in CHOSEN)


@dataclass(frozen=True)
class Submitter:
    """Who gets it: an idea with its contact, and the titles of all ideas that the address has sent in."""

    idea: Idea
    titles: tuple[str, ...]


def recipients(meeting_id: int, audience: Audience, target_id: int | None = None) -> Select[int]:
    """Return the statement for the ids of the ideas whose contacts get it, of each address the first; in no order.

    With `target_id` nobody who has signed up to that meeting, or has withdrawn from it.
    """
    earlier = aliased(Idea)
    first = ~exists().where(
        earlier.contact_email_key == Idea.contact_email_key,
        earlier.id < Idea.id,
        *_conditions(earlier, meeting_id, audience),
    )
    found = select(Idea.id).where(first, *_conditions(Idea, meeting_id, audience))
    return found if target_id is None else found.where(~known_at(target_id))


def known_at(meeting_id: int) -> ColumnElement[bool]:
    """Return the condition that the contact has signed up to that meeting, or has withdrawn from it."""
    return exists().where(Registration.meeting_id == meeting_id, Registration.email_key == Idea.contact_email_key)


def of_those(meeting_id: int, audience: Audience, ids: Collection[int], target_id: int | None = None) -> Sequence[int]:
    """Return which of these ideas' contacts get it, by id; see `recipients`."""
    statement = recipients(meeting_id, audience, target_id).where(Idea.id.in_(ids))
    return db.session.scalars(statement.order_by(Idea.id)).all()


def next_ideas(meeting_id: int, done_to: int, up_to: int, limit: int) -> Sequence[int]:
    """Return so many ideas of the meeting at most, by id, above `done_to` and not above `up_to`."""
    of_call = select(IdeaCall.id).where(IdeaCall.meeting_id == meeting_id).scalar_subquery()
    return db.session.scalars(
        select(Idea.id)
        .where(Idea.call_id == of_call, Idea.id > done_to, Idea.id <= up_to)
        .order_by(Idea.id)
        .limit(limit)
    ).all()


def last_idea() -> int:
    """Return the highest id of any idea: who begins one later is above it."""
    return db.session.scalar(select(func.max(Idea.id))) or 0


def submitters(meeting_id: int, audience: Audience, ids: Collection[int]) -> list[Submitter]:
    """Return these recipients by id, with the titles of what each address has sent in; two statements."""
    ideas = db.session.scalars(select(Idea).where(Idea.id.in_(ids)).order_by(Idea.id)).all()
    keys = [idea.contact_email_key for idea in ideas]
    titles: dict[str, list[str]] = {}
    for key, title in db.session.execute(
        select(Idea.contact_email_key, Idea.title)
        .where(Idea.contact_email_key.in_(keys), *_conditions(Idea, meeting_id, audience))
        .order_by(Idea.number)
    ):
        titles.setdefault(key, []).append(title)
    return [Submitter(idea, tuple(titles.get(idea.contact_email_key, (idea.title,)))) for idea in ideas]


def takes_ideas(meeting_id: int) -> bool:
    """Tell whether the meeting has a call, so that somebody may have sent in an idea."""
    return bool(db.session.scalar(select(exists().where(IdeaCall.meeting_id == meeting_id))))


def matching(words: Sequence[str]) -> list[ColumnElement[bool]]:
    """Return the conditions that each folded word stands in the idea, or in its contact's address."""
    return [
        or_(Idea.search_text.contains(word, autoescape=True), Idea.contact_email_key.contains(word, autoescape=True))
        for word in words
    ]


def _conditions(idea: Any, meeting_id: int, audience: Audience) -> list[ColumnElement[bool]]:
    """Return the conditions on an idea: received, neither withdrawn nor merged, and late only if it was taken in."""
    of_call = select(IdeaCall.id).where(IdeaCall.meeting_id == meeting_id).scalar_subquery()
    found = [
        idea.call_id == of_call,
        idea.current > 0,
        idea.state.in_(_HANDLED),
        or_(~idea.late, idea.late_decision == "accepted"),
        idea.contact_email != "",
        idea.erased_at.is_(None),
    ]
    if not audience.unconfirmed:
        found.append(idea.confirmed_at.is_not(None))
    if audience.ideas is Ideas.FOLLOW_UP:
        found.append(idea.state == State.FOLLOW_UP.value)
    if audience.ideas is Ideas.SEEKING:
        found.append(idea.seeks_partners)
    if audience.opted_in:  # who sends in an idea is not asked about other mail: nothing else may go to them
        found.append(false())
    return found
