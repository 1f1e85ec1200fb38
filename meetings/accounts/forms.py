"""The forms by which organisers sign in, get a password, and look after their account."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Length, Optional

from meetings.accounts.rules import LONGEST_PASSWORD
from meetings.web.forms import DeskForm, EmailText, Filled, Kept, PublicForm, Text

LANGUAGES = [SelectChoice("sv", "Svenska"), SelectChoice("en", "English")]


class Password(PasswordField):
    """A password: never shown again, never cleaned; only whether it can be kept is checked."""

    def __init__(self, label: Any, *, required: Any = True, **kwargs: Any) -> None:
        checks = [Filled(None if required is True else required) if required else Optional(), Kept()]
        most = Length(max=LONGEST_PASSWORD * 4, message=_l("Lösenordet är för långt."))
        super().__init__(label, validators=[*checks, most], **kwargs)


class Choice(RadioField):
    """One of a few; when none is chosen, `Filled` says so in our words."""

    def pre_validate(self, form: Any) -> None:
        if self.data:
            super().pre_validate(form)


class SignInForm(PublicForm):
    """Address and password; no session is begun before they fit."""

    email = Text(_l("E-postadress"), at_most=254, required=_l("Skriv din e-postadress."))
    password = Password(_l("Lösenord"), required=_l("Skriv ditt lösenord."))
    next = HiddenField()


class ForgottenForm(PublicForm):
    """The address of the account whose password is forgotten."""

    email = EmailText(_l("E-postadress"), required=_l("Skriv din e-postadress."))


class SetPasswordForm(PublicForm):
    """A new password."""

    password = Password(_l("Nytt lösenord"), required=_l("Skriv ett nytt lösenord."))


class OwnForm(DeskForm):
    """Who one is, and the language one is written to."""

    name = Text(_l("Namn"), required=_l("Skriv ditt namn."))
    lang = Choice(_l("Språk i mejl till dig"), choices=LANGUAGES, validators=[Filled(_l("Välj ett språk."))])


class ChangePasswordForm(DeskForm):
    """The password of today, and the new one."""

    old = Password(_l("Lösenordet du har i dag"), required=_l("Skriv lösenordet du har i dag."))
    new = Password(_l("Nytt lösenord"), required=_l("Skriv ett nytt lösenord."))
