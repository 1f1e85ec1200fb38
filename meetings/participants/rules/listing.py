"""Which people does a list show, and in which order: what an address asks for, read without ever failing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from meetings.registration.rules import PlaceState, PoolKind
from meetings.text import N_, fold, whole_number

# What a state is called in the list's address, and on the list, of many and of one.
STATE_CODES = {
    PlaceState.CONFIRMED: "anmalda",
    PlaceState.HELD: "erbjudna",
    PlaceState.WAITING: "reservlista",
    PlaceState.PENDING: "vantar-pa-svar",
    PlaceState.CANCELLED: "avanmalda",
    PlaceState.DECLINED: "nekade",
}
ATTENDS_CODES = {PoolKind.ROOM.value: "lokalen", PoolKind.ONLINE.value: "natet"}  # in the list's address
STATE_WORDS = {
    PlaceState.CONFIRMED: N_("Anmälda"),
    PlaceState.HELD: N_("Erbjudna plats"),
    PlaceState.WAITING: N_("Reservlista"),
    PlaceState.PENDING: N_("Väntar på svar"),
    PlaceState.CANCELLED: N_("Avanmälda"),
    PlaceState.DECLINED: N_("Nekade"),
}
STATE_WORD = {
    PlaceState.CONFIRMED: N_("Anmäld"),
    PlaceState.HELD: N_("Erbjuden plats"),
    PlaceState.WAITING: N_("Reservplats %(number)s"),
    PlaceState.PENDING: N_("Väntar på svar"),
    PlaceState.CANCELLED: N_("Avanmäld"),
    PlaceState.DECLINED: N_("Nekad"),
}


class Sort(Enum):
    """What a list is sorted by; the value is the code in the list's address."""

    NAME = "namn"
    ORGANISATION = "organisation"
    ARRIVAL = "ankomst"


@dataclass(frozen=True)
class Wanted:
    """Whom a list shows: all conditions hold together; the numbers are ids of terms, of a choice and of a question.

    `answer` is what was answered to the question `question`, as its type of question has it. `attends` is "room" or
    "online": where somebody takes part in a hybrid meeting.
    """

    words: str = ""
    state: PlaceState | None = None
    sector: int | None = None
    organisation_type: int | None = None
    interest: int | None = None
    attends: str | None = None
    question: int | None = None
    answer: str | None = None

    @property
    def folded_words(self) -> list[str]:
        """The words as they are looked for: "Åsa  EK" → ["asa", "ek"]; at most eight."""
        return fold(self.words).split()[:8]

    @property
    def everybody(self) -> bool:
        """Whether nobody is left out."""
        return self == Wanted()

    def having(self, **conditions: Any) -> Wanted:
        """Return the same with these conditions."""
        return replace(self, **conditions)

    def without(self, *names: str) -> Wanted:
        """Return the same without these conditions."""
        nothing: dict[str, Any] = {name: "" if name == "words" else None for name in names}
        return replace(self, **nothing)


@dataclass(frozen=True)
class Order:
    """What a list is sorted by, and which way."""

    sort: Sort = Sort.NAME
    descending: bool = False

    @property
    def code(self) -> str:
        """The code in the address: "namn", "-ankomst"."""
        return f"-{self.sort.value}" if self.descending else self.sort.value

    @property
    def turned(self) -> Order:
        """The same the other way."""
        return replace(self, descending=not self.descending)


def wanted(asked: Mapping[str, str]) -> Wanted:
    """Return what the address asks for; what makes no sense is left out."""
    states = {code: state for state, code in STATE_CODES.items()}
    kinds = {code: kind for kind, code in ATTENDS_CODES.items()}
    return Wanted(
        words=" ".join(asked.get("q", "").replace("\x00", "").split())[:200],
        state=states.get(asked.get("status", "")),
        sector=whole_number(asked.get("sektor")) or None,
        organisation_type=whole_number(asked.get("typ")) or None,
        interest=whole_number(asked.get("intresse")) or None,
        attends=kinds.get(asked.get("deltar", "")),
        question=whole_number(asked.get("fraga")) or None if asked.get("svar") else None,
        answer=asked.get("svar", "").replace("\x00", "")[:200] or None if asked.get("fraga") else None,
    )


def order(asked: Mapping[str, str]) -> Order:
    """Return the order that the address asks for, by name when it asks for none."""
    code = asked.get("ordning", "")
    sorts = {sort.value: sort for sort in Sort}
    return Order(sorts.get(code.removeprefix("-"), Sort.NAME), code.startswith("-"))


def parameters(of: Wanted, by: Order | None = None) -> dict[str, str]:
    """Return the address's parameters of this list: what `wanted` and `order` read, those that say something."""
    values = {
        "q": of.words,
        "status": STATE_CODES[of.state] if of.state else "",
        "sektor": str(of.sector or ""),
        "typ": str(of.organisation_type or ""),
        "intresse": str(of.interest or ""),
        "deltar": ATTENDS_CODES[of.attends] if of.attends else "",
        "fraga": str(of.question or ""),
        "svar": of.answer or "",
        "ordning": by.code if by and by != Order() else "",
    }
    return {name: value for name, value in values.items() if value}
