"""Make a meeting from three answers, save its details and its programme, and go back to an earlier revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.directory import queries as directory
from meetings.errors import NotFound, Refusal, Refused
from meetings.schedule import queries, rules
from meetings.schedule.actions import keeping, writing
from meetings.schedule.actions.following import following
from meetings.schedule.actions.removing import refuse_to_remove_chosen
from meetings.schedule.models import Meeting
from meetings.schedule.rules.content import (
    DETAIL_FIELDS,
    PROGRAMME,
    ContactText,
    Details,
    ItemText,
    NewMeeting,
    details_from,
    programme_from,
)
from meetings.schedule.rules.programme import refusals_of_programme
from meetings.web import dates


def create_meeting(start: NewMeeting, now: datetime, actor: Actor) -> Meeting:
    """Return a new draft of what, when and where, arranged by the site's organisation with the site's contact.

    Raises `Refused` when it would end before it begins, `NotFound` for an unknown kind.
    """
    with transaction.write() as session:
        _refuse(rules.refusal_of_times(start.starts_at, start.ends_at))
        details = Details(
            kind=start.kind,
            title=start.title,
            starts_at=start.starts_at,
            ends_at=start.ends_at,
            attendance=start.attendance,
            venue=start.venue,
            town=start.town,
            online_url=start.online_url,
            lang=start.lang,
        )
        site = directory.site()
        if site is not None:
            contact = ContactText(
                name=site.contact_name,
                email=site.contact_email,
                phones=(site.contact_phone,) if site.contact_phone else (),
            )
            reachable = bool(contact.name or contact.email or contact.phones)
            details = replace(details, organisers=(site.organisation.name,), contacts=(contact,) if reachable else ())
        meeting = Meeting(created_at=now, updated_at=now, cancel_reason="", state=rules.State.DRAFT.value)
        writing.put_details(meeting, details)
        session.add(meeting)
        keeping.first_revision(meeting, "schedule.create_meeting", now, actor)
        following().made(meeting, now)
        return meeting


def save_meeting(meeting_id: int, base_revision: int, details: Details, now: datetime, actor: Actor) -> Meeting:
    """Give the meeting these details. When it moves to another day, its programme moves along.

    Raises `NotFound`, `Stale` when somebody changed details since `base_revision`, and `Refused` when the
    times are no meeting's, leave out an item of the programme, or the meeting would follow up itself.
    """
    with transaction.write():
        meeting = queries.lock_meeting(meeting_id)
        before = keeping.before_change(meeting)
        keeping.require_unchanged(meeting, before, base_revision, DETAIL_FIELDS)
        days = dates.local(details.starts_at).date() - dates.local(meeting.starts_at).date()
        programme = [_moved(item, days) for item in queries.programme_of(meeting)]
        _refuse_content(meeting.id, details, programme)
        writing.put_details(meeting, details)
        if days:
            writing.put_programme(meeting, programme)
        keeping.after_change(meeting, before, "schedule.save_meeting", now, actor)
        return meeting


def save_programme(
    meeting_id: int, base_revision: int, items: Sequence[ItemText], now: datetime, actor: Actor
) -> Meeting:
    """Give the meeting this programme, by time and, for what begins together, in the order given.

    Raises `NotFound`, `Stale` when somebody changed the programme since `base_revision`, and `Refused` when
    an item ends before it begins or lies outside the meeting.
    """
    with transaction.write():
        meeting = queries.lock_meeting(meeting_id)
        before = keeping.before_change(meeting)
        keeping.require_unchanged(meeting, before, base_revision, (PROGRAMME,))
        _refuse_programme(items, meeting.starts_at, meeting.ends_at)
        refuse_to_remove_chosen(meeting, items)
        writing.put_programme(meeting, items)
        keeping.after_change(meeting, before, "schedule.save_programme", now, actor)
        return meeting


def restore(meeting_id: int, number: int, base_revision: int, now: datetime, actor: Actor) -> Meeting:
    """Make the content of an earlier revision the newest: details and programme, not the state.

    Raises `NotFound`, `Stale` when anything was changed since `base_revision`, and `Refused` as saving does.
    """
    with transaction.write():
        meeting = queries.lock_meeting(meeting_id)
        revision = queries.revision(meeting_id, number)
        if revision is None:
            raise NotFound
        before = keeping.before_change(meeting)
        keeping.require_unchanged(meeting, before, base_revision, (*DETAIL_FIELDS, PROGRAMME))
        details = details_from(revision.content)
        programme = programme_from(revision.content.get(PROGRAMME, ()))
        _refuse_content(meeting.id, details, programme)
        refuse_to_remove_chosen(meeting, programme)
        writing.put_details(meeting, details)
        writing.put_programme(meeting, programme)
        keeping.after_change(meeting, before, "schedule.restore", now, actor)
        return meeting


def _refuse_content(meeting_id: int, details: Details, programme: Sequence[ItemText]) -> None:
    _refuse(rules.refusal_of_times(details.starts_at, details.ends_at))
    _refuse(rules.refusal_to_follow(meeting_id, queries.chain_upwards(details.follows)))
    _refuse_programme(programme, details.starts_at, details.ends_at)


def _refuse_programme(items: Sequence[ItemText], starts_at: datetime, ends_at: datetime) -> None:
    names = [rules.ITEM_KIND_NAMES[rules.ItemKind(item.kind)] for item in items]
    for refusal in refusals_of_programme(items, starts_at, ends_at, names):
        raise Refused(refusal)


def _refuse(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


def _moved(item: ItemText, days: timedelta) -> ItemText:
    """Return the item so many days later at the same time of day in Sweden."""
    if not days:
        return item
    return replace(
        item,
        starts_at=moved(item.starts_at, days),
        ends_at=moved(item.ends_at, days) if item.ends_at else None,
    )


def moved(instant: datetime, by: timedelta) -> datetime:
    """Return the instant moved on the clock on the wall in Sweden: 9.00 stays 9.00 across the change to summer time."""
    return dates.from_local(dates.local(instant).replace(tzinfo=None) + by)
