"""Read reminders: those of a meeting with what they hang on, what is due, who gets one, and how many that are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, or_, select

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.registration.models import Invitation, Place, Pool, Registration, SignUp
from meetings.registration.queries import MEETING_POOL
from meetings.registration.queries.inviting import silent
from meetings.registration.rules import PlaceState
from meetings.reminders.models import Reminder
from meetings.reminders.rules import FRESH, LATE, MOST_DAYS, Occasion
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State

_WINDOW = timedelta(days=MOST_DAYS + 1) + LATE
_SEAT = PlaceState.CONFIRMED.value
_IN_LINE = (PlaceState.WAITING.value, PlaceState.HELD.value)
_OCCASION = (Meeting.state, Meeting.starts_at, Meeting.ends_at, SignUp.closes_at, Meeting.ideas_until)


@dataclass(frozen=True)
class Head:
    """A meeting, as its page of reminders shows it."""

    id: int
    title: str
    occasion: Occasion
    takes_sign_ups: bool
    invites: bool


@dataclass(frozen=True)
class Groups:
    """How many there are of each group who can be reminded."""

    seat: int = 0
    line: int = 0
    silent: int = 0

    def of(self, reminder: Reminder) -> int:
        """Return how many would get this reminder."""
        chosen = ((reminder.to_seat, self.seat), (reminder.to_line, self.line), (reminder.to_silent, self.silent))
        return sum(number for wanted, number in chosen if wanted)


def head(meeting_id: int) -> Head:
    """Return the meeting. Raises `NotFound`."""
    invited = select(Invitation.id).where(Invitation.meeting_id == meeting_id).exists()
    row = db.session.execute(
        select(Meeting.title, SignUp.meeting_id, invited, *_OCCASION)
        .outerjoin(SignUp, SignUp.meeting_id == Meeting.id)
        .where(Meeting.id == meeting_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Head(meeting_id, row[0], Occasion(*row[3:]), row[1] is not None, bool(row[2]))


def reminders(meeting_id: int) -> Sequence[Reminder]:
    """Return the reminders of the meeting, in the order in which they were made."""
    return db.session.scalars(select(Reminder).where(Reminder.meeting_id == meeting_id).order_by(Reminder.id)).all()


def reminder(meeting_id: int, reminder_id: int, *, lock: bool = False) -> Reminder:
    """Return one of the meeting's reminders. Raises `NotFound`."""
    statement = select(Reminder).where(Reminder.id == reminder_id, Reminder.meeting_id == meeting_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def number_of(meeting_id: int) -> int:
    """Return how many reminders the meeting has."""
    return db.session.scalar(select(func.count()).where(Reminder.meeting_id == meeting_id)) or 0


def unsent(now: datetime) -> list[tuple[Reminder, Occasion]]:
    """Return the reminders that may go out about now, each with its meeting's facts, in id order."""
    rows = db.session.execute(
        select(Reminder, *_OCCASION)
        .join(Meeting, Meeting.id == Reminder.meeting_id)
        .outerjoin(SignUp, SignUp.meeting_id == Meeting.id)
        .where(
            Reminder.finished_at.is_(None),
            Reminder.active.is_(True),
            Meeting.state == State.PUBLISHED.value,
            Meeting.ends_at > now - _WINDOW,
        )
        .order_by(Reminder.id)
    )
    return [(row[0], Occasion(*row[1:])) for row in rows]


def occasion(meeting_id: int) -> Occasion:
    """Return what the meeting's reminders hang on. Raises `NotFound`."""
    return head(meeting_id).occasion


def groups(meeting_id: int) -> Groups:
    """Return how many there are who can be reminded, with two statements."""
    rows = db.session.execute(
        select(Place.state, func.count())
        .join(Pool, Pool.id == Place.pool_id)
        .where(Pool.meeting_id == meeting_id, Pool.kind == MEETING_POOL, Place.state.in_((_SEAT, *_IN_LINE)))
        .group_by(Place.state)
    )
    by_state = {row[0]: row[1] for row in rows}
    quiet = db.session.scalar(select(func.count()).select_from(silent(meeting_id).subquery())) or 0
    return Groups(by_state.get(_SEAT, 0), sum(by_state.get(state, 0) for state in _IN_LINE), quiet)


def people(of: Reminder, before: datetime) -> Select[int, str]:
    """Return the statement for the ids of the registrations that get the reminder, with what they have; by id.

    Left out is who signed up or got the seat in the hour before: a mail has just told them everything.
    """
    wanted = []
    if of.to_seat:
        wanted.append(Place.state == _SEAT)
    if of.to_line:
        wanted.append(Place.state.in_(_IN_LINE))
    return (
        select(Registration.id, Place.state)
        .join(Place, Place.registration_id == Registration.id)
        .join(Pool, Pool.id == Place.pool_id)
        .where(
            Pool.meeting_id == of.meeting_id,
            Pool.kind == MEETING_POOL,
            or_(*wanted) if wanted else Place.id < 0,
            and_(Registration.registered_at <= before - FRESH, Place.changed_at <= before - FRESH),
            Registration.id > of.cursor,
        )
        .order_by(Registration.id)
    )


def invited(of: Reminder, before: datetime) -> Select[Invitation]:
    """Return the statement for the invitations that get the reminder: silent, and not mailed in the hour before."""
    last = func.coalesce(Invitation.reminded_at, Invitation.invited_at)
    return (
        silent(of.meeting_id).where(last <= before - FRESH, Invitation.id > of.invited_cursor).order_by(Invitation.id)
    )
