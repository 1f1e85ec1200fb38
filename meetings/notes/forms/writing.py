"""The text of a note as it is sent: by a person with a button, or by the page itself."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import Form, TextAreaField

from meetings.notes.rules import body_of
from meetings.web.autosaved import Autosaved
from meetings.web.forms import DeskForm, Kept


class WritingFields(Autosaved):
    """The text, and where it comes from: see `actions.Sent`."""

    body = TextAreaField(
        _l("Anteckningar"), validators=[Kept(line_breaks=True)], filters=[lambda typed: body_of(typed or "")]
    )

    @property
    def text(self) -> str:
        """The text as it is kept."""
        return self.body.data or ""


class WritingForm(WritingFields, Form):
    """The form of a note taker: whoever knows its address may send it, so it needs no token of its own."""


class EditorForm(WritingFields, DeskForm):
    """The form of an organiser."""
