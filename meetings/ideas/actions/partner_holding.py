"""What asking and answering between ideas and partners have in common: the locks, the mails, the pages that show it."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from meetings.errors import NotFound
from meetings.ideas.actions.publishing import has_changed, touch
from meetings.ideas.models import Idea, PartnerRequest
from meetings.ideas.rules.partnering import Asked
from meetings.outbox.actions import Mail, enqueue
from meetings.schedule.queries import lock_meeting


class By(Enum):
    """By whose link something is done: who asked, or who was asked."""

    ASKER = "asker"
    ANSWERER = "answerer"


def hold_idea(session: Session, idea_id: int) -> Idea:
    """Return the idea, held until the transaction ends, so that nobody asks twice. Raises `NotFound`."""
    idea = session.get(Idea, idea_id, populate_existing=True, with_for_update={"key_share": True})
    if idea is None:
        raise NotFound
    return idea


def hold(session: Session, request_id: int, by: By, version: int, *, with_meeting: bool = False) -> PartnerRequest:
    """Return the request that a link names, held until the transaction ends with its idea, and its meeting first.

    Raises `NotFound`.
    """
    row = session.get(PartnerRequest, request_id)
    if row is None:
        raise NotFound
    if with_meeting:
        lock_meeting(row.idea.call.meeting_id)
    hold_idea(session, row.idea_id)
    # Not `refresh`: that would join what was loaded with the row before, and those rows cannot be locked with it.
    locked = select(PartnerRequest).where(PartnerRequest.id == request_id).with_for_update(key_share=True)
    row = session.scalars(locked.execution_options(populate_existing=True)).one()
    its = row.asker_version if by is By.ASKER else row.answer_version
    unknown = by is By.ANSWERER and row.state == Asked.UNCONFIRMED.value
    if its != version or row.erased_at is not None or unknown:
        raise NotFound
    return row


def shows_anew(session: Session, row: PartnerRequest, now: datetime) -> None:
    """Let the pages that show the idea's partners be written anew. Only while the meeting is held."""
    if row.idea.published_at is not None:
        has_changed(session, row.idea_id, now)
        touch(row.idea.call.meeting, now)


def send(letter: Mail, now: datetime) -> None:
    """Queue the mail; whose address has been erased gets none."""
    if letter.to_address:
        enqueue(letter, now)
