"""What may the secretariat do with a received idea, and how is what was done called."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Protocol

from meetings.errors import Refusal
from meetings.ideas.rules.sending import ACCEPTED
from meetings.ideas.rules.states import CHOSEN, STATE_NAMES, State, may_follow
from meetings.text import N_

MOST_AT_ONCE = 500  # ideas that one press decides on
MOST_MERGED = 20


class Reason(Enum):
    """Why something is not done with an idea."""

    NOTHING_CHOSEN = N_("Markera minst en idé först.")
    TOO_MANY = N_("Markera högst %(most)s idéer åt gången.")
    CHANGED = N_(
        "Någon annan har ändrat status på idé %(numbers)s medan sidan var öppen. Inget är sparat. Läs vad som gäller "
        "nu och spara igen."
    )
    WITHDRAWN = N_("Idé %(number)s är återtagen av sin aktör, så den går inte att ändra.")
    MERGED = N_("Idé %(number)s är sammanslagen med en annan. Ångra sammanslagningen först.")
    LATE = N_("Idé %(number)s kom in för sent. Ta ställning till om den ska tas emot först.")
    SAME = N_("Inget är ändrat: alla markerade idéer har redan den statusen.")
    NOT_CHOSEN = N_("Välj en status.")
    NOTHING_TO_TELL = N_("Det finns inget besked att publicera.")
    OTHERWISE = N_("Något har ändrats sedan du läste beskeden. Inget är publicerat. Läs dem igen och publicera sedan.")
    ONE_ALONE = N_("Markera minst två idéer som ska slås samman.")
    TOO_MANY_MERGED = N_("Slå samman högst %(most)s idéer åt gången.")
    NO_TARGET = N_("Välj vilken idé som de andra ska gå in i.")
    NOT_MERGED = N_("Idén är inte sammanslagen längre.")
    ANSWERED = N_("Frågan är redan besvarad. Svaret står på sidan.")
    CLOSED_TO_ANSWERS = N_("Idén är återtagen, så frågan går inte att besvara.")
    NO_ADDRESS = N_("Idén har ingen e-postadress, så aktören kan inte få frågan. Lägg till en adress eller ring.")
    HANDLED = N_("Frågan är redan besvarad eller borttagen.")


class Handled(Protocol):
    """An idea, as far as handling it goes."""

    @property
    def number(self) -> int | None: ...
    @property
    def state(self) -> str: ...
    @property
    def late(self) -> bool: ...
    @property
    def late_decision(self) -> str: ...


def stands_apart(idea: Handled) -> bool:
    """Tell whether the idea came late and nobody has said that it counts."""
    return idea.late and idea.late_decision != ACCEPTED


def refusal_to_handle(idea: Handled) -> Refusal | None:
    """Return why the secretariat can neither decide on the idea, nor merge, nor split it."""
    number = {"number": idea.number}
    state = State(idea.state)
    if state is State.MERGED:
        return Refusal(Reason.MERGED, number)
    if state not in CHOSEN:
        return Refusal(Reason.WITHDRAWN, number)
    return Refusal(Reason.LATE, number) if stands_apart(idea) else None


def changes(idea: Handled, then: State) -> bool:
    """Tell whether the idea gets another state by this choice."""
    return may_follow(State(idea.state), then)


# What happened to an idea (`IdeaHistory.action`), in words. `before` and `after` of "state" and "told" are states.
HISTORY: Mapping[str, str] = {
    "received": N_("Idén kom in"),
    "changed": N_("Aktören skickade in en ny version"),
    "entered": N_("Sekretariatet förde in idén"),
    "completed": N_("Aktören kompletterade idén"),
    "withdrawn": N_("Aktören tog tillbaka idén"),
    "returned": N_("Aktören ångrade återtagandet"),
    "late": N_("Idén lämnades som sent inkommen"),
    "late_accepted": N_("Den sena idén togs emot"),
    "late_declined": N_("Den sena idén togs inte emot"),
    "confirmed": N_("Aktören bekräftade sin adress"),
    "contact": N_("Kontakten ändrades"),
    "state": N_("Status sattes"),
    "told": N_("Beskedet publicerades"),
    "asked": N_("Sekretariatet ställde en fråga"),
    "question_removed": N_("Sekretariatet tog tillbaka en fråga"),
    "answered": N_("Aktören svarade"),
    "merged": N_("Idén slogs samman med en annan"),
    "took_in": N_("En annan idé gick in i den här"),
    "unmerged": N_("Sammanslagningen togs tillbaka"),
    "split": N_("En ny idé bröts ut ur den här"),
    "split_from": N_("Idén bröts ut ur en annan"),
    "diarienummer": N_("Diarienumret ändrades"),
    "leave_given": N_("Aktören sa ja till att idén publiceras"),
    "leave_taken": N_("Aktören tog tillbaka sitt ja till att idén publiceras"),
    "published": N_("Idén publicerades"),
    "unpublished": N_("Idén slutade visas"),
    "followed": N_("Idén togs upp på uppföljningsmötet"),
    "outcome": N_("Utfallet från uppföljningsmötet noterades"),
}


def state_name(value: str) -> str:
    """Return what a state is called, in Swedish, to be translated; a value that is none stands as itself."""
    known = {state.value: name for state, name in STATE_NAMES.items()}
    return known.get(value, value)


TONES: Mapping[str, str] = {
    State.DRAFT.value: "neutral",
    State.RECEIVED.value: "info",
    State.INCOMPLETE.value: "wait",
    State.FOLLOW_UP.value: "good",
    State.RESTING.value: "neutral",
    State.PROJECT.value: "moss",
    State.WITHDRAWN.value: "bad",
    State.MERGED.value: "neutral",
}
