"""Which states wait to be published, what each idea's actors then read, and the mails that are left to queue."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload

from meetings.extensions import db
from meetings.ideas.models import Idea, IdeaCall, PublishedIdea
from meetings.ideas.queries import waiting
from meetings.ideas.rules import states
from meetings.ideas.rules.handling import TONES
from meetings.ideas.rules.states import State


@dataclass(frozen=True)
class Untold:
    """An idea whose state goes out with the next publication; `told` is what its actors are shown until then.

    `into` is the number of the idea that it was merged into; `reachable` whether there is an address to mail.
    """

    id: int
    number: int
    title: str
    organisation: str
    state: str
    told: str
    text: str
    into: int | None
    reachable: bool


@dataclass(frozen=True)
class Told:
    """What an idea's actors are shown of how it is handled: its state, the words beside it, what it went into.

    That is another's, so its title is told only as it was published ("": it is not public).
    """

    state: State
    text: str = ""
    into_number: int | None = None
    into_title: str = ""

    @property
    def name(self) -> str:
        """What the state is called, in Swedish, to be translated."""
        return states.STATE_NAMES[self.state]

    @property
    def tone(self) -> str:
        """The tone of the state's pill."""
        return TONES[self.state.value]


def untold(call_id: int) -> list[Untold]:
    """Return the ideas whose states wait to be published, by number, with one statement."""
    into = aliased(Idea)
    rows = db.session.execute(
        select(
            Idea.id, Idea.number, Idea.title, Idea.organisation_name, Idea.state, Idea.told_state, Idea.state_text,
            into.number, Idea.contact_email != "",
        )
        .outerjoin(into, into.id == Idea.merged_into_id)
        .where(Idea.call_id == call_id, waiting.untold())
        .order_by(Idea.number)
    )  # fmt: skip
    facts: list[tuple[Any, ...]] = [tuple(row) for row in rows]
    return [Untold(*one) for one in facts]


def undecided(call_id: int) -> Sequence[int | None]:
    """Return the numbers of the ideas that have no state but received, so that nothing is told of them."""
    return db.session.scalars(
        select(Idea.number)
        .where(Idea.call_id == call_id, Idea.state == State.RECEIVED.value, ~waiting.untold())
        .order_by(Idea.number)
    ).all()


def mark(found: Sequence[Untold]) -> str:
    """Return what tells whether these are the states, the texts and the ideas that were shown."""
    return sha256(json.dumps([asdict(one) for one in found]).encode()).hexdigest()


def told(idea: Idea) -> Told:
    """Return what the idea's actors are shown; at most one statement."""
    shown = states.shown_to_actor(State(idea.state), idea.told_state)
    text = idea.told_text if shown.value == idea.told_state else ""
    if shown is State.MERGED and idea.merged_into_id is not None:
        into = db.session.execute(
            select(Idea.number, PublishedIdea.title)
            .outerjoin(PublishedIdea, PublishedIdea.idea_id == Idea.id)
            .where(Idea.id == idea.merged_into_id)
        ).one()
        return Told(shown, text, into.number, into.title or "")
    return Told(shown, text)


def next_to_mail(at_most: int) -> Sequence[Idea]:
    """Return ideas whose actors have yet to be mailed what they are shown, locked; others' are passed over."""
    return db.session.scalars(
        select(Idea)
        .where(Idea.tells)
        .order_by(Idea.id)
        .limit(at_most)
        .options(joinedload(Idea.call).joinedload(IdeaCall.meeting))
        .with_for_update(of=Idea, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
