"""Put ideas on the follow-up's programme in an order, make notes for them, and write down what came of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import NotFound, Refusal, Refused
from meetings.ideas.actions.calls import hold
from meetings.ideas.actions.deciding import put
from meetings.ideas.actions.history import note
from meetings.ideas.actions.placing import words
from meetings.ideas.models import FollowUpSlot, Idea, IdeaCall
from meetings.ideas.queries import following as read
from meetings.ideas.rules.following import (
    MOST_SLOTS,
    FollowUpReason,
    Plan,
    Row,
    Wanted,
    may_be_taken_up,
    programme_with,
    times,
)
from meetings.ideas.rules.states import State
from meetings.notes import actions as notes
from meetings.notes.models import Note
from meetings.notes.rules.asked import About
from meetings.schedule import actions as schedule
from meetings.schedule import queries
from meetings.schedule.models import Meeting


@dataclass(frozen=True)
class Planned:
    """What became of a plan: titles of items that stay although their idea left, for notes or material hang on them."""

    left: tuple[str, ...] = ()


def plan(meeting_id: int, base_revision: int, wanted: Plan, now: datetime, actor: Actor) -> Planned:
    """Give the follow-up's programme an item for each of these ideas, and take those away that are not among them.

    `base_revision` is the follow-up's revision that the form was filled in from. Raises `Stale` when its programme has
    changed since, `Refused` when an idea cannot be taken up or a time lies outside the meeting, `NotFound`.
    """
    with transaction.write() as session:
        _meeting, call = hold(session, meeting_id)
        follow_up = _follow_up(meeting_id)
        had = {one.slot.idea_id: one.slot for one in read.slots_of(call.id, follow_up.id)}
        ideas = _ideas(call, wanted, had)
        gone = [slot for idea_id, slot in had.items() if idea_id not in ideas]
        item_ids = [slot.item_id for slot in gone if slot.item_id is not None]
        kept = read.items_in_use(item_ids)
        left = tuple(slot.item.title for slot in gone if slot.item is not None and slot.item_id in kept)
        slots = [_slot(session, follow_up, row, had.get(row.idea_id), now) for row in wanted.rows]
        _put(follow_up, wanted, slots, ideas, {*item_ids} - kept, base_revision, now, actor)
        for slot in gone:
            session.delete(slot)
        _take_up(session, [ideas[one.idea_id] for one in wanted.rows if one.idea_id not in had], now, actor)
        numbers = (_numbers([one.idea for one in had.values()]), _numbers([ideas[one.idea_id] for one in wanted.rows]))
        record(actor, "ideas.plan_follow_up", now, meeting_id=meeting_id, changes={"ideas": numbers})
        return Planned(left)


def make_note(meeting_id: int, idea_id: int, lang: str, now: datetime, actor: Actor) -> Note:
    """Make notes for an idea's item of the programme. Raises `Refused` without one, and `NotFound`."""
    with transaction.write() as session:
        _meeting, call = hold(session, meeting_id)
        slot = _slot_of(session, call, idea_id)
        if slot.item is None:
            raise Refused(FollowUpReason.NO_ITEM)
        return notes.create(slot.meeting_id, About(slot.item.title, lang, (slot.item.id,)), now, actor)


def new_screen_link(meeting_id: int, now: datetime, actor: Actor) -> None:
    """Give the page for the projector another address; the old one opens nothing from now on. Raises `NotFound`."""
    with transaction.write() as session:
        _meeting, call = hold(session, meeting_id)
        call.screen_version += 1
        record(actor, "ideas.new_screen_link", now, meeting_id=meeting_id)


def _follow_up(meeting_id: int) -> Meeting:
    found = read.follow_up_of(meeting_id)
    if found is None:
        raise Refused(FollowUpReason.NO_FOLLOW_UP)
    return queries.lock_meeting(found.id)


def _ideas(call: IdeaCall, wanted: Plan, had: Mapping[int, FollowUpSlot]) -> dict[int, Idea]:
    """Return the ideas of a plan. Raises `Refused` when one that has no slot yet cannot get one."""
    asked = [row.idea_id for row in wanted.rows]
    if len(asked) > MOST_SLOTS:
        raise Refused(Refusal(FollowUpReason.TOO_MANY, {"most": MOST_SLOTS}))
    ideas = read.ideas_by_id(call.id, asked)
    new = [ideas.get(one) for one in asked if one not in had]
    fit = all(one and may_be_taken_up(one.state, late=one.late, late_decision=one.late_decision) for one in new)
    if not fit or len(ideas) != len(asked):
        raise Refused(FollowUpReason.NOT_ITS_IDEA)
    return ideas


def _take_up(session: Session, ideas: Sequence[Idea], now: datetime, actor: Actor) -> None:
    """Note that these ideas got a slot; one that nobody has decided on is from now on meant for the follow-up."""
    for idea in ideas:
        note(session, idea, "followed", now, by=actor.name)
        if idea.state in (State.RECEIVED.value, State.INCOMPLETE.value):
            put(session, idea, State.FOLLOW_UP, now, actor)


def _slot(session: Session, follow_up: Meeting, row: Row, had: FollowUpSlot | None, now: datetime) -> FollowUpSlot:
    elsewhere = select(FollowUpSlot).where(FollowUpSlot.idea_id == row.idea_id)
    slot = had or session.scalar(elsewhere) or FollowUpSlot(idea_id=row.idea_id, created_at=now)
    if slot.meeting_id != follow_up.id:  # new, or from a follow-up that was cancelled
        slot.meeting_id, slot.item, slot.item_id, slot.invited_at = follow_up.id, None, None, None
    slot.minutes, slot.presenters = row.minutes, row.presenters
    session.add(slot)
    return slot


def _put(
    follow_up: Meeting,
    wanted: Plan,
    slots: Sequence[FollowUpSlot],
    ideas: Mapping[int, Idea],
    gone: set[int],
    base_revision: int,
    now: datetime,
    actor: Actor,
) -> None:
    """Write the programme, and let each slot know its item: new items are known by their place in it."""
    public = read.public_among(ideas)
    lasting = times(wanted.starts_at, [slot.minutes for slot in slots])
    said = [words(ideas[one.idea_id], public.get(one.idea_id), one.presenters, follow_up.lang) for one in slots]
    items = [Wanted(slot.item_id, *say, *at) for slot, say, at in zip(slots, said, lasting, strict=True)]
    programme = programme_with(queries.programme_of(follow_up), items, gone)
    schedule.save_programme(follow_up.id, base_revision, programme, now, actor)
    rows = {item.position: item for item in follow_up.items}
    of_key = {item.key: rows[place] for place, item in enumerate(programme)}
    for number, slot in enumerate(slots, 1):
        slot.position = number
        slot.item = of_key[slot.item_id] if slot.item_id in of_key else of_key[-number]


def _slot_of(session: Session, call: IdeaCall, idea_id: int) -> FollowUpSlot:
    idea = session.get(Idea, idea_id)
    found = read.slot_of(idea_id)
    if idea is None or idea.call_id != call.id or found is None:
        raise NotFound
    return found.slot


def _numbers(ideas: Sequence[Idea]) -> str | None:
    return ", ".join(str(one.number) for one in ideas) or None
