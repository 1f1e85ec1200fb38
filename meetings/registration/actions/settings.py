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
from meetings.registration.actions.seats import settle
from meetings.registration.models import Pool, Registration, SignUp
from meetings.registration.queries import MEETING_POOL
from meetings.schedule.queries import lock_meeting

_PUBLIC = ("opens_at", "closes_at", "show_seats_left", "public_list", "list_until", "notice")


@dataclass(frozen=True)
class Settings:
    """How one signs up. `seats` None: no limit. Instants are aware, ends exclusive; see `SignUp`."""

    seats: int | None
    waiting_list: bool = True
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    show_seats_left: bool = True
    public_list: bool = False
    list_until: datetime | None = None
    notice: str = ""


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
        changes: dict[str, tuple[object, object]] = {}
        for name in _PUBLIC:
            before, after = getattr(sign_up, name), getattr(settings, name)
            if before != after:
                changes[name] = (before, after)
                setattr(sign_up, name, after)
        if changes:
            meeting.version += 1
            meeting.updated_at = now
        changes |= _set_seats(session, meeting_id, settings.seats, waiting_list=settings.waiting_list)
        if changes:
            sign_up.revision += 1
            record(actor, "registration.settings", now, meeting_id=meeting_id, changes=changes)
        return settle(session, meeting_id, now)


def set_seats(
    meeting_id: int, seats: int | None, waiting_list: bool, now: datetime, actor: Actor
) -> list[Registration]:
    """Set the number of seats (None: no limit) and whether one may stand in line; return who moved up.

    More seats go to the first in line at once. Fewer drop nobody: `PoolCounts.over` says how many are over.
    Raises `NotFound`.
    """
    with transaction.write() as session:
        lock_meeting(meeting_id)
        changes = _set_seats(session, meeting_id, seats, waiting_list=waiting_list)
        if changes:
            record(actor, "registration.seats", now, meeting_id=meeting_id, changes=changes)
        return settle(session, meeting_id, now)


def copy_sign_up(from_meeting_id: int, to_meeting_id: int) -> None:
    """Let the other meeting take sign-ups as this one does: same questions, seats and texts, no times, no people.

    Does nothing when this one takes none. Raises `NotFound`.
    """
    with transaction.write() as session:
        lock_meeting(to_meeting_id)
        sign_up = session.get(SignUp, from_meeting_id)
        pool = queries.meeting_pool(from_meeting_id)
        if sign_up is None or pool is None:
            return
        form = questions.copy_form(session, sign_up.form_id)
        session.add(
            SignUp(
                meeting_id=to_meeting_id,
                form_id=form.id,
                show_seats_left=sign_up.show_seats_left,
                public_list=sign_up.public_list,
                notice=sign_up.notice,
            )
        )
        session.add(Pool(meeting_id=to_meeting_id, kind=MEETING_POOL, seats=pool.seats, waiting_list=pool.waiting_list))
        session.flush()


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


def _set_seats(
    session: Session, meeting_id: int, seats: int | None, *, waiting_list: bool
) -> dict[str, tuple[object, object]]:
    pool = queries.meeting_pool(meeting_id)
    if pool is None:
        raise NotFound
    session.refresh(pool)
    changes: dict[str, tuple[object, object]] = {}
    if pool.seats != seats:
        changes["seats"] = (pool.seats, seats)
    if pool.waiting_list != waiting_list:
        changes["waiting_list"] = (pool.waiting_list, waiting_list)
    pool.seats, pool.waiting_list = seats, waiting_list
    return changes
