"""The shape of what an organiser decides about a question: its words, its choices, when it is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from meetings.questions.rules import (
    RETENTION_NAMES,
    Asked,
    Comparison,
    Retention,
    ShownIf,
)
from meetings.questions.rules.building import MOST_CHOICES, ChoiceDraft, QuestionDraft
from meetings.questions.types import ALL, Type, type_of
from meetings.questions.types.base import COMPARISONS
from meetings.schedule.forms.rows import Number, RowForm, Rows
from meetings.text import whole_number
from meetings.web.forms import DeskForm, LongText, Text

MOST_SEATS = 100_000


class ChoiceRow(RowForm):
    """A choice; `key` is its id, empty while it is new."""

    key = HiddenField()
    label_sv = Text(_l("Svar"), required=_l("Skriv svaret."))
    label_en = Text(_l("På engelska"), required=False)
    seats = Number(_l("Platser"), at_most=MOST_SEATS)

    def choice(self) -> ChoiceDraft:
        """Return what was written."""
        key = whole_number(self.key.data)
        return ChoiceDraft(self.label_sv.data or "", self.label_en.data or "", key or None, self.seats.data)


class RevisionForm(DeskForm):
    """A button, or a list, that belongs to one revision of the form."""

    base_revision = HiddenField()

    @property
    def base(self) -> int:
        """The revision that it was shown with; 0, which is none, when that was tampered with."""
        return whole_number(self.base_revision.data)


class OrderRow(RowForm):
    """A question in the list; nothing but its place can be changed there."""

    key = HiddenField()


class OrderForm(RevisionForm):
    """The order of the questions."""

    questions = Rows(OrderRow, _l("Frågor"), invites=False, at_most=200)

    @property
    def question_ids(self) -> list[int]:
        """The ids of the questions in the order that was chosen."""
        return [whole_number(row.key.data) for row in self.questions.kept()]


class CopyQuestionsForm(RevisionForm):
    """From which meeting the questions are copied, and what becomes of those that there are."""

    source = SelectField(_l("Möte"), validate_choice=False)
    replaces = RadioField(_l("Frågorna som redan finns"), default="no")

    def offer(self, meetings: Sequence[tuple[int, str]]) -> None:
        """Offer these meetings: number and words."""
        first = SelectChoice("", _("Välj"))
        self.source.choices = [first, *(SelectChoice(str(number), words) for number, words in meetings)]
        self.replaces.choices = [
            SelectChoice("no", _("Står kvar, de kopierade läggs sist")),
            SelectChoice("yes", _("Tas bort, så att formuläret blir som det andra mötets")),
        ]

    def validate_source(self, field: Any) -> None:
        """Check that it is one of those that are offered."""
        if not field.data or field.data not in {choice.value for choice in field.choices}:
            raise StopValidation(_("Välj ett möte i listan."))


class QuestionForm(RevisionForm):
    """One question. `confirmed` is the mark of what has been shown to touch answers; see `views`."""

    type = SelectField(_l("Typ av svar"), default=ALL[0].code.value)
    label_sv = Text(_l("Fråga på svenska"), required=_l("Skriv frågan."), at_most=300)
    label_en = Text(_l("Fråga på engelska"), required=False, at_most=300)
    help_sv = LongText(_l("Hjälptext på svenska"), at_most=2000)
    help_en = LongText(_l("Hjälptext på engelska"), at_most=2000)
    required = BooleanField(_l("Frågan måste besvaras"))
    sensitive = BooleanField(_l("Känslig uppgift"))
    retention = RadioField(_l("Hur länge svaren sparas"), default=Retention.CONTACT.value)
    choices = Rows(ChoiceRow, _l("Svarsalternativ"), invites=False, at_most=MOST_CHOICES)
    condition_on = SelectField(_l("Visas"), validate_choice=False, default="")
    condition_is = SelectField(_l("Svaret"), default=Comparison.IS.value)
    condition_text = Text(_l("Text att jämföra med"), required=False)
    confirmed = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type.choices = [SelectChoice(kind.code.value, _(kind.name)) for kind in ALL]
        self.retention.choices = [
            SelectChoice(one.value, _(RETENTION_NAMES[one])) for one in (Retention.CONTACT, Retention.FIGURE)
        ]
        self.condition_is.choices = [SelectChoice(one.value, _(words)) for one, words in COMPARISONS.items()]
        self.earlier: Sequence[Asked] = ()

    @property
    def kind(self) -> Type:
        """The type that is chosen, or the first when it is none."""
        known = {kind.code.value: kind for kind in ALL}
        return known.get(self.type.data or "", ALL[0])

    def offer(self, earlier: Sequence[Asked]) -> None:
        """Offer the earlier questions, and their choices, for the condition."""
        self.earlier = [question for question in earlier if type_of(question).comparisons]
        offered: list[Any] = [SelectChoice("", _("Alltid"))]
        for number, question in enumerate(earlier, 1):
            group = f"{number}. {question.label}"
            if type_of(question).comparisons and question.choices:
                offered += [
                    SelectChoice(f"{question.id}-{choice.id}", choice.label, optgroup=group)
                    for choice in question.choices
                ]
            elif type_of(question).comparisons:
                offered.append(SelectChoice(str(question.id), _("Det som skrivs"), optgroup=group))
        self.condition_on.choices = offered

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then what the type and the condition ask for."""
        holds: bool = super().validate(extra_validators)
        if self.kind.has_choices and len(self.choices.kept()) < 2 and not self.choices.errors:
            self.choices.errors = [_("Skriv minst två svar att välja mellan.")]
            holds = False
        wrong = self._condition_problem()
        if wrong:
            field, message = wrong
            field.errors = [message]
            holds = False
        return holds

    def draft(self, code: str = "") -> QuestionDraft:
        """Return what was decided; what the type does not ask for is left out. Only after it has been validated."""
        kind = self.kind
        sensitive = bool(self.sensitive.data) and "sensitive" in kind.settings
        kept = Retention(self.retention.data) if "retention" in kind.settings else Retention.CONTACT
        return QuestionDraft(
            type=kind.code,
            label_sv=self.label_sv.data or "",
            label_en=self.label_en.data or "",
            help_sv=self.help_sv.data or "",
            help_en=self.help_en.data or "",
            required=bool(self.required.data) and "required" in kind.settings,
            sensitive=sensitive,
            retention=Retention.SENSITIVE if sensitive else kept,
            shown_if=self._shown_if(),
            choices=tuple(row.choice() for row in self.choices.kept()) if kind.has_choices else (),
            code=code,
        )

    def _named(self) -> tuple[Asked | None, int | None]:
        """Return the question that the condition names, and the choice."""
        question_id, _dash, choice_id = (self.condition_on.data or "").partition("-")
        found = next((one for one in self.earlier if str(one.id) == question_id), None)
        if found is None or not choice_id:
            return found, None
        chosen = next((choice.id for choice in found.choices if str(choice.id) == choice_id), None)
        return (found, chosen) if chosen is not None else (None, None)

    def _condition_problem(self) -> tuple[Any, str] | None:
        if not self.condition_on.data:
            return None
        named, choice_id = self._named()
        if named is None or (named.choices and choice_id is None):
            return self.condition_on, _("Välj en av de tidigare frågorna.")
        kind = type_of(named)
        if self.condition_is.data not in {one.value for one in kind.comparisons}:
            words = ", ".join(_(words) for words in kind.comparisons.values())
            return self.condition_is, _("För den frågan går det att välja: %(words)s.", words=words)
        if choice_id is None and kind.stored(self.condition_text.data or "") is None:
            return self.condition_text, _("Skriv ett svar som passar frågan ”%(question)s”.", question=named.label)
        return None

    def _shown_if(self) -> ShownIf | None:
        named, choice_id = self._named()
        if named is None:
            return None
        text = type_of(named).stored(self.condition_text.data or "") or "" if choice_id is None else ""
        return ShownIf(named.id, Comparison(self.condition_is.data), choice_id, text)


def values_of(draft: QuestionDraft, base_revision: int) -> Mapping[str, Any]:
    """Return what the form of this question is filled in with."""
    shown_if = draft.shown_if
    on = ""
    if shown_if is not None:
        on = f"{shown_if.question_id}-{shown_if.choice_id}" if shown_if.choice_id else str(shown_if.question_id)
    kept = Retention.CONTACT if draft.retention is Retention.SENSITIVE else draft.retention
    return {
        "base_revision": str(base_revision),
        "type": draft.type.value,
        "label_sv": draft.label_sv,
        "label_en": draft.label_en,
        "help_sv": draft.help_sv,
        "help_en": draft.help_en,
        "required": draft.required,
        "sensitive": draft.sensitive,
        "retention": kept.value,
        "condition_on": on,
        "condition_is": shown_if.comparison.value if shown_if else Comparison.IS.value,
        "condition_text": shown_if.text if shown_if else "",
        "choices": [
            {
                "key": str(choice.id or ""),
                "order": place,
                "label_sv": choice.label_sv,
                "label_en": choice.label_en,
                "seats": choice.seats,
            }
            for place, choice in enumerate(draft.choices, 1)
        ],
    }
