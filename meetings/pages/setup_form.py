"""The one form by which a new service is set up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from meetings.accounts.forms import Choice, Password
from meetings.web.forms import EmailText, Filled, PublicForm, Text

_SECURITY = [
    SelectChoice("starttls", _l("STARTTLS")),
    SelectChoice("tls", _l("TLS från början")),
    SelectChoice("none", _l("Ingen")),
]
MAIL_FIELDS = ("server", "port", "security", "username", "mail_password", "sender")


def _port(_form: Any, field: Any) -> None:
    value = field.data or ""
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:6]) <= 65535):
        raise StopValidation(_("Skriv portens nummer, till exempel 587."))


class SetupForm(PublicForm):
    """Account, organisation, site, contact, and mail server."""

    name = Text(_l("Ditt namn"), required=_l("Skriv ditt namn."))
    email = EmailText(_l("Din e-postadress"), required=_l("Skriv din e-postadress."))
    password = Password(_l("Lösenord"), required=_l("Välj ett lösenord."))
    organisation = Text(_l("Organisationens namn"), required=_l("Skriv vad organisationen heter."))
    organisation_type = SelectField(_l("Typ av organisation"), validators=[Filled(_l("Välj typ av organisation."))])
    municipality = SelectField(_l("Kommun"))
    site_name = Text(_l("Webbplatsens namn"), at_most=120, required=_l("Skriv vad webbplatsen ska heta."))
    site_name_en = Text(_l("Namn på engelska"), at_most=120, required=False)
    contact_name = Text(_l("Kontaktperson"), required=False)
    contact_email = EmailText(_l("E-postadress dit man skriver"), required=_l("Skriv en e-postadress."))
    contact_phone = Text(_l("Telefon"), at_most=60, required=False)
    server = Text(_l("E-postserver"), required=_l("Skriv e-postserverns namn."))
    port = Text(_l("Port"), default="587", required=_l("Skriv portens nummer."), validators=[_port])
    security = Choice(
        _l("Skydd"), choices=_SECURITY, default="starttls", validators=[Filled(_l("Välj hur anslutningen skyddas."))]
    )
    username = Text(_l("Användarnamn"), required=False)
    mail_password = Password(_l("E-postserverns lösenord"), required=False)
    sender = EmailText(_l("Avsändaradress"), required=_l("Skriv adressen som mejl skickas från."))

    def offer(self, types: Iterable[tuple[str, str]], municipalities: Iterable[tuple[str, str]]) -> None:
        """Let these types and municipalities (id and name) be chosen."""
        first = SelectChoice("", _l("Välj"))
        self.organisation_type.choices = [first, *(SelectChoice(value, name) for value, name in types)]
        self.municipality.choices = [first, *(SelectChoice(value, name) for value, name in municipalities)]

    def holds_for_a_test(self) -> bool:
        """Tell whether what a test mail needs is filled in; errors of other fields are put aside."""
        self.validate()
        for field in self:
            if field.short_name not in (*MAIL_FIELDS, "email", "form_token"):
                field.errors = []
        return not self.errors

    def mail_settings(self) -> dict[str, str | int | bool]:
        """Return the mail server in the words of the settings."""
        return {
            "MAIL_SERVER": self.server.data or "",
            "MAIL_PORT": int(self.port.data or 0),
            "MAIL_SECURITY": str(self.security.data),
            "MAIL_USERNAME": self.username.data or "",
            "MAIL_PASSWORD": self.mail_password.data or "",
            "MAIL_SENDER": self.sender.data or "",
        }
