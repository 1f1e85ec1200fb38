"""Who is asked to write along."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from meetings.web.forms import EmailText, PublicForm, Text


class CoauthorForm(PublicForm):
    """A co-author's name, which the others see, and the address that the link goes to."""

    name = Text(_l("Namn"), required=_l("Skriv namnet på den som ska skriva."))
    email = EmailText(_l("E-post"))


class CoauthorButton(PublicForm):
    """A button beside a co-author."""
