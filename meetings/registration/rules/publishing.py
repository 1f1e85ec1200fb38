"""How far the publication of a block's places has come, why it stopped, and what differs from what was shown."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from hashlib import sha256

from meetings.errors import Refusal
from meetings.registration.rules.assignment import Wisher
from meetings.registration.rules.workshops import BlockReason
from meetings.text import N_


class Stage(str, Enum):
    """How far the worker has come: asked to, writing the mails when all have their places, done, or it would not."""

    ASKED = "asked"
    MAILING = "mailing"
    DONE = "done"
    STOPPED = "stopped"


UNFINISHED = (Stage.ASKED.value, Stage.MAILING.value)
# Why the worker did not publish: what a row holds, and its words.
PROBLEMS = {
    "changed": BlockReason.CHANGED,
    "nobody": BlockReason.NOBODY,
    "closed": BlockReason.MEETING_NOT_OPEN,
    "not_ranked": BlockReason.NOT_RANKED,
}


class Differs(Enum):
    """What of an assignment is not as it was when it was shown."""

    NUMBER = N_("Hur många som ska få plats: %(before)s då, %(now)s nu.")
    PEOPLE = N_("Vilka som ska få plats, lika många som då.")
    WISHES = N_("Vad de önskar.")
    PINS = N_("Vilka som är fästa.")
    SEATS = N_("Platserna i workshopparna.")
    SEED = N_("Lottnumret: %(before)s då, %(now)s nu.")


def mark_of(people: Iterable[Wisher], seats: Iterable[tuple[int, int | None]], ranks: int, seed: int) -> str:
    """Return a short text that differs whenever anything differs that the assignment depends on.

    Its parts, between full stops: how many people, digests of who they are, of their wishes, of the pins and of the
    seats, and the seed.
    """
    ordered = sorted(people, key=lambda one: one.id)
    parts = (
        [one.id for one in ordered],
        [(one.id, one.wishes) for one in ordered],
        [(one.id, one.pinned) for one in ordered if one.pinned is not None],
        (sorted(seats), ranks),
    )
    digests = (sha256(repr(part).encode()).hexdigest()[:12] for part in parts)
    return ".".join((str(len(ordered)), *digests, str(seed)))


def differences(seen: str, now: str) -> list[Refusal]:
    """Return what differs between two marks, in words; of a text that is no mark nothing can be said."""
    before, after = seen.split("."), now.split(".")
    if len(before) != len(after):
        return []
    found = []
    differs = [one != other for one, other in zip(before, after, strict=True)]
    if differs[0]:
        found.append(Refusal(Differs.NUMBER, {"before": before[0], "now": after[0]}))
    elif differs[1]:
        found.append(Refusal(Differs.PEOPLE))
    reasons = (Differs.WISHES, Differs.PINS, Differs.SEATS)
    found += [Refusal(reason) for reason, differ in zip(reasons, differs[2:5], strict=True) if differ]
    if differs[5]:
        found.append(Refusal(Differs.SEED, {"before": before[5], "now": after[5]}))
    return found
