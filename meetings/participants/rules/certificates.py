"""Who may have a certificate of having been there, and how many hours it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from meetings.errors import Refusal
from meetings.text import N_

MOST_HOURS: Final = 1_000
STEP: Final = 5  # minutes: what hours are rounded to
AT_ONCE: Final = 200  # certificates in one file: some four seconds, and others wait ten for theirs
_HOURS = re.compile(r"(\d{1,4})(?:[.,](\d{1,2}))?", re.ASCII)


class CertificateReason(Enum):
    """Why there is no certificate."""

    NOT_OFFERED = N_("Till det här mötet ges inga intyg.")
    CANCELLED = N_("Mötet ställdes in, så det finns inget intyg.")
    WITHDRAWN = N_("Anmälan är avanmäld, så det finns inget intyg.")
    NOT_OVER = N_("Intyget finns att hämta när mötet är slut och närvaron är antecknad.")
    NOT_TAKEN = N_("Närvaron är inte antecknad än. Intyget går att hämta när arrangören har gjort det.")
    NOT_ATTENDED = N_("Deltagandet är inte antecknat. Är det fel rättar arrangören det i deltagarlistan.")
    ERASED = N_("Uppgifterna är raderade, så det går inte att göra något intyg.")
    UNPRINTABLE = N_(
        "Namnet har bokstäver som intyget inte kan visa. Arrangören kan skriva namnet med latinska bokstäver."
    )
    NOBODY = N_("Ingen är antecknad som närvarande, så det finns inga intyg att hämta.")


@dataclass(frozen=True)
class Candidate:
    """What decides whether somebody may have a certificate.

    `taken` tells that the meeting's attendance is noted for anybody at all, `attended` for this person;
    `printable` that a document can show their name.
    """

    offered: bool
    cancelled: bool
    withdrawn: bool
    over: bool
    taken: bool
    attended: bool
    erased: bool
    printable: bool


def refusal_to_certify(one: Candidate) -> Refusal | None:
    """Return why the person gets no certificate, the first reason that holds; None when there is one."""
    reasons = (
        (not one.offered, CertificateReason.NOT_OFFERED),
        (one.cancelled, CertificateReason.CANCELLED),
        (one.erased, CertificateReason.ERASED),
        (one.withdrawn, CertificateReason.WITHDRAWN),
        (not one.over, CertificateReason.NOT_OVER),
        (not one.taken, CertificateReason.NOT_TAKEN),
        (not one.attended, CertificateReason.NOT_ATTENDED),
        (not one.printable, CertificateReason.UNPRINTABLE),
    )
    return next((Refusal(reason) for holds, reason in reasons if holds), None)


def minutes_typed(typed: str) -> int | None:
    """Return the minutes of hours as typed ("6", "6,5", "6.25", "1 000"); None when that is no number of hours.

    Rounded to five minutes, as a third of an hour has no exact decimals: "0,33" is 20 minutes.
    """
    found = _HOURS.fullmatch("".join(typed.split()))
    if found is None:
        return None
    hundredths = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
    minutes = (hundredths * 60 + 50 * STEP) // (100 * STEP) * STEP
    return minutes if 0 < minutes <= MOST_HOURS * 60 else None


def hours_text(minutes: int, comma: str = ",") -> str:
    """Return the minutes as hours with at most two decimals: 390 is "6,5", which `minutes_typed` reads back."""
    whole, rest = divmod(round(minutes * 100 / 60), 100)
    decimals = f"{rest:02}".rstrip("0")
    return f"{whole}{comma}{decimals}" if decimals else str(whole)
