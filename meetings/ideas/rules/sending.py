"""May an idea be sent now, and as what: in time, late, or as the completion that was asked for; what it still lacks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from meetings.directory.rules import WITHOUT_ORGANISATION
from meetings.ideas.rules.content import Content
from meetings.ideas.rules.deadline import Phase, Times, phase
from meetings.ideas.rules.fields import ABOUT, ALWAYS, PROMPTS
from meetings.ideas.rules.receiving import Person
from meetings.ideas.rules.states import State
from meetings.text import N_

ACCEPTED, DECLINED = "accepted", "declined"  # what the secretariat decides of what came late
# Asked for by a call, a box cannot be found empty: no is an answer, too.
_NEVER_LACKING = frozenset({"transnational"})


class SendReason(Enum):
    """Why an idea is not received."""

    NOT_OPEN = N_("Inspelet har inte öppnat än. Det går att skicka in från och med %(opens)s. Spara idén som utkast.")
    CLOSED = N_(
        "Idén skulle ha skickats in %(deadline)s. Det du skrev är kvar. Du kan lämna det som sent inkommet, "
        "så avgör sekretariatet om det tas med."
    )
    WITHDRAWN = N_("Idén är återtagen. Ångra återtagandet på idéns sida innan du skickar in en ny version.")
    MERGED = N_("Sekretariatet arbetar med idén, så den kan inte ändras här. Skriv till sekretariatet.")
    LATE_DECIDED = N_("Den sent inkomna idén är redan avgjord. Skriv till sekretariatet om något ska ändras.")
    MISSING = N_("Det här saknas innan idén kan skickas in: %(fields)s.")
    UNCHANGED = N_("Inget har ändrats sedan version %(number)s skickades in %(at)s. Det kvittot gäller.")
    EXTENSION_USED = N_("Länken med längre tid är redan använd för en annan idé.")
    NOT_WITHDRAWN = N_("Idén är inte återtagen.")
    ALREADY_WITHDRAWN = N_("Idén är redan återtagen.")
    NEVER_SENT = N_("Idén är inte inskickad.")
    NOT_RETURNED = N_(
        "Idén skulle ha skickats in %(deadline)s, så det går inte att ångra längre. Skriv till sekretariatet."
    )
    NEWER_CAME = N_("En nyare version har kommit in medan sidan var öppen. Läs den och bestäm sedan.")
    NOT_LATE = N_("Det finns inget sent inkommet att avgöra.")
    NO_REASON = N_("Skriv varför. Den som lämnade idén får läsa det.")


class Arrival(Enum):
    """As what an idea comes in."""

    IN_TIME = "in-time"
    LATE = "late"
    COMPLETION = "completion"


@dataclass(frozen=True)
class Standing:
    """How an idea stands when it is sent.

    `late_decision` is what has been decided of an idea that came late as a whole (`late`). `asks_late` says that its
    actor chose to leave it as late, `by_secretariat` that the secretariat enters it: no deadline binds that, but what
    it enters after the closing is late.
    """

    phase: Phase
    state: State = State.DRAFT
    late: bool = False
    late_decision: str = ""
    asks_late: bool = False
    by_secretariat: bool = False


def arrival_of(standing: Standing) -> Arrival | SendReason:
    """Return as what the idea comes in, or why it does not."""
    if standing.state is State.WITHDRAWN:
        return SendReason.WITHDRAWN
    if standing.state is State.MERGED:
        return SendReason.MERGED
    if standing.phase is Phase.OPEN:
        return Arrival.IN_TIME
    if standing.phase is Phase.COMING:
        return Arrival.IN_TIME if standing.by_secretariat else SendReason.NOT_OPEN
    if standing.state is State.INCOMPLETE:
        return Arrival.COMPLETION
    if not (standing.asks_late or standing.by_secretariat):
        return SendReason.CLOSED
    return SendReason.LATE_DECIDED if standing.late and standing.late_decision else Arrival.LATE


def refusal_to_withdraw(state: State) -> SendReason | None:
    """Return why an idea in this state cannot be withdrawn, or None."""
    return {
        State.DRAFT: SendReason.NEVER_SENT,
        State.WITHDRAWN: SendReason.ALREADY_WITHDRAWN,
        State.MERGED: SendReason.MERGED,
    }.get(state)


def refusal_to_return(state: State, times: Times, now: datetime) -> SendReason | None:
    """Return why an idea cannot be taken up again, or None: it is withdrawn, and there is time."""
    if state is not State.WITHDRAWN:
        return SendReason.NOT_WITHDRAWN
    return None if phase(times, now) is Phase.OPEN else SendReason.NOT_RETURNED


def missing(content: Content, required: Collection[str], *, attached: bool) -> list[str]:
    """Return the codes of what the idea lacks, in the order of the form; `attached`: a document comes with it."""
    needed = [code for code in ALWAYS if not (code == "organisation" and is_one_person(content))]
    if not attached:
        needed.append(ABOUT)
    needed += [code for code in PROMPTS if code in required and code not in _NEVER_LACKING]
    return [code for code in needed if not _says(content, code)]


def missing_of_person(person: Person, *, by_secretariat: bool) -> list[str]:
    """Return what is lacking of whom to reach: who is entered by the secretariat need not have an address."""
    wanted = {"name": person.name, "email": by_secretariat or person.email}
    return [name for name, value in wanted.items() if not value]


def is_one_person(content: Content) -> bool:
    """Tell whether who sends it has no organisation to name."""
    return content.organisation_type in WITHOUT_ORGANISATION


def _says(content: Content, code: str) -> bool:
    if code == "period":
        return bool(content.starts_in or content.ends_in)
    if code == "budget":
        return content.budget is not None
    return bool(getattr(content, code))
