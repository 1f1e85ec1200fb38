"""Questions that are answered by choosing: yes or no, one of several, any number of several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import gettext as _
from wtforms import RadioField, SelectMultipleField, widgets
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from meetings.questions.rules import Asked, Comparison, Condition, Given, Offered, QuestionType
from meetings.questions.rules.ready import YES_NO
from meetings.questions.types.base import COMPARISONS, Chosen, Type
from meetings.text import N_

_EXACT: Mapping[Comparison, str] = {one: words for one, words in COMPARISONS.items() if one is not Comparison.CONTAINS}


class OneOf(Type):
    """One of several choices."""

    code = QuestionType.ONE_OF
    name = N_("Ett val av flera")
    explanation = N_("Svarsalternativ där man väljer ett. Alternativen kan ha platser.")
    part = "choices"
    has_choices = True
    settings = Type.settings | {"choices"}
    comparisons: ClassVar[Mapping[Comparison, str]] = _EXACT

    def field(self, asked: Asked) -> Any:
        return _Radio(
            asked.label,
            choices=[SelectChoice(str(choice.id), choice.label) for choice in asked.choices],
            full=_full(asked),
            validators=[Chosen()] if asked.required else [],
            description=asked.help,
        )

    def given(self, asked: Asked, data: Any) -> list[Given]:
        return [_chosen(asked, choice) for choice in asked.choices if str(choice.id) == data]

    def data(self, answers: Sequence[Given]) -> Any:
        return str(answers[0].choice_id) if answers else None

    def options(self, asked: Asked) -> list[tuple[str, str]]:
        return [(str(choice.id), choice.label) for choice in asked.choices]

    def condition(self, asked: Asked, wanted: str) -> Condition | None:
        known = [choice.id for choice in asked.choices if str(choice.id) == wanted]
        return Condition(asked.id, asked.sensitive, choice_ids=tuple(known)) if known else None

    def stored(self, typed: str) -> str | None:
        return None


class YesNo(OneOf):
    """Yes or no."""

    code = QuestionType.YES_NO
    name = N_("Ja eller nej")
    explanation = N_("Två svar: ja och nej.")
    has_choices = False
    settings = Type.settings
    fixed_choices = YES_NO


class ManyOf(OneOf):
    """Any number of several choices."""

    code = QuestionType.MANY_OF
    name = N_("Flera val av flera")
    explanation = N_("Svarsalternativ där man kryssar för så många man vill. Alternativen kan ha platser.")
    comparisons: ClassVar[Mapping[Comparison, str]] = {
        Comparison.CONTAINS: N_("innehåller"),
        Comparison.IS_NOT: N_("innehåller inte"),
        Comparison.IS: N_("är bara"),
    }

    def field(self, asked: Asked) -> Any:
        return _Boxes(
            asked.label,
            choices=[SelectChoice(str(choice.id), choice.label) for choice in asked.choices],
            full=_full(asked),
            validators=[Chosen()] if asked.required else [],
            description=asked.help,
        )

    def given(self, asked: Asked, data: Any) -> list[Given]:
        return [_chosen(asked, choice) for choice in asked.choices if str(choice.id) in (data or ())]

    def data(self, answers: Sequence[Given]) -> Any:
        return [str(answer.choice_id) for answer in answers]


def _chosen(asked: Asked, choice: Offered) -> Given:
    return Given(asked.id, asked.label, choice.label, choice_id=choice.id, sensitive=asked.sensitive)


def _full(asked: Asked) -> frozenset[str]:
    return frozenset(str(choice.id) for choice in asked.choices if choice.full)


class _Radio(RadioField):
    """Radio buttons of which none is chosen beforehand; a full one cannot be chosen."""

    def __init__(self, label: Any, *, full: frozenset[str], **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.full = full

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not offered, or full; whether something must be chosen is for the validators to say."""
        if self.data and self.data not in _values(self):
            raise StopValidation(_("Välj ett av svaren som finns här."))
        if self.data in self.full:
            raise StopValidation(said_full(_label(self, str(self.data))))

    def process_data(self, value: Any) -> None:
        self.data = value or None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = valuelist[0] if valuelist else None


class _Boxes(SelectMultipleField):
    """Boxes to tick; a full one cannot be ticked."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def __init__(self, label: Any, *, full: frozenset[str], **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.full = full

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not offered, or full."""
        if not set(self.data or ()) <= _values(self):
            raise StopValidation(_("Välj bland svaren som finns här."))
        for value in self.data or ():
            if value in self.full:
                raise StopValidation(said_full(_label(self, value)))


def said_full(choice: str) -> str:
    """Return what is said of a choice that has no seats left."""
    return str(_("”%(choice)s” är fullt. Välj något annat.", choice=choice))


def _values(field: Any) -> set[str]:
    return {choice.value for choice in field.choices}


def _label(field: Any, value: str) -> str:
    return next((str(choice.label) for choice in field.choices if choice.value == value), value)
