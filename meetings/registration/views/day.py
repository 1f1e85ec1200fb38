"""What features above this one show on the attendee's own page, which they hand over at the start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app

from meetings.registration.views.owned import Own

_NAME = "the day on the own page"
_CARDS = "the cards on the own page"


@dataclass(frozen=True)
class Day:
    """The day as a part of the page: a template that says `day.values`.

    While it is `first` it stands before all that is about the sign-up.
    """

    template: str
    values: Mapping[str, Any]
    first: bool


@dataclass(frozen=True)
class Card:
    """Something that one can go on to from the page: a template that says `card.values`."""

    template: str
    values: Mapping[str, Any]


DayOf = Callable[[Own, datetime], Day | None]
CardsOf = Callable[[Own, datetime], Sequence[Card]]


def init_app(app: Flask, *, day_of: DayOf, cards_of: CardsOf) -> None:
    """Hand over the functions that make the part and the cards, from what the link opens and the moment."""
    app.extensions[_NAME] = day_of
    app.extensions[_CARDS] = cards_of


def day_of(own: Own, now: datetime) -> Day | None:
    """Return the part; None when there is nothing to show."""
    found: DayOf = current_app.extensions[_NAME]
    return found(own, now)


def cards_of(own: Own, now: datetime) -> Sequence[Card]:
    """Return the cards, in their order; none when there is nothing to go on to."""
    found: CardsOf = current_app.extensions[_CARDS]
    return found(own, now)
