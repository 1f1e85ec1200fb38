"""Which states an idea has, which may follow which, and what its actors are shown."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from meetings.text import N_


class State(Enum):
    """The states; the value is what the table holds."""

    DRAFT = "draft"
    RECEIVED = "received"
    INCOMPLETE = "incomplete"
    FOLLOW_UP = "follow_up"
    RESTING = "resting"
    PROJECT = "project"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


# What the secretariat may choose for a received idea; withdrawing is the actor's, merging has its own form.
CHOSEN = (State.RECEIVED, State.INCOMPLETE, State.FOLLOW_UP, State.RESTING, State.PROJECT)
# States that stand on the secretariat's table; drafts are their actors' own.
HANDLED = (*CHOSEN, State.WITHDRAWN, State.MERGED)
# What actors see of their own: nothing of it waits for anybody.
_THEIR_OWN = frozenset({State.DRAFT, State.WITHDRAWN})


def may_follow(now: State, then: State) -> bool:
    """Tell whether the secretariat may set `then` on an idea that is in `now`."""
    return now in CHOSEN and then in CHOSEN and now is not then


def shown_to_actor(state: State, told: str) -> State:
    """Return the state that an idea's actors are shown; `told` is the idea's `told_state` ("": nothing yet)."""
    if state in _THEIR_OWN:
        return state
    return State(told) if told else State.RECEIVED


def told_at_once(then: State, told: str) -> str | None:
    """Return what `told_state` becomes in the moment in which `then` is set; None: it stays until it is published.

    "Behöver komplettering" asks for something, so it is told at once; and once it no longer holds nobody is asked any
    more, so that actors are shown "Mottagen" again, whatever the idea has become.
    """
    if then is State.INCOMPLETE:
        return State.INCOMPLETE.value
    return State.RECEIVED.value if told == State.INCOMPLETE.value else None


def waits_to_be_told(state: State, told: str) -> bool:
    """Tell whether the idea's state goes out with the next publication: it is another than its actors are shown."""
    return state not in _THEIR_OWN and shown_to_actor(state, told) is not state


STATE_NAMES: Mapping[State, str] = {
    State.DRAFT: N_("Utkast"),
    State.RECEIVED: N_("Mottagen"),
    State.INCOMPLETE: N_("Behöver komplettering"),
    State.FOLLOW_UP: N_("Till uppföljningsmötet"),
    State.RESTING: N_("Vilande"),
    State.PROJECT: N_("Blev projekt"),
    State.WITHDRAWN: N_("Återtagen"),
    State.MERGED: N_("Sammanslagen"),
}
