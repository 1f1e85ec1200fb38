"""Read a meeting: whole, locked, as the editors hold it, what it may follow, and its history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select, update
from sqlalchemy.orm import joinedload, selectinload

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.schedule.models import Appearance, Meeting, MeetingOrganiser, MeetingRevision, ProgrammeItem
from meetings.schedule.rules.content import (
    PROGRAMME,
    AppearanceText,
    ContactText,
    Details,
    ItemText,
    plain,
)
from meetings.statements import Prepared

PREDECESSORS_OFFERED = 200
_LINE = update(Meeting).where(Meeting.id == bindparam("meeting_id"))
# Locks the meeting as `lock_meeting` does, and returns the next number in its line, taken already: for who signs up.
NEXT_NUMBER = Prepared(_LINE.values(arrivals=Meeting.arrivals + 1).returning(Meeting.arrivals))
_NUMBER_BACK = Prepared(_LINE.values(arrivals=Meeting.arrivals - 1))


def meeting(meeting_id: int) -> Meeting:
    """Return the meeting with all that a page shows of it, in three queries whatever its size.

    Raises `NotFound`.
    """
    return _one(_with_details().options(*_PROGRAMME, joinedload(Meeting.followed_by)), meeting_id)


def meeting_with_details(meeting_id: int) -> Meeting:
    """Return the meeting with what the editor of its details shows: not its programme. Raises `NotFound`."""
    return _one(_with_details(), meeting_id)


def meeting_with_programme(meeting_id: int) -> Meeting:
    """Return the meeting with what the editor of its programme shows. Raises `NotFound`."""
    return _one(select(Meeting).options(*_PROGRAMME), meeting_id)


def lock_meeting(meeting_id: int) -> Meeting:
    """Return the meeting and hold its row until the transaction ends: the first statement of every change to it.

    On PostgreSQL FOR NO KEY UPDATE, which lets rows that refer to the meeting be inserted meanwhile; on SQLite
    the write transaction is the lock. Raises `NotFound`.
    """
    found = db.session.get(Meeting, meeting_id, populate_existing=True, with_for_update={"key_share": True})
    if found is None:
        raise NotFound
    return found


def give_back_number(meeting_id: int) -> None:
    """Let the next who comes have the number that `NEXT_NUMBER` returned. Only in the same transaction."""
    _NUMBER_BACK.run({"meeting_id": meeting_id})


def possible_predecessors(meeting_id: int) -> Sequence[Row[int, str, datetime]]:
    """Return id, title and beginning of the latest 200 other meetings: what a meeting may follow up."""
    chosen = select(Meeting.follows_id).where(Meeting.id == meeting_id).scalar_subquery()
    return db.session.execute(
        select(Meeting.id, Meeting.title, Meeting.starts_at)
        .where(Meeting.id != meeting_id)
        .order_by((Meeting.id == func.coalesce(chosen, 0)).desc(), Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(PREDECESSORS_OFFERED)
    ).all()


def chain_upwards(meeting_id: int | None) -> list[int]:
    """Return the id, and those of the meetings that it follows up, one after the other."""
    found: list[int] = []
    while meeting_id is not None and meeting_id not in found:
        found.append(meeting_id)
        meeting_id = db.session.scalar(select(Meeting.follows_id).where(Meeting.id == meeting_id))
    return found


def title_of(meeting_id: int) -> str | None:
    """Return the meeting's title, or None when there is none such."""
    return db.session.scalar(select(Meeting.title).where(Meeting.id == meeting_id))


def details_of(found: Meeting) -> Details:
    """Return what the editor of the meeting holds."""
    values: dict[str, Any] = {
        name: getattr(found, name)
        for name in Details.__dataclass_fields__
        if name not in {"kind", "organisers", "contacts", "programme_area", "target_groups", "follows"}
    }
    return Details(
        **values,
        kind=found.kind.code,
        organisers=tuple(one.organisation.name for one in found.organisers),
        contacts=tuple(ContactText(one.name, one.title, one.email, tuple(one.phones)) for one in found.contacts),
        programme_area=found.programme_area.code if found.programme_area else "",
        target_groups=tuple(one.code for one in found.target_groups),
        follows=found.follows_id,
    )


def programme_of(found: Meeting) -> tuple[ItemText, ...]:
    """Return the meeting's programme by time, each item under its id."""
    items = sorted(found.items, key=lambda item: (item.starts_at, item.position, item.id))
    return tuple(
        ItemText(
            key=item.id,
            kind=item.kind,
            starts_at=item.starts_at,
            ends_at=item.ends_at,
            room=item.room,
            title=item.title,
            summary=item.summary,
            appearances=tuple(
                AppearanceText(one.name, one.party, one.roles, one.organisation_name) for one in item.appearances
            ),
            related=tuple(sorted(one.id for one in item.related)),
        )
        for item in items
    )


def content_of(found: Meeting) -> dict[str, Any]:
    """Return all that the editors hold as plain JSON, with the state: what a revision keeps."""
    content: dict[str, Any] = plain(details_of(found))
    content[PROGRAMME] = plain(programme_of(found))
    content["state"] = found.state
    content["cancel_reason"] = found.cancel_reason
    if found.concluded_at is not None:
        content["concluded"] = True
    return content


def revisions(meeting_id: int) -> Select[MeetingRevision]:
    """Return the statement for the meeting's revisions, the newest first; the caller pages it."""
    return (
        select(MeetingRevision).where(MeetingRevision.meeting_id == meeting_id).order_by(MeetingRevision.number.desc())
    )


def revision(meeting_id: int, number: int) -> MeetingRevision | None:
    """Return one revision, or None."""
    return db.session.scalar(
        select(MeetingRevision).where(MeetingRevision.meeting_id == meeting_id, MeetingRevision.number == number)
    )


def revision_before(meeting_id: int, number: int) -> MeetingRevision | None:
    """Return the revision that came before this number, or None when it was the first."""
    return db.session.scalar(revisions(meeting_id).where(MeetingRevision.number < number).limit(1))


def author_since(meeting_id: int, number: int) -> str:
    """Return who saved last after this revision; "" when nobody did."""
    last = db.session.scalar(revisions(meeting_id).where(MeetingRevision.number > number).limit(1))
    return last.author if last else ""


_PROGRAMME = (
    selectinload(Meeting.items).options(
        joinedload(ProgrammeItem.appearances).joinedload(Appearance.organisation),
        joinedload(ProgrammeItem.related),
    ),
)


def _one(statement: Select[Meeting], meeting_id: int) -> Meeting:
    found = db.session.scalars(statement.where(Meeting.id == meeting_id)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def _with_details() -> Select[Meeting]:
    """Return the statement for meetings with what there are few of; the rest comes in statements more."""
    return select(Meeting).options(
        joinedload(Meeting.kind),
        joinedload(Meeting.programme_area),
        joinedload(Meeting.follows).joinedload(Meeting.kind),
        joinedload(Meeting.target_groups),
        joinedload(Meeting.organisers).joinedload(MeetingOrganiser.organisation),
        joinedload(Meeting.contacts),
    )
