"""The shape of a spark, of the board's settings, of a heading, and of the buttons beside the list."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from meetings.sparks.rules import LONGEST, normalised, problem_in
from meetings.text import whole_number
from meetings.web.forms import AtMost, DeskForm, EmailText, Filled, Kept, PublicForm, Text


class OneThought(TextAreaField):
    """A spark's text: room for several lines on a phone, kept as one."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        checks = [Filled(_l("Skriv din idé i en mening.")), Kept(), AtMost(LONGEST), _is_a_spark]
        super().__init__(label, filters=[normalised], validators=checks, **kwargs)


def _is_a_spark(_form: Any, field: Any) -> None:
    problem = problem_in(field.data or "")
    if problem is not None:
        raise StopValidation(_(problem.value))


class SparkForm(PublicForm):
    """A spark from anybody, with contact if they like."""

    text = OneThought(_l("Din idé"))
    name = Text(_l("Namn"), required=False, at_most=200)
    email = EmailText(_l("E-post"), required=False)


class SettingsForm(DeskForm):
    """What people are asked, and whether sparks show before anybody has read them."""

    prompt = Text(_l("Fråga till deltagarna"), required=False, at_most=200)
    shows_at_once = BooleanField(_l("Visa gnistor direkt, utan godkännande"))


class HeadingForm(DeskForm):
    """The heading of a group."""

    heading = Text(_l("Rubrik"), required=_l("Skriv en rubrik för gruppen."), at_most=120)


class ChangeForm(DeskForm):
    """A spark's text as an organiser mends it, and its heading; `was` is the text as it was when it was shown."""

    text = OneThought(_l("Gnistan"))
    group = SelectField(_l("Grupp"), validate_choice=False)
    was = HiddenField()

    def offer(self, groups: list[tuple[int, str]]) -> None:
        """Fill in which headings there are."""
        none = SelectChoice("0", _("Ingen grupp"))
        self.group.choices = [none, *(SelectChoice(str(number), heading) for number, heading in groups)]

    @property
    def group_id(self) -> int | None:
        """The group that was chosen, None for none."""
        return whole_number(self.group.data) or None


class ListForm(DeskForm):
    """The buttons of the list: which was pressed and for which sparks stands in the request itself."""

    @staticmethod
    def one(button: str) -> int:
        """Return the spark whose own button was pressed, 0 when it was not that one."""
        return whole_number(request.form.get(button, ""))

    @staticmethod
    def several(name: str) -> list[int]:
        """Return the sparks of a row of ticks, or those that the page showed."""
        return [number for number in map(whole_number, request.form.getlist(name)) if number]

    @staticmethod
    def pressed(button: str) -> bool:
        """Tell whether this button was pressed."""
        return button in request.form
