"""The shape of a mailing: its texts, what it is about, whom it goes to, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms import widgets as plain
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from meetings.mailings.rules import (
    NAMES,
    NOT_OF_IDEAS,
    NOT_OF_PEOPLE,
    STATES,
    About,
    Audience,
    Came,
    Ideas,
    Placeholder,
    unknown,
)
from meetings.registration.rules import PlaceState
from meetings.text import N_
from meetings.web.forms import ClockTime, Day, DeskForm, Filled, LongText, Text

MOST_TEXT = 10_000
STATE_WORDS: Mapping[PlaceState, str] = {
    PlaceState.CONFIRMED: N_("De som har en plats"),
    PlaceState.WAITING: N_("De som står på reservlistan"),
    PlaceState.HELD: N_("De som har fått frågan om en ledig plats"),
    PlaceState.PENDING: N_("De som väntar på ditt svar"),
    PlaceState.CANCELLED: N_("De som har avanmält sig"),
}
ABOUT_WORDS: Mapping[About, str] = {
    About.MEETING: N_("Om mötet"),
    About.FOLLOW_UP: N_("Om mötets uppföljning"),
    About.OTHER: N_("Om något annat, till exempel ett annat möte"),
}
CAME_WORDS: Mapping[Came, str] = {
    Came.ALL: N_("Alla"),
    Came.CAME: N_("De som deltog"),
    Came.CAME_NOT: N_("De som inte deltog"),
}
IDEAS_WORDS: Mapping[Ideas, str] = {
    Ideas.NONE: N_("De som har anmält sig till mötet"),
    Ideas.RECEIVED: N_("De som har skickat in en idé"),
    Ideas.FOLLOW_UP: N_("De vars idé tas upp på uppföljningen"),
    Ideas.SEEKING: N_("De vars idé söker partner"),
}
Option = tuple[str, str]


class Known:
    """A check that nothing stands in square brackets but placeholders that can be filled in."""

    def __init__(self, *but: Placeholder) -> None:
        self.but = but

    def __call__(self, form: Any, field: Any) -> None:
        but = (*self.but, *(NOT_OF_IDEAS if form.goes_to_ideas else NOT_OF_PEOPLE))
        wrong = unknown(field.data or "", but=but)
        if wrong:
            offered = ", ".join(placeholders(field.name.endswith("_en"), but=but))
            raise ValidationError(
                _("%(wrong)s går inte att fylla i. Använd %(offered)s.", wrong=", ".join(wrong), offered=offered)
            )


def placeholders(in_english: bool, but: Sequence[Placeholder] = ()) -> list[str]:
    """Return the placeholders as they are written in a Swedish or an English text."""
    return [names[in_english] for placeholder, names in NAMES.items() if placeholder not in but]


class Boxes(SelectMultipleField):
    """Several choices as check boxes."""

    widget = plain.ListWidget(prefix_label=False)
    option_widget = plain.CheckboxInput()


class MailingForm(DeskForm):
    """What is written, what it is about, and to whom."""

    about = RadioField(_l("Vad handlar det om?"), validators=[Filled(_l("Välj vad det handlar om."))])
    subject_sv = Text(_l("Ämne"), at_most=150, validators=[Known(Placeholder.OWN_LINK)])
    body_sv = LongText(_l("Text"), required=True, at_most=MOST_TEXT, validators=[Known()])
    subject_en = Text(_l("Ämne på engelska"), required=False, at_most=150, validators=[Known(Placeholder.OWN_LINK)])
    body_en = LongText(_l("Text på engelska"), at_most=MOST_TEXT, validators=[Known()])
    ideas = RadioField(_l("Vilka går det till?"), default=Ideas.NONE.value)
    unconfirmed = BooleanField(_l("Även de som inte har bekräftat sin adress"))
    states = Boxes(_l("Vilka?"))
    came = RadioField(_l("Deltog de?"), default=Came.ALL.value)
    sector = SelectField(_l("Sektor"))
    workshop = SelectField(_l("Har plats i workshop"))
    question = SelectField(_l("Svar på en fråga"))
    words = Text(_l("Ord i svaret"), required=False)
    opted_in = BooleanField(_l("Bara de som har bett om mejl om kommande möten"))
    base_revision = HiddenField()

    def offer(self, sectors: Sequence[Option], workshops: Sequence[Option], answers: Sequence[Option]) -> None:
        """Fill in the choices; an answer's value is "question:answer", or "question:" where one types words."""
        self.about.choices = [SelectChoice(about.value, _(words)) for about, words in ABOUT_WORDS.items()]
        self.states.choices = [SelectChoice(state.value, _(STATE_WORDS[state])) for state in STATES]
        self.ideas.choices = [SelectChoice(ideas.value, _(words)) for ideas, words in IDEAS_WORDS.items()]
        self.came.choices = [SelectChoice(came.value, _(words)) for came, words in CAME_WORDS.items()]
        self.sector.choices = _with_all(_("Alla sektorer"), sectors)
        self.workshop.choices = _with_all(_("Oavsett workshop"), workshops)
        self.question.choices = _with_all(_("Oavsett svar"), answers)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields; an English text needs both its parts, and a question that is answered in words some."""
        holds: bool = super().validate(extra_validators)
        for one, other in ((self.subject_en, self.body_en), (self.body_en, self.subject_en)):
            if other.data and not one.data and not one.errors:
                one.errors = [_("Fyll i både ämne och text på engelska, eller ingetdera.")]
                holds = False
        holds = self._who_holds() and holds
        if (self.question.data or "").endswith(":") and not self.words.data and not self.words.errors:
            self.words.errors = [_("Skriv ett ord som svaret innehåller.")]
            holds = False
        return holds

    def _who_holds(self) -> bool:
        """Check that it goes to somebody whom it may go to: what is about something else asks for a yes to that."""
        if not self.goes_to_ideas:
            if not self.states.data:
                self.states.errors = [_("Välj minst en grupp.")]
            return bool(self.states.data)
        if "about" in self and self.about.data == About.OTHER.value and not self.about.errors:
            self.about.errors = [_("Den som har skickat in en idé får bara mejl om mötet och dess uppföljning.")]
            return False
        return True

    @property
    def goes_to_ideas(self) -> bool:
        """Whether it goes to those who have sent in an idea."""
        return "ideas" in self and self.ideas.data not in (None, Ideas.NONE.value)

    @property
    def audience(self) -> Audience:
        """Return whom it goes to."""
        if self.goes_to_ideas:
            return Audience(ideas=Ideas(self.ideas.data), unconfirmed=bool(self.unconfirmed.data))
        question, _colon, answer = (self.question.data or "").partition(":")
        return Audience(
            states=tuple(PlaceState(state) for state in self.states.data or ()),
            sector=_number(self.sector.data),
            workshop=_number(self.workshop.data),
            question=_number(question),
            answer=(answer or self.words.data or "") if question else "",
            came=Came(self.came.data),
            opted_in=bool(self.opted_in.data),
        )

    @property
    def base(self) -> int:
        """The revision that this was filled in from; 0 when the field was tampered with."""
        return _number(self.base_revision.data) or 0


def shown_in_form(audience: Audience, answers: Sequence[Option]) -> dict[str, Any]:
    """Return the data of the form's fields that this audience comes from."""
    chosen = f"{audience.question}:{audience.answer}" if audience.question else ""
    in_words = bool(chosen) and chosen not in dict(answers)
    return {
        "states": [state.value for state in audience.states],
        "came": audience.came.value,
        "sector": str(audience.sector or ""),
        "workshop": str(audience.workshop or ""),
        "question": f"{audience.question}:" if in_words else chosen,
        "words": audience.answer if in_words else "",
        "opted_in": audience.opted_in,
        "ideas": audience.ideas.value,
        "unconfirmed": audience.unconfirmed,
    }


class SendForm(DeskForm):
    """The button that sends; `seen` is the fingerprint of what was shown."""

    seen = HiddenField()


class PlanForm(SendForm):
    """When it is sent, Swedish time."""

    day = Day(_l("Dag"))
    time = ClockTime(_l("Tid"))


class FollowUpForm(DeskForm):
    """Which follow-up is invited to, and who is invited."""

    meeting = RadioField(_l("Till vilket möte?"))
    who = RadioField(_l("Vilka?"), validators=[Filled(_l("Välj vilka som bjuds in."))])


def _with_all(words: str, options: Sequence[Option]) -> list[Any]:
    return [SelectChoice("", words), *(SelectChoice(value, label) for value, label in options)]


def _number(value: Any) -> int | None:
    return int(value) if str(value).isascii() and str(value).isdigit() and len(str(value)) < 10 else None
