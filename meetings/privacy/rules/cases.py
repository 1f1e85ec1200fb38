"""When may somebody ask to be erased, and when is a request decided."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from meetings.errors import Refusal
from meetings.text import N_


class CaseState(str, Enum):
    """How far a request of erasure has come."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"


class Channel(str, Enum):
    """How somebody asked the secretariat to be erased."""

    PHONE = "phone"
    LETTER = "letter"
    EMAIL = "email"
    VISIT = "visit"
    OTHER = "other"


class CaseReason(Enum):
    """Why something is not done with a request of erasure."""

    ERASED_ALREADY = N_("Uppgifterna är redan raderade.")
    ASKED_ALREADY = N_("Du har redan begärt radering. Vi mejlar dig när den är avgjord.")
    OPEN_ALREADY = N_("En begäran om radering av personen väntar redan på svar.")
    NOT_YET_ASKED = N_("Dagen ligger framåt i tiden. Skriv dagen då personen bad om det.")
    DECIDED_ALREADY = N_("Begäran är redan avgjord.")
    NO_REASON = N_("Skriv varför uppgifterna inte raderas: den som begärde det får läsa det.")


def refusal_to_ask(erased_at: datetime | None, *, has_open_case: bool) -> Refusal | None:
    """Return why one cannot ask to be erased, or None."""
    if erased_at is not None:
        return Refusal(CaseReason.ERASED_ALREADY)
    return Refusal(CaseReason.ASKED_ALREADY) if has_open_case else None


def refusal_to_open(
    erased_at: datetime | None, asked_at: datetime, now: datetime, *, has_open_case: bool
) -> Refusal | None:
    """Return why an organiser cannot note that somebody asked at this instant to be erased, or None."""
    if erased_at is not None:
        return Refusal(CaseReason.ERASED_ALREADY)
    if has_open_case:
        return Refusal(CaseReason.OPEN_ALREADY)
    return Refusal(CaseReason.NOT_YET_ASKED) if asked_at > now else None


def refusal_to_decide(state: str, *, grant: bool, words: str) -> Refusal | None:
    """Return why a request cannot be decided so, or None; who refuses says why."""
    if state != CaseState.OPEN.value:
        return Refusal(CaseReason.DECIDED_ALREADY)
    return Refusal(CaseReason.NO_REASON) if not grant and not words else None
