"""Read mailings: those of a meeting, one of them, what it invites to, and what the worker has to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, or_, select

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.mailings.models import Mailing
from meetings.mailings.queries import recipients
from meetings.mailings.queries.recipients import Chosen
from meetings.mailings.rules import About, Decision, MailingState, Target, audience_of, decided, keys_of
from meetings.outbox.batches import Batch
from meetings.participants.queries.listing import Head
from meetings.registration.models import Pool, SignUp
from meetings.schedule.models import Meeting, ProgrammeItem
from meetings.schedule.rules import State

_AT_WORK = (MailingState.PLANNED.value, MailingState.SENDING.value)


@dataclass(frozen=True)
class FollowUp:
    """A meeting that follows up another, as the desk offers it."""

    id: int
    title: str
    starts_at: datetime


def mailings(meeting_id: int) -> Select[Mailing]:
    """Return the statement for the mailings of a meeting, the newest first; the caller pages it."""
    return select(Mailing).where(Mailing.meeting_id == meeting_id).order_by(Mailing.id.desc())


def mailing(meeting_id: int, mailing_id: int) -> Mailing:
    """Return a mailing of this meeting. Raises `NotFound`."""
    found = db.session.scalar(mailings(meeting_id).where(Mailing.id == mailing_id))
    if found is None:
        raise NotFound
    return found


def locked(meeting_id: int, mailing_id: int) -> Mailing:
    """Return a mailing of this meeting and hold its row until the transaction ends. Raises `NotFound`."""
    found = db.session.get(Mailing, mailing_id, with_for_update=True, populate_existing=True)
    if found is None or found.meeting_id != meeting_id:
        raise NotFound
    return found


def next_to_make(now: datetime) -> Mailing | None:
    """Return the mailing whose mails are to be made, which no other worker holds, and hold its row."""
    return db.session.scalar(
        _to_make(now)
        .order_by(Mailing.due_at, Mailing.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def anything_to_make(now: datetime) -> bool:
    """Tell whether there is a mailing whose mails are to be made."""
    return db.session.scalar(_to_make(now).with_only_columns(Mailing.id).limit(1)) is not None


def all_made() -> Sequence[Mailing]:
    """Return the mailings whose mails are all made and that are not known to have left."""
    made = and_(Mailing.state == MailingState.SENDING.value, Mailing.made_at.is_not(None))
    return db.session.scalars(select(Mailing).where(made).order_by(Mailing.id)).all()


def target(meeting_id: int | None) -> Target | None:
    """Return the meeting that a mailing invites to, or None when there is none."""
    row = db.session.execute(
        select(Meeting.id, Meeting.state, Meeting.ends_at, Meeting.follows_id, SignUp.access)
        .outerjoin(SignUp, SignUp.meeting_id == Meeting.id)
        .where(Meeting.id == meeting_id)
    ).first()
    return Target(*row[:4], row[4] or "open") if row is not None else None


def follow_ups(meeting_id: int, now: datetime) -> list[FollowUp]:
    """Return the published meetings that follow up this one and have not been, the next first."""
    rows = db.session.execute(
        select(Meeting.id, Meeting.title, Meeting.starts_at)
        .where(Meeting.follows_id == meeting_id, Meeting.state == State.PUBLISHED.value, Meeting.ends_at > now)
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return [FollowUp(*row) for row in rows]


def workshops(meeting_id: int) -> list[tuple[int, str]]:
    """Return the workshops that one can have a seat in, as pool and title, by time."""
    rows = db.session.execute(
        select(Pool.id, ProgrammeItem.title)
        .join(ProgrammeItem, ProgrammeItem.id == Pool.item_id)
        .where(Pool.meeting_id == meeting_id)
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.position, ProgrammeItem.id)
    )
    return [(row[0], row[1]) for row in rows]


def decision_of(found: Mailing) -> Decision:
    """Return whom the mailing may go to, and why."""
    about, audience = About(found.about), audience_of(found.audience)
    return decided(found.meeting_id, about, audience, target(found.follow_up_id))


def chosen_of(of: Head, found: Mailing) -> Chosen:
    """Return how many would get the mailing now."""
    return recipients.chosen(of, decision_of(found).audience, found.follow_up_id)


def batch_of(found: Mailing) -> Batch:
    """Return which mails of the outbox are the mailing's."""
    return Batch(found.meeting_id, keys_of(found.id), found.first_mail_id)


def _to_make(now: datetime) -> Select[Mailing]:
    return select(Mailing).where(
        or_(*(and_(Mailing.state == state, Mailing.due_at <= now) for state in _AT_WORK)), Mailing.made_at.is_(None)
    )
