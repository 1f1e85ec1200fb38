"""How is input read: cleaned, then checked, with errors that say how to mend it; what was typed is kept."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.csrf import validate_csrf
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer
from wtforms import Field, Form, HiddenField, StringField, TextAreaField, ValidationError
from wtforms import widgets as plain
from wtforms.validators import InputRequired, Optional, StopValidation

from meetings import text
from meetings.config import listed
from meetings.web.typed import day_typed, time_typed

TOKEN_HOURS = 24
_TRAPPED = _l(
    "Fältet som ska vara tomt är ifyllt, så det ser ut som om ett program har skickat formuläret. "
    "Inget är sparat. Är du en människa: vi har tömt fältet, så skicka en gång till."
)
_TOKEN_OLD = _l("Formuläret har legat öppet för länge. Inget har gått förlorat: läs igenom och skicka en gång till.")


class DeskForm(FlaskForm):  # type: ignore[misc]
    """A form of somebody signed in: its CSRF token belongs to the session and is checked with the fields."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        csrf_time_limit = TOKEN_HOURS * 3600

        def build_csrf(self, form: Any) -> Any:
            csrf = super().build_csrf(form)
            csrf.validate_csrf_token = _check_csrf
            return csrf

    @property
    def failed(self) -> bool:
        """Whether this was sent and does not hold."""
        return bool(self.is_submitted() and self.errors)


class ButtonForm(DeskForm):
    """A button alone."""


def _check_csrf(_form: Any, field: Any) -> None:
    try:
        validate_csrf(
            field.data,
            current_app.config["SECRET_KEY"],
            TOKEN_HOURS * 3600,
            "csrf_token",
        )
    except ValidationError as error:
        raise ValidationError(str(_TOKEN_OLD)) from error


class Trap(StringField):
    """A field that people neither see nor hear and programs fill in: what is in it is never accepted."""


