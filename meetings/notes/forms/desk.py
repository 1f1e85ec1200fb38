"""What organisers decide of notes: what they are about, who takes them, what they begin with."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField
from wtforms import widgets as plain
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from meetings.notes.rules.asked import About, Person
from meetings.web.forms import DeskForm, EmailText, LongText, Text

LANGUAGES = [SelectChoice("sv", _l("Svenska")), SelectChoice("en", _l("Engelska"))]


class Boxes(SelectMultipleField):
    """Several choices as boxes."""

    widget = plain.ListWidget(prefix_label=False)
    option_widget = plain.CheckboxInput()


class AboutForm(DeskForm):
    """What notes are about; no item is the whole day. Without a title they are named after what they are about."""

    title = Text(_l("Rubrik"), required=False)
    items = Boxes(_l("Vad anteckningarna gäller"), coerce=int, choices=(), validate_choice=True)
    lang = RadioField(_l("Språk"), choices=LANGUAGES, default="sv")

    def offer(self, items: Sequence[tuple[int, str]]) -> None:
        """Offer these items of the programme."""
        self.items.choices = [SelectChoice(number, label) for number, label in items]

    def about(self, title: str) -> About:
        """Return what was decided; `title` where none was typed."""
        return About(self.title.data or title, self.lang.data, tuple(self.items.data or ()))


class WorkshopsForm(DeskForm):
    """Notes for each workshop."""

    lang = RadioField(_l("Språk"), choices=LANGUAGES, default="sv")


class TakerForm(DeskForm):
    """Somebody who is to take notes."""

    name = Text(_l("Namn"))
    email = EmailText(_l("E-postadress"), required=False)

    def person(self, lang: str) -> Person:
        """Return who it is; they are written to in the language of the notes."""
        return Person(self.name.data or "", self.email.data or "", lang)


class TemplateForm(DeskForm):
    """What new notes begin with."""

    text_sv = LongText(_l("På svenska"), at_most=4000)
    text_en = LongText(_l("På engelska"), at_most=4000)
