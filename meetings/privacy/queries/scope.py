"""Whose data is looked for: all of a meeting's, or one person's at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, Select, String, cast, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from meetings.registration.models import Registration


@dataclass(frozen=True)
class Scope:
    """Whose data: all of a meeting, or one person's at it. `forced` breaks what somebody once said yes to.

    The meeting may be given as its column, where the statement asks about each of many meetings. `words` are the name
    and address of the one person, who may be named in what is about others: who gave them their place.
    """

    meeting_id: int | InstrumentedAttribute[int]
    registration_id: int | None = None
    forced: bool = False
    words: tuple[str, ...] = ()


Selection = Callable[[Scope, datetime], Select[int]]


def address_key(scope: Scope) -> ScalarSelect[str]:
    """Return the key of the one person's address, as part of a statement."""
    return select(Registration.email_key).where(Registration.id == scope.registration_id).scalar_subquery()


def references(start: str, ids: Select[int]) -> Select[str]:
    """Return what mails and entries say they are about: the beginning ("idea:") and each of these numbers."""
    own = ids.subquery()
    return select(literal(start) + cast(own.c.id, String))
