"""The shape of an idea as it is written: every field of an idea, who is behind it, and the buttons of the page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date, time
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, StopValidation

from meetings.directory.rules import Vocabulary
from meetings.ideas.forms.fields import CodeBoxes, CodeSelect, Kronor, Month, WordOffered
from meetings.ideas.rules.advice import ADVICE, DEFAULT
from meetings.ideas.rules.content import Content
from meetings.ideas.rules.fields import ALWAYS, MOST_CHARACTERS, NAMES, ROLES, TEXTS
from meetings.ideas.rules.receiving import Person
from meetings.ideas.rules.sending import missing, missing_of_person
from meetings.questions.rules import Asked
from meetings.questions.types.base import Chosen
from meetings.text import holds_personal_number
from meetings.web.autosaved import Autosaved
from meetings.web.forms import EmailText, Filled, LongText, PublicForm, Text, new_form_token

_MONTHS = ("starts_in", "ends_in")
_CONTACT = ("name", "email")


def _named(code: str) -> Any:
    """Return what a field is called; its code stands in no call of gettext, which would ask for its translation."""
    return _l(NAMES[code])


def _long(code: str) -> LongText:
    return LongText(_named(code), at_most=MOST_CHARACTERS[code])


class _Role(RadioField):
    """Lead or join; `data` is "" when neither is chosen."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not offered."""
        if self.data and self.data not in ROLES:
            self.data = ""
            raise StopValidation(_("Välj ett av svaren som finns här."))

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = valuelist[0] if valuelist else ""


