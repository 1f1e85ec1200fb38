"""How does a form hold a list whose rows can be added, taken away and put in order, with or without a script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, FieldList, Form, FormField, SelectMultipleField
from wtforms import widgets as plain
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Optional, StopValidation

from meetings import text
from meetings.web.forms import Text

ARow = TypeVar("ARow", bound="RowForm")


class Number(Field):
    """A whole number from 0; spaces between the digits are allowed. `data` is an int or None."""

    widget = plain.TextInput()

    def __init__(self, label: Any = None, *, at_most: int = 1_000_000, **kwargs: Any) -> None:
        super().__init__(label, validators=[Optional()], **kwargs)
        self.at_most = at_most

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the number that was typed."""
        self.data = None
        typed = "".join(text.clean(valuelist[0]).split()) if valuelist else ""
        if typed:
            if not (typed.isascii() and typed.isdigit() and int(typed[:12]) <= self.at_most):
                raise ValueError(_("Skriv ett helt tal, till exempel 100."))
            self.data = int(typed)


class Order(Number):
    """Where a row stands; what is no number puts it last."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the number, and be content without one."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None


class Boxes(SelectMultipleField):
    """Several choices as check boxes."""

    widget = plain.ListWidget(prefix_label=False)
    option_widget = plain.CheckboxInput()


class RowForm(Form):
    """One row of a list. A row that is empty or to be taken away is not checked."""

    order = Order(_l("Ordning"))
    remove = BooleanField(_l("Ta bort"))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written in it."""
        return not any(field.data for field in self if field.short_name not in ("order", "remove"))

    @property
    def counts(self) -> bool:
        """Whether it is to be kept."""
        return not self.remove.data and not self.is_empty

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the row if it is to be kept."""
        if not self.counts:
            return True
        return bool(super().validate(extra_validators))


class Rows(FieldList):  # type: ignore[type-arg]
    """A list of rows, of at most so many; an empty list shows one empty row when it is to invite to write."""

    def __init__(
        self, row: type[RowForm], label: Any = None, *, invites: bool = True, at_most: int = 100, **kwargs: Any
    ) -> None:
        super().__init__(FormField(row), label, min_entries=int(invites), max_entries=at_most, **kwargs)

    def kept(self) -> list[Any]:
        """Return the rows to be kept, in the order that their numbers say, then as they stand."""
        found = [(place, entry.form) for place, entry in enumerate(self.entries) if entry.form.counts]
        found.sort(key=lambda one: (one[1].order.data is None, one[1].order.data or 0, one[0]))
        return [row for _place, row in found]

    def add(self) -> None:
        """Add an empty row, unless there are as many as there may be."""
        if len(self.entries) < (self.max_entries or 0):
            self.append_entry()

    def blank(self, index: str) -> Any:
        """Return an empty row whose names hold `index`: what a script makes new rows of."""
        nobody: Any = None
        bound = self.unbound_field.bind(nobody, f"{self.name}-{index}", id=f"{self.id}-{index}", _meta=self.meta)
        bound.process(None)
        return bound


class WebAddress(Text):
    """An address on the web; one typed without https:// gets it."""

    widget = plain.URLInput()

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, at_most=500, validators=[_web_address], **kwargs)


def _web_address(_form: Any, field: Any) -> None:
    address: str = field.data
    if "://" not in address:
        address = f"https://{address}"
    scheme, _sep, rest = address.partition("://")
    if scheme.lower() not in ("http", "https") or " " in rest or "." not in rest.split("/")[0]:
        raise StopValidation(_("Skriv hela adressen, till exempel https://video.example.se/mote."))
    field.data = address


def offered(choices: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Return pairs of value and label as a field takes them."""
    return [SelectChoice(value, label) for value, label in choices]
