"""The shape of what is typed: a period and its decision, why somebody asks to be erased, and what they are answered."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from meetings.text import holds_personal_number
from meetings.web.forms import Day, DeskForm, LongText, PublicForm, Text


def _whole_number(_form: Any, field: Any) -> None:
    if not (field.data.isascii() and field.data.isdigit() and len(field.data) <= 6):
        raise StopValidation(_("Skriv antalet dagar med siffror, till exempel 14."))


class PeriodForm(DeskForm):
    """How long a class is kept after the meeting, and the decision that erasing it rests on."""

    days = Text(_l("Dagar efter mötet"), at_most=10, required=_l("Skriv hur många dagar."), validators=[_whole_number])
    decision_number = Text(_l("Beslutets nummer"), at_most=60, required=False)
    decision_date = Day(_l("Beslutets datum"), required=False)

    @property
    def number_of_days(self) -> int:
        """The days as a number."""
        return int(self.days.data or 0)


class DecideForm(DeskForm):
    """The answer to a request of erasure."""

    words = LongText(_l("Svar"), at_most=2000)


class AskForm(PublicForm):
    """Why somebody asks to be erased, if they want to say."""

    reason = LongText(_l("Varför vill du bli raderad?"), at_most=2000)

    def validate_reason(self, field: Any) -> None:
        """Refuse what looks like a personal identity number: nothing here needs one."""
        if holds_personal_number(field.data or ""):
            raise StopValidation(_("Skriv inget personnummer. Det behövs inte."))
