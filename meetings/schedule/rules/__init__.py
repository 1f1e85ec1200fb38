"""What is a meeting's phase and tense, when may it be published, cancelled, taken away, and what may it follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Protocol

from meetings.errors import Refusal
from meetings.text import N_


class State(str, Enum):
    """How far a meeting has come in the organisers' hands; time adds what `phase` says."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Attendance(str, Enum):
    """How one takes part."""

    PLACE = "place"
    ONLINE = "online"
    BOTH = "both"


class Phase(str, Enum):
    """What a reader is told: a draft, what comes, what is on now, what has been, or that it is cancelled."""

    DRAFT = "draft"
    COMING = "coming"
    NOW = "now"
    PAST = "past"
    CANCELLED = "cancelled"


class ItemKind(str, Enum):
    """What an item of the programme is."""

    WELCOME = "welcome"
    TALK = "talk"
    PROJECT = "project"
    WORKSHOP = "workshop"
    BREAK = "break"
    MEAL = "meal"
    DISCUSSION = "discussion"


class Qualifier(str, Enum):
    """How exact a reported number is."""

    EXACTLY = "exactly"
    AT_LEAST = "at_least"
    NEARLY = "nearly"
    ABOUT = "about"
    OVER = "over"


class Tense(Enum):
    """The verb with which a page says when the meeting is."""

    WILL_BE = N_("äger rum")
    IS = N_("pågår")
    WAS = N_("ägde rum")
    WOULD_HAVE_BEEN = N_("skulle ha ägt rum")


STATE_NAMES = {
    State.DRAFT: N_("Utkast"),
    State.PUBLISHED: N_("Publicerat"),
    State.CANCELLED: N_("Inställt"),
}
PHASE_NAMES = {
    Phase.DRAFT: N_("Utkast"),
    Phase.COMING: N_("Kommande"),
    Phase.NOW: N_("Pågår nu"),
    Phase.PAST: N_("Har varit"),
    Phase.CANCELLED: N_("Inställt"),
}
ATTENDANCE_NAMES = {
    Attendance.PLACE: N_("På plats"),
    Attendance.ONLINE: N_("Online"),
    Attendance.BOTH: N_("På plats och online"),
}
ITEM_KIND_NAMES = {
    ItemKind.WELCOME: N_("Välkomst"),
    ItemKind.TALK: N_("Föredrag"),
    ItemKind.PROJECT: N_("Projekt"),
    ItemKind.WORKSHOP: N_("Workshop"),
    ItemKind.BREAK: N_("Paus"),
    ItemKind.MEAL: N_("Måltid"),
    ItemKind.DISCUSSION: N_("Diskussion"),
}
QUALIFIER_NAMES = {
    Qualifier.EXACTLY: N_("exakt"),
    Qualifier.AT_LEAST: N_("minst"),
    Qualifier.NEARLY: N_("nästan"),
    Qualifier.ABOUT: N_("cirka"),
    Qualifier.OVER: N_("över"),
}
_REPORTED = {
    Qualifier.EXACTLY: N_("%(number)s deltagare"),
    Qualifier.AT_LEAST: N_("minst %(number)s deltagare"),
    Qualifier.NEARLY: N_("nästan %(number)s deltagare"),
    Qualifier.ABOUT: N_("cirka %(number)s deltagare"),
    Qualifier.OVER: N_("över %(number)s deltagare"),
}


class Timed(Protocol):
    """What has a beginning and an end (aware instants, half-open) and a state."""

    @property
    def state(self) -> str: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


def phase(meeting: Timed, now: datetime) -> Phase:
    """Return what the meeting is at `now`: past from the instant of its end, not before (also of several days)."""
    if meeting.state == State.DRAFT:
        return Phase.DRAFT
    if meeting.state == State.CANCELLED:
        return Phase.CANCELLED
    if now >= meeting.ends_at:
        return Phase.PAST
    return Phase.NOW if now >= meeting.starts_at else Phase.COMING


def tense(meeting: Timed, now: datetime) -> Tense:
    """Return the verb at `now`, by the meeting's own times; what is cancelled "would have" from its beginning on."""
    if now < meeting.starts_at:
        return Tense.WILL_BE
    if meeting.state == State.CANCELLED:
        return Tense.WOULD_HAVE_BEEN
    return Tense.WAS if now >= meeting.ends_at else Tense.IS


def reported_text(qualifier: str) -> str:
    """Return the Swedish sentence, with `%(number)s`, for a reported number: "över %(number)s deltagare"."""
    return _REPORTED[Qualifier(qualifier)]


