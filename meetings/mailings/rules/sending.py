"""What may be sent to whom (domain.md, decision 5), when a mailing may be sent, and which states it goes through."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from meetings.errors import Refusal
from meetings.mailings.rules.audience import Audience, Ideas
from meetings.text import N_

LATEST = timedelta(days=366)  # a mailing is planned at most so far ahead


class MailingState(str, Enum):
    """How far a mailing has come."""

    DRAFT = "draft"
    PLANNED = "planned"
    SENDING = "sending"
    STOPPED = "stopped"
    SENT = "sent"


class About(str, Enum):
    """What a mailing is about, which decides who may get it."""

    MEETING = "meeting"
    FOLLOW_UP = "follow-up"
    OTHER = "other"


class Why(Enum):
    """Why a mailing goes to those it goes to."""

    MEETING = N_("Vi mejlar alla om mötet de har anmält sig till. Det fick de veta när de anmälde sig.")
    FOLLOW_UP = N_("Vi mejlar alla om mötets uppföljning. Det fick de veta när de anmälde sig.")
    IDEAS = N_(
        "De lämnade sin adress för att kunna nås om sin idé. Därför mejlar vi dem om mötet, idéerna och uppföljningen."
    )
    OTHER_MEETING = N_(
        "Det är ett annat möte än uppföljningen. Därför får bara de mejlet som har bett om mejl om kommande möten."
    )
    OTHER = N_(
        "Det handlar varken om mötet eller om uppföljningen. Därför får bara de mejlet som har bett om mejl om "
        "kommande möten, och de kan säga ifrån med ett klick."
    )


class MailingReason(Enum):
    """Why a mailing is not sent, changed or stopped."""

    NO_TEXT = N_("Skriv ämne och text först.")
    NOBODY = N_("Ingen får utskicket med de här villkoren. Ändra vilka det går till.")
    PAST = N_("Tiden har passerat. Välj en senare tid, eller skicka nu.")
    TOO_FAR = N_("Tiden är mer än ett år bort. Välj en tidigare tid.")
    NOT_A_DRAFT = N_("Utskicket är redan på väg och går inte att ändra.")
    NOT_PLANNED = N_("Utskicket är inte planerat.")
    NOT_SENDING = N_("Utskicket skickas inte just nu.")
    NOT_STOPPED = N_("Utskicket är inte stoppat.")
    CHANGED = N_("Texten eller mottagarna har ändrats sedan sidan visades. Läs igenom och bekräfta igen.")
    NO_FOLLOW_UP = N_("Mötet som utskicket bjuder in till finns inte längre.")
    FOLLOW_UP_DRAFT = N_("Mötet som utskicket bjuder in till är ett utkast. Publicera det först.")
    FOLLOW_UP_CANCELLED = N_("Mötet som utskicket bjuder in till är inställt.")
    FOLLOW_UP_PAST = N_("Mötet som utskicket bjuder in till har varit.")
    FOLLOW_UP_INVITED = N_("Till mötet kommer man bara med inbjudan. Bjud in under Inbjudningar i stället.")
    MEETING_CANCELLED = N_("Mötet ställdes in efter att utskicket planerades, så det skickades inte.")


@dataclass(frozen=True)
class Target:
    """The meeting that a mailing invites to; `follows_id` is the one that it follows up."""

    id: int
    state: str
    ends_at: datetime
    follows_id: int | None
    access: str


@dataclass(frozen=True)
class Decision:
    """Whom a mailing may go to: the audience that was asked for, narrowed if need be, and why."""

    audience: Audience
    why: Why
    opt_ins_only: bool


def decided(meeting_id: int, about: About, audience: Audience, target: Target | None = None) -> Decision:
    """Return who may get it: the meeting and its follow-up may be told of to all, anything else to opt-ins alone.

    A mailing that invites to a meeting is about the follow-up only when that meeting follows up this one,
    whatever it says that it is about.
    """
    why = {About.MEETING: Why.MEETING, About.FOLLOW_UP: Why.FOLLOW_UP, About.OTHER: Why.OTHER}[about]
    if target is not None:
        why = Why.FOLLOW_UP if target.follows_id == meeting_id else Why.OTHER_MEETING
    only = why in (Why.OTHER, Why.OTHER_MEETING)
    if audience.ideas is not Ideas.NONE and not only:
        why = Why.IDEAS
    return Decision(replace(audience, opted_in=audience.opted_in or only), why, only)


def refusal_of_target(target: Target | None, now: datetime) -> Refusal | None:
    """Return why nobody is invited to that meeting, or None."""
    if target is None:
        return Refusal(MailingReason.NO_FOLLOW_UP)
    if target.state == "draft":
        return Refusal(MailingReason.FOLLOW_UP_DRAFT)
    if target.state == "cancelled":
        return Refusal(MailingReason.FOLLOW_UP_CANCELLED)
    if now >= target.ends_at:
        return Refusal(MailingReason.FOLLOW_UP_PAST)
    return Refusal(MailingReason.FOLLOW_UP_INVITED) if target.access == "invited" else None


def refusal_of_time(at: datetime | None, now: datetime) -> Refusal | None:
    """Return why a mailing cannot be planned for that instant (None: it goes now), or None."""
    if at is None:
        return None
    if at <= now:
        return Refusal(MailingReason.PAST)
    return Refusal(MailingReason.TOO_FAR) if at > now + LATEST else None


def mail_key(mailing_id: int, registration_id: int) -> str:
    """Return the key of one person's mail of a mailing: there is never a second one."""
    return f"{keys_of(mailing_id)}{registration_id}"


def idea_key(mailing_id: int, idea_id: int) -> str:
    """Return the key of the mail of a mailing to an idea's contact."""
    return f"{keys_of(mailing_id)}idea-{idea_id}"


def keys_of(mailing_id: int) -> str:
    """Return what the keys of all mails of a mailing begin with."""
    return f"mailing:{mailing_id}:"
