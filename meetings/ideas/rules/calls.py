"""Rules of calls: which times hold together, which way they may move, and what moving them means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from meetings.text import N_

EVERYBODY = "all"
PERSONAL = "personal"
MOVED = "moved"  # the closing was changed in the settings: written down, but no reason is shown to the public


class CallReason(Enum):
    """Why a call cannot be saved, extended or removed like that."""

    IS_THERE = N_("Mötet har redan ett inspel. Ladda om sidan och ändra det i stället.")
    CLOSES_BEFORE_IT_OPENS = N_("Inspelet stänger innan det öppnar. Ändra öppningen eller stängningen.")
    ANSWERS_TOO_LATE = N_("Sekretariatet svarar efter att inspelet har stängt. Skriv en tidigare tid.")
    DECIDES_BEFORE_IT_CLOSES = N_("Beskedet kommer innan inspelet har stängt. Skriv en senare dag.")
    NOT_LATER = N_("Den nya tiden är inte senare än den som gäller nu. Skriv en senare tid.")
    IS_PAST = N_("Den nya tiden har redan passerat. Skriv en senare tid.")
    IN_USE = N_("Inspelet har projektidéer, utkast eller organisationer som söker partner, och kan inte tas bort.")
    IN_THE_CALL = N_("Länken används redan till en idé som är inskickad, och kan inte återkallas.")


class Warned(Enum):
    """What somebody is told before they move the times of a call."""

    CLOSES_NOW = N_("Den nya stängningen har redan passerat. Inspelet stänger så snart du sparar.")
    EARLIER = N_(
        "Inspelet stänger tidigare än vad som har stått på webben. Den som har planerat efter den gamla tiden kan bli "
        "för sen."
    )
    LATER = N_(
        "Inspelet stänger senare än vad som har stått på webben. Ska alla få veta varför? Använd ”Förläng tiden”, "
        "där skälet visas."
    )
    OPENS_AGAIN = N_("Inspelet är stängt. Sparar du öppnar det igen, och idéer kan skickas in och ändras.")


@dataclass(frozen=True)
class CallTimes:
    """The times of a call as they were written: aware instants, ends exclusive; `decision_by` a Swedish day."""

    opens_at: datetime | None
    closes_at: datetime
    answers_until: datetime | None = None
    decision_by: date | None = None


@dataclass(frozen=True)
class CallText:
    """What an organiser says of a call. `required` are codes of `fields.PROMPTS`."""

    times: CallTimes
    round_id: int | None = None
    intro: str = ""
    required: tuple[str, ...] = ()


@dataclass(frozen=True)
class Extended:
    """One actor who gets more time: until `until` (exclusive), and why."""

    name: str
    email: str
    until: datetime
    reason: str
    lang: str = "sv"


def refusal_of_times(times: CallTimes, last_day: date) -> CallReason | None:
    """Return why these times do not hold together; `last_day` is the Swedish day on which one can still send."""
    if times.opens_at is not None and times.opens_at >= times.closes_at:
        return CallReason.CLOSES_BEFORE_IT_OPENS
    if times.answers_until is not None and times.answers_until > times.closes_at:
        return CallReason.ANSWERS_TOO_LATE
    if times.decision_by is not None and times.decision_by < last_day:
        return CallReason.DECIDES_BEFORE_IT_CLOSES
    return None


def refusal_to_extend(closes_at: datetime, until: datetime, now: datetime) -> CallReason | None:
    """Return why the closing cannot move to `until`: more time is later than what holds, and later than now."""
    if until <= closes_at:
        return CallReason.NOT_LATER
    return CallReason.IS_PAST if until <= now else None


def warnings(before: CallTimes, after: CallTimes, now: datetime) -> Iterator[Warned]:
    """Yield what moving the closing of a call that people have been able to read about means."""
    if after.closes_at == before.closes_at:
        return
    if before.closes_at <= now < after.closes_at:
        yield Warned.OPENS_AGAIN
    elif after.closes_at <= now:
        yield Warned.CLOSES_NOW
    elif after.closes_at < before.closes_at:
        yield Warned.EARLIER
    else:
        yield Warned.LATER
