"""What an action says when it will not do what it was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


@dataclass(frozen=True)
class Refusal:
    """Why something is not done: a reason, and the values that its sentence names.

    The reason is a member of a feature's enum; its value is the Swedish sentence, with `%(name)s` for
    each value. Instants among the values are aware; the edge writes them out.
    """

    reason: Enum
    values: Mapping[str, object] = field(default_factory=dict)


class Refused(Exception):
    """An action was refused by a rule; nothing was changed."""

    def __init__(self, refusal: Refusal | Enum) -> None:
        self.refusal = refusal if isinstance(refusal, Refusal) else Refusal(refusal)
        super().__init__(self.refusal.reason.name)


class NotFound(Exception):
    """There is no such thing, or the asker may not know of it."""


class Busy(Exception):
    """The lock was not had in time; the same request may succeed a moment later."""


class Stale(Exception):
    """Somebody saved in between; `current` is the revision number that stands now."""

    def __init__(self, current: int) -> None:
        self.current = current
        super().__init__(f"revision {current} stands now")


class Unreachable(Exception):
    """Where files are kept does not answer; nothing was changed. Its words are for the log."""
