"""Which states a mail goes through, when it is tried again, and what can keep it from leaving."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from meetings.text import N_


class MailState(str, Enum):
    """How far a mail has come."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    WITHHELD = "withheld"


class Problem(Enum):
    """What kept a mail from leaving; the value is the sentence that the desk shows beside the server's answer."""

    UNREACHABLE = N_("Mejlservern svarar inte.")
    CERTIFICATE = N_("Mejlserverns krypterade förbindelse går inte att lita på.")
    LOGIN = N_("Mejlservern godtar inte användarnamnet och lösenordet.")
    SENDER = N_("Mejlservern godtar inte avsändaradressen.")
    RECIPIENT = N_("Mottagarens adress tas inte emot.")
    CONTENT = N_("Mejlservern tar inte emot mejlet.")
    LOST = N_("Förbindelsen till mejlservern bröts.")
    ADDRESS = N_("Adressen går inte att skicka till.")
    TEMPLATE = N_("Mejlet gick inte att skriva. Felet är noterat i loggen.")
    ERASED = N_("Mejlets uppgifter raderades innan det hann skickas.")
    BOUNCED = N_("Mejlet kom tillbaka: adressen tar inte emot det.")
    EXPIRED = N_("Mejlet kom tillbaka: mottagarens server tog inte emot det i tid.")
    DELAYED = N_("Mottagarens server har inte tagit emot mejlet än.")
    MARKED = N_("Ett tidigare mejl till adressen kom tillbaka. Utskick dit hålls inne tills adressen är rättad.")
    MOVED = N_("Adressen är rättad sedan mejlet skrevs.")
    REPLACED = N_("Mejlet gick i stället till den rättade adressen.")


class ResendReason(Enum):
    """Why a mail is not sent again."""

    IN_FLIGHT = N_("Mejlet är redan på väg.")
    ERASED = N_("Mejlets uppgifter är raderade, så det kan inte skickas igen.")


APPOINTMENT = "appointment"  # where a mail's values hold what its .ics is written from
WAITING = (MailState.QUEUED, MailState.RETRY)
OF_THE_SERVER = (Problem.UNREACHABLE, Problem.CERTIFICATE, Problem.LOGIN, Problem.LOST)
SPOKEN = (Problem.SENDER, Problem.RECIPIENT, Problem.CONTENT, Problem.LOST)  # tries that a server was bothered with
OF_THE_ADDRESS = (Problem.RECIPIENT, Problem.ADDRESS, Problem.BOUNCED)
DONE = (MailState.SENT, MailState.FAILED, MailState.WITHHELD)
CLAIM = timedelta(minutes=10)  # how long a worker that is never heard of again keeps its mails from the others
_GROWING = tuple(timedelta(seconds=s) for s in (30, 60, 120, 300, 600, 1200, 1800, 3600, 7200))
_THEN = timedelta(hours=4)
TRIES = 26  # with the delays above, about three days


@dataclass(frozen=True)
class Allowance:
    """How many mails may be claimed now: of people's own, and of those of many."""

    own: int
    bulk: int


def allowance(per_minute: int, used: int) -> Allowance:
    """Return what is left of the rate; a fifth of it is kept for mails that somebody waits for."""
    kept = 0 if per_minute < 2 else max(1, per_minute // 5)
    return Allowance(max(0, per_minute - used), max(0, per_minute - kept - used))


def retry_after(tries: int) -> timedelta | None:
    """Return how long to wait after this many temporary errors (1, 2, …): 30 s growing to 4 h; None: give up."""
    if tries >= TRIES:
        return None
    return _GROWING[tries - 1] if tries <= len(_GROWING) else _THEN


def is_temporary(code: int) -> bool:
    """Tell whether an SMTP reply code asks for another try later (4xx, RFC 5321 section 4.2.1)."""
    return 400 <= code < 500
