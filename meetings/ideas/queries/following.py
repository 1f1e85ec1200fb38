"""Read the follow-up: which meeting it is, which ideas have slots on it, which could get one, and who comes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.ideas.models import FollowUpSlot, Idea, IdeaCall, PublishedIdea
from meetings.ideas.rules.following import is_told, may_be_taken_up
from meetings.ideas.rules.states import CHOSEN
from meetings.materials.models import Material
from meetings.notes.models import note_item
from meetings.registration.queries.inviting import invited_addresses, signed_up_addresses
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State


@dataclass(frozen=True)
class SlotShown:
    """A slot as the desk sees it; `public` is the idea as everybody reads it (None: it is not published)."""

    slot: FollowUpSlot
    public: PublishedIdea | None

    @property
    def idea(self) -> Idea:
        """The idea, as it was last received."""
        return self.slot.idea

    @property
    def is_told(self) -> bool:
        """Whether readers are shown what came of it."""
        return is_told(self.slot.outcome, self.idea.state, self.idea.told_state, public=self.public is not None)


@dataclass(frozen=True)
class Outcome:
    """An idea that was taken up at a follow-up, as everybody may read it: a public one, in the order of the day.

    `outcome` is "" until its actors have been told.
    """

    idea_id: int
    slug: str
    title: str
    organisation: str
    lang: str
    meeting_id: int
    item_id: int | None
    outcome: str
    text: str


def follow_up_of(meeting_id: int) -> Meeting | None:
    """Return the meeting that follows this one up: the first one that is not cancelled, else None."""
    return db.session.scalar(
        select(Meeting)
        .where(Meeting.follows_id == meeting_id, Meeting.state != State.CANCELLED.value)
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(1)
    )


def slots_of(call_id: int, meeting_id: int) -> list[SlotShown]:
    """Return the slots of a call's ideas on this follow-up, in their order, with their items; one query."""
    rows = db.session.execute(_slots().where(Idea.call_id == call_id, FollowUpSlot.meeting_id == meeting_id))
    return [SlotShown(slot, public) for slot, public in rows]


def slot_of(idea_id: int) -> SlotShown | None:
    """Return an idea's slot with its meeting; None when it has none."""
    row = db.session.execute(
        _slots().options(joinedload(FollowUpSlot.meeting)).where(FollowUpSlot.idea_id == idea_id)
    ).first()
    return None if row is None else SlotShown(row[0], row[1])


def candidates(call_id: int, meeting_id: int) -> list[Idea]:
    """Return the call's ideas that could get a slot on this follow-up and have none there: those meant for it first."""
    taken = select(FollowUpSlot.idea_id).where(FollowUpSlot.meeting_id == meeting_id)
    found = db.session.scalars(
        select(Idea)
        .where(Idea.call_id == call_id, Idea.state.in_([one.value for one in CHOSEN]), Idea.id.not_in(taken))
        .order_by((Idea.state == "follow_up").desc(), Idea.number)
    ).all()
    return [one for one in found if may_be_taken_up(one.state, late=one.late, late_decision=one.late_decision)]


def ideas_by_id(call_id: int, ids: Collection[int]) -> dict[int, Idea]:
    """Return these ideas of the call as they are now."""
    found = db.session.scalars(
        select(Idea).where(Idea.call_id == call_id, Idea.id.in_(ids)).execution_options(populate_existing=True)
    )
    return {one.id: one for one in found}


def public_among(ids: Collection[int]) -> dict[int, PublishedIdea]:
    """Return which of these ideas are public, by id."""
    found = db.session.scalars(select(PublishedIdea).where(PublishedIdea.idea_id.in_(ids)))
    return {one.idea_id: one for one in found}


def items_in_use(item_ids: Collection[int]) -> set[int]:
    """Return which of these items of a programme notes or material hang on."""
    noted = db.session.scalars(select(note_item.c.item_id).where(note_item.c.item_id.in_(item_ids)))
    shown = db.session.scalars(select(Material.item_id).where(Material.item_id.in_(item_ids)))
    return {one for one in (*noted, *shown) if one is not None}


def notes_on(item_ids: Collection[int]) -> dict[int, int]:
    """Return the first note that hangs on each of these items, by item."""
    rows = db.session.execute(
        select(note_item.c.item_id, note_item.c.note_id)
        .where(note_item.c.item_id.in_(item_ids))
        .order_by(note_item.c.note_id.desc())
    )
    return {row.item_id: row.note_id for row in rows}


def answers(meeting_id: int, ideas: Sequence[Idea]) -> dict[int, str]:
    """Return what each idea's contact has answered, by idea: "signed-up", or the state of the invitation; two queries.

    One who has not been invited is not among them.
    """
    keys = {one.contact_email_key for one in ideas if one.contact_email_key}
    signed_up, invited = signed_up_addresses(meeting_id, keys), invited_addresses(meeting_id, keys)
    found: dict[int, str] = {}
    for one in ideas:
        if one.contact_email_key in signed_up:
            found[one.id] = "signed-up"
        elif one.contact_email_key in invited:
            found[one.id] = invited[one.contact_email_key].state
    return found


def outcomes(meeting_id: int) -> list[Outcome]:
    """Return the public ideas taken up at this meeting, or of its call at its follow-up, in their order; one query.

    Of a follow-up that is a draft, cancelled, or for those with its address alone, the other meeting tells nothing.
    """
    taken_up = aliased(Meeting)
    here = FollowUpSlot.meeting_id == meeting_id
    rows = db.session.execute(
        select(FollowUpSlot, Idea.state, Idea.told_state, PublishedIdea)
        .join(Idea, Idea.id == FollowUpSlot.idea_id)
        .join(PublishedIdea, PublishedIdea.idea_id == Idea.id)
        .join(IdeaCall, IdeaCall.id == Idea.call_id)
        .join(taken_up, taken_up.id == FollowUpSlot.meeting_id)
        .where(
            taken_up.state == State.PUBLISHED.value,
            or_(here, and_(IdeaCall.meeting_id == meeting_id, taken_up.listed.is_(True))),
        )
        .order_by(FollowUpSlot.position, FollowUpSlot.id)
    )
    return [
        Outcome(
            public.idea_id, public.slug, public.title, public.organisation_name, public.lang, slot.meeting_id,
            slot.item_id, *((slot.outcome, slot.outcome_text) if told else ("", "")),
        )
        for slot, state, told_state, public in rows
        for told in [is_told(slot.outcome, state, told_state, public=True)]
    ]  # fmt: skip


def screen(call_id: int, version: int) -> IdeaCall:
    """Return the call whose page for the projector a link opens. Raises `NotFound` when the link was revoked."""
    call = db.session.get(IdeaCall, call_id)
    if call is None or call.screen_version != version:
        raise NotFound
    return call


def begins(slots: Sequence[SlotShown]) -> datetime | None:
    """Return when the first of the slots begins on the programme, None when none has an item."""
    found = [one.slot.item.starts_at for one in slots if one.slot.item is not None]
    return min(found, default=None)


def _slots() -> Select[FollowUpSlot, PublishedIdea]:
    return (
        select(FollowUpSlot, PublishedIdea)
        .join(FollowUpSlot.idea)
        .outerjoin(PublishedIdea, PublishedIdea.idea_id == Idea.id)
        .options(contains_eager(FollowUpSlot.idea), joinedload(FollowUpSlot.item))
        .order_by(FollowUpSlot.position, FollowUpSlot.id)
    )
