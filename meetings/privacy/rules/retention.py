"""How long is a class kept, on which decision, and what is to be done with it now: erased, warned of, or left alone.

Days are Swedish days: what is kept for 14 days after a meeting that ends on the 18th goes when the 1st begins, so that
it is gone on the very day that people were told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from meetings.errors import Refusal
from meetings.questions.rules import SENSITIVE_DAYS, Retention
from meetings.text import N_

STOCKHOLM = ZoneInfo("Europe/Stockholm")
# domain.md, decision 9: diet and access 14 days after the meeting, contact data three months, figures for ever.
DEFAULT_DAYS: dict[Retention, int | None] = {
    Retention.SENSITIVE: SENSITIVE_DAYS,
    Retention.CONTACT: 92,
    Retention.FIGURE: None,
}
# Sensitive answers go with a consent that names the day: a longer time holds for those who answer from then on.
MOST_DAYS = {Retention.SENSITIVE: 365, Retention.CONTACT: 3650}
WARNING_DAYS = 7
# The job runs once a day: it warns a day before it must, so that nothing is kept a day too long for its sake.
LOOK_AHEAD_DAYS = WARNING_DAYS + 1
# Of these only the number of answers is a figure; what is written freely can name somebody, whatever its class says.
COUNTABLE = frozenset({"one_of", "many_of", "yes_no", "number", "date", "time"})
# What the list of erasures calls drafts of ideas that were never sent: of no class, they go without a decision, since
# they are their actors' own and no official documents (tryckfrihetsförordningen, 2 kap.).
DRAFTS = "drafts"
# Mail about an account holds a key that has run out, an answer to a request of erasure was itself decided, and who
# subscribes was told that all of it goes when they leave.
OF_NO_CLASS = ("account:", "case:", "subscriber:")


@dataclass(frozen=True)
class Period:
    """How long a class is kept (None: for ever), and the decision to erase it (gallringsbeslut), if there is one."""

    retention: Retention
    days: int | None
    decision_number: str = ""
    decision_date: date | None = None

    @property
    def rests_on_a_decision(self) -> bool:
        """Whether an administrator has entered both its number and its date."""
        return bool(self.decision_number) and self.decision_date is not None


class Waits(Enum):
    """Why a class is not erased."""

    KEPT = N_("Sparas tills vidare.")
    NO_DECISION = N_("Väntar på gallringsbeslut.")


class PeriodReason(Enum):
    """Why a period is not saved as it was typed."""

    FIGURES_ARE_KEPT = N_("Siffror utan namn sparas och har ingen tid.")
    TOO_SHORT = N_("Skriv minst 1 dag.")
    TOO_LONG = N_("Skriv högst %(most)d dagar.")
    HALF_A_DECISION = N_("Skriv både beslutets nummer och dess datum, eller inget av dem.")
    FUTURE_DECISION = N_("Beslutets datum ligger framåt i tiden.")


class Verdict(Enum):
    """What is to be done with what one meeting holds of a class."""

    KEPT = "kept"
    NOT_YET = "not-yet"
    WAITS = "waits"
    WARN = "warn"
    WARNED = "warned"
    ERASE = "erase"


def day_of(instant: datetime) -> date:
    """Return the Swedish day of the instant."""
    return instant.astimezone(STOCKHOLM).date()


def beginning(day: date) -> datetime:
    """Return the instant (UTC) at which the day begins in Sweden."""
    return datetime.combine(day, time(), STOCKHOLM).astimezone(UTC)


def end_of_today(now: datetime) -> datetime:
    """Return the instant at which today ends in Sweden: what falls before it goes today."""
    return beginning(day_of(now) + timedelta(days=1))


def due_at(days: int, ends_at: datetime, promised: datetime | None = None) -> datetime:
    """Return when what a meeting that ends at this instant holds of a class goes: the beginning of a Swedish day.

    `promised` is the earliest instant that people were told: it holds when it comes first, but nothing goes before
    the meeting has been, should it have been moved since.
    """
    planned = day_of(ends_at + timedelta(days=days))
    if promised is None or day_of(promised) >= planned:
        return beginning(planned)
    return max(beginning(day_of(promised)), ends_at)


def is_due(promised: datetime | None, now: datetime) -> bool:
    """Tell whether a copy that was to be kept until this instant goes today."""
    return promised is not None and now >= beginning(day_of(promised))


def refusal_to_erase(period: Period, *, public_body: bool) -> Refusal | None:
    """Return why a class is not erased at all, or None: a public body needs a decision for each (arkivlagen, 10 §)."""
    if period.days is None:
        return Refusal(Waits.KEPT)
    if public_body and not period.rests_on_a_decision:
        return Refusal(Waits.NO_DECISION)
    return None


def erases_at(due: datetime, warned_at: datetime) -> datetime:
    """Return when it is erased: when it is due, but never less than a week of days after the warning."""
    return max(due, beginning(day_of(warned_at) + timedelta(days=WARNING_DAYS)))


def verdict(period: Period, due: datetime, warned_at: datetime | None, now: datetime, *, public_body: bool) -> Verdict:
    """Return what is to be done at `now` with what is due then, and was warned of at `warned_at` (None: not yet)."""
    if period.days is None:
        return Verdict.KEPT
    if now < beginning(day_of(due) - timedelta(days=LOOK_AHEAD_DAYS)):
        return Verdict.NOT_YET
    if refusal_to_erase(period, public_body=public_body) is not None:
        return Verdict.WAITS
    if warned_at is None:
        return Verdict.WARN
    return Verdict.ERASE if now >= erases_at(due, warned_at) else Verdict.WARNED


def retention_of_answer(retention: str, kind: str, *, sensitive: bool) -> Retention:
    """Return the class of an answer: sensitive is sensitive, and free text is never a figure."""
    if sensitive or retention == Retention.SENSITIVE.value:
        return Retention.SENSITIVE
    if retention == Retention.FIGURE.value and kind in COUNTABLE:
        return Retention.FIGURE
    return Retention.CONTACT


def retention_of_mail(subject_ref: str) -> Retention | None:
    """Return the class of a mail by whom it is about; None: of none, it goes when its time is up."""
    return None if subject_ref.startswith(OF_NO_CLASS) else Retention.CONTACT


def refusal_of_period(
    retention: Retention, days: int | None, number: str, decided_on: date | None, today: date
) -> Refusal | None:
    """Return why a period and its decision are not saved, or None."""
    if retention not in MOST_DAYS:
        return Refusal(PeriodReason.FIGURES_ARE_KEPT) if days is not None else None
    if days is None or days < 1:
        return Refusal(PeriodReason.TOO_SHORT)
    if days > MOST_DAYS[retention]:
        return Refusal(PeriodReason.TOO_LONG, {"most": MOST_DAYS[retention]})
    if bool(number) != (decided_on is not None):
        return Refusal(PeriodReason.HALF_A_DECISION)
    if decided_on is not None and decided_on > today:
        return Refusal(PeriodReason.FUTURE_DECISION)
    return None
