"""The shape of what somebody says who was invited and cannot come."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from meetings.web.forms import LongText, PublicForm


class DeclineForm(PublicForm):
    """A no, with a reason if there is one to give."""

    reason = LongText(_l("Vill du säga varför?"), at_most=500)
