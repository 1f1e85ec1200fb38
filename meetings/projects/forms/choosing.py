"""The shape of choosing one of the meetings of a series: at sign-up, and when somebody goes to another instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from meetings.web.forms import PublicForm


def occasion_field(offered: Sequence[tuple[int, str]]) -> RadioField:
    """Return the field (unbound) that offers these meetings, number and words; whether one is open the action says."""
    return _field(tuple(offered))


@lru_cache(maxsize=64)
def _field(offered: tuple[tuple[int, str], ...]) -> RadioField:
    """Return the field for what is offered: the same to all who come, so that their forms are one class."""
    choices = [SelectChoice(str(number), words) for number, words in offered]
    checks = [_Offered({choice.value for choice in choices})]
    return RadioField(_l("Välj tillfälle"), choices=choices, validate_choice=False, validators=checks)


class _Offered:
    """A check that one of those that are offered was chosen."""

    field_flags: Mapping[str, Any] = {"required": True}

    def __init__(self, offered: set[str]) -> None:
        self.offered = offered

    def __call__(self, _form: Any, field: Any) -> None:
        if field.data not in self.offered:
            raise StopValidation(_("Välj ett tillfälle."))


def move_form(field: RadioField) -> PublicForm:
    """Return the form that asks where to go instead."""
    form: PublicForm = type("MoveForm", (PublicForm,), {"occasion": field})()
    return form
