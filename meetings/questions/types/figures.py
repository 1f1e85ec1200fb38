"""Questions that are answered with something to reckon with: a number, a day, a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any, ClassVar

from babel.numbers import format_decimal

from meetings.questions.rules import Asked, Comparison, Condition, Given, QuestionType
from meetings.questions.rules.numbers import Unreadable, number, reckoned
from meetings.questions.types.base import COMPARISONS, Cell, OneText, Read
from meetings.text import N_, one_line
from meetings.web import dates
from meetings.web.forms import ClockTime, Day
from meetings.web.lang import lang
from meetings.web.typed import day_typed, time_typed

_EXACT: Mapping[Comparison, str] = {one: words for one, words in COMPARISONS.items() if one is not Comparison.CONTAINS}


class _Exact(OneText):
    """A type of which two answers are the same or not: nothing is part of another."""

    comparisons: ClassVar[Mapping[Comparison, str]] = _EXACT

    def condition(self, asked: Asked, wanted: str) -> Condition | None:
        exactly = self.stored(wanted)
        return Condition(asked.id, asked.sensitive, exactly=exactly) if exactly else None


class Number(_Exact):
    """A number, whole or not; stored with a point, a number in a spreadsheet."""

    code = QuestionType.NUMBER
    compares = "number"
    name = N_("Tal")
    explanation = N_("Ett tal, med eller utan decimaler.")
    attributes: ClassVar[Mapping[str, str]] = {"inputmode": "decimal", "width": "medium"}

    def field(self, asked: Asked) -> Any:
        return Read(asked.label, number, writer=_written, required=asked.required, description=asked.help)

    def shown(self, answers: Sequence[Given]) -> str:
        return ", ".join(_written(answer.text) for answer in answers)

    def cells(self, texts: Sequence[str]) -> list[Cell]:
        return [reckoned(texts[0])] if texts else [None]

    def stored(self, typed: str) -> str | None:
        try:
            return number(typed)
        except Unreadable:
            return None


class Date(_Exact):
    """A day; stored as "2027-03-18"."""

    code = QuestionType.DATE
    name = N_("Datum")
    explanation = N_("En dag.")

    def field(self, asked: Asked) -> Any:
        return Day(asked.label, required=asked.required, description=asked.help)

    def given(self, asked: Asked, data: Any) -> list[Given]:
        return super().given(asked, data.isoformat() if data else "")

    def data(self, answers: Sequence[Given]) -> Any:
        return _day(answers[0].text) if answers else None

    def from_json(self, kept: Any) -> Any:
        return _day(kept) if isinstance(kept, str) else None

    def shown(self, answers: Sequence[Given]) -> str:
        days = [(answer.text, _day(answer.text)) for answer in answers]
        return ", ".join(dates.date_text(day) if day else text for text, day in days)

    def cells(self, texts: Sequence[str]) -> list[Cell]:
        return [_day(texts[0]) or texts[0]] if texts else [None]

    def stored(self, typed: str) -> str | None:
        day = day_typed(one_line(typed))
        return day.isoformat() if day else None


class Time(_Exact):
    """A time of day; stored as "09:30"."""

    code = QuestionType.TIME
    compares = "time"
    name = N_("Klockslag")
    explanation = N_("En tid på dagen.")
    attributes: ClassVar[Mapping[str, str]] = {"width": "short"}

    def field(self, asked: Asked) -> Any:
        return ClockTime(asked.label, required=asked.required, description=asked.help)

    def given(self, asked: Asked, data: Any) -> list[Given]:
        return super().given(asked, f"{data:%H:%M}" if data is not None else "")

    def data(self, answers: Sequence[Given]) -> Any:
        return _clock(answers[0].text) if answers else None

    def from_json(self, kept: Any) -> Any:
        return _clock(kept[:5]) if isinstance(kept, str) else None

    def shown(self, answers: Sequence[Given]) -> str:
        return ", ".join(_said(answer.text) for answer in answers)

    def cells(self, texts: Sequence[str]) -> list[Cell]:
        return [_clock(texts[0]) or texts[0]] if texts else [None]

    def stored(self, typed: str) -> str | None:
        at = time_typed(one_line(typed))
        return f"{at:%H:%M}" if at is not None else None


def _written(stored: str) -> str:
    """Return the number as the reader's language writes it."""
    value = reckoned(stored)
    return stored if isinstance(value, str) else format_decimal(value, "#,##0.###############", locale=lang())


def _day(stored: str) -> date | None:
    try:
        return date.fromisoformat(stored)
    except ValueError:
        return None


def _clock(stored: str) -> time | None:
    try:
        return time.fromisoformat(stored)
    except ValueError:
        return None


def _said(stored: str) -> str:
    at = _clock(stored)
    if at is None:
        return stored
    return f"kl.\u00a0{at.hour}.{at.minute:02}" if lang() == "sv" else f"{at.hour}:{at.minute:02}"
