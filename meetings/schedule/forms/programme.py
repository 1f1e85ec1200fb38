"""The form of a whole programme: its items, and who is seen on each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField

from meetings.schedule.forms.rows import RowForm, Rows, offered
from meetings.schedule.rules import ITEM_KIND_NAMES, ItemKind
from meetings.schedule.rules.content import AppearanceText, ItemText
from meetings.text import whole_number
from meetings.web import dates
from meetings.web.forms import ClockTime, DeskForm, LongText, Text
from meetings.web.typed import day_typed, instant

MOST_DAYS = 60
_KINDS = [(one.value, _l(name)) for one, name in ITEM_KIND_NAMES.items()]
_NEEDS_NO_TITLE = frozenset({ItemKind.WELCOME.value, ItemKind.BREAK.value, ItemKind.MEAL.value})


class AppearanceRow(RowForm):
    """Who is seen on an item: a name or an organisation, or both."""

    name = Text(_l("Namn"), required=False)
    party = Text(_l("Parti"), required=False, at_most=20)
    roles = Text(_l("Roller"), required=False, at_most=300)
    organisation = Text(_l("Organisation"), required=False)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the row; party and roles alone show nobody."""
        holds = super().validate(extra_validators)
        if self.counts and not (self.name.data or self.organisation.data):
            self.name.errors = [*self.name.errors, _("Skriv ett namn eller en organisation.")]
            return False
        return holds

    def appearance(self) -> AppearanceText:
        """Return what was written."""
        return AppearanceText(
            self.name.data or "", self.party.data or "", self.roles.data or "", self.organisation.data or ""
        )


