"""The text of a note as it is sent: by a person with a button, or by the page itself."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField, TextAreaField

from meetings.notes.rules import body_of
from meetings.text import whole_number
from meetings.web.forms import DeskForm, Kept


class WritingFields:
    """The text, and where it comes from: see `actions.Sent`. `began` is the base of a text that met a conflict."""

    body = TextAreaField(
        _l("Anteckningar"), validators=[Kept(line_breaks=True)], filters=[lambda typed: body_of(typed or "")]
    )
    base_revision = HiddenField()
    began = HiddenField()
    origin = HiddenField()
    sequence = HiddenField()

    @property
    def text(self) -> str:
        """The text as it is kept."""
        return self.body.data or ""

    @property
    def base(self) -> int:
        """The number of the revision that the text began from."""
        return whole_number(self.base_revision.data)

    @property
    def began_from(self) -> int:
        """The number of the revision that a text in conflict began from; else its base."""
        return whole_number(self.began.data) or self.base

    @property
    def page(self) -> tuple[str, int]:
        """The name that the open page has given itself, and how many texts it has sent; "" and 0 without a script."""
        origin = str(self.origin.data or "")
        return (origin, whole_number(self.sequence.data)) if origin.isascii() and len(origin) <= 36 else ("", 0)


class WritingForm(WritingFields, Form):
    """The form of a note taker: whoever knows its address may send it, so it needs no token of its own."""


class EditorForm(WritingFields, DeskForm):
    """The form of an organiser."""
