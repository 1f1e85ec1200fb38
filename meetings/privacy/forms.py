"""The shape of what is typed: a period and its decision, why somebody asks to be erased, and what they are answered."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from meetings.privacy.rules.cases import Channel
from meetings.text import holds_personal_number
from meetings.web.forms import Day, DeskForm, LongText, PublicForm, Text

CHANNELS = {
    Channel.PHONE.value: _l("Per telefon"),
    Channel.EMAIL.value: _l("I ett mejl"),
    Channel.LETTER.value: _l("I ett brev"),
    Channel.VISIT.value: _l("På plats"),
    Channel.OTHER.value: _l("På annat sätt"),
}


def _whole_number(_form: Any, field: Any) -> None:
    if not (field.data.isascii() and field.data.isdigit() and len(field.data) <= 6):
        raise StopValidation(_("Skriv antalet dagar med siffror, till exempel 14."))


def _no_personal_number(_form: Any, field: Any) -> None:
    """Refuse what looks like a personal identity number: nothing here needs one."""
    if holds_personal_number(field.data or ""):
        raise StopValidation(_("Skriv inget personnummer. Det behövs inte."))


class _AChannel:
    """One of the ways to ask."""

    field_flags: ClassVar[dict[str, Any]] = {"required": True}

    def __call__(self, _form: Any, field: Any) -> None:
        if field.data not in CHANNELS:
            raise StopValidation(_("Välj hur personen bad om det."))


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


class OpenForm(DeskForm):
    """Who asked the secretariat that somebody be erased, how, when and why."""

    asked_by = Text(_l("Vem bad om det?"), at_most=200, required=_l("Skriv vem som bad om det."))
    channel = RadioField(
        _l("Hur?"),
        choices=[SelectChoice(value, label) for value, label in CHANNELS.items()],
        validate_choice=False,
        validators=[_AChannel()],
    )
    day = Day(_l("När?"), required=_l("Skriv dagen då personen bad om det."))
    reason = LongText(_l("Skäl"), at_most=2000, validators=[_no_personal_number])


class AskForm(PublicForm):
    """Why somebody asks to be erased, if they want to say."""

    reason = LongText(_l("Varför vill du bli raderad?"), at_most=2000, validators=[_no_personal_number])
