"""Which meetings do places and days make, what is each called, and may somebody choose one of them on their page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final, Protocol

from meetings.errors import Refusal
from meetings.registration.rules import SignUpFacts, refusal_to_register
from meetings.text import N_

MOST: Final = 200  # meetings that are made at once, and that a series has
PLACE, DAY = "{plats}", "{datum}"
_LONGEST_TITLE: Final = 200


class SeriesReason(Enum):
    """Why meetings are not made, or why one of them cannot be chosen on the page of the series."""

    NOTHING = N_("Skriv minst en plats och en dag, eller klistra in minst en rad. Då blir det tillfällen.")
    TOO_MANY = N_("Det blir %(number)d tillfällen. En serie kan ha högst %(most)d: dela upp den i flera.")
    ENDS_BEFORE_START = N_("Tillfället i %(place)s %(starts_at)s slutar innan det börjar. Ändra sluttiden.")
    TWICE = N_("Tillfället i %(place)s %(starts_at)s står två gånger. Ta bort det ena.")
    IS_THERE = N_("Tillfället i %(place)s %(starts_at)s finns redan i serien.")
    NO_SUMMARY = N_("Skriv en kort sammanfattning innan du publicerar tillfällena.")
    NOT_HERE = N_("Tillfället finns inte i serien längre. Välj ett annat.")
    OWN_PAGE = N_("Till det här tillfället anmäler man sig på dess egen sida.")
    SAME = N_("Du är redan anmäld till det tillfället.")
    ASKS_FIRST = N_("Dit godkänner arrangören varje anmälan. Anmäl dig på tillfällets egen sida.")
    HAS_MEETINGS = N_("Serien har tillfällen och kan inte tas bort. Ta bort utkasten och ställ in resten först.")


@dataclass(frozen=True)
class SeriesText:
    """What is written of a series. `kind` is a code of the kinds of meetings, `body` Markdown.

    `occasion_title` is what each meeting is called, with `PLACE` or `DAY` where its own stand. Held, the meetings count
    towards the activity of the project.
    """

    kind: str
    title: str
    occasion_title: str
    summary: str = ""
    body: str = ""
    lang: str = "sv"
    project_id: int | None = None
    activity_id: int | None = None


@dataclass(frozen=True)
class Place:
    """Where: a town or a venue, or both; `seats` None means no limit."""

    town: str = ""
    venue: str = ""
    street: str = ""
    seats: int | None = None


@dataclass(frozen=True)
class Times:
    """When; aware instants, half-open."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Occasion:
    """A meeting to be made."""

    place: Place
    times: Times

    @property
    def where(self) -> str:
        """The town, or the venue where there is none."""
        return self.place.town or self.place.venue

    @property
    def key(self) -> str:
        """What tells it from the others of its series."""
        at = self.times.starts_at.strftime("%Y%m%dT%H%MZ")
        return f"{at} {self.place.town}|{self.place.venue}".casefold()


def product(places: Iterable[Place], times: Iterable[Times]) -> list[Occasion]:
    """Return a meeting for each place on each day, place by place."""
    days = list(times)
    return [Occasion(place, one) for place in places for one in days]


def in_order(occasions: Iterable[Occasion]) -> list[Occasion]:
    """Return the meetings by time, those that begin together by their place."""
    return sorted(occasions, key=lambda one: (one.times.starts_at, one.where.casefold(), one.place.venue.casefold()))


def refusals_to_make(occasions: Sequence[Occasion], there: Collection[str] = ()) -> list[Refusal]:
    """Return all that hinders the meetings from being made; `there` are the keys of those that the series has."""
    if not occasions:
        return [Refusal(SeriesReason.NOTHING)]
    number = len(occasions) + len(there)
    if number > MOST:
        return [Refusal(SeriesReason.TOO_MANY, {"number": number, "most": MOST})]
    found, seen = [], set[str]()
    for one in occasions:
        if one.times.ends_at <= one.times.starts_at:
            found.append(_about(one, SeriesReason.ENDS_BEFORE_START))
        if one.key in there:
            found.append(_about(one, SeriesReason.IS_THERE))
        elif one.key in seen:
            found.append(_about(one, SeriesReason.TWICE))
        seen.add(one.key)
    return found


def _about(one: Occasion, reason: SeriesReason) -> Refusal:
    return Refusal(reason, {"place": one.where, "starts_at": one.times.starts_at})


def title_of(pattern: str, where: str, day: str) -> str:
    """Return what a meeting is called: the pattern with its place and its day, in words, for what stands in braces."""
    return pattern.replace(PLACE, where).replace(DAY, day)[:_LONGEST_TITLE]


class Choosable(SignUpFacts, Protocol):
    """What choosing a meeting of a series depends on: its door, and what it asks that the others do not."""

    @property
    def asks_more(self) -> bool: ...
    @property
    def moderated(self) -> bool: ...


def refusal_to_choose(one: Choosable, now: datetime) -> Refusal | None:
    """Return why the meeting cannot be chosen on the page of its series, or None; its own door says it first.

    One that lets people choose between room and net or among workshops asks more than the page does.
    """
    return refusal_to_register(one, now) or (Refusal(SeriesReason.OWN_PAGE) if one.asks_more else None)


def refusal_to_move_to(one: Choosable, now: datetime, *, is_there: bool) -> Refusal | None:
    """Return why somebody at another meeting of the series cannot go to this one instead, or None."""
    if is_there:
        return Refusal(SeriesReason.SAME)
    return refusal_to_choose(one, now) or (Refusal(SeriesReason.ASKS_FIRST) if one.moderated else None)
