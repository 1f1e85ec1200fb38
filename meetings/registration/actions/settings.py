"""Set how one signs up to a meeting: seats, waiting list, times, the public list; and copy it from another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from meetings import revisions, transaction
from meetings.audit.actions import Actor, record
from meetings.errors import NotFound, Refused
from meetings.questions import actions as questions
from meetings.registration import queries, rules
from meetings.registration.actions.attending import settle
from meetings.registration.actions.pools import (
    Attending,
    Changes,
    Reserve,
    set_attending,
    set_meeting_seats,
    set_reserved,
)
from meetings.registration.actions.questions import copy_seats
from meetings.registration.models import Pool, Registration, SignUp
from meetings.registration.queries import MEETING_POOL
from meetings.registration.rules import ATTENDING, Access, PoolKind
from meetings.schedule.actions.keeping import keep_searchable
from meetings.schedule.models import Meeting
from meetings.schedule.queries import lock_meeting

_SAVED = (
    *("opens_at", "closes_at", "show_seats_left", "public_list", "list_until", "notice"),
    *("access", "moderated", "confirm_address", "groups", "hand_over"),
)
_COPIED = ("show_seats_left", "public_list", "notice", "access", "moderated", "confirm_address", "groups", "hand_over")


@dataclass(frozen=True)
class Settings:
    """How one signs up. `seats` None: no limit. Instants are aware, ends exclusive; see `SignUp`.

    With `attending` one chooses between the room and the net, and `seats` follow from theirs. `listed` says whether
    the meeting stands in lists and in the search.
    """

    seats: int | None
    attending: Attending | None = None
    reserved: tuple[Reserve, ...] = ()
    waiting_list: bool = True
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    show_seats_left: bool = True
    public_list: bool = False
    list_until: datetime | None = None
    notice: str = ""
    access: str = Access.OPEN.value
    listed: bool = True
    moderated: bool = False
    confirm_address: bool = False
    groups: bool = True
    hand_over: bool = True


def save_settings(
    meeting_id: int, settings: Settings, base_revision: int, now: datetime, actor: Actor
) -> list[Registration]:
    """Save how one signs up, and return who moved up because there are more seats.

    A meeting that took no sign-ups (`base_revision` 0) takes them from now on, with the ready-made form.
    Raises `Stale` when somebody saved since `base_revision`, `Refused`, `NotFound`.
    """
    with transaction.write() as session:
        meeting = lock_meeting(meeting_id)
        sign_up = session.get(SignUp, meeting_id, populate_existing=True)
        revisions.require_current(base_revision, sign_up.revision if sign_up else 0)
        if refusal := rules.refusal_of_times(settings.opens_at, settings.closes_at, meeting.ends_at):
            raise Refused(refusal)
        if sign_up is None:
            sign_up = _opened(session, meeting_id)
        changes = _set(sign_up, settings) | _set_listed(meeting, listed=settings.listed)
        if changes:
            meeting.version += 1
            meeting.updated_at = now
        changes |= _set_pools(session, meeting_id, settings, now)
        if changes:
            sign_up.revision += 1
            record(actor, "registration.settings", now, meeting_id=meeting_id, changes=changes)
        return settle(session, meeting_id, now)


def _set(sign_up: SignUp, settings: Settings) -> Changes:
    changes: Changes = {}
    for name in _SAVED:
        before, after = getattr(sign_up, name), getattr(settings, name)
        if before != after:
            changes[name] = (before, after)
            setattr(sign_up, name, after)
    return changes


def _set_listed(meeting: Meeting, *, listed: bool) -> Changes:
    """Let the meeting stand in lists and in the search, or not."""
    if meeting.listed == listed:
        return {}
    meeting.listed = listed
    keep_searchable(meeting)
    return {"listed": (not listed, listed)}


def _set_pools(session: Session, meeting_id: int, settings: Settings, now: datetime) -> Changes:
    attending = settings.attending
    seats = attending.in_all if attending else settings.seats
    changes = set_meeting_seats(session, meeting_id, seats, waiting_list=settings.waiting_list)
    changes |= set_attending(session, meeting_id, attending, now)
    return changes | set_reserved(session, meeting_id, settings.reserved, attending.room if attending else seats)


def new_link(meeting_id: int, now: datetime, actor: Actor) -> None:
    """Make a new link to the sign-up; the one that was handed out opens no more. Raises `NotFound`."""
    with transaction.write() as session:
        lock_meeting(meeting_id)
        sign_up = session.get(SignUp, meeting_id, populate_existing=True)
        if sign_up is None:
            raise NotFound
        sign_up.link_version += 1
        record(actor, "registration.new_link", now, meeting_id=meeting_id)


def set_seats(
    meeting_id: int, seats: int | None, waiting_list: bool, now: datetime, actor: Actor
) -> list[Registration]:
    """Set the number of seats (None: no limit) and whether one may stand in line; return who moved up.

    More seats go to the first in line at once. Fewer drop nobody: `PoolCounts.over` says how many are over.
    Raises `NotFound`.
    """
    with transaction.write() as session:
        lock_meeting(meeting_id)
        changes = set_meeting_seats(session, meeting_id, seats, waiting_list=waiting_list)
        if changes:
            record(actor, "registration.seats", now, meeting_id=meeting_id, changes=changes)
        return settle(session, meeting_id, now)


def copy_sign_up(from_meeting_id: int, to_meeting_id: int) -> None:
    """Let the other meeting take sign-ups as this one does: same questions, seats and texts, no times, no people.

    Reserved seats are released as long before it begins. Does nothing when this one takes none. Raises `NotFound`.
    """
    with transaction.write() as session:
        meeting = lock_meeting(to_meeting_id)
        source = session.get_one(Meeting, from_meeting_id)
        sign_up = session.get(SignUp, from_meeting_id)
        pool = queries.meeting_pool(from_meeting_id)
        if sign_up is None or pool is None:
            return
        form, choices = questions.copy_form_and_choices(session, sign_up.form_id)
        session.add(
            SignUp(meeting_id=to_meeting_id, form_id=form.id, **{name: getattr(sign_up, name) for name in _COPIED})
        )
        meeting.listed = source.listed
        session.add(Pool(meeting_id=to_meeting_id, kind=MEETING_POOL, seats=pool.seats, waiting_list=pool.waiting_list))
        later = meeting.starts_at - source.starts_at
        for other in queries.pools_of_kinds(from_meeting_id, (*ATTENDING, PoolKind.RESERVED.value)):
            released_at = other.released_at + later if other.released_at else None
            values = {"kind": other.kind, "position": other.position, "seats": other.seats}
            values |= {"sector_id": other.sector_id, "waiting_list": other.waiting_list}
            session.add(Pool(meeting_id=to_meeting_id, released_at=released_at, **values))
        session.flush()
        copy_seats(session, from_meeting_id, to_meeting_id, choices)


def _opened(session: Session, meeting_id: int) -> SignUp:
    sign_up = SignUp(
        meeting_id=meeting_id,
        form_id=questions.ready_form(session).id,
        show_seats_left=True,
        public_list=False,
        notice="",
        revision=0,
    )
    session.add(sign_up)
    session.add(Pool(meeting_id=meeting_id, kind=MEETING_POOL, seats=0, waiting_list=True))
    session.flush()
    return sign_up
