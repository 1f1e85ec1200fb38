"""Fields that only ideas have: words by their codes, an amount of money, a month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from flask_babel import gettext as _
from wtforms import Field, SelectField, SelectMultipleField
from wtforms import widgets as plain
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from meetings.directory.rules import Vocabulary
from meetings.ideas.rules.typed import kronor_typed, month_typed
from meetings.text import one_line


class WordOffered(Protocol):
    """A word of a vocabulary, as a form offers it."""

    @property
    def vocabulary(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...


class CodeSelect(SelectField):
    """One word of a vocabulary; `data` is its code, "" when none is chosen."""

    def __init__(self, label: Any, vocabulary: Vocabulary, **kwargs: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, default="", **kwargs)
        self.vocabulary = vocabulary

    def offer(self, words: Sequence[WordOffered], first: str) -> None:
        """Fill in the choices; `first` stands for none."""
        self.choices = [SelectChoice("", first), *_choices(words, self.vocabulary)]

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not offered."""
        if self.data and self.data not in {choice.value for choice in self.choices}:  # type: ignore[union-attr]
            self.data = ""
            raise StopValidation(_("Välj ett av alternativen i listan."))


class CodeBoxes(SelectMultipleField):
    """Any words of a vocabulary; `data` is a list of their codes."""

    widget = plain.ListWidget(prefix_label=False)
    option_widget = plain.CheckboxInput()

    def __init__(self, label: Any, vocabulary: Vocabulary, **kwargs: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, **kwargs)
        self.vocabulary = vocabulary

    def offer(self, words: Sequence[WordOffered]) -> None:
        """Fill in the choices."""
        self.choices = _choices(words, self.vocabulary)

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not offered."""
        offered = [choice.value for choice in self.choices]  # type: ignore[union-attr]
        if not set(self.data or ()) <= set(offered):
            self.data = [code for code in self.data or () if code in offered]
            raise StopValidation(_("Välj bland alternativen i listan."))


def _choices(words: Sequence[WordOffered], vocabulary: Vocabulary) -> list[Any]:
    return [SelectChoice(word.code, word.name) for word in words if word.vocabulary == vocabulary.value]


class Kronor(Field):
    """An amount of money in whole kronor; `data` is a number or None."""

    widget = plain.TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:,}".replace(",", " ") if self.data is not None else ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read what was typed."""
        self.data = None
        if valuelist and one_line(valuelist[0]):
            self.data = kronor_typed(valuelist[0])
            if self.data is None:
                raise ValueError(_("Skriv beloppet i kronor, till exempel 1 500 000 eller 1,5 miljoner."))


class Month(Field):
    """A month; `data` is "2018-09", "" when nothing was typed."""

    widget = plain.TextInput(input_type="month")

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data or ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read what was typed."""
        self.data = ""
        if valuelist and one_line(valuelist[0]):
            self.data = month_typed(valuelist[0]) or ""
            if not self.data:
                raise ValueError(_("Skriv månaden som 2018-09 eller september 2018."))