class MeetingReason(Enum):
    """Why something is not done with a meeting."""

    ENDS_BEFORE_START = N_("Mötet slutar innan det börjar. Ändra sluttiden.")
    ITEM_ENDS_BEFORE_START = N_("”%(title)s” slutar innan den börjar. Ändra sluttiden.")
    ITEM_OUTSIDE_MEETING = N_("”%(title)s” ligger utanför mötets tid, %(start)s – %(end)s.")
    ITEM_CHOSEN = N_("”%(title)s” går inte att ta bort: deltagare har valt den. Ändra den i stället.")
    NO_PLACE = N_("Skriv var mötet hålls innan du publicerar det.")
    NO_ONLINE_ADDRESS = N_("Skriv adressen till onlinemötet innan du publicerar det.")
    NO_SUMMARY = N_("Skriv en kort sammanfattning innan du publicerar mötet.")
    NO_ORGANISER = N_("Ange minst en arrangör innan du publicerar mötet.")
    NO_CONTACT = N_("Ange minst en kontaktperson innan du publicerar mötet.")
    ALREADY_PUBLISHED = N_("Mötet är redan publicerat.")
    ALREADY_CANCELLED = N_("Mötet är redan inställt.")
    NOT_PUBLISHED = N_("Mötet är inte publicerat.")
    NOT_OVER = N_("Mötet är inte slut än. Det går att avsluta från %(ends_at)s.")
    HAS_BEEN = N_("Mötet har redan varit och kan inte ställas in.")
    FOLLOWS_ITSELF = N_("Ett möte kan inte följa upp sig självt, inte heller i en kedja.")
    NOT_A_DRAFT = N_("Bara ett utkast kan tas bort. Ställ in mötet i stället.")
    DRAFT_HAS_PEOPLE = N_("Utkastet har anmälda och kan inte tas bort.")


class Publishable(Timed, Protocol):
    """What publishing asks of a meeting."""

    @property
    def attendance(self) -> str: ...
    @property
    def venue(self) -> str: ...
    @property
    def town(self) -> str: ...
    @property
    def online_url(self) -> str: ...
    @property
    def summary(self) -> str: ...


def refusal_of_times(starts_at: datetime, ends_at: datetime) -> Refusal | None:
    """Return why these times cannot be a meeting's, or None."""
    return Refusal(MeetingReason.ENDS_BEFORE_START) if ends_at <= starts_at else None


def refusals_to_publish(meeting: Publishable, *, organisers: int, contacts: int) -> list[Refusal]:
    """Return everything that is missing before the meeting can be published; [] when nothing is."""
    if meeting.state == State.PUBLISHED:
        return [Refusal(MeetingReason.ALREADY_PUBLISHED)]
    if meeting.state == State.CANCELLED:
        return [Refusal(MeetingReason.ALREADY_CANCELLED)]
    found = [
        (meeting.ends_at <= meeting.starts_at, MeetingReason.ENDS_BEFORE_START),
        (not meeting.summary, MeetingReason.NO_SUMMARY),
        (meeting.attendance != Attendance.ONLINE and not (meeting.venue or meeting.town), MeetingReason.NO_PLACE),
        (meeting.attendance == Attendance.ONLINE and not meeting.online_url, MeetingReason.NO_ONLINE_ADDRESS),
        (not organisers, MeetingReason.NO_ORGANISER),
        (not contacts, MeetingReason.NO_CONTACT),
    ]
    return [Refusal(reason) for missing, reason in found if missing]


def refusal_to_cancel(meeting: Timed, now: datetime) -> Refusal | None:
    """Return why the meeting cannot be cancelled, or None."""
    if meeting.state == State.CANCELLED:
        return Refusal(MeetingReason.ALREADY_CANCELLED)
    if meeting.state == State.DRAFT:
        return Refusal(MeetingReason.NOT_PUBLISHED)
    return Refusal(MeetingReason.HAS_BEEN) if now >= meeting.ends_at else None


def refusal_to_delete(state: str, arrivals: int) -> Refusal | None:
    """Return why the meeting cannot be deleted, or None; `arrivals` counts everybody who ever signed up."""
    if state != State.DRAFT:
        return Refusal(MeetingReason.NOT_A_DRAFT)
    return Refusal(MeetingReason.DRAFT_HAS_PEOPLE) if arrivals else None


def refusal_to_follow(meeting_id: int, chain: Sequence[int]) -> Refusal | None:
    """Return why the meeting cannot follow up another; `chain` holds that one's id, then what it follows, upwards."""
    return Refusal(MeetingReason.FOLLOWS_ITSELF) if meeting_id in chain else None
