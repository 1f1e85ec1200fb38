"""Let the follow-up's programme say of each idea what may be said: through the programme's own actions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from meetings.audit.actions import Actor
from meetings.ideas.models import FollowUpSlot, Idea, PublishedIdea
from meetings.ideas.rules.following import said
from meetings.schedule import actions as schedule
from meetings.schedule import queries
from meetings.schedule.models import Meeting
from meetings.schedule.rules.content import AppearanceText, ItemText
from meetings.web.lang import speaking


def words(idea: Idea, public: PublishedIdea | None, presenters: str, lang: str) -> tuple[str, str]:
    """Return title and presenters of an idea's item as the programme, in "sv" or "en", may say them."""
    with speaking(lang):
        instead = str(_("Projektidé %(number)s", number=idea.number))
    return said(public.title if public else "", presenters, public=public is not None, instead=instead)


def tell_programmes(session: Session, idea_ids: Collection[int], now: datetime, actor: Actor) -> None:
    """Give the items of these ideas the words that hold now, and let the pages of their meetings be written anew."""
    rows = session.execute(
        select(FollowUpSlot, Idea, PublishedIdea)
        .join(Idea, Idea.id == FollowUpSlot.idea_id)
        .outerjoin(PublishedIdea, PublishedIdea.idea_id == Idea.id)
        .where(FollowUpSlot.idea_id.in_(idea_ids))
        .order_by(FollowUpSlot.meeting_id)
    ).all()
    by_meeting: dict[int, list[tuple[FollowUpSlot, Idea, PublishedIdea | None]]] = {}
    for slot, idea, public in rows:
        by_meeting.setdefault(slot.meeting_id, []).append((slot, idea, public))
    for meeting_id, found in by_meeting.items():
        meeting = queries.lock_meeting(meeting_id)
        said_of = {slot.item_id: words(idea, public, slot.presenters, meeting.lang) for slot, idea, public in found}
        before = queries.programme_of(meeting)
        after = tuple(_saying(item, said_of.get(item.key)) for item in before)
        save(meeting, after, now, actor, changed=after != before)


def save(meeting: Meeting, items: tuple[ItemText, ...], now: datetime, actor: Actor, *, changed: bool) -> None:
    """Give a locked meeting this programme; without a change of it its page is written anew all the same."""
    if changed:
        schedule.save_programme(meeting.id, meeting.revision, items, now, actor)
    else:
        meeting.version += 1
        meeting.updated_at = now


def appearances(presenters: str) -> tuple[AppearanceText, ...]:
    """Return who presents as a programme names them."""
    return (AppearanceText(name=presenters),) if presenters else ()


def _saying(item: ItemText, said_of: tuple[str, str] | None) -> ItemText:
    if said_of is None:
        return item
    title, presenters = said_of
    return replace(item, title=title, appearances=appearances(presenters))
