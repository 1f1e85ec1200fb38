"""The questions of a sign-up on its pages: what is shown of them, and which choices have seats left."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from flask_babel import ngettext

from meetings.errors import Refusal
from meetings.questions import types
from meetings.questions.rules import Asked, Given, with_full
from meetings.questions.rules.conditions import visible
from meetings.questions.types import Reading, said_full
from meetings.registration.queries import Door
from meetings.registration.rules import PoolKind, SignUpReason


def with_seats(door: Door, asked: Sequence[Asked], *, mine: Collection[int | None] = ()) -> list[Asked]:
    """Return the questions with the choices marked that have no seat left; those that are somebody's own are open."""
    full = {pool.choice_id for pool in door.of_kind(PoolKind.CHOICE) if pool.free == 0 and pool.choice_id not in mine}
    return with_full(asked, {choice_id for choice_id in full if choice_id is not None})


def seats_left(door: Door) -> dict[int, str]:
    """Return for each choice with seats, by its id, how many are left, in words; {} when the meeting does not say."""
    if not door.show_seats_left:
        return {}
    return {
        pool.choice_id: str(ngettext("%(num)s plats kvar", "%(num)s platser kvar", pool.free))
        for pool in door.of_kind(PoolKind.CHOICE)
        if pool.choice_id is not None and pool.free is not None
    }


def shown(door: Door, asked: Sequence[Asked], reading: Reading | None = None) -> dict[str, Any]:
    """Return what the template of the questions needs."""
    return {
        "sections": types.sections(asked, reading.shown_ids if reading else None),
        "consent": types.consent(door.sensitive_until),
        "takes_files": types.takes_files(asked) > 0,
        "seats_left": seats_left(door),
        "reading": reading,
    }


def standing(asked: Sequence[Asked], given: Sequence[Given]) -> Reading:
    """Return what is asked of who has answered so."""
    return Reading(visible(asked, given), [])


def answers(asked: Sequence[Asked], given: Sequence[Given], file_url: Callable[[int], str]) -> list[dict[str, str]]:
    """Return what was answered, as a list of facts; `file_url` is where the file of a question (id) is had."""
    return [
        {"label": one.label, "value": one.words, "url": file_url(one.question_id) if one.is_file else one.href}
        for one in types.said(asked, given)
    ]


def at_its_field(refusal: Refusal, form: Any, asked: Sequence[Asked]) -> bool:
    """Write at its field that a choice has become full meanwhile; False when the refusal is about something else."""
    if refusal.reason is not SignUpReason.CHOICE_FULL:
        return False
    choice_id = refusal.values.get("choice_id")
    return types.refusal_at_field(form, asked, [choice_id] if isinstance(choice_id, int) else [], said_full)
