"""What an organiser says of a funder's round of applications (utlysning)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from meetings.text import N_

MOST_CRITERIA = 30


class RoundReason(Enum):
    """Why a round cannot be saved or removed like that."""

    CLOSES_BEFORE_IT_OPENS = N_("Utlysningen stänger innan den öppnar. Rätta en av dagarna.")
    ENDS_BEFORE_IT_STARTS = N_("Projekten ska vara klara innan de får börja. Rätta en av månaderna.")
    IN_USE = N_("Utlysningen används av ett inspel och kan inte tas bort.")


@dataclass(frozen=True)
class CriterionText:
    """What a round asks of a project; `key` is the id of the row that it changes, None: a new one.

    `field` is the field of an idea beside which it is shown (`fields.PROMPTS`, "about"; "": by itself).
    """

    label: str
    text: str = ""
    field: str = ""
    key: int | None = None


@dataclass(frozen=True)
class RoundText:
    """A round as written. Days are Swedish, inclusive; months the first day of each; `amount` whole kronor.

    `programme_area` is the code of a word, "" for none.
    """

    title: str
    funder: str = ""
    programme_area: str = ""
    season: str = ""
    opens_on: date | None = None
    closes_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    amount: int | None = None
    cofinancing_percent: int | None = None
    url: str = ""
    text: str = ""
    criteria: tuple[CriterionText, ...] = ()


def refusal_to_save(text: RoundText) -> RoundReason | None:
    """Return why the days or months of a round do not hold together."""
    if text.opens_on and text.closes_on and text.closes_on < text.opens_on:
        return RoundReason.CLOSES_BEFORE_IT_OPENS
    if text.starts_on and text.ends_on and text.ends_on < text.starts_on:
        return RoundReason.ENDS_BEFORE_IT_STARTS
    return None
