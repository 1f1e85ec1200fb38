"""The shape of assessment: settings, criteria, whom to ask, and an assessor's word on one idea."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Optional, StopValidation

from meetings.ideas.rules.assessing import (
    FEWEST,
    MOST,
    MOST_CRITERIA,
    MOST_WEIGHT,
    Criterion,
    Marks,
    words_of_scale,
)
from meetings.schedule.forms.rows import Number, RowForm, Rows
from meetings.text import whole_number
from meetings.web.forms import ClockTime, Day, DeskForm, EmailText, LongText, PublicForm, Text
from meetings.web.typed import until

_USUAL_MOST = 5


class AssessmentForm(DeskForm):
    """How assessing is done. `base_revision` is the call's when the page was shown."""

    until_day = Day(_l("Bedöm senast"), required=False)
    until_time = ClockTime(_l("Tid"), required=False)
    hides_actors = BooleanField(_l("Bedömarna ser inte vem som står bakom"))
    hides_assessors = BooleanField(_l("Bedömarna ser inte vilka andra som bedömer"))
    hidden_words = LongText(_l("Dölj också de här orden"), at_most=4000)
    base_revision = HiddenField()

    @property
    def ends_at(self) -> datetime | None:
        """The exclusive instant at which assessing ends; a day alone is the whole day; None: no end."""
        return until(self.until_day.data, self.until_time.data)

    @property
    def base(self) -> int:
        """The revision that the form was filled in from."""
        return whole_number(self.base_revision.data)

    def validate_until_time(self, field: Any) -> None:
        """A time needs its day."""
        if field.data is not None and self.until_day.data is None:
            raise StopValidation(_("Skriv också vilken dag."))


class CriterionRow(RowForm):
    """One criterion; `number` is its row in the table, "" for a new one."""

    number = HiddenField()
    label = Text(_l("Kriterium"), required=_l("Skriv vad kriteriet heter."))
    text = LongText(_l("Hjälptext"), at_most=1000)
    most = Number(_l("Högsta poäng"), at_most=MOST)
    weight = Number(_l("Vikt"), at_most=MOST_WEIGHT)

    @property
    def is_empty(self) -> bool:
        """Whether neither a name nor a text was written: a scale alone is no criterion."""
        return not (self.label.data or self.text.data)

    def validate_most(self, field: Any) -> None:
        """The scale has two points or more."""
        if field.data is not None and field.data < FEWEST:
            raise StopValidation(_("Skriv ett tal från %(fewest)s till %(most)s.", fewest=FEWEST, most=MOST))

    def validate_weight(self, field: Any) -> None:
        """A criterion that does not count is none."""
        if field.data is not None and field.data < 1:
            raise StopValidation(_("Skriv ett tal från %(fewest)s till %(most)s.", fewest=1, most=MOST_WEIGHT))

    def criterion(self) -> Criterion:
        """Return the criterion that the row says."""
        return Criterion(
            whole_number(self.number.data) or None,
            self.label.data or "",
            self.text.data or "",
            self.most.data if self.most.data is not None else _USUAL_MOST,
            self.weight.data if self.weight.data is not None else 1,
        )


class CriteriaForm(DeskForm):
    """What ideas are assessed by, in order."""

    criteria = Rows(CriterionRow, _l("Kriterier"), at_most=MOST_CRITERIA)
    base_revision = HiddenField()

    def wanted(self) -> tuple[Criterion, ...]:
        """Return the criteria to keep, in their order."""
        return tuple(row.criterion() for row in self.criteria.kept())

    @property
    def base(self) -> int:
        """The revision that the form was filled in from."""
        return whole_number(self.base_revision.data)


class AssessorForm(DeskForm):
    """Whom to ask."""

    name = Text(_l("Namn"))
    email = EmailText(_l("E-post"))
    lang = SelectField(
        _l("Språk"), choices=[SelectChoice("sv", "Svenska"), SelectChoice("en", "English")], default="sv"
    )


class WordForm(PublicForm):
    """An assessor's word on an idea; `word_form` gives it a scale for each criterion."""

    conflict = BooleanField(_l("Jag är jävig och avstår"))
    comment = LongText(_l("Kommentar till sekretariatet"), at_most=4000)
    base_revision = HiddenField()
    of_version = HiddenField()

    def marks(self, criteria: Sequence[Criterion]) -> Marks:
        """Return what was said."""
        given = {one.id: self[f"c{one.id}"].data for one in criteria if one.id is not None}
        scores = {number: int(value) for number, value in given.items() if value}
        return Marks(scores, self.comment.data or "", bool(self.conflict.data))

    def fill(self, marks: Marks) -> None:
        """Put what is saved into the form."""
        self.conflict.data, self.comment.data = marks.conflict, marks.comment
        for number, value in marks.scores.items():
            if (field := self._fields.get(f"c{number}")) is not None:
                field.data = str(value)

    def scales(self, criteria: Sequence[Criterion]) -> list[Any]:
        """Return the fields of the scales, in order."""
        return [self[f"c{one.id}"] for one in criteria]

    @property
    def wants_next(self) -> bool:
        """Whether the button that goes on to the next idea was pressed."""
        return "next" in request.form


def word_form(criteria: Sequence[Criterion]) -> WordForm:
    """Return the form of an assessor's word with a scale for each of these criteria, none of them required."""
    scales = {
        f"c{one.id}": RadioField(
            one.label,
            choices=[SelectChoice(str(score), f"{score} – {_(word)}") for score, word in words_of_scale(one.most)],
            description=one.text,
            validators=[Optional()],
        )
        for one in criteria
    }
    made: WordForm = type("WordForm", (WordForm,), scales)()
    return made
