"""The forms of a series on the desk: its texts, and the places and days, or pasted lines, that make its meetings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField

from meetings.projects.rules.series import MOST, Occasion, Place, SeriesText, Times, in_order, product
from meetings.schedule.forms.details import LANGUAGES
from meetings.schedule.forms.rows import Number, RowForm, Rows, offered
from meetings.text import one_line, whole_number
from meetings.web.forms import ClockTime, Day, DeskForm, LongText, Text
from meetings.web.typed import day_typed, instant, time_typed

_BETWEEN = re.compile(r"\s*[–—-]\s*")
_PARTS = 3  # of a line: place, day, time; and seats, if one likes
_STATES = (("draft", _l("Som utkast: bara ni ser dem")), ("published", _l("Publicerade på en gång")))


class PlaceRow(RowForm):
    """A place where meetings are held."""

    town = Text(_l("Ort"), required=False, at_most=80)
    venue = Text(_l("Lokal"), required=False)
    street = Text(_l("Gatuadress"), required=False)
    seats = Number(_l("Antal platser"), at_most=100_000)

    def place(self) -> Place:
        """Return the place as written."""
        return Place(self.town.data or "", self.venue.data or "", self.street.data or "", self.seats.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check that it says where."""
        holds = super().validate(extra_validators)
        if self.counts and not (self.town.data or self.venue.data):
            self.town.errors = [_("Skriv en ort eller en lokal.")]
            return False
        return holds


class DayRow(RowForm):
    """A day on which meetings are held, at each place."""

    day = Day(_l("Dag"), required=_l("Skriv vilken dag."))
    starts = ClockTime(_l("Börjar kl."))
    ends = ClockTime(_l("Slutar kl."))

    def times(self) -> Times:
        """Return when it is."""
        return Times(instant(self.day.data, self.starts.data), instant(self.day.data, self.ends.data))


class OccasionsForm(DeskForm):
    """What makes the meetings: each place on each day, and a line for each that is in no such pattern."""

    places = Rows(PlaceRow, _l("Platser"), at_most=MOST)
    days = Rows(DayRow, _l("Dagar"), at_most=MOST)
    lines = LongText(_l("Eller klistra in rader"), at_most=20_000)
    state = RadioField(_l("Hur ska tillfällena läggas upp?"), choices=offered(_STATES), default="draft")
    seen = HiddenField()

    def add_row(self, name: str) -> None:
        """Add an empty row to the list of this name."""
        found = self[name] if name in ("places", "days") else None
        if found is not None:
            found.add()

    def occasions(self) -> list[Occasion]:
        """Return the meetings that were asked for, by time."""
        made = product([row.place() for row in self.places.kept()], [row.times() for row in self.days.kept()])
        return in_order([*made, *self._typed])

    def validate(self, extra_validators: Any = None) -> bool:
        """Check rows and lines; places without a day, or days without a place, make nothing."""
        self._typed, problems = _read(self.lines.data or "")
        holds: bool = super().validate(extra_validators)
        places, days = bool(self.places.kept()), bool(self.days.kept())
        if places and not days:
            problems.append(_("Skriv en dag, annars blir det inga tillfällen på platserna."))
        if days and not places:
            problems.append(_("Skriv en plats, annars blir det inga tillfällen på dagarna."))
        if problems:
            self.lines.errors = [" ".join(problems[:5])]
        return holds and not problems

    _typed: Sequence[Occasion] = ()


