"""What each type of question does: one class that asks, reads, shows, exports and filters its answers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, ClassVar

from flask_babel import gettext as _
from wtforms import RadioField, SelectMultipleField, widgets
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from meetings.questions.rules import Asked, Condition, Given, Offered, QuestionType, of_question
from meetings.web import dates
from meetings.web.forms import LongText, Text

SHORT = 200
LONG = 2000


class Type(ABC):
    """A type of question. To add one: a member of `QuestionType` and a class here; nothing else asks for the type."""

    code: ClassVar[QuestionType]
    has_choices: ClassVar[bool] = False
    takes_words: ClassVar[bool] = False

    @abstractmethod
    def field(self, asked: Asked) -> Any:
        """Return the unbound form field, labelled in the language of `asked`."""

    @abstractmethod
    def given(self, asked: Asked, data: Any) -> list[Given]:
        """Return what was answered, from the data of a field that has validated; [] when nothing was."""

    @abstractmethod
    def data(self, answers: Sequence[Given]) -> Any:
        """Return the field's data that these answers to the question come from: to fill in a form again."""

    def shown(self, answers: Sequence[Given]) -> str:
        """Return the answers to the question as a reader sees them, "" when there are none."""
        return ", ".join(answer.text for answer in answers)

    def columns(self, asked: Asked) -> list[str]:
        """Return the headings of the columns that the question takes in an export."""
        return [asked.label]

    def cells(self, asked: Asked, answers: Sequence[Given]) -> list[str]:
        """Return what stands in those columns for one person."""
        return ["; ".join(answer.text for answer in answers)]

    def options(self, asked: Asked) -> list[tuple[str, str]]:
        """Return what a filter offers, value and words; [] when one filters by words typed."""
        return []

    @abstractmethod
    def condition(self, asked: Asked, wanted: str) -> Condition | None:
        """Return what an answer must be for the filter's value; None when the value makes no sense."""


class ShortText(Type):
    """One line."""

    code = QuestionType.SHORT_TEXT
    takes_words = True

    def field(self, asked: Asked) -> Any:
        return Text(asked.label, required=asked.required, at_most=SHORT, description=asked.help)

    def given(self, asked: Asked, data: Any) -> list[Given]:
        return [Given(asked.id, asked.label, data, sensitive=asked.sensitive)] if data else []

    def data(self, answers: Sequence[Given]) -> Any:
        return answers[0].text if answers else ""

    def condition(self, asked: Asked, wanted: str) -> Condition | None:
        return Condition(asked.id, asked.sensitive, words=wanted) if wanted.strip() else None


class LongerText(ShortText):
    """Several lines."""

    code = QuestionType.LONG_TEXT

    def field(self, asked: Asked) -> Any:
        return LongText(asked.label, required=asked.required, at_most=LONG, description=asked.help)


class OneOf(Type):
    """One of several choices."""

    code = QuestionType.ONE_OF
    has_choices = True

    def field(self, asked: Asked) -> Any:
        return _Radio(
            asked.label,
            choices=[SelectChoice(str(choice.id), choice.label) for choice in asked.choices],
            validators=[_Chosen()] if asked.required else [],
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


class ManyOf(OneOf):
    """Any number of several choices."""

    code = QuestionType.MANY_OF

    def field(self, asked: Asked) -> Any:
        return _Boxes(
            asked.label,
            choices=[SelectChoice(str(choice.id), choice.label) for choice in asked.choices],
            validators=[_Chosen()] if asked.required else [],
            description=asked.help,
        )

    def given(self, asked: Asked, data: Any) -> list[Given]:
        return [_chosen(asked, choice) for choice in asked.choices if str(choice.id) in (data or ())]

    def data(self, answers: Sequence[Given]) -> Any:
        return [str(answer.choice_id) for answer in answers]


TYPES: Mapping[QuestionType, Type] = {kind.code: kind for kind in (ShortText(), LongerText(), OneOf(), ManyOf())}


def type_of(asked: Asked) -> Type:
    """Return the question's type."""
    return TYPES[asked.type]


def fields(asked: Sequence[Asked]) -> dict[str, Any]:
    """Return the unbound fields of the questions by name, in their order."""
    return {question.name: type_of(question).field(question) for question in asked}


def sections(asked: Sequence[Asked]) -> list[tuple[bool, list[Asked]]]:
    """Return the questions in their order as runs of sensitive (True) and other ones: a run stands together."""
    return [(sensitive, list(run)) for sensitive, run in groupby(asked, key=lambda question: question.sensitive)]


def consent(erased_at: datetime) -> str:
    """Return what stands by sensitive questions: voluntary, what for, until when (domain.md, decision 6)."""
    text: str = _(
        "Frivilligt. Fyller du i samtycker du till att vi använder uppgiften för mötet. Vi raderar uppgiften %(day)s.",
        day=dates.date_text(erased_at),
    )
    return text


def given(asked: Sequence[Asked], data: Mapping[str, Any]) -> list[Given]:
    """Return everything that was answered, from the data of a form that has validated."""
    return [answer for question in asked for answer in type_of(question).given(question, data.get(question.name))]


def data(asked: Sequence[Asked], answers: Sequence[Given]) -> dict[str, Any]:
    """Return the data that fills in the questions' fields with these answers."""
    return {question.name: type_of(question).data(of_question(answers, question.id)) for question in asked}


def shown(asked: Sequence[Asked], answers: Sequence[Given]) -> list[tuple[str, str]]:
    """Return every question that was answered with its answer in words.

    Those that are asked no more come last, in the words that they were asked in.
    """
    pairs = [(question.label, type_of(question).shown(of_question(answers, question.id))) for question in asked]
    current = {question.id for question in asked}
    earlier: dict[str, list[str]] = {}
    for answer in answers:
        if answer.question_id not in current:
            earlier.setdefault(answer.asked, []).append(answer.text)
    pairs.extend((label, ", ".join(texts)) for label, texts in earlier.items())
    return [(label, words) for label, words in pairs if words]


def columns(asked: Sequence[Asked]) -> list[str]:
    """Return the headings of an export's columns for all questions."""
    return [heading for question in asked for heading in type_of(question).columns(question)]


def cells(asked: Sequence[Asked], answers: Sequence[Given]) -> list[str]:
    """Return one person's cells under those headings."""
    return [cell for question in asked for cell in type_of(question).cells(question, of_question(answers, question.id))]


def _chosen(asked: Asked, choice: Offered) -> Given:
    return Given(asked.id, asked.label, choice.label, choice_id=choice.id, sensitive=asked.sensitive)


class _Chosen:
    """A check that something was chosen."""

    field_flags: ClassVar[dict[str, Any]] = {"required": True}

    def __call__(self, _form: Any, field: Any) -> None:
        if not field.data:
            raise StopValidation(_("Välj ett svar."))


class _Radio(RadioField):
    """Radio buttons of which none is chosen beforehand."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not offered; whether something must be chosen is for the validators to say."""
        if self.data and self.data not in _values(self):
            raise StopValidation(_("Välj ett av svaren som finns här."))

    def process_data(self, value: Any) -> None:
        self.data = value or None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = valuelist[0] if valuelist else None


class _Boxes(SelectMultipleField):
    """Boxes to tick."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not offered."""
        if not set(self.data or ()) <= _values(self):
            raise StopValidation(_("Välj bland svaren som finns här."))


def _values(field: Any) -> set[str]:
    return {choice.value for choice in field.choices}
