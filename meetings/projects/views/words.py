"""How are times, periods, numbers and figures of projects written: filters of the templates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from meetings.projects.rules.figures import Exactness
from meetings.projects.rules.points import SEASON_NAMES, Point, point
from meetings.projects.rules.states import STANDING_NAMES, Standing, standing
from meetings.text import N_
from meetings.web import dates
from meetings.web.lang import lang

_EXACTLY_SAID = {
    Exactness.AT_LEAST.value: N_("minst %(number)s"),
    Exactness.NEARLY.value: N_("nästan %(number)s"),
    Exactness.ABOUT.value: N_("cirka %(number)s"),
    Exactness.OVER.value: N_("över %(number)s"),
}
# What Swedish has a word for; another number of tens is said as about so many.
_TENS = {
    10: N_("ett tiotal"),
    20: N_("ett tjugotal"),
    30: N_("ett trettiotal"),
    40: N_("ett fyrtiotal"),
    50: N_("ett femtiotal"),
    60: N_("ett sextiotal"),
    70: N_("ett sjuttiotal"),
    80: N_("ett åttiotal"),
    90: N_("ett nittiotal"),
    100: N_("ett hundratal"),
}


def point_words(value: Point | str | None) -> str:
    """Return a time, or its code, as exactly as it is known: "februari 2012", "hösten 2013", "2014"; "" for none."""
    found = point(value) if isinstance(value, str) else value
    if found is None:
        return ""
    if found.month is not None:
        return f"{dates.MONTHS[lang()][found.month - 1]} {found.year}"
    return str(_(SEASON_NAMES[found.season], year=found.year)) if found.season else str(found.year)


def period_words(begins: str, ends: str) -> str:
    """Return "februari 2012–april 2014"; with one end alone "från och med …", "till och med …"; "" for neither."""
    first, last = point_words(begins), point_words(ends)
    if first and last:
        return first if first == last else f"{first}–{last}"
    if first:
        return str(_("från och med %(time)s", time=first))
    return str(_("till och med %(time)s", time=last)) if last else ""


def grouped(number: int) -> str:
    """Return a whole number with its thousands apart: "1 200" or "1,200"."""
    said = f"{number:,}"
    return said if lang() == "en" else said.replace(",", dates.NARROW)


def number_words(value: int | None, exactness: str = Exactness.EXACTLY.value) -> str:
    """Return a number as exactly as it is known: "53", "nästan 500", "ett tiotal"; "" for none."""
    if value is None:
        return ""
    if exactness == Exactness.TENS.value:
        return str(_(_TENS[value])) if value in _TENS else str(_("omkring %(number)s", number=grouped(value)))
    said = _EXACTLY_SAID.get(exactness)
    return str(_(said, number=grouped(value))) if said else grouped(value)


def figure_words(figure: Any, whole: Any = None) -> str:
    """Return a figure with what it counts: "nästan 500 personal", "80 arbetslösa ungdomar", "31 av 80 ungdomar".

    `figure` has `value`, `planned`, `exactness`, `unit` and `group`; a row of the table knows the `whole` that it is a
    part of itself. What is only planned says so. "" when it says no number.
    """
    whole = whole if whole is not None else getattr(figure, "part_of", None)
    reached = figure.value is not None
    number = number_words(figure.value if reached else figure.planned, figure.exactness)
    if not number:
        return ""
    of = (whole.value if reached else whole.planned) if whole is not None else None
    if of is not None:
        number = str(_("%(part)s av %(whole)s", part=number, whole=number_words(of, whole.exactness)))
    unit = figure.unit or (whole.unit if whole is not None else "")
    said = " ".join(part for part in (number, figure.group, unit) if part)
    return said if reached else str(_("%(figure)s (planerat)", figure=said))


def standing_of(first: int | None, last: int | None, now: datetime) -> Standing:
    """Return what a project from month to month (201202) is at this moment in Sweden."""
    today = dates.local(now)
    return standing(first, last, today.year * 100 + today.month)


def standing_words(value: Standing) -> str:
    """Return the name of where a project stands: "Avslutat"."""
    return str(_(STANDING_NAMES[value]))


def _period(begins: Any, ends: Any = "") -> str:
    """Return a period of times of projects, or of instants."""
    return dates.period(begins, ends) if isinstance(begins, datetime) else period_words(begins or "", ends or "")


FILTERS = {
    "point": point_words,
    "period": _period,
    "number_words": number_words,
    "grouped": grouped,
    "figure_words": figure_words,
    "standing_words": standing_words,
}
