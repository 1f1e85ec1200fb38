"""What is a meeting's phase, what may be published, and how does a programme hang together."""

from __future__ import annotations

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


class MeetingReason(Enum):
    """Why something is not done with a meeting."""

    ENDS_BEFORE_START = N_("Mötet slutar innan det börjar. Ändra sluttiden.")
    ITEM_ENDS_BEFORE_START = N_("”%(title)s” slutar innan den börjar. Ändra sluttiden.")
    ITEM_OUTSIDE_MEETING = N_("”%(title)s” ligger utanför mötets tid, %(start)s – %(end)s.")
    NO_PLACE = N_("Skriv var mötet hålls innan du publicerar det.")
    NO_ONLINE_ADDRESS = N_("Skriv adressen till onlinemötet innan du publicerar det.")
    NO_SUMMARY = N_("Skriv en kort sammanfattning innan du publicerar mötet.")
    NO_ORGANISER = N_("Ange minst en arrangör innan du publicerar mötet.")
    NO_CONTACT = N_("Ange minst en kontaktperson innan du publicerar mötet.")
    ALREADY_PUBLISHED = N_("Mötet är redan publicerat.")
    ALREADY_CANCELLED = N_("Mötet är redan inställt.")
    NOT_PUBLISHED = N_("Mötet är inte publicerat.")
    HAS_BEEN = N_("Mötet har redan varit och kan inte ställas in.")
    FOLLOWS_ITSELF = N_("Ett möte kan inte följa upp sig självt, inte heller i en kedja.")
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
