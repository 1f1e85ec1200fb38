"""Which ideas does the secretariat's table show, and in which order: what an address asks for; it never fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from meetings.ideas.rules.fields import ROLES
from meetings.ideas.rules.states import State
from meetings.text import N_, fold, whole_number

# What a state is called in the table's address.
STATE_CODES = {
    State.RECEIVED: "mottagna",
    State.INCOMPLETE: "komplettering",
    State.FOLLOW_UP: "uppfoljning",
    State.RESTING: "vilande",
    State.PROJECT: "projekt",
    State.WITHDRAWN: "atertagna",
    State.MERGED: "sammanslagna",
}
ROLE_CODES = {"lead": "driva", "join": "delta"}
# Conditions that hold or are not asked for, by their name in `Wanted`: code in the address, and words.
TICKS = {
    "seeks": ("partner", N_("Söker partner")),
    "late": ("sen", N_("Sent inkomna")),
    "sparked": ("gnista", N_("Från en gnista")),
    "untold": ("besked", N_("Besked inte publicerat")),
    "asked": ("fragor", N_("Frågor som väntar")),
    "completed": ("kompletterad", N_("Kompletterad")),
}
ROLE_WORDS = {code: ROLES[code] for code in ROLE_CODES}


class Sort(Enum):
    """What the table is sorted by; the value is the code in the address."""

    NUMBER = "nummer"
    TITLE = "titel"
    ORGANISATION = "organisation"
    RECEIVED = "inkommen"


@dataclass(frozen=True)
class Wanted:
    """Which ideas the table shows: all conditions hold together; the numbers are ids of terms.

    `untold`: its state waits to be published; `asked`: a question to its actor has no answer, or an answer is unread;
    `completed`: its actor has sent in what was asked for, and it still stands as incomplete.
    """

    words: str = ""
    state: State | None = None
    sector: int | None = None
    municipality: int | None = None
    target_group: int | None = None
    role: str = ""
    seeks: bool = False
    late: bool = False
    sparked: bool = False
    untold: bool = False
    asked: bool = False
    completed: bool = False

    @property
    def folded_words(self) -> list[str]:
        """The words as they are looked for: "Åsa  EK" → ["asa", "ek"]; at most eight."""
        return fold(self.words).split()[:8]

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Wanted()

    def having(self, **conditions: Any) -> Wanted:
        """Return the same with these conditions."""
        return replace(self, **conditions)

    def without(self, name: str) -> Wanted:
        """Return the same without this condition."""
        return replace(self, **{name: getattr(Wanted(), name)})


@dataclass(frozen=True)
class Order:
    """What the table is sorted by, and which way."""

    sort: Sort = Sort.NUMBER
    descending: bool = False

    @property
    def code(self) -> str:
        """The code in the address: "titel", "-inkommen"."""
        return f"-{self.sort.value}" if self.descending else self.sort.value


def wanted(asked: Mapping[str, str]) -> Wanted:
    """Return what the address asks for; what makes no sense is left out."""
    states = {code: state for state, code in STATE_CODES.items()}
    roles = {code: role for role, code in ROLE_CODES.items()}
    return Wanted(
        words=" ".join(asked.get("q", "").replace("\x00", "").split())[:200],
        state=states.get(asked.get("status", "")),
        sector=whole_number(asked.get("sektor")) or None,
        municipality=whole_number(asked.get("kommun")) or None,
        target_group=whole_number(asked.get("malgrupp")) or None,
        role=roles.get(asked.get("roll", ""), ""),
        **{name: asked.get(code) == "1" for name, (code, _words) in TICKS.items()},
    )


def order(asked: Mapping[str, str]) -> Order:
    """Return the order that the address asks for, by number when it asks for none."""
    code = asked.get("ordning", "")
    sorts = {sort.value: sort for sort in Sort}
    return Order(sorts.get(code.removeprefix("-"), Sort.NUMBER), code.startswith("-"))


def parameters(of: Wanted, by: Order | None = None) -> dict[str, str]:
    """Return the address's parameters of this table: what `wanted` and `order` read, those that say something."""
    values = {
        "q": of.words,
        "status": STATE_CODES[of.state] if of.state else "",
        "sektor": str(of.sector or ""),
        "kommun": str(of.municipality or ""),
        "malgrupp": str(of.target_group or ""),
        "roll": ROLE_CODES.get(of.role, ""),
        **{code: "1" if getattr(of, name) else "" for name, (code, _words) in TICKS.items()},
        "ordning": by.code if by and by != Order() else "",
    }
    return {name: value for name, value in values.items() if value}
