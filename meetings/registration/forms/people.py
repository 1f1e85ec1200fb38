"""The shape of a sign-up and of its owner's changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from meetings import text
from meetings.directory.rules import WITHOUT_ORGANISATION, Vocabulary
from meetings.registration.rules import WORDINGS, OptInKind
from meetings.web import dates
from meetings.web.forms import EmailText, LongText, PublicForm, Text


class WordOffered(Protocol):
    """A word of a vocabulary, as the form offers it."""

    @property
    def id(self) -> int: ...
    @property
    def vocabulary(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...


class WordSelect(SelectField):
    """One word of a vocabulary; `data` is its id or None. Nothing is chosen beforehand."""

    def __init__(self, label: Any, *, required: Any = True, **kwargs: Any) -> None:
        super().__init__(label, coerce=_id, choices=[], validate_choice=False, **kwargs)
        self.asks_for = required
        if required:
            self.flags.required = True

    def offer(self, words: Sequence[WordOffered], vocabulary: Vocabulary) -> None:
        """Fill in the choices."""
        self.choices = list(_choices(tuple(words), vocabulary, str(_("Välj"))))

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not offered, and nothing where a word is asked for."""
        if self.data is None:
            if self.asks_for:
                raise StopValidation(str(self.asks_for))
        elif str(self.data) not in {choice.value for choice in self.choices}:  # type: ignore[union-attr]
            raise StopValidation(_("Välj ett av alternativen i listan."))


@lru_cache(maxsize=64)
def _choices(words: tuple[WordOffered, ...], vocabulary: Vocabulary, first: str) -> tuple[SelectChoice, ...]:
    """Return the choices of a vocabulary: the same words are offered to all who sign up."""
    found = (SelectChoice(str(word.id), word.name) for word in words if word.vocabulary == vocabulary.value)
    return (SelectChoice("", first), *found)


def _id(value: Any) -> int | None:
    """Return the id; what is no number becomes one that is never offered."""
    if value in (None, "", "None"):
        return None
    return text.whole_number(value)


class PersonForm(PublicForm):
    """What is asked of everybody, and a warning before a personal identity number is sent."""

    name = Text(_l("Namn"))
    email = EmailText(_l("E-post"))
    organisation_type = WordSelect(_l("Typ av organisation"), required=_l("Välj typ av organisation."))
    organisation = Text(_l("Organisation"), required=False)
    municipality = WordSelect(_l("Kommun"), required=False)
    send_anyway = BooleanField(_l("Det är inget personnummer, eller jag vill skicka det ändå"))

    def offer(self, words: Sequence[WordOffered]) -> None:
        """Fill in the vocabularies."""
        self.organisation_type.offer(words, Vocabulary.ORGANISATION_TYPE)
        self.municipality.offer(words, Vocabulary.MUNICIPALITY)
        self._types = {word.id: word.code for word in words if word.vocabulary == Vocabulary.ORGANISATION_TYPE.value}

    @property
    def holds_personal_number(self) -> bool:
        """Whether some text seems to hold a personal identity number: then the box to send it anyway is shown."""
        return any(text.holds_personal_number(field.data or "") for field in self._free_texts())

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then what hangs together: type and organisation, personal identity numbers."""
        holds: bool = super().validate(extra_validators)
        if not self.organisation.data and not self.organisation.errors and self._belongs_to_one():
            self.organisation.errors = [_("Skriv vilken organisation du kommer från.")]
            holds = False
        if not self.send_anyway.data:
            for field in self._free_texts():
                if text.holds_personal_number(field.data or "") and not field.errors:
                    field.errors = [
                        _(
                            "Texten ser ut att innehålla ett personnummer. Vi behöver det inte: ta bort det, "
                            "eller kryssa i rutan ovanför knappen."
                        )
                    ]
                    holds = False
        return holds

    def _belongs_to_one(self) -> bool:
        code = self._types.get(self.organisation_type.data or 0)
        return code is not None and code not in WITHOUT_ORGANISATION

    def _free_texts(self) -> list[Any]:
        return [field for field in self if isinstance(field, Text | LongText) and not isinstance(field, EmailText)]


class SignUpForm(PersonForm):
    """A sign-up. The meeting's questions are added by `sign_up_form`."""

    public_list = BooleanField()
    future_meetings = BooleanField()


class ChangeForm(PersonForm):
    """What its owner may change of a registration: not the address."""

    email = None  # type: ignore[assignment]
    lang = RadioField(
        _l("Språk i mejl till dig"),
        choices=[SelectChoice("sv", "Svenska"), SelectChoice("en", "English")],
        validate_choice=True,
    )
    base_revision = HiddenField()

    @property
    def base(self) -> int:
        """Return the revision that the form was filled in from; 0 when the field was tampered with."""
        return text.whole_number(self.base_revision.data)


class OptInForm(PublicForm):
    """The two opt-ins, each on its own."""

    public_list = BooleanField()
    future_meetings = BooleanField()


class LostLinkForm(PublicForm):
    """Which address somebody signed up with."""

    email = EmailText(_l("E-post"))


class OwnButton(PublicForm):
    """A button on the own page."""


class Invited(Protocol):
    """Whose sign-up is known in part before they fill it in."""

    @property
    def name(self) -> str: ...
    @property
    def organisation(self) -> str: ...


def sign_up_form(
    questions: Mapping[str, Any],
    words: Sequence[WordOffered],
    list_day: datetime | None,
    *,
    invited: Invited | None = None,
    filled_in: Mapping[str, Any] | None = None,
) -> SignUpForm:
    """Return the form with the meeting's questions (unbound fields by name); `list_day`: see `opt_in_labels`.

    Who is `invited` finds name and organisation filled in, and signs up with the address that was invited; others
    find what is `filled_in`, by field.
    """
    known = {"name": invited.name, "organisation": invited.organisation} if invited else dict(filled_in or {})
    form: SignUpForm = _with(SignUpForm, tuple(questions.items()))(data=known)
    if invited is not None:
        del form.email
    form.offer(words)
    label_opt_ins(form, list_day)
    return form


def change_form(questions: Mapping[str, Any], words: Sequence[WordOffered], data: Mapping[str, Any]) -> ChangeForm:
    """Return the form with the meeting's questions, filled in with `data`."""
    form: ChangeForm = _with(ChangeForm, tuple(questions.items()))(data=dict(data))
    form.offer(words)
    return form


@lru_cache(maxsize=64)
def _with(form: type[PersonForm], questions: tuple[tuple[str, Any], ...]) -> Any:
    """Return the form's class with these fields: the same ones are asked of all who sign up."""
    return type(form.__name__, (form,), dict(questions))


def label_opt_ins(form: SignUpForm | OptInForm, list_day: datetime | None) -> None:
    """Write the wordings beside the boxes; without a public list (`list_day` None) its box is taken away."""
    form.future_meetings.label.text = wording(OptInKind.FUTURE_MEETINGS, None)
    if list_day is None:
        del form.public_list
    else:
        form.public_list.label.text = wording(OptInKind.PUBLIC_LIST, list_day)


def wording(kind: OptInKind, list_day: datetime | None) -> str:
    """Return the words in which a yes is asked for, in the page's language; `list_day` is when the list goes."""
    values = {"day": dates.date_text(list_day)} if list_day is not None else {}
    return str(_(WORDINGS[kind].text, **values))
