"""The shape of choosing between the room and the net at a hybrid meeting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from meetings.registration.rules import PoolKind

ATTENDING_WORDS: Mapping[str, Any] = {
    PoolKind.ROOM.value: _l("I lokalen"),
    PoolKind.ONLINE.value: _l("På nätet"),
}


def attending_field(offered: Sequence[str], shut: Sequence[str]) -> RadioField:
    """Return the field (unbound) that offers these kinds of pools; those that are `shut` have no seat and no line."""
    choices = [SelectChoice(kind, ATTENDING_WORDS[kind]) for kind in offered]
    checks = [_Open(offered, shut)]
    return RadioField(_l("Hur vill du delta?"), choices=choices, validate_choice=False, validators=checks)


class _Open:
    """A check that something offered was chosen, and that there is a seat, or a line to stand in."""

    field_flags: Mapping[str, Any] = {"required": True}

    def __init__(self, offered: Sequence[str], shut: Sequence[str]) -> None:
        self.offered, self.shut = offered, shut

    def __call__(self, _form: Any, field: Any) -> None:
        if field.data not in self.offered:
            raise StopValidation(_("Välj hur du vill delta."))
        if field.data in self.shut:
            raise StopValidation(_("Platserna är slut. Välj det andra sättet att delta."))