class ItemRow(RowForm):
    """One item. `key` is its id, or "n" with a number while it is new."""

    key = HiddenField()
    day = SelectField(_l("Dag"), validate_choice=False)
    starts = ClockTime(_l("Börjar"))
    ends = ClockTime(_l("Slutar"), required=False)
    kind = SelectField(_l("Slag"), choices=offered(_KINDS), default=ItemKind.TALK.value)
    title = Text(_l("Rubrik"), required=False)
    room = Text(_l("Rum"), required=False, at_most=120)
    summary = LongText(_l("Beskrivning"), at_most=4000)
    appearances = Rows(AppearanceRow, _l("Medverkande"), invites=False, at_most=60)
    related = SelectMultipleField(_l("Se även"), validate_choice=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written in it; kind and day are chosen in every row."""
        typed = self.starts.raw_data and self.starts.raw_data[0]
        written = (typed, self.starts.data, self.title.data, self.room.data, self.summary.data)
        return not any(one is not None and one != "" for one in written) and not self.appearances.kept()

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the row; it needs a title unless its kind says enough or somebody is seen on it."""
        holds = super().validate(extra_validators)
        says_enough = self.title.data or self.title.errors or self.kind.data in _NEEDS_NO_TITLE
        if self.counts and not says_enough and not self.appearances.kept():
            self.title.errors = [_("Skriv en rubrik, eller vem som medverkar.")]
            return False
        return holds

    def item(self) -> ItemText:
        """Return what was written."""
        day = date.fromisoformat(self.day.data or "")
        return ItemText(
            key=_number(self.key.data or "n0"),
            kind=self.kind.data or "",
            starts_at=instant(day, self.starts.data),
            ends_at=instant(day, self.ends.data) if self.ends.data is not None else None,
            room=self.room.data or "",
            title=self.title.data or "",
            summary=self.summary.data or "",
            appearances=tuple(row.appearance() for row in self.appearances.kept()),
            related=tuple(sorted(_number(key) for key in self.related.data or ())),
        )


class ProgrammeForm(DeskForm):
    """The whole programme, filled in from one revision."""

    base_revision = HiddenField()
    items = Rows(ItemRow, _l("Programpunkter"), at_most=200)

    def offer(self, days: Sequence[date]) -> None:
        """Give the rows their choices: the days of the meeting, and the other rows to point at.

        A row without a key gets one. A day that the meeting no longer has stays, for the rule to name.
        """
        rows = self._rows()
        typed = {day for row in rows if (day := day_typed(row.day.data or ""))}
        named = {day.isoformat(): dates.weekday_date(day) for day in sorted({*days, *typed})}
        taken = {row.key.data for row in rows}
        for place, row in enumerate(rows):
            if not _is_key(row.key.data):
                row.key.data = next(key for key in _new_keys(place) if key not in taken)
                taken.add(row.key.data)
        names = {row.key.data or "": _name(row) for row in rows if row.counts}
        for row in rows:
            row.day.choices = offered(named.items())
            if row.day.data not in named:
                row.day.data = days[0].isoformat()
            row.related.choices = offered((key, name) for key, name in names.items() if key != row.key.data)
            row.related.data = [key for key in row.related.data or () if key in names and key != row.key.data]

    def blank(self) -> Any:
        """Return an empty item for the script: its key and its names hold `__index__`."""
        entry = self.items.blank("__index__")
        entry.form.key.data = "n__index__"
        entry.form.day.choices = self._rows()[0].day.choices if self._rows() else []
        entry.form.related.choices = offered((row.key.data or "", _name(row)) for row in self._rows() if row.counts)
        return entry

    def _rows(self) -> list[ItemRow]:
        return [entry.form for entry in self.items.entries]

    @property
    def base(self) -> int:
        """The revision that it was filled in from; 0, which is none, when that was tampered with."""
        return whole_number(self.base_revision.data)

    def add_row(self, name: str) -> None:
        """Add an empty row: "items", or the appearances of one item, "items-3-appearances"."""
        if name == self.items.name:
            self.items.add()
            return
        for entry in self.items.entries:
            if entry.form.appearances.name == name:
                entry.form.appearances.add()

    def programme(self) -> tuple[ItemText, ...]:
        """Return what was written. Only after it has been validated."""
        return tuple(row.item() for row in self.items.kept())


def values_of(programme: Iterable[ItemText], base_revision: int) -> Mapping[str, Any]:
    """Return what the form of this programme is filled in with."""
    return {
        "base_revision": str(base_revision),
        "items": [_row_values(item, place) for place, item in enumerate(programme, 1)],
    }


def days_of(starts_at: Any, ends_at: Any, programme: Iterable[ItemText]) -> list[date]:
    """Return the days in Sweden that the meeting and its items touch, the first 60 of them."""
    first = dates.local(starts_at).date()
    last = dates.local(ends_at - timedelta(microseconds=1)).date()
    days = {first + timedelta(days=number) for number in range(min((last - first).days + 1, MOST_DAYS))}
    return sorted(days | {dates.local(item.starts_at).date() for item in programme})


def _row_values(item: ItemText, place: int) -> dict[str, Any]:
    starts = dates.local(item.starts_at)
    ends = dates.local(item.ends_at) if item.ends_at else None
    return {
        "key": _key(item.key),
        "order": place,
        "day": starts.date().isoformat(),
        "starts": starts.time().replace(tzinfo=None),
        "ends": ends.time().replace(tzinfo=None) if ends else None,
        "kind": item.kind,
        "title": item.title,
        "room": item.room,
        "summary": item.summary,
        "appearances": [{**asdict(one), "order": number} for number, one in enumerate(item.appearances, 1)],
        "related": [_key(key) for key in item.related],
    }


def _name(row: ItemRow) -> str:
    kind = dict(_KINDS).get(row.kind.data or "", "")
    at = f"{row.starts.data.hour}.{row.starts.data.minute:02}" if row.starts.data is not None else ""
    return " ".join(part for part in (at, row.title.data or str(kind)) if part)


def _is_key(typed: str | None) -> bool:
    digits = (typed or "").removeprefix("n")
    return digits.isascii() and digits.isdigit() and len(digits) < 10


def _new_keys(first: int) -> Iterable[str]:
    return (f"n{number}" for number in range(first, first + 1000))


def _number(key: str) -> int:
    """Return the item's id, or for a new one the negative number that stands for it: "n0" is -1."""
    return -int(key[1:]) - 1 if key.startswith("n") else int(key)


def _key(number: int) -> str:
    return str(number) if number > 0 else f"n{-number - 1}"
