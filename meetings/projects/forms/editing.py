"""The forms of a project: the few questions that begin it, and all that is written of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField

from meetings.projects.forms.fields import LANGUAGES, PartOfYear, Year, ask_for_year, code_of, parts_of
from meetings.projects.forms.rows import (
    ActivityRow,
    Choices,
    ContactRow,
    FigureRow,
    OutcomeRow,
    PartnerRow,
    activity_values,
)
from meetings.projects.rules.content import Content, FigureText
from meetings.projects.rules.figures import refusals_of_figures
from meetings.projects.rules.points import point
from meetings.schedule.forms.rows import Boxes, Rows, WebAddress, offered
from meetings.text import whole_number
from meetings.web.forms import DeskForm, LongText, Text
from meetings.web.rendering import refusal_text


@dataclass(frozen=True)
class Offer:
    """What the choices of the editor are: code and name of each; `none` is what to call having none."""

    funders: Choices
    periods: Choices
    areas: Choices
    target_groups: Choices
    municipalities: Choices
    kinds: Choices
    groups: Choices
    none: str


class _WithPeriod(DeskForm):
    begins_year: Year
    begins_part: PartOfYear
    ends_year: Year
    ends_part: PartOfYear

    @property
    def begins(self) -> str:
        """The code of its beginning."""
        return code_of(self.begins_year, self.begins_part)

    @property
    def ends(self) -> str:
        """The code of its end."""
        return code_of(self.ends_year, self.ends_part)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and that it does not end before it begins."""
        holds = super().validate(extra_validators)
        holds = ask_for_year(self.begins_year, self.begins_part) and holds
        holds = ask_for_year(self.ends_year, self.ends_part) and holds
        begins, ends = point(self.begins), point(self.ends)
        if begins is not None and ends is not None and ends.last < begins.first:
            message = _("Projektet kan inte sluta innan det börjar. Ändra den ena tiden.")
            self.ends_year.errors = [*self.ends_year.errors, message]
            return False
        return bool(holds)


class NewForm(_WithPeriod):
    """What it is called, whose it is and when."""

    title = Text(_l("Vad heter projektet?"), required=_l("Skriv vad projektet heter."))
    owner = Text(_l("Vem driver eller drev det?"), required=False)
    begins_year = Year(_l("Börjar, år"))
    begins_part = PartOfYear(_l("Börjar, när på året"))
    ends_year = Year(_l("Slutar, år"))
    ends_part = PartOfYear(_l("Slutar, när på året"))
    lang = RadioField(_l("Språk som projektet beskrivs på"), choices=offered(LANGUAGES), default="sv")

    def content(self) -> Content:
        """Return the answers."""
        return Content(
            title=self.title.data or "",
            owner=self.owner.data or "",
            lang=self.lang.data,
            begins=self.begins,
            ends=self.ends,
        )


