"""Publish the states of ideas together, and mail their actors, a batch at a time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import Refused
from meetings.ideas.actions import calls
from meetings.ideas.actions.deciding import JOB
from meetings.ideas.actions.publishing import show_told
from meetings.ideas.mail import handling as mail
from meetings.ideas.models import Idea, IdeaHistory
from meetings.ideas.queries import telling as queries
from meetings.ideas.queries.telling import Untold
from meetings.ideas.rules.handling import Reason
from meetings.ideas.rules.states import State
from meetings.jobs.actions import hasten
from meetings.outbox.actions import enqueue_all

BATCH = 200  # mails in one transaction: an idea on its way in never waits long for them


def publish(meeting_id: int, seen: str, now: datetime, actor: Actor) -> list[Untold]:
    """Show the actors the states that wait, and let the worker mail them; return what was told.

    `seen` is the mark (`queries.telling.mark`) of what the organiser read. Pressed twice, or by two at once, it tells
    once: the second finds nothing that waits. Raises `Refused`, `NotFound`.
    """
    with transaction.write() as session:
        meeting, call = calls.hold(session, meeting_id)
        found = queries.untold(call.id)
        if not found:
            raise Refused(Reason.NOTHING_TO_TELL)
        if queries.mark(found) != seen:
            raise Refused(Reason.OTHERWISE)
        _tell(session, found, now, actor)
        call.states_published_at = now
        number: dict[str, tuple[object, object]] = {"ideas": (None, ", ".join(str(one.number) for one in found))}
        record(actor, "ideas.publish_states", now, meeting_id=meeting_id, changes=number)
        show_told(session, meeting, [one.id for one in found], now)
        hasten(JOB, now)
        return found


def mail_told(now: datetime) -> str | None:
    """Queue the mails that tell actors their states, each batch a transaction of its own; say in words how many."""
    number = 0
    while queued := _next_batch(now):
        number += queued
    return f"{number} mails about states of ideas" if number else None


def _tell(session: Session, found: list[Untold], now: datetime, actor: Actor) -> None:
    ids = [one.id for one in found]
    session.execute(
        update(Idea)
        .where(Idea.id.in_(ids))
        .values(told_state=Idea.state, told_text=Idea.state_text, told_at=now, tells=True)
        .execution_options(synchronize_session=False)
    )
    session.add_all(
        IdeaHistory(
            idea_id=one.id, action="told", before=one.told, after=one.state, text=one.text, by=actor.name, at=now
        )
        for one in found
    )
    session.expire_all()


def _next_batch(now: datetime) -> int:
    """Queue the next mails and return how many ideas that was; the mark is gone with the transaction that queues."""
    with transaction.write():
        found = queries.next_to_mail(BATCH)
        told = [(idea, queries.told(idea)) for idea in found if idea.contact_email]
        enqueue_all([mail.told(idea, one, now) for idea, one in told if one.state is not State.WITHDRAWN], now)
        for idea in found:
            idea.tells = False
        return len(found)
