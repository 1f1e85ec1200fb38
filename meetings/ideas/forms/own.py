"""The buttons of an idea's own page, and the address that lost links are mailed to."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from meetings.web.forms import EmailText, PublicForm


class OwnButton(PublicForm):
    """A button on the idea's own page."""


class LostLinkForm(PublicForm):
    """Which address an idea was written with."""

    email = EmailText(_l("E-post"))
