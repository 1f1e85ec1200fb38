"""Whom a mailing goes to: conditions that hold together, as they are kept and asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from meetings.registration.rules import PlaceState


class Came(str, Enum):
    """Whether it goes to those who came, those who did not, or both."""

    ALL = "all"
    CAME = "came"
    CAME_NOT = "not"


class Ideas(str, Enum):
    """Whether it goes to those who have sent in an idea instead, and to which of them."""

    NONE = "no"
    RECEIVED = "received"
    FOLLOW_UP = "follow-up"
    SEEKING = "seeking"


# The states that one can write to, in the order of the form; who was declined or waits for a yes is told otherwise.
STATES = (PlaceState.CONFIRMED, PlaceState.WAITING, PlaceState.HELD, PlaceState.PENDING, PlaceState.CANCELLED)
HERE = (PlaceState.CONFIRMED, PlaceState.WAITING, PlaceState.HELD, PlaceState.PENDING)  # all who have not withdrawn


@dataclass(frozen=True)
class Audience:
    """Who gets it. The numbers are ids: of a term, of a workshop's pool, and of a question with its `answer`.

    `opted_in`: only who asked for mail about coming meetings, and has not taken that back.

    With `ideas` it goes to the contacts of ideas, whoever of them has signed up, and of the other conditions
    `opted_in` alone holds; `unconfirmed`: also to those whose address is not confirmed, but who sent one in.
    """

    states: tuple[PlaceState, ...] = (PlaceState.CONFIRMED,)
    sector: int | None = None
    workshop: int | None = None
    question: int | None = None
    answer: str = ""
    came: Came = Came.ALL
    opted_in: bool = False
    ideas: Ideas = Ideas.NONE
    unconfirmed: bool = False

    def kept(self) -> dict[str, Any]:
        """Return it as JSON keeps it; `audience_of` reads it again."""
        words = {"came": self.came.value, "ideas": self.ideas.value}
        return asdict(self) | words | {"states": [state.value for state in self.states]}


def audience_of(kept: Mapping[str, Any]) -> Audience:
    """Return the audience that was kept; what is missing is as in a new one."""
    values: dict[str, Any] = dict(kept)
    if "states" in values:
        values["states"] = tuple(PlaceState(state) for state in values["states"])
    if "came" in values:
        values["came"] = Came(values["came"])
    if "ideas" in values:
        values["ideas"] = Ideas(values["ideas"])
    return Audience(**values)
