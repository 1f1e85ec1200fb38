"""When does a meeting take sparks, what is a spark, and which of them does whom see."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

from meetings.errors import Refusal
from meetings.schedule.rules import Timed
from meetings.text import N_, holds_personal_number, one_line

LONGEST = 280  # characters of a spark
MOST = 3000  # sparks of one meeting
MOST_GROUPS = 20
LATEST = timedelta(days=14)  # after the meeting: then the door closes by itself, should nobody have done it
_MARKS = 2  # accents on top of each other; no language of ours needs more, and heaps of them cover other lines


class SparkState(str, Enum):
    """What the organisers have made of a spark."""

    NEW = "new"
    APPROVED = "approved"
    HIDDEN = "hidden"


class Which(str, Enum):
    """Which sparks the desk's list shows; its value stands in the address."""

    ALL = "alla"
    NEW = "nya"
    APPROVED = "godkanda"
    HIDDEN = "dolda"


class Shut(Enum):
    """Why no spark is taken."""

    CANCELLED = N_("Mötet är inställt, så inga gnistor tas emot.")
    NOT_YET = N_("Gnistor tas emot när arrangören öppnar. Mötet börjar %(starts_at)s.")
    OVER = N_("Mötet är slut. Gnistor tas inte emot.")
    CLOSED = N_("Insamlingen av gnistor stängde %(closed_at)s.")
    FULL = N_("Det har kommit så många gnistor att det inte får plats fler. Säg din idé till arrangören.")
    TOO_OFTEN = N_("Just nu kommer det många gnistor härifrån. Vänta %(wait)s och skicka igen.")


class SparkReason(Enum):
    """Why a spark, a group or a setting is not saved."""

    NO_WORDS = N_("Skriv din idé med ord.")
    PERSONAL_NUMBER = N_("Det ser ut som ett personnummer. Ta bort det: skriv inte om enskilda personer.")
    STALE = N_("Någon annan har ändrat gnistan. Läs igenom den och spara igen.")
    ERASED = N_("Gnistan är raderad, så den går inte att ändra.")
    NOTHING_CHOSEN = N_("Markera minst en gnista först.")
    NO_GROUP = N_("Gruppen finns inte längre. Välj en annan.")
    TOO_MANY_GROUPS = N_("Ett möte kan ha högst %(most)s grupper. Ta bort en först.")
    NOT_PUBLIC = N_("Publicera mötet först. Utkast och inställda möten visar inga gnistor.")
    CANCELLED = N_("Mötet är inställt, så inga gnistor tas emot.")
    TOO_LATE = N_("Det är för länge sedan mötet slutade för att samla in gnistor.")


class Board(Timed, Protocol):
    """A meeting's board, as far as its door goes: the meeting's state and end, and what the organisers have done."""

    @property
    def is_open(self) -> bool: ...
    @property
    def closed_at(self) -> datetime | None: ...


def refusal_to_spark(board: Board, now: datetime) -> Refusal | None:
    """Return why the meeting takes no spark at this moment: the same answer for the form, its page and the desk."""
    if board.state != "published":
        return Refusal(Shut.CANCELLED)
    latest = board.ends_at + LATEST
    if board.is_open:
        return None if now < latest else Refusal(Shut.CLOSED, {"closed_at": latest})
    if board.closed_at is not None:
        return Refusal(Shut.CLOSED, {"closed_at": board.closed_at})
    if now >= board.ends_at:
        return Refusal(Shut.OVER)
    return Refusal(Shut.NOT_YET, {"starts_at": board.starts_at})


def refusal_to_open(board: Board, now: datetime) -> SparkReason | None:
    """Return why the organisers cannot open for sparks."""
    if board.state == "cancelled":
        return SparkReason.CANCELLED
    if board.state != "published":
        return SparkReason.NOT_PUBLIC
    return SparkReason.TOO_LATE if now >= board.ends_at + LATEST else None


def normalised(text: str | None) -> str:
    """Return the text as it is kept: one line, single spaces, NFC, no heaps of accents that cover other lines."""
    kept, marks = [], 0
    for character in one_line(text):
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MARKS:
            kept.append(character)
    return "".join(kept)


def problem_in(text: str) -> SparkReason | None:
    """Return why a normalised text is no spark: it has neither letter nor digit, or seems to be about a person."""
    if not any(character.isalnum() for character in text):
        return SparkReason.NO_WORDS
    return SparkReason.PERSONAL_NUMBER if holds_personal_number(text) else None


def state_at_first(*, shows_at_once: bool) -> SparkState:
    """Return what a spark is when it arrives."""
    return SparkState.APPROVED if shows_at_once else SparkState.NEW
