"""How do ideas become items of the follow-up's programme, and what may a meeting come to about each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from meetings.ideas.rules.states import State, waits_to_be_told
from meetings.schedule.rules import ItemKind
from meetings.schedule.rules.content import AppearanceText, ItemText
from meetings.text import N_

MINUTES = 10  # what a slot gets until somebody says otherwise
MOST_MINUTES = 480
MOST_SLOTS = 60


class FollowUpReason(Enum):
    """Why ideas are not put on the follow-up, or nobody is invited to it."""

    NO_FOLLOW_UP = N_("Mötet har inget uppföljningsmöte. Skapa ett, och ange där att det följer upp det här mötet.")
    NOT_ITS_IDEA = N_("En av de valda idéerna kan inte tas upp: den är återtagen, sammanslagen eller inte mottagen.")
    TOO_MANY = N_("Högst %(most)s idéer får plats på uppföljningen. Ta bort några.")
    NO_ITEM = N_("Idén har ingen tid på uppföljningens program ännu. Spara programmet först.")
    NO_ADDRESS = N_("Ingen av de valda idéerna har en adress att bjuda in.")
    NOBODY_CHOSEN = N_("Välj minst en idé att bjuda in.")
    NO_OUTCOME = N_("Välj vad det blev av idén. Utan det kan texten inte sparas.")


class Outcome(Enum):
    """What came of an idea at the follow-up; the value is what the table holds."""

    PROJECT = "project"
    CONTINUES = "continues"
    RESTING = "resting"
    MERGED = "merged"


OUTCOME_NAMES: Mapping[Outcome, str] = {
    Outcome.PROJECT: N_("Blev projekt"),
    Outcome.CONTINUES: N_("Arbetet fortsätter"),
    Outcome.RESTING: N_("Vilar tills vidare"),
    Outcome.MERGED: N_("Gick ihop med en annan idé"),
}
# What state the idea gets by it; merging has a form of its own, which asks with which.
STATE_BY: Mapping[Outcome, State] = {
    Outcome.PROJECT: State.PROJECT,
    Outcome.CONTINUES: State.FOLLOW_UP,
    Outcome.RESTING: State.RESTING,
}


@dataclass(frozen=True)
class Row:
    """An idea that is to be taken up: for how many minutes, and who presents it, as shown."""

    idea_id: int
    minutes: int = MINUTES
    presenters: str = ""


@dataclass(frozen=True)
class Plan:
    """The ideas in the order in which they are taken up, from `starts_at` (aware) on."""

    starts_at: datetime
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What an idea's item is to say; `item_id` is the one that it has (None: none yet). No title is shown as given."""

    item_id: int | None
    title: str
    presenters: str
    starts_at: datetime
    ends_at: datetime


def times(starts_at: datetime, minutes: Iterable[int]) -> list[tuple[datetime, datetime]]:
    """Return from when until when each of them lasts, one after the other."""
    found: list[tuple[datetime, datetime]] = []
    for one in minutes:
        ends_at = starts_at + timedelta(minutes=one)
        found.append((starts_at, ends_at))
        starts_at = ends_at
    return found


def may_be_taken_up(state: str, *, late: bool, late_decision: str) -> bool:
    """Tell whether an idea may get a slot: received, not withdrawn or merged, and not late and undecided."""
    alive = state in {State.RECEIVED.value, State.INCOMPLETE.value, State.FOLLOW_UP.value, State.RESTING.value}
    return (alive or state == State.PROJECT.value) and (not late or late_decision == "accepted")


def said(title: str, presenters: str, *, public: bool, instead: str) -> tuple[str, str]:
    """Return title and presenters as anybody may read them: of an idea that is not public only its number, `instead`.

    To show its title would be to publish it, which takes its actor's leave and the secretariat's word (decision 10).
    """
    return (title, presenters) if public else (instead, "")


def programme_with(items: Sequence[ItemText], wanted: Sequence[Wanted], gone: Collection[int]) -> tuple[ItemText, ...]:
    """Return the programme with an item for each of `wanted`, by time, and without those that are `gone`.

    An item that is there keeps its room, text and links; a new one gets a negative key, -1 for the first and so on.
    """
    had = {item.key: item for item in items}
    placed = [_item(one, had.get(one.item_id or 0), -number) for number, one in enumerate(wanted, 1)]
    taken = {one.key for one in placed}
    others = [item for item in items if item.key not in taken and item.key not in gone]
    return tuple(sorted([*others, *placed], key=lambda item: item.starts_at))


def _item(wanted: Wanted, had: ItemText | None, key: int) -> ItemText:
    base = had or ItemText(key=key, kind=ItemKind.PROJECT.value, starts_at=wanted.starts_at)
    return replace(
        base,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        title=wanted.title,
        appearances=(AppearanceText(name=wanted.presenters),) if wanted.presenters else (),
    )


def is_told(outcome: str, state: str, told: str, *, public: bool) -> bool:
    """Tell whether readers are shown what came of an idea: it is public, and its actors have been told its state."""
    return bool(outcome) and public and not waits_to_be_told(State(state), told)