class PublicForm(Form):
    """A form of anybody: no session. A signed one-time token says that this service made it, and when.

    The same token sent twice with the same content is the same request; see `one_time_token`. What a program
    has filled in, whole, is refused: it fills in the trap as well.
    """

    form_token = HiddenField()
    webbplats = Trap()

    def __init__(self, formdata: Any = None, **kwargs: Any) -> None:
        if formdata is None and request.method == "POST":
            formdata = request.form
        super().__init__(formdata, **kwargs)
        if not self.is_submitted():
            self.form_token.data = new_form_token()

    def is_submitted(self) -> bool:
        """Tell whether this is a POST."""
        return request.method == "POST"

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and the token; a missing or old one is replaced, what was typed stays."""
        holds: bool = super().validate(extra_validators)
        if self.webbplats.data:
            self.webbplats.data = ""
            self.form_token.errors = [*self.form_token.errors, str(_TRAPPED)]
            return False
        if self.one_time_token is None:
            self.form_token.errors = [*self.form_token.errors, str(_TOKEN_OLD)]
            self.form_token.data = new_form_token()
            return False
        return holds

    @property
    def failed(self) -> bool:
        """Whether this was sent and does not hold."""
        return bool(self.is_submitted() and self.errors)

    @property
    def one_time_token(self) -> str | None:
        """Return the random part of a genuine token of the last 24 hours, else None."""
        try:
            opened = _serializer().loads(self.form_token.data or "", max_age=TOKEN_HOURS * 3600)
        except (BadSignature, SignatureExpired):
            return None
        return opened if isinstance(opened, str) else None


def new_form_token() -> str:
    """Return a fresh signed token for a public form."""
    return str(_serializer().dumps(secrets.token_urlsafe(16)))


def _serializer() -> URLSafeTimedSerializer:
    config = current_app.config
    return _signing_with(config["SECRET_KEY"], config["SECRET_KEY_FALLBACKS"])


@lru_cache(maxsize=4)
def _signing_with(key: str, fallbacks: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer([*reversed(listed(fallbacks)), key], salt="public form")


class Kept:
    """A check that every character can be kept."""

    def __init__(self, *, line_breaks: bool = False) -> None:
        self.line_breaks = line_breaks

    def __call__(self, _form: Any, field: Any) -> None:
        problem = text.problem_in(field.data or "", line_breaks=self.line_breaks)
        if problem:
            raise StopValidation(_(problem))


class AtMost:
    """A check of length in characters, after cleaning."""

    def __init__(self, characters: int) -> None:
        self.characters = characters
        self.field_flags = {"maxlength_told": characters}

    def __call__(self, _form: Any, field: Any) -> None:
        length = len(field.data or "")
        if length > self.characters:
            raise StopValidation(
                _(
                    "Texten är %(length)d tecken. Korta den till högst %(most)d.",
                    length=length,
                    most=self.characters,
                )
            )


class Filled:
    """A check that something was given; `message` says what to do."""

    def __init__(self, message: Any = None) -> None:
        self.message = message
        self.field_flags = {"required": True}

    def __call__(self, _form: Any, field: Any) -> None:
        if not field.data and not field.errors:
            raise StopValidation(str(self.message or _("Fyll i %(field)s.", field=_lower_first(field.label.text))))


def _lower_first(label: Any) -> str:
    text_of = str(label)
    return text_of[:1].lower() + text_of[1:] if text_of[1:2].islower() or text_of[1:2] == "-" else text_of


def _checks(required: bool | Any, *others: Any) -> list[Any]:
    """Return the validators: `required` may be the sentence that asks for it."""
    if not required:
        return [Optional(strip_whitespace=False), *others]
    return [Filled(None if required is True else required), *others]


class Text(StringField):
    """One line: normalised, runs of space as one, at most so many characters."""

    def __init__(self, label: Any, *, required: Any = True, at_most: int = 200, **kwargs: Any) -> None:
        kwargs["validators"] = [*_checks(required, Kept(), AtMost(at_most)), *kwargs.get("validators", ())]
        super().__init__(label, filters=[_spaces], **kwargs)


class LongText(TextAreaField):
    """Several lines: normalised, line breaks as one character each, at most so many characters."""

    def __init__(self, label: Any, *, required: Any = False, at_most: int = 4000, **kwargs: Any) -> None:
        kwargs["validators"] = [
            *_checks(required, Kept(line_breaks=True), AtMost(at_most)),
            *kwargs.get("validators", ()),
        ]
        super().__init__(label, filters=[text.clean], **kwargs)


def _spaces(value: str | None) -> str:
    """Clean the text but keep line breaks for the check to name; single spaces otherwise."""
    cleaned = text.clean(value)
    return "\n".join(" ".join(line.split(" ")) for line in cleaned.split("\n")) if cleaned else ""


class EmailText(Text):
    """An e-mail address, normalised; the domain may be written with å ä ö."""

    widget = plain.EmailInput()

    def __init__(self, label: Any, *, required: Any = True, **kwargs: Any) -> None:
        super().__init__(label, required=required, at_most=254, validators=[_email], **kwargs)


def email_key(address: str) -> str:
    """Return the form in which two spellings of an address are equal."""
    return text.key(address)


def _email(_form: Any, field: Any) -> None:
    address: str = field.data
    if not address:  # blanks where no address is asked for
        return
    if "@" not in address:
        raise StopValidation(_("Det fattas ett @ i adressen."))
    if " " in address:
        raise StopValidation(_("Det är ett mellanslag i adressen. Ta bort det."))
    try:
        allow_test = current_app.config["MODE"] in ("demo", "test")
        found = validate_email(address, allow_smtputf8=False, check_deliverability=False, test_environment=allow_test)
    except EmailNotValidError as error:
        local, _at, domain = address.rpartition("@")
        if not local or not domain:
            raise StopValidation(_("Skriv något både före och efter @.")) from error
        if not local.isascii():
            raise StopValidation(_("Före @ kan adressen inte ha å, ä, ö eller andra särskilda tecken.")) from error
        if "." not in domain:
            raise StopValidation(_("Det fattas något efter @, till exempel ”.se”.")) from error
        raise StopValidation(_("Adressen ser inte ut som en e-postadress. Kontrollera den.")) from error
    field.data = found.normalized


class Day(Field):
    """A day: "2018-04-24", "24/4 2018" or "24 april 2018"; `data` is a date or None."""

    widget = plain.DateInput()

    def __init__(self, label: Any, *, required: Any = True, **kwargs: Any) -> None:
        kwargs["validators"] = _checks(required)
        super().__init__(label, **kwargs)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        typed = text.one_line(valuelist[0]) if valuelist else ""
        if typed:
            self.data = day_typed(typed)
            if self.data is None:
                raise ValueError(_("Skriv dagen som 2018-04-24 eller 24 april 2018."))


class ClockTime(Field):
    """A time of day: "9", "9.00", "09:00" or "kl. 9.00"; `data` is a time or None."""

    widget = plain.TextInput()

    def __init__(self, label: Any, *, required: Any = True, **kwargs: Any) -> None:
        kwargs["validators"] = _checks_time(required)
        super().__init__(label, **kwargs)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data.hour}.{self.data.minute:02}" if self.data is not None else ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        typed = text.one_line(valuelist[0]) if valuelist else ""
        if typed:
            self.data = time_typed(typed)
            if self.data is None:
                raise ValueError(_("Skriv tiden som 9.00 eller 15.30."))


def _checks_time(required: Any) -> list[Any]:
    """Midnight is falsy in no version in use, but a missing time must be told apart from 0.00 all the same."""
    if not required:
        return [Optional()]
    return [InputRequired(_l("Skriv en tid, till exempel 9.00.") if required is True else required)]
