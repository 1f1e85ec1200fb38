"""The shape of a slideshow's pictures and their texts, and of a film's subtitles and still picture."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.fields import MultipleFileField
from wtforms.validators import StopValidation

from meetings.files.rules import FOR_PICTURES, FOR_TRACKS
from meetings.files.rules import listed as kinds_listed
from meetings.materials.forms.uploads import FileField
from meetings.materials.rules import LANGUAGES
from meetings.materials.rules.showing import LONGEST_ALT, MOST_AT_ONCE, MOST_PICTURES, ShowingReason, refusal_of
from meetings.schedule.forms.rows import RowForm, Rows, offered
from meetings.text import whole_number
from meetings.web.forms import DeskForm, LongText, Text


class PictureFiles(MultipleFileField):
    """Pictures to choose, several at once unless told otherwise. `data` is what was sent, without empty ones."""

    def __init__(self, label: Any = None, *, several: bool = True, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.several = several

    @property
    def accepts(self) -> str:
        """Which files the browser offers."""
        return ",".join(f".{ending}" for kind in FOR_PICTURES for ending in kind.endings)

    @property
    def said(self) -> str:
        """What files are taken, in words."""
        kinds = kinds_listed(FOR_PICTURES)
        return str(_("%(kinds)s. Högst %(most)s åt gången.", kinds=kinds, most=MOST_AT_ONCE)) if self.several else kinds

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take up what was sent."""
        super().process(formdata, data, extra_filters)
        self.data: list[FileStorage] = [sent for sent in request.files.getlist(self.name) if sent.filename]

    def pre_validate(self, form: Any) -> None:
        """Refuse none, and too many at once."""
        if not self.data:
            raise StopValidation(_(ShowingReason.NO_PICTURES.value))
        if len(self.data) > MOST_AT_ONCE:
            raise StopValidation(_(ShowingReason.TOO_MANY_AT_ONCE.value, most=MOST_AT_ONCE))


class AddPicturesForm(DeskForm):
    """Pictures to put into a slideshow."""

    pictures = PictureFiles(_l("Bilder"))


class PictureRow(RowForm):
    """What is written of one picture; `key` is its id."""

    key = HiddenField()
    alt = LongText(_l("Vad bilden visar (alt-text)"), required=False, at_most=LONGEST_ALT)
    decorative = BooleanField(_l("Bilden är bara dekoration och behöver ingen alt-text"))
    caption = Text(_l("Bildtext"), required=False, at_most=500)
    credit = Text(_l("Bild av"), required=False)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check that a picture that stays is described, or marked as decorative."""
        holds = super().validate(extra_validators)
        if holds and self.counts and refusal_of(Written(self.alt.data or "", bool(self.decorative.data))):
            self.alt.errors = [_(ShowingReason.NOT_DESCRIBED.value)]
            return False
        return holds


class Written:
    """What was written of a picture, for the rule."""

    def __init__(self, alt: str, decorative: bool) -> None:
        self.alt, self.decorative = alt, decorative


class PicturesForm(DeskForm):
    """The pictures of a slideshow, in order, with their texts."""

    pictures = Rows(PictureRow, _l("Bilder"), invites=False, at_most=MOST_PICTURES)
    base_revision = HiddenField()

    @property
    def base(self) -> int:
        """The revision that this was filled in from."""
        return whole_number(self.base_revision.data or "")


class TrackForm(DeskForm):
    """Subtitles to add, or to put in the place of others in the same language."""

    lang = SelectField(_l("Språk"))
    file = FileField(_l("Undertexter"), kinds=FOR_TRACKS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lang.choices = offered((code, _(name).capitalize()) for code, name in LANGUAGES.items())


class PosterForm(DeskForm):
    """A picture that stands for a film until it is played."""

    pictures = PictureFiles(_l("Bild"), several=False)
