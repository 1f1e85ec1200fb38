"""When may somebody ask to join an idea, be invited, answer, take it back; and in which words they are told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

from meetings.ideas.rules.states import State
from meetings.text import N_

CONFIRM_WITHIN = timedelta(days=3)  # then what nobody has confirmed is erased
MAILS, MAILS_WINDOW = 3, timedelta(hours=1)  # to one address about one thing, whoever asks
MOST_OFFERS, MOST_MESSAGE, MOST_ANSWER = 1000, 2000, 1000  # characters
_HANDLED_AWAY = frozenset({State.DRAFT.value, State.WITHDRAWN.value, State.MERGED.value})


class Direction(str, Enum):
    """Who asks: an organisation that wants to join, or the idea's contact who invites one."""

    JOIN = "join"
    INVITE = "invite"


class Asked(str, Enum):
    """How far a request has come, as its row says."""

    UNCONFIRMED = "unconfirmed"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


ASKED_NAMES: Mapping[Asked, str] = {
    Asked.UNCONFIRMED: N_("Väntar på att adressen bekräftas"),
    Asked.ASKED: N_("Väntar på svar"),
    Asked.ACCEPTED: N_("Partner"),
    Asked.DECLINED: N_("Tackade nej"),
    Asked.WITHDRAWN: N_("Återtagen"),
}
_FOLLOWS = {
    Asked.UNCONFIRMED: {Asked.ASKED, Asked.WITHDRAWN},
    Asked.ASKED: {Asked.ACCEPTED, Asked.DECLINED, Asked.WITHDRAWN},
    Asked.ACCEPTED: {Asked.WITHDRAWN},
}


class PartnerReason(Enum):
    """Why something is not done between ideas and partners."""

    NOT_SENT = N_("Idén är inte inskickad än. Skicka in den, så kan du bjuda in parter.")
    NOT_SEEKING = N_("Idén tar inte emot fler förfrågningar.")
    OWN = N_("Det är er egen idé.")
    ALREADY_ASKED = N_("Ni har redan frågat, och väntar på svar. Svaret kommer med mejl.")
    ALREADY_INVITED = N_("Idéns kontakt har redan bjudit in er. Svara med länken i mejlet som ni fick.")
    HAS_ASKED_YOU = N_("Organisationen har redan frågat om den får vara med. Svara med länken i mejlet som du fick.")
    ALREADY_PARTNERS = N_("Ni är redan partner.")
    SAID_NO = N_("Frågan är redan ställd, och svaret blev nej.")
    NOT_LISTED = N_("Organisationen står inte längre bland dem som vill delta.")
    LAPSED = N_("Länken gällde i tre dagar. Gör om det en gång till, så får du en ny.")
    ANSWERED_YES = N_("Frågan är redan besvarad med ja.")
    ANSWERED_NO = N_("Frågan är redan besvarad med nej.")
    TAKEN_BACK = N_("Frågan är återtagen, så den går inte att ändra.")
    NOT_CONFIRMED = N_("Bekräfta först adressen med länken i mejlet.")
    HIDDEN = N_("Sekretariatet har tagit bort er ur listan. Hör av dig till dem, så reder ni ut det.")


class IdeaSeen(Protocol):
    """What decides whether an idea may be asked about, or its contact may ask."""

    @property
    def state(self) -> str: ...
    @property
    def seeks_partners(self) -> bool: ...
    @property
    def publish_consent(self) -> bool: ...
    @property
    def published_at(self) -> datetime | None: ...
    @property
    def erased_at(self) -> datetime | None: ...


class Listed(Protocol):
    """What decides whether an organisation is shown among those that want to join."""

    @property
    def confirmed_at(self) -> datetime | None: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...
    @property
    def hidden_at(self) -> datetime | None: ...
    @property
    def erased_at(self) -> datetime | None: ...


@dataclass(frozen=True)
class Named:
    """What an idea is called towards others: as it was published, where it has been."""

    title: str
    organisation: str


@dataclass(frozen=True)
class Before:
    """What the same two have had to do with each other before: the latest request between them."""

    direction: str
    state: str


def stands(idea: IdeaSeen) -> bool:
    """Tell whether an idea has been received and is still its own: neither taken back nor merged, contact kept."""
    return idea.state not in _HANDLED_AWAY and idea.erased_at is None


def is_public(idea: IdeaSeen) -> bool:
    """Tell whether an idea may be shown to everybody: its actor has given leave, and it is published."""
    return stands(idea) and idea.publish_consent and idea.published_at is not None


def is_listed(interest: Listed) -> bool:
    """Tell whether an organisation stands in the list of those that want to join."""
    return interest.confirmed_at is not None and not (interest.withdrawn_at or interest.hidden_at or interest.erased_at)


def refusal_to_join(idea: IdeaSeen, before: Before | None) -> PartnerReason | None:
    """Return why an organisation may not ask to join this idea, or None."""
    if not is_public(idea) or not idea.seeks_partners:
        return PartnerReason.NOT_SEEKING
    return _between(before, Direction.JOIN)


def refusal_to_invite(idea: IdeaSeen, interest: Listed, before: Before | None) -> PartnerReason | None:
    """Return why an idea's contact may not invite this organisation, or None."""
    if not stands(idea):
        return PartnerReason.NOT_SENT
    if not is_listed(interest):
        return PartnerReason.NOT_LISTED
    return _between(before, Direction.INVITE)


def _between(before: Before | None, direction: Direction) -> PartnerReason | None:
    """Return what an earlier request between the two refuses; one that was taken back, or never confirmed, nothing."""
    if before is None:
        return None
    match Asked(before.state):
        case Asked.ACCEPTED:
            return PartnerReason.ALREADY_PARTNERS
        case Asked.DECLINED:
            return PartnerReason.SAID_NO if before.direction == direction.value else None
        case Asked.ASKED if before.direction == direction.value:
            return PartnerReason.ALREADY_ASKED
        case Asked.ASKED if direction is Direction.JOIN:
            return PartnerReason.ALREADY_INVITED
        case Asked.ASKED:
            return PartnerReason.HAS_ASKED_YOU
        case _:
            return None


def refusal_to_become(state: str, then: Asked) -> PartnerReason | None:
    """Return why a request in `state` cannot become `then`, or None."""
    now = Asked(state)
    if then in _FOLLOWS.get(now, ()):
        return None
    return {
        Asked.UNCONFIRMED: PartnerReason.NOT_CONFIRMED,
        Asked.ASKED: PartnerReason.ALREADY_ASKED,
        Asked.ACCEPTED: PartnerReason.ANSWERED_YES,
        Asked.DECLINED: PartnerReason.ANSWERED_NO,
        Asked.WITHDRAWN: PartnerReason.TAKEN_BACK,
    }[now]


def lapses(asked_at: datetime, now: datetime) -> bool:
    """Tell whether the link that confirms an address holds no longer."""
    return now >= asked_at + CONFIRM_WITHIN


# What organisations are told before they say yes to being shown; each row keeps the words that it said yes to.
SHOWN_IN_LIST = N_(
    "På webben visas organisationen, typ, kommun, målgrupper och vad ni erbjuder, för den som söker partner till en "
    "projektidé. Ditt namn och din adress visas inte. En idés kontakt får dem först när ni båda har sagt ja. "
    "Sekretariatet ser allt som du skriver."
)
SHOWN_AS_PARTNER = N_("Visa vår organisation som partner där idén visas")
