"""How exact is a number, and may a figure be a part of another: "31 av dessa" 80 ungdomar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Final, Protocol

from meetings.errors import Refusal
from meetings.text import N_


class Exactness(str, Enum):
    """How exact a number is; the value is what the table holds. The first five are those of a meeting's own number."""

    EXACTLY = "exactly"
    AT_LEAST = "at_least"
    NEARLY = "nearly"
    ABOUT = "about"
    OVER = "over"
    TENS = "tens"


EXACTNESS_NAMES: Final[Mapping[Exactness, str]] = {
    Exactness.EXACTLY: N_("exakt"),
    Exactness.AT_LEAST: N_("minst"),
    Exactness.NEARLY: N_("nästan"),
    Exactness.ABOUT: N_("cirka"),
    Exactness.OVER: N_("över"),
    Exactness.TENS: N_("ett tiotal"),
}


class FigureReason(Enum):
    """Why figures cannot be saved."""

    PART_IS_LARGER = N_("%(part)s kan inte vara en del av %(whole)s: delen är större än helheten.")
    PART_OF_ITSELF = N_("En siffra kan inte vara en del av sig själv.")
    NO_SUCH_WHOLE = N_("Siffran som %(part)s skulle vara en del av finns inte längre.")


class Counted(Protocol):
    """A figure as it is written; `whole` is the number of the row that it is a part of, counted from 0."""

    @property
    def value(self) -> int | None: ...
    @property
    def planned(self) -> int | None: ...
    @property
    def whole(self) -> int | None: ...
    @property
    def is_empty(self) -> bool: ...


def refusals_of_figures(figures: Sequence[Counted]) -> dict[int, Refusal]:
    """Return what is wrong with the figures, by row: a part is never larger than its whole, nor a part of itself.

    What was reached is compared with what was reached, what was planned with what was planned.
    """
    found: dict[int, Refusal] = {}
    for number, one in enumerate(figures):
        if one.whole is not None and not one.is_empty:
            refusal = _refusal(number, one, figures)
            if refusal is not None:
                found[number] = refusal
    return found


def _refusal(number: int, one: Counted, figures: Sequence[Counted]) -> Refusal | None:
    whole = one.whole
    if whole is None or not 0 <= whole < len(figures) or figures[whole].is_empty:
        return Refusal(FigureReason.NO_SUCH_WHOLE, {"part": one.value if one.value is not None else one.planned})
    if _leads_back(number, figures):
        return Refusal(FigureReason.PART_OF_ITSELF)
    of = figures[whole]
    for part, all_of_it in ((one.value, of.value), (one.planned, of.planned)):
        if part is not None and all_of_it is not None and part > all_of_it:
            return Refusal(FigureReason.PART_IS_LARGER, {"part": part, "whole": all_of_it})
    return None


def _leads_back(number: int, figures: Sequence[Counted]) -> bool:
    seen, at = {number}, figures[number].whole
    while at is not None and 0 <= at < len(figures):
        if at in seen:
            return True
        seen.add(at)
        at = figures[at].whole
    return False
