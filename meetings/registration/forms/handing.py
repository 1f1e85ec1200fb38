"""The shape of handing over: who comes instead."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from meetings.web.forms import EmailText, PublicForm, Text


class HandOverForm(PublicForm):
    """The colleague who is to have the place."""

    name = Text(_l("Kollegans namn"))
    email = EmailText(_l("Kollegans e-post"))
