"""The rows of the editor of a project: partners, figures, activities, outcomes and contacts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField

from meetings.projects.forms.fields import EXACTNESSES, PartOfYear, Year, ask_for_year, code_of, parts_of
from meetings.projects.rules.content import ActivityText, ContactText, FigureText, OutcomeText, PartnerText
from meetings.schedule.forms.rows import Number, RowForm, offered
from meetings.text import one_line, whole_number
from meetings.web.forms import EmailText, LongText, Text

Choices = Sequence[tuple[str, str]]


class PartnerRow(RowForm):
    """Who took part: an organisation, or a part of one."""

    organisation = Text(_l("Organisation"), required=_l("Skriv vilken organisation det är."))
    unit = Text(_l("Del av organisationen"), required=False)
    municipality = SelectField(_l("Kommun"))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written in it."""
        return not (self.organisation.data or self.unit.data)

    def written(self) -> PartnerText:
        """Return what was written."""
        return PartnerText(self.organisation.data or "", self.unit.data or "", self.municipality.data or "")


class FigureRow(RowForm):
    """A figure; `whole` holds the key of the row that it is a part of, as the rows were numbered in the form."""

    exactness = SelectField(_l("Så exakt"), choices=offered(EXACTNESSES))
    value = Number(_l("Antal"), at_most=1_000_000_000)
    planned = Number(_l("Planerat antal"), at_most=1_000_000_000)
    group = Text(_l("Vilka"), required=False, at_most=120)
    unit = Text(_l("Vad som räknas"), required=False, at_most=80)
    text = Text(_l("Resten av meningen"), required=False, at_most=1000)
    whole = SelectField(_l("Är en del av"), validate_choice=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written in it."""
        fields = (self.value, self.planned, self.group, self.unit, self.text)
        return not any(field.data or field.errors for field in fields) and self.value.data is None

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the row; words alone are no figure."""
        holds = super().validate(extra_validators)
        if holds and self.counts and self.value.data is None and self.planned.data is None:
            self.value.errors = [*self.value.errors, _("Skriv ett antal, det som nåddes eller det som planerades.")]
            return False
        return holds

    def written(self, whole: int | None) -> FigureText:
        """Return what was written; `whole` is the place of the figure that it is a part of."""
        return FigureText(
            self.value.data,
            self.planned.data,
            self.exactness.data,
            self.unit.data or "",
            self.group.data or "",
            self.text.data or "",
            whole,
        )


class ActivityRow(RowForm):
    """What the project did; `key` is the number of its row, which meetings may count towards."""

    key = HiddenField()
    kind = SelectField(_l("Slag"))
    count = Number(_l("Antal"))
    planned = Number(_l("Planerat antal"))
    title = Text(_l("Rubrik"), required=False)
    text = LongText(_l("Beskrivning"), at_most=4000)
    at_year = Year(_l("När, år"))
    at_part = PartOfYear(_l("När på året"))
    place = Text(_l("Ort"), required=False, at_most=120)
    country = Text(_l("Land"), required=False, at_most=80)
    transnational = BooleanField(_l("Transnationell: ett utbyte med ett annat land"))
    people_exactness = SelectField(_l("Så exakt"), choices=offered(EXACTNESSES))
    people = Number(_l("Antal personer"))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written in it: a kind alone, with the count that it begins with, is something."""
        told = (self.kind, self.planned, self.title, self.text, self.at_year, self.place, self.country, self.people)
        return not any(field.data or field.errors for field in told) and not self.transnational.data

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the row: it needs its kind, and a month its year."""
        holds = super().validate(extra_validators)
        if not self.counts:
            return True
        if not self.kind.data:
            self.kind.errors = [*self.kind.errors, _("Välj vad det är för slag.")]
            holds = False
        return ask_for_year(self.at_year, self.at_part) and holds

    def written(self) -> ActivityText:
        """Return what was written."""
        return ActivityText(
            kind=self.kind.data or "",
            count=self.count.data,
            planned=self.planned.data,
            title=self.title.data or "",
            text=self.text.data or "",
            at=code_of(self.at_year, self.at_part),
            place=self.place.data or "",
            country=self.country.data or "",
            transnational=bool(self.transnational.data),
            people=self.people.data,
            people_exactness=self.people_exactness.data,
            key=whole_number(self.key.data),
        )


def activity_values(one: ActivityText) -> dict[str, Any]:
    """Return what the row of an activity is filled in with."""
    year, part = parts_of(one.at)
    names = ("kind", "count", "planned", "title", "text", "place", "country", "transnational", "people")
    values = {name: getattr(one, name) for name in names}
    exactness = {"people_exactness": one.people_exactness}
    return values | exactness | {"key": str(one.key or ""), "at_year": year, "at_part": part}


class OutcomeRow(RowForm):
    """What came of it, and who answers for it."""

    text = LongText(_l("Vad det blev"), required=_l("Skriv vad det blev av projektet, eller ta bort raden."))
    actor = Text(_l("Vem som ansvarar"), required=False)

    def written(self) -> OutcomeText:
        """Return what was written."""
        return OutcomeText(self.text.data or "", self.actor.data or "")


class ContactRow(RowForm):
    """Somebody to ask; any of the details may be missing, not all: such a row is none."""

    name = Text(_l("Namn"), required=False)
    title = Text(_l("Titel"), required=False)
    organisation = Text(_l("Organisation"), required=False)
    email = EmailText(_l("E-post"), required=False)
    phones = Text(_l("Telefon"), required=False)

    def written(self) -> ContactText:
        """Return the person as written; numbers are parted by commas."""
        phones = tuple(one_line(one) for one in (self.phones.data or "").split(",") if one_line(one))
        return ContactText(
            self.name.data or "", self.title.data or "", self.organisation.data or "", self.email.data or "", phones
        )
