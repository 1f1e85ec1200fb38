"""What follows from a change of material: its meeting's page, the search, and the log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from meetings.audit.actions import Actor, record
from meetings.materials import queries
from meetings.materials.models import Material, MaterialGroup
from meetings.materials.rules import Audience, MaterialState, is_shown
from meetings.schedule.models import Meeting, ProgrammeItem
from meetings.schedule.rules import State
from meetings.search import actions as search

SEARCHED_AS = "material"


def log(
    actor: Actor,
    action: str,
    now: datetime,
    one: Material,
    changes: Mapping[str, tuple[object, object]] | None = None,
) -> None:
    """Write down what was done with the material."""
    record(
        actor,
        f"materials.{action}",
        now,
        meeting_id=one.meeting_id,
        subject=f"material:{one.id}",
        changes=changes or {"material": (None, one.title)},
    )


def is_public(meeting: Meeting, one: Material, now: datetime) -> bool:
    """Tell whether everybody sees the material on its meeting's page."""
    return meeting.state != State.DRAFT.value and one.audience == Audience.EVERYBODY.value and is_shown(one, now)


def take_in(session: Session, meeting: Meeting, one: Material, now: datetime, *, was_public: bool) -> None:
    """Bring the meeting's page and the search in line with the material as it is now. In the open transaction.

    What is published from a later moment on needs no more when that has come: the page's key and the search know it.
    """
    if was_public or is_public(meeting, one, now):
        touch(meeting, now)
    if one.accepted_flaws:
        session.flush()
        if not queries.row(one.meeting_id, one.id).flaws:
            one.accepted_flaws = ""  # mended: nothing is left to excuse
    put_search_row(session, one)


def touch(meeting: Meeting, now: datetime) -> None:
    """Note that the meeting's page has changed."""
    meeting.version += 1
    meeting.updated_at = max(meeting.updated_at, now)


def put_search_row(session: Session, one: Material) -> None:
    """Put the material into the search when everybody may have it, from its moment on; else take it out."""
    if one.state != MaterialState.PUBLISHED.value or one.audience != Audience.EVERYBODY.value:
        search.remove(SEARCHED_AS, one.id)
        return
    item = session.get(ProgrammeItem, one.item_id) if one.item_id else None
    group = session.get(MaterialGroup, one.group_id) if one.group_id else None
    parts = [one.text, one.credit, item.title if item else "", group.heading if group else ""]
    text = "\n".join(part for part in parts if part)
    at = one.publish_at or one.updated_at
    search.put(SEARCHED_AS, one.id, one.title, text, at, within=one.meeting_id, since=at, lang=one.lang)