class TextForm(DeskForm):
    """The texts of a series, and who arranges it."""

    base_revision = HiddenField()
    seen = HiddenField()
    kind = SelectField(_l("Slags möte"))
    title = Text(_l("Seriens rubrik"), required=_l("Skriv vad serien heter."))
    occasion_title = Text(_l("Varje tillfälles rubrik"), required=_l("Skriv vad varje tillfälle heter."))
    summary = LongText(_l("Sammanfattning"), at_most=600)
    body = LongText(_l("Mer om serien"), at_most=20_000)
    lang = RadioField(_l("Språk som serien beskrivs på"), choices=offered(LANGUAGES), default="sv")
    arranged_by = SelectField(_l("Projekt som arrangerar, och aktivitet som det räknas till"))
    meetings_too = BooleanField(_l("Ändra också alla tillfällen som inte har varit"))

    def offer(self, kinds: Sequence[tuple[str, str]], arrangers: Sequence[tuple[str, str]]) -> None:
        """Fill in the choices."""
        self.kind.choices = offered(kinds)
        self.arranged_by.choices = offered(arrangers)

    @property
    def base(self) -> int:
        """Return the revision that the form was filled in from; 0 when the field was tampered with."""
        return whole_number(self.base_revision.data)

    def text(self) -> SeriesText:
        """Return what was written."""
        project_id, activity_id = arranger(self.arranged_by.data or "")
        return SeriesText(
            kind=self.kind.data or "",
            title=self.title.data or "",
            occasion_title=self.occasion_title.data or "",
            summary=self.summary.data or "",
            body=self.body.data or "",
            lang=self.lang.data,
            project_id=project_id,
            activity_id=activity_id,
        )


class NewSeriesForm(TextForm, OccasionsForm):
    """A new series: its texts and its meetings."""


class ArrangeForm(DeskForm):
    """Which project arranges a meeting, and which of its activities it counts towards."""

    arranged_by = SelectField(_l("Projekt och aktivitet"))


def arranger(code: str) -> tuple[int | None, int | None]:
    """Return the numbers of the project and the activity that a choice ("12", "12.3", "") stands for."""
    project, _dot, activity = code.partition(".")
    return whole_number(project) or None, whole_number(activity) or None


def arranger_code(project_id: int | None, activity_id: int | None) -> str:
    """Return the choice that stands for a project and one of its activities; "" for none."""
    if project_id is None:
        return ""
    return f"{project_id}.{activity_id}" if activity_id else str(project_id)


def _read(typed: str) -> tuple[list[Occasion], list[str]]:
    """Return the meetings of the lines, "plats; datum; tid; platser", and what is wrong with the others."""
    found, problems = [], []
    for number, line in enumerate(typed.splitlines(), 1):
        parts = [one_line(part) for part in re.split(r"[;\t]", line)]
        if not any(parts):
            continue
        one = _occasion(parts)
        if isinstance(one, Occasion):
            found.append(one)
        else:
            problems.append(_("Rad %(number)d: %(problem)s", number=number, problem=one))
    return found, problems


def _occasion(parts: Sequence[str]) -> Occasion | str:
    if len(parts) not in (_PARTS, _PARTS + 1) or not parts[0]:
        return str(_("skriv plats; datum; tid, till exempel Ale, Biblioteket; 2018-05-02; 9.00–12.00."))
    day, times, seats = day_typed(parts[1]), _times(parts[2]), parts[3] if len(parts) > _PARTS else ""
    if day is None:
        return str(_("skriv dagen som 2018-04-24 eller 24 april 2018."))
    if times is None:
        return str(_("skriv tiden som 9.00–12.00."))
    if seats and not (seats.isascii() and seats.isdigit() and int(seats[:9]) <= 100_000):
        return str(_("skriv antalet platser som ett helt tal."))
    town, _comma, venue = parts[0].partition(",")
    place = Place(town.strip()[:80], venue.strip()[:200], seats=int(seats) if seats else None)
    return Occasion(place, _on(day, times))


def _times(typed: str) -> tuple[time, time] | None:
    parts = _BETWEEN.split(typed.removeprefix("kl.").strip())
    if len(parts) != 2:
        return None
    starts, ends = time_typed(parts[0]), time_typed(parts[1])
    return (starts, ends) if starts is not None and ends is not None else None


def _on(day: date, times: tuple[time, time]) -> Times:
    return Times(instant(day, times[0]), instant(day, times[1]))