class IdeaForm(Autosaved, PublicForm):
    """An idea and its contact. Nothing is required of a draft; `holds_to_send` says what is before it is sent.

    The fields of a call's own questions are added by `idea_form`. `coauthored` forms have no contact.
    """

    title = Text(_named("title"), required=False, at_most=MOST_CHARACTERS["title"])
    role = _Role(
        _named("role"),
        choices=[SelectChoice(code, _l(words)) for code, words in ROLES.items()],
        validate_choice=False,
        default="",
    )
    about = _long("about")
    organisation = Text(_named("organisation"), required=False, at_most=MOST_CHARACTERS["organisation"])
    organisation_type = CodeSelect(_named("organisation_type"), Vocabulary.ORGANISATION_TYPE)
    sector = CodeSelect(_named("sector"), Vocabulary.SECTOR)
    municipality = CodeSelect(_named("municipality"), Vocabulary.MUNICIPALITY)
    name = Text(_l("Kontaktperson"), required=False)
    email = EmailText(_l("E-post"), required=False)
    phone = Text(_l("Telefon"), required=False, at_most=60)
    background = _long("background")
    target_groups = CodeBoxes(_named("target_groups"), Vocabulary.TARGET_GROUP)
    target_text = _long("target_text")
    purpose = _long("purpose")
    activities = _long("activities")
    partners_found = _long("partners_found")
    partners_sought = CodeBoxes(_named("partners_sought"), Vocabulary.SECTOR)
    partners_text = _long("partners_text")
    results = _long("results")
    equality = _long("equality")
    places = CodeBoxes(_named("places"), Vocabulary.MUNICIPALITY)
    starts_in = Month(_l("Börjar"))
    ends_in = Month(_l("Slutar"))
    budget = Kronor(_named("budget"))
    cofinancing = _long("cofinancing")
    transnational = BooleanField(_l("Vi vill samarbeta med någon i ett annat land"))
    transnational_text = _long("transnational_text")
    publish = BooleanField()
    contact_was = HiddenField()
    gnista = HiddenField()
    anmalan = HiddenField()
    forlangning = HiddenField()

    asked: Sequence[Asked] = ()

    def __init__(self, formdata: Any = None, *, fresh: bool = False, **kwargs: Any) -> None:
        if fresh:  # filled in by us, also while a form that was sent is answered
            Form.__init__(self, None, **kwargs)
            self.form_token.data = new_form_token()
        else:
            super().__init__(formdata, **kwargs)

    def offer(self, words: Sequence[WordOffered], *, coauthored: bool = False) -> None:
        """Fill in the vocabularies; a co-author's form has no contact."""
        for select in (self.organisation_type, self.municipality):
            select.offer(words, str(_("Välj")))
        self.sector.offer(words, str(_("Enligt typen av organisation")))
        for boxes in (self.target_groups, self.partners_sought, self.places):
            boxes.offer(words)
        if coauthored:
            del self.name, self.email, self.phone, self.contact_was

    def require(self, codes: Collection[str]) -> None:
        """Mark the fields that have to be filled in before the idea is sent."""
        names = {*ALWAYS, *codes, *_CONTACT, *(_MONTHS[:1] if "period" in codes else ())}
        for name in names:
            if name in self:
                self[name].flags.required = True

    def content(self) -> Content:
        """Return what the idea says, the answers to the questions that were asked among it."""
        values: dict[str, Any] = {code: self[code].data or "" for code in ("title", "role", "organisation", *TEXTS)}
        values |= {code: self[code].data or "" for code in ("organisation_type", "sector", "municipality", *_MONTHS)}
        values |= {code: tuple(self[code].data or ()) for code in ("target_groups", "partners_sought", "places")}
        answers = {one.name: _plain(self[one.name].data) for one in self.asked if one.name in self}
        return Content(
            **values,
            budget=self.budget.data,
            transnational=bool(self.transnational.data),
            answers={name: value for name, value in answers.items() if value},
        )

    def person(self) -> Person:
        """Return the contact; nothing in a co-author's form."""
        if "email" not in self:
            return Person()
        return Person(self.name.data or "", self.email.data or "", self.phone.data or "")

    @property
    def holds_personal_number(self) -> bool:
        """Whether some text seems to hold a personal identity number: its writer is warned, not stopped."""
        texts = [field.data for field in self if isinstance(field, Text | LongText)]
        return any(holds_personal_number(text) for text in texts if isinstance(text, str))

    def holds_as_draft(self, *, has_link: bool) -> bool:
        """Check what is there, and ask for nothing more; a draft `has_link`, which is secret, or else needs a token."""
        for field in self:
            field.validators = [one for one in field.validators if not isinstance(one, _ASKING)]
        return Form.validate(self) if has_link else self.validate()

    def holds_to_send(self, required: Collection[str], *, attached: bool, person: Person | None = None) -> bool:
        """Check that the idea can be sent; `person` is the contact of a co-author's. Errors stand at their fields."""
        holds = self.validate()
        content, contact = self.content(), person or self.person()
        lacking = missing(content, required, attached=attached) + missing_of_person(contact, by_secretariat=False)
        for code in lacking:
            name = "starts_in" if code == "period" else code
            if name in self and not self[name].errors:
                self[name].errors = [_(ADVICE.get(code, DEFAULT))]
            elif name not in self:
                self.form_errors = [_("Kontaktpersonens namn eller e-post saknas. Be kontaktpersonen fylla i det.")]
            holds = False
        if content.starts_in and content.ends_in and content.ends_in < content.starts_in:
            self.ends_in.errors = [_("Projektet slutar innan det börjar. Rätta den ena månaden.")]
            holds = False
        return holds

    def in_error(self) -> list[Any]:
        """Return the fields that do not hold."""
        return [field for field in self if field.errors]


def _plain(value: Any) -> Any:
    """Return what a field holds as JSON can hold it: a day or a time of day as it is written in ISO 8601."""
    return value.isoformat() if isinstance(value, date | time) else value


_ASKING = (Filled, Chosen, InputRequired)


def idea_form(
    questions: Mapping[str, Any],
    asked: Sequence[Asked],
    words: Sequence[WordOffered],
    *,
    data: Mapping[str, Any] | None = None,
    fresh: bool = False,
    coauthored: bool = False,
) -> IdeaForm:
    """Return the form with the call's questions (unbound fields by name, and as they are asked), filled in with `data`.

    `fresh`: nothing is read of the request.
    """
    form: IdeaForm = _with(tuple(questions.items()))(fresh=fresh, data=dict(data or {}))
    form.asked = asked
    form.offer(words, coauthored=coauthored)
    return form


def data_of(content: Content, person: Person) -> dict[str, Any]:
    """Return the data that fills in a form, but for the call's own questions."""
    return asdict(content) | asdict(person)


@lru_cache(maxsize=64)
def _with(questions: tuple[tuple[str, Any], ...]) -> Any:
    """Return the form's class with these fields: the same ones are asked of all."""
    return type(IdeaForm.__name__, (IdeaForm,), dict(questions))
