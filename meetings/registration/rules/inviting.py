"""Who may be invited, until when is a seat kept for them, and when may the silent be reminded."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

from meetings.errors import Refusal
from meetings.registration.rules.door import SignUpFacts, closed_by_the_meeting, closes, last_minute
from meetings.registration.rules.states import Closed
from meetings.text import N_

REMINDED_AGAIN = timedelta(hours=24)  # nobody is reminded more often


class InvitationState(str, Enum):
    """Where an invitation stands: nobody has answered it, yes, no, or the organiser took it back."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REVOKED = "revoked"


class InvitingReason(Enum):
    """Why nobody is invited, reminded, or taken at their word."""

    TOO_FEW_SEATS = N_("Det finns bara %(free)s lediga platser att hålla. Bjud in utan att hålla platser, eller färre.")
    HELD_TOO_LONG = N_("En plats kan hållas längst tills anmälan stänger, %(closes)s. Välj en tidigare dag.")
    HELD_TOO_SHORT = N_("Dagen då platserna släpps har varit. Välj en senare dag.")
    NOBODY_SILENT = N_("Alla inbjudna har svarat.")
    REMINDED_TODAY = N_("De som inte har svarat har fått ett mejl det senaste dygnet. Påminn i morgon.")
    REVOKED = N_("Inbjudan gäller inte längre. Kontakta arrangören om du ändå vill komma.")
    ALREADY_ACCEPTED = N_("Du har redan tackat ja. Kan du inte komma, avanmäl dig på din egen sida.")
    ANSWERED = N_("Inbjudan är redan besvarad eller återkallad.")


class Holding(Protocol):
    """An invitation, as far as the seat that it keeps."""

    @property
    def state(self) -> str: ...
    @property
    def holds_seat(self) -> bool: ...
    @property
    def held_until(self) -> datetime | None: ...


def keeps_seat(invitation: Holding, now: datetime) -> bool:
    """Tell whether a seat is kept for who is invited."""
    if invitation.state != InvitationState.INVITED.value or not invitation.holds_seat:
        return False
    return invitation.held_until is None or now < invitation.held_until


def refusal_to_invite(facts: SignUpFacts, now: datetime) -> Refusal | None:
    """Return why nobody can be invited: the meeting takes no sign-ups, or no longer."""
    if refusal := closed_by_the_meeting(facts, now):
        return refusal
    return Refusal(Closed.CLOSED, {"closed": last_minute(closes(facts))}) if now >= closes(facts) else None


def refusal_to_hold(
    facts: SignUpFacts, until: datetime, number: int, free: int | None, now: datetime
) -> Refusal | None:
    """Return why so many seats cannot be held until then; `free` None: there is no limit."""
    if until <= now:
        return Refusal(InvitingReason.HELD_TOO_SHORT)
    if until > closes(facts):
        return Refusal(InvitingReason.HELD_TOO_LONG, {"closes": last_minute(closes(facts))})
    if free is not None and number > free:
        return Refusal(InvitingReason.TOO_FEW_SEATS, {"free": free})
    return None


def refusal_to_answer(state: str, *, accepts: bool) -> Refusal | None:
    """Return why an invitation cannot be answered so; who said no may still say yes."""
    if state == InvitationState.REVOKED.value:
        return Refusal(InvitingReason.REVOKED)
    if state == InvitationState.ACCEPTED.value and not accepts:
        return Refusal(InvitingReason.ALREADY_ACCEPTED)
    return None
