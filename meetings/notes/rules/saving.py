"""How is a save kept: as what, which one is told apart from which, and what a note may hold."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from enum import Enum

from meetings.errors import Refusal
from meetings.text import N_

MOST_CHARACTERS = 100_000
MOST_LINES = 5_000  # a comparison of more takes longer than anybody waits
PASSING_KEPT = timedelta(hours=1)
# Controls but tab and line break, halves of characters, what became of them, and marks that turn the direction.
_NEVER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffd\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
WRITES_NOW = timedelta(seconds=90)


class Kind(str, Enum):
    """How a revision came about."""

    FIRST = "first"
    SAVED = "saved"  # somebody pressed the button
    AUTO = "auto"  # the page saved by itself
    MERGED = "merged"  # with what others had saved meanwhile
    RESTORED = "restored"
    PASSING = "passing"  # a later one of the same minute and writer took its place; kept an hour to merge from


class TextReason(Enum):
    """Why a text is not kept."""

    TOO_LONG = N_("Texten är %(length)s tecken. Korta den till högst %(most)s, eller fortsätt i nya anteckningar.")
    TOO_MANY_LINES = N_("Texten har för många rader. Korta den till högst %(most)s.")


def is_passing(kind: str, before: datetime, now: datetime, *, same_writer: bool) -> bool:
    """Tell whether the revision saved at `before` gives way to the one saved at `now`: the last of a minute is kept.

    Only what a page saved by itself gives way, and only to the same writer's next.
    """
    same_minute = before.astimezone(UTC).replace(second=0, microsecond=0) == now.astimezone(UTC).replace(
        second=0, microsecond=0
    )
    return kind == Kind.AUTO.value and same_writer and same_minute


def body_of(typed: str) -> str:
    """Return the text as it is kept: NFC, line breaks as `\\n`; spaces and empty lines stay, perhaps more follows.

    Characters that no text may hold are left out: who takes notes has pasted them without knowing, and a text that
    is not saved for their sake would be lost.
    """
    return unicodedata.normalize("NFC", _NEVER.sub("", typed.replace("\r\n", "\n").replace("\r", "\n")))


def problem_of(body: str) -> Refusal | None:
    """Return why a text as `body_of` gives it is not kept."""
    if len(body) > MOST_CHARACTERS:
        return Refusal(TextReason.TOO_LONG, {"length": len(body), "most": MOST_CHARACTERS})
    if body.count("\n") >= MOST_LINES:
        return Refusal(TextReason.TOO_MANY_LINES, {"most": MOST_LINES})
    return None


def writes_now(seen_at: datetime | None, now: datetime) -> bool:
    """Tell whether somebody has saved in the last minute and a half."""
    return seen_at is not None and now - seen_at < WRITES_NOW
