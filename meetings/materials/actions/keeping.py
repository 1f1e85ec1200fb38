"""What follows from a change of material: the page of its meeting or project, the search, and the log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from meetings.audit.actions import Actor, record
from meetings.materials import queries
from meetings.materials.models import Material, MaterialGroup
from meetings.materials.queries.shelves import Held
from meetings.materials.rules import Audience, MaterialState, is_shown
from meetings.materials.rules.shelves import Of, shelf
from meetings.schedule.models import ProgrammeItem
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
        subject=subject_of(one.shelf) or f"material:{one.id}",
        changes=changes or {"material": (None, one.title)},
    )


def subject_of(of: Of) -> str:
    """Return what the log names besides a meeting: the project; "" of a meeting, which has a column of its own."""
    where = shelf(of)
    return where.whole if where.is_project else ""


def is_draft(held: Held) -> bool:
    """Tell whether nobody but the organisers knows of the meeting or the project."""
    return bool(held.state == State.DRAFT.value)


def is_public(held: Held, one: Material, now: datetime) -> bool:
    """Tell whether everybody sees the material on the page of its meeting or project."""
    return not is_draft(held) and one.audience == Audience.EVERYBODY.value and is_shown(one, now)


def take_in(session: Session, held: Held, one: Material, now: datetime, *, was_public: bool) -> None:
    """Bring the page and the search in line with the material as it is now. In the open transaction.

    What is published from a later moment on needs no more when that has come: the page's key and the search know it.
    """
    if was_public or is_public(held, one, now):
        touch(held, now)
    if one.accepted_flaws:
        session.flush()
        if not queries.row(one.shelf, one.id).flaws:
            one.accepted_flaws = ""  # mended: nothing is left to excuse
    put_search_row(session, one)


def touch(held: Held, now: datetime) -> None:
    """Note that the page of the meeting or project has changed."""
    held.version += 1
    held.updated_at = max(held.updated_at, now)


def put_search_row(session: Session, one: Material) -> None:
    """Put the material into the search when everybody may have it, from its moment on; else take it out."""
    if one.state != MaterialState.PUBLISHED.value or one.audience != Audience.EVERYBODY.value:
        search.remove(SEARCHED_AS, one.id)
        return
    item = session.get(ProgrammeItem, one.item_id) if one.item_id else None
    group = session.get(MaterialGroup, one.group_id) if one.group_id else None
    parts = [one.text, one.credit, one.presenter, item.title if item else "", group.heading if group else ""]
    text = "\n".join(part for part in parts if part)
    at, where = one.publish_at or one.updated_at, one.shelf
    whole = where.holder.value
    search.put(SEARCHED_AS, one.id, one.title, text, at, within=where.id, whole=whole, since=at, lang=one.lang)