class EditForm(_WithPeriod):
    """All of a project but what it is linked to, filled in from one revision."""

    base_revision = HiddenField()

    title = Text(_l("Projektets namn"), required=_l("Skriv vad projektet heter."))
    owner = Text(_l("Projektägare"), required=False)
    begins_year = Year(_l("Börjar, år"))
    begins_part = PartOfYear(_l("Börjar, när på året"))
    ends_year = Year(_l("Slutar, år"))
    ends_part = PartOfYear(_l("Slutar, när på året"))
    lang = RadioField(_l("Språk som projektet beskrivs på"), choices=offered(LANGUAGES))

    summary = LongText(_l("Sammanfattning"), at_most=600)
    purpose = LongText(_l("Syfte"), at_most=10_000)
    body = LongText(_l("Mer om projektet"), at_most=20_000)
    results = LongText(_l("Resultat"), at_most=20_000)
    website = WebAddress(_l("Webbplats"), required=False)

    funders = Boxes(_l("Finansiärer"))
    programme_period = SelectField(_l("Programperiod"))
    programme_area = SelectField(_l("Programområde"))
    eu_funded = BooleanField(_l("Visa EU-flaggan och ”Medfinansieras av Europeiska unionen”"))
    diarienummer = Text(_l("Diarienummer"), required=False, at_most=60)
    target_groups = Boxes(_l("Målgrupper"))

    partners = Rows(PartnerRow, _l("Deltagande organisationer"))
    figures = Rows(FigureRow, _l("Resultat i siffror"), at_most=60)
    activities = Rows(ActivityRow, _l("Aktiviteter"), at_most=60)
    outcomes = Rows(OutcomeRow, _l("Vad det blev"), at_most=30)
    contacts = Rows(ContactRow, _l("Kontaktpersoner"), at_most=20)
    group = SelectField(_l("Gemensam sida"))

    def offer(self, choices: Offer) -> None:
        """Give the fields their choices, and each row its own."""
        none = ("", choices.none)
        self.funders.choices = offered(choices.funders)
        self.target_groups.choices = offered(choices.target_groups)
        self.programme_period.choices = offered([none, *choices.periods])
        self.programme_area.choices = offered([none, *choices.areas])
        self.group.choices = offered([none, *choices.groups])
        self._offered = choices
        for entry in self.partners.entries:
            self._offer_partner(entry.form)
        for entry in self.activities.entries:
            self._offer_activity(entry.form)
        for entry in self.figures.entries:
            self._offer_figure(entry.form, _index(entry))

    def blank(self, name: str) -> Any:
        """Return an empty row of one of the lists, of which a script makes new ones; after `offer`."""
        row = self[name].blank("__index__").form
        if name == "partners":
            self._offer_partner(row)
        elif name == "activities":
            self._offer_activity(row)
        elif name == "figures":
            self._offer_figure(row, None)
        return row

    def _offer_partner(self, row: Any) -> None:
        row.municipality.choices = offered([("", _("Organisationens egen")), *self._offered.municipalities])

    def _offer_activity(self, row: Any) -> None:
        row.kind.choices = offered([("", _("Välj slag")), *self._offered.kinds])

    def _offer_figure(self, row: Any, own: str | None) -> None:
        """Offer the other figures to be a part of, by their numbers and words."""
        found = [("", _("Ingen annan siffra"))]
        for place, entry in enumerate(self.figures.entries, start=1):
            if _index(entry) != own and not entry.form.is_empty:
                found.append((_index(entry), _named(place, entry.form)))
        row.whole.choices = offered(found)

    @property
    def base(self) -> int:
        """The revision that it was filled in from; 0, which is none, when that was tampered with."""
        return whole_number(self.base_revision.data)

    def add_row(self, name: str) -> None:
        """Add an empty row to the list of this name."""
        rows = self[name] if name in LISTS else None
        if isinstance(rows, Rows):
            rows.add()

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and that no part of a figure is larger than the whole."""
        holds = super().validate(extra_validators)
        kept = self.figures.kept()
        for place, refusal in refusals_of_figures(self._figures()).items():
            row = kept[place]
            field = row.value if row.value.data is not None else row.planned
            field.errors = [*field.errors, refusal_text(refusal)]
            self.figures.errors = [entry.errors for entry in self.figures.entries]  # for the list of errors on top
            holds = False
        return holds

    def content(self) -> Content:
        """Return what was written, without what the project is linked to. Only after it has been validated."""
        texts: dict[str, Any] = {name: self[name].data or "" for name in _TEXTS}
        return Content(
            **texts,
            begins=self.begins,
            ends=self.ends,
            eu_funded=bool(self.eu_funded.data),
            funders=tuple(self.funders.data or ()),
            target_groups=tuple(self.target_groups.data or ()),
            group=int(self.group.data) if self.group.data else None,
            partners=tuple(row.written() for row in self.partners.kept()),
            figures=self._figures(),
            activities=tuple(row.written() for row in self.activities.kept()),
            outcomes=tuple(row.written() for row in self.outcomes.kept()),
            contacts=tuple(row.written() for row in self.contacts.kept()),
        )

    def _figures(self) -> tuple[FigureText, ...]:
        """Return the figures in the order in which they are kept; a part of a row that is taken away has no whole."""
        kept = self.figures.kept()
        index_of = {id(entry.form): _index(entry) for entry in self.figures.entries}
        places = {index_of[id(row)]: place for place, row in enumerate(kept)}
        return tuple(row.written(places.get(row.whole.data, -1) if row.whole.data else None) for row in kept)

    @property
    def texts(self) -> list[str]:
        """All that was written freely, to be looked through."""
        return [field.data for field in self if isinstance(field, Text | LongText) and field.data]


_TEXTS = (
    "title", "lang", "owner", "programme_period", "programme_area", "diarienummer", "summary", "purpose", "body",
    "results", "website",
)  # fmt: skip
LISTS = ("partners", "figures", "activities", "outcomes", "contacts")


def values_of(content: Content, base_revision: int) -> Mapping[str, Any]:
    """Return what the form of this content is filled in with."""
    begins, ends = parts_of(content.begins), parts_of(content.ends)
    return {
        **{name: getattr(content, name) for name in _TEXTS},
        "base_revision": str(base_revision),
        "begins_year": begins[0],
        "begins_part": begins[1],
        "ends_year": ends[0],
        "ends_part": ends[1],
        "eu_funded": content.eu_funded,
        "funders": list(content.funders),
        "target_groups": list(content.target_groups),
        "group": str(content.group or ""),
        "partners": _in_order([asdict(one) for one in content.partners]),
        "figures": _in_order([{**asdict(one), "whole": _key(one.whole)} for one in content.figures]),
        "activities": _in_order([activity_values(one) for one in content.activities]),
        "outcomes": _in_order([asdict(one) for one in content.outcomes]),
        "contacts": _in_order([{**asdict(one), "phones": ", ".join(one.phones)} for one in content.contacts]),
    }


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "order": place} for place, row in enumerate(rows, start=1)]


def _key(place: int | None) -> str:
    return "" if place is None else str(place)


def _index(entry: Any) -> str:
    """Return the number in the name of a row: what other rows call it by."""
    return str(entry.name).rpartition("-")[2]


def _named(place: int, row: FigureRow) -> str:
    number = row.value.data if row.value.data is not None else row.planned.data
    words = " ".join(str(part) for part in (number, row.group.data, row.unit.data) if part not in (None, ""))
    return f"{place}. {words}"
