"""The forms by which organisers name the site and edit its pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from meetings.text import whole_number
from meetings.web.forms import DeskForm, EmailText, LongText, Text


class SiteForm(DeskForm):
    """What the site is called in both languages, and how the secretariat is reached."""

    name_sv = Text(_l("Webbplatsens namn på svenska"), at_most=120, required=_l("Skriv vad webbplatsen heter."))
    name_en = Text(_l("Webbplatsens namn på engelska"), at_most=120, required=False)
    contact_name = Text(_l("Kontaktperson"), required=False)
    contact_email = EmailText(_l("E-postadress dit man skriver"), required=_l("Skriv en e-postadress."))
    contact_phone = Text(_l("Telefon"), at_most=60, required=False)


class PageForm(DeskForm):
    """One page in one language, and the revision that it was read from."""

    title = Text(_l("Rubrik"), required=_l("Skriv en rubrik."))
    body = LongText(_l("Text"), at_most=40_000, required=_l("Skriv sidans text."))
    base = HiddenField()

    @property
    def base_revision(self) -> int:
        """The revision that was read; 0 when the field does not say."""
        return whole_number(self.base.data)
