"""What every type of question does; each type is a class that says how."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, ClassVar

from flask_babel import gettext as _
from wtforms import Field
from wtforms import widgets as plain
from wtforms.validators import Optional, StopValidation

from meetings.questions.rules import Asked, Comparison, Condition, Given, QuestionType
from meetings.questions.rules.numbers import Unreadable
from meetings.text import N_
from meetings.web.forms import Filled

Cell = str | int | float | date | time | None

# How a condition on an answer is put into words; a type may put it otherwise.
COMPARISONS: Mapping[Comparison, str] = {
    Comparison.IS: N_("är"),
    Comparison.IS_NOT: N_("är inte"),
    Comparison.CONTAINS: N_("innehåller"),
}


@dataclass(frozen=True)
class Said:
    """An answer as a reader sees it: the question, the words, and where a link on them leads, if anywhere."""

    label: str
    words: str
    href: str = ""
    question_id: int = 0
    sensitive: bool = False
    is_file: bool = False


class Type(ABC):
    """A type of question. To add one: a member of `QuestionType` and a class here; nothing else asks for the type.

    `part` is the macro of `questions/_fields.html` that draws it, `attributes` go with its field, `settings` are
    what an organiser decides besides the words, and `comparisons` which conditions later questions may put on it;
    `compares` tells the script that shows questions at once how it reads what is typed ("text", "number", "time").
    """

    code: ClassVar[QuestionType]
    name: ClassVar[str]
    explanation: ClassVar[str]
    part: ClassVar[str] = "field"
    attributes: ClassVar[Mapping[str, str]] = {}
    settings: ClassVar[frozenset[str]] = frozenset({"required", "sensitive", "retention"})
    has_choices: ClassVar[bool] = False
    fixed_choices: ClassVar[Sequence[tuple[str, str, str]]] = ()  # code, Swedish, English: always these
    takes_answer: ClassVar[bool] = True
    takes_file: ClassVar[bool] = False
    comparisons: ClassVar[Mapping[Comparison, str]] = COMPARISONS
    compares: ClassVar[str] = "text"
    help_name: ClassVar[str] = N_("Hjälptext")

    @abstractmethod
    def field(self, asked: Asked) -> Any:
        """Return the unbound form field, labelled in the language of `asked`; None when nothing is answered."""

    @abstractmethod
    def given(self, asked: Asked, data: Any) -> list[Given]:
        """Return what was answered, from the data of a field; [] when nothing was, or nothing that makes sense."""

    @abstractmethod
    def data(self, answers: Sequence[Given]) -> Any:
        """Return the field's data that these answers to the question come from: to fill in a form again."""

    def shown(self, answers: Sequence[Given]) -> str:
        """Return the answers to the question as a reader sees them, "" when there are none."""
        return ", ".join(answer.text for answer in answers)

    def href(self, answers: Sequence[Given]) -> str:
        """Return where a link on the answer leads, "" for nowhere."""
        return ""

    def columns(self, asked: Asked) -> list[str]:
        """Return the headings of the columns that the question takes in an export."""
        return [asked.label]

    def cells(self, texts: Sequence[str]) -> list[Cell]:
        """Return what stands in those columns for one person who answered with these texts (as stored)."""
        return ["; ".join(texts)]

    def options(self, asked: Asked) -> list[tuple[str, str]]:
        """Return what a filter offers, value and words; [] when one filters by words typed."""
        return []

    @abstractmethod
    def condition(self, asked: Asked, wanted: str) -> Condition | None:
        """Return what an answer must be for the filter's value; None when the value makes no sense."""

    def from_json(self, kept: Any) -> Any:
        """Return the data of a field that was kept as plain JSON (days and times in ISO 8601), None when it is none."""
        return kept

    def stored(self, typed: str) -> str | None:
        """Return a text as an answer of this type is stored, to compare answers with; None when it is none."""
        return typed.strip() or None


class OneText(Type):
    """A type whose answer is one text."""

    def given(self, asked: Asked, data: Any) -> list[Given]:
        return [Given(asked.id, asked.label, data, sensitive=asked.sensitive)] if data else []

    def data(self, answers: Sequence[Given]) -> Any:
        return answers[0].text if answers else ""

    def condition(self, asked: Asked, wanted: str) -> Condition | None:
        return Condition(asked.id, asked.sensitive, words=wanted.strip()) if wanted.strip() else None


class Read(Field):
    """One line that is read as something else than text; `data` is what is stored, "" when nothing was typed."""

    widget = plain.TextInput()

    def __init__(self, label: Any, reader: Any, *, writer: Any = str, required: bool = False, **kwargs: Any) -> None:
        validators = [Filled()] if required else [Optional(strip_whitespace=False)]
        super().__init__(label, validators=validators, **kwargs)
        self.reader, self.writer = reader, writer

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return str(self.writer(self.data)) if self.data else ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read what was typed."""
        self.data = ""
        typed = valuelist[0] if valuelist else ""
        if typed.strip():
            try:
                self.data = self.reader(typed)
            except Unreadable as error:
                raise ValueError(_(error.mistyped.value)) from error


class Chosen:
    """A check that something was chosen."""

    field_flags: ClassVar[dict[str, Any]] = {"required": True}

    def __call__(self, _form: Any, field: Any) -> None:
        if not field.data:
            raise StopValidation(_("Välj ett svar."))
