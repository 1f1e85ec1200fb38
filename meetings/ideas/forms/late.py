"""The secretariat's decision on what came late."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from meetings.text import whole_number
from meetings.web.forms import DeskForm, LongText


class LateForm(DeskForm):
    """Why, and which version was on the page; which button was pressed says the rest."""

    reason = LongText(_l("Motivering till den som lämnade idén"), at_most=2000)
    version = HiddenField()

    @property
    def number(self) -> int:
        """The number of the version that was on the page, 0 for none."""
        return whole_number(self.version.data or "")
