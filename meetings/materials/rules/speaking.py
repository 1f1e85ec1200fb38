"""How a speaker stands to what was asked of them, until when a speaker's link works, and who is asked again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta
from enum import Enum
from typing import Protocol
from zoneinfo import ZoneInfo

from meetings.errors import Refusal
from meetings.materials.rules import VersionState
from meetings.schedule.rules import Timed
from meetings.text import N_

OPEN_FOR = timedelta(days=365)  # after the meeting; erasing the contact data revokes the link before that
REST = timedelta(hours=24)  # between two mails that ask the same person
DAYS_BEFORE = 2  # the last day that is asked for, counted from the meeting's
DAYS_LATE = 7  # ... and from today when that day has passed
MOST_THINGS = 20  # files and links of one speaker
MOST_AT_ONCE = 5  # files in one sending
WORDS_AT_MOST = 500  # what an organiser writes to a speaker
STOCKHOLM = ZoneInfo("Europe/Stockholm")
# Kept with each speaker who ticks it, in the words that they saw.
RIGHTS = N_("Jag har rätt att publicera innehållet, även bilderna.")


class SpeakerState(str, Enum):
    """How a speaker stands to what was asked of them."""

    NOT_ASKED = "not-asked"
    MISSING = "missing"
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    DECLINED = "declined"


STATE_NAMES = {
    SpeakerState.NOT_ASKED: N_("Inte tillfrågad"),
    SpeakerState.MISSING: N_("Saknas"),
    SpeakerState.WAITING: N_("Väntar på granskning"),
    SpeakerState.APPROVED: N_("Godkänd"),
    SpeakerState.REFUSED: N_("Inte godkänd"),
    SpeakerState.DECLINED: N_("Har inget att dela"),
}
OWES = frozenset({SpeakerState.MISSING, SpeakerState.REFUSED})  # who may be reminded


class SpeakerReason(Enum):
    """Why something is not done with a speaker or what they send."""

    CLOSED = N_("Det har gått för lång tid sedan mötet. Vi tar inte emot mer material här.")
    CANCELLED = N_("Mötet är inställt, så vi tar inte emot något material.")
    NOTHING = N_("Välj minst en fil, eller skriv adressen till en sida.")
    TOO_MANY = N_("Du har skickat %(most)d saker. Ta tillbaka något innan du skickar mer.")
    NOT_WAITING = N_("Det här är redan granskat. Ladda om sidan för att se svaret.")
    KNOWN = N_("%(name)s är redan tillagd för den punkten med den adressen.")
    RECENT = N_("Ett mejl har gått till %(name)s det senaste dygnet. Vänta till i morgon.")
    HAS_GIVEN = N_("%(name)s har redan svarat.")
    ERASED = N_("Uppgifterna är raderade.")
    NOBODY = N_("Ingen behöver mejlas just nu.")
    NO_WORDS = N_("Skriv varför: talaren får läsa det.")


class Asked(Protocol):
    """A speaker's link as the rules need it; all instants are aware."""

    @property
    def asked_at(self) -> datetime | None: ...
    @property
    def reminded_at(self) -> datetime | None: ...
    @property
    def declined_at(self) -> datetime | None: ...
    @property
    def erased_at(self) -> datetime | None: ...


def standing(link: Asked, *, offered: int, taken: int, refused: int) -> SpeakerState:
    """Return how the speaker stands, by the numbers of what they gave that waits, was taken and was refused."""
    if offered:
        return SpeakerState.WAITING
    if taken:
        return SpeakerState.APPROVED
    if link.declined_at is not None:
        return SpeakerState.DECLINED
    if refused:
        return SpeakerState.REFUSED
    return SpeakerState.NOT_ASKED if link.asked_at is None else SpeakerState.MISSING


def closes_at(ends_at: datetime) -> datetime:
    """Return from which instant on a speaker's link takes nothing more."""
    return ends_at + OPEN_FOR


def refusal_to_send(meeting: Timed, now: datetime) -> Refusal | None:
    """Return why nothing is taken from the meeting's speakers, or None: also after the meeting, for a year."""
    if meeting.state == "cancelled":
        return Refusal(SpeakerReason.CANCELLED)
    return Refusal(SpeakerReason.CLOSED) if now >= closes_at(meeting.ends_at) else None


def refusal_to_give(meeting: Timed, now: datetime, *, number: int, has: int) -> Refusal | None:
    """Return why a speaker who `has` given so many things cannot give this `number` more, or None."""
    if (closed := refusal_to_send(meeting, now)) is not None:
        return closed
    if not number:
        return Refusal(SpeakerReason.NOTHING)
    return Refusal(SpeakerReason.TOO_MANY, {"most": MOST_THINGS}) if has + number > MOST_THINGS else None


def is_resting(link: Asked, now: datetime) -> bool:
    """Tell whether the speaker got a mail that asks within the last 24 hours."""
    last = max((at for at in (link.asked_at, link.reminded_at) if at is not None), default=None)
    return last is not None and now - last < REST


def is_to_be_asked(link: Asked, state: SpeakerState) -> bool:
    """Tell whether the speaker is among those who are asked when all are."""
    return link.erased_at is None and state is SpeakerState.NOT_ASKED


def is_to_be_reminded(link: Asked, state: SpeakerState, now: datetime) -> bool:
    """Tell whether the speaker is among those who are reminded when all are: twin of `refusal_to_remind`."""
    return link.erased_at is None and link.asked_at is not None and state in OWES and not is_resting(link, now)


def refusal_to_remind(link: Asked, state: SpeakerState, now: datetime, name: str) -> Refusal | None:
    """Return why one speaker is neither asked nor reminded now, or None."""
    if link.erased_at is not None:
        return Refusal(SpeakerReason.ERASED)
    if state is SpeakerState.NOT_ASKED:
        return None
    if state not in OWES:
        return Refusal(SpeakerReason.HAS_GIVEN, {"name": name})
    return Refusal(SpeakerReason.RECENT, {"name": name}) if is_resting(link, now) else None


def default_due(meeting: Timed, now: datetime) -> datetime:
    """Return until when one is asked to send unless the organiser says otherwise: a Swedish midnight, exclusive.

    Through the second day before the meeting; when that has passed, through the same day a week from now.
    """
    wanted = _midnight_after(meeting.starts_at, -DAYS_BEFORE)
    return wanted if wanted > now else _midnight_after(now, DAYS_LATE)


def _midnight_after(instant: datetime, days: int) -> datetime:
    day = instant.astimezone(STOCKHOLM).date() + timedelta(days=days + 1)
    return datetime.combine(day, time(), STOCKHOLM).astimezone(instant.tzinfo)


def suggested_title(file_name: str) -> str:
    """Return what a file is called until somebody gives it a title: its name without the ending, `_` as space."""
    stem = file_name.rpartition(".")[0] or file_name
    return " ".join(stem.replace("_", " ").split())[:200]


def state_of_thing(version_states: Collection[str], offer_state: str, *, is_shown: bool) -> VersionState:
    """Return what became of one thing that a speaker gave: what waits comes first, then what is shown.

    `version_states` are those of its files, `offer_state` that of an address, `is_shown` whether there is a version
    or an address that an organiser took.
    """
    if VersionState.OFFERED.value in version_states or offer_state == VersionState.OFFERED.value:
        return VersionState.OFFERED
    return VersionState.TAKEN if is_shown else VersionState.REFUSED
