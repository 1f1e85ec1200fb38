"""What an idea of a spark begins with, and whether the one who left it may be asked to make one of it."""

from __future__ import annotations

from enum import Enum

from meetings.errors import Refusal
from meetings.ideas.rules.content import Content
from meetings.ideas.rules.deadline import Phase
from meetings.text import N_


class InviteReason(Enum):
    """Why nobody is asked to make an idea of a spark."""

    NO_CALL = N_("Mötet tar inte emot idéer. Lägg till en utlysning av idéer först.")
    CLOSED = N_("Mötet tar inte emot idéer längre.")
    NO_ADDRESS = N_("Gnistan har ingen e-postadress, så det finns ingen att fråga.")
    HIDDEN = N_("Gnistan är dold. Godkänn den först.")
    ASKED = N_("Den som lämnade gnistan har redan fått frågan.")


_TITLE = 100  # a spark that is no longer than this makes a title


def begun_with(spark: str) -> Content:
    """Return the idea that begins with a spark of these words."""
    return Content(title=spark if len(spark) <= _TITLE else "", about=spark)


def refusal_to_invite(phase: Phase | None, *, has_address: bool, is_hidden: bool, is_asked: bool) -> Refusal | None:
    """Return why the spark's author is not asked, or None; `phase` of the meeting's call (None: it has none)."""
    if phase is None:
        return Refusal(InviteReason.NO_CALL)
    if phase is Phase.CLOSED:
        return Refusal(InviteReason.CLOSED)
    if is_hidden:
        return Refusal(InviteReason.HIDDEN)
    if not has_address:
        return Refusal(InviteReason.NO_ADDRESS)
    return Refusal(InviteReason.ASKED) if is_asked else None
