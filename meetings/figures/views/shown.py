"""Figures as a page shows them: the numbers of a year or of all, charts over the years, bars of the people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from meetings.figures.rules.adding import Sum, sums
from meetings.figures.rules.everything import Everything, OfYear, Unique
from meetings.figures.rules.shielding import ALL, FEWEST, Cell, shielded
from meetings.projects.views.words import grouped, number_words

IN_CHART = 12  # years: a phone has no room for the columns of more; the table has them all
_BARS = 10
Numbers = Mapping[Cell, int | None]


def shown(found: Everything, year: int | None, names: Mapping[int, str], *, public: bool) -> dict[str, Any]:
    """Return what the templates show of a year, or (None) of all; `public` numbers of few people are not told."""
    of, unique = found.of(year), found.unique.get(year) if year is not None else None
    return {
        "year": year,
        "years": found.counted,
        "of": of,
        "unique": unique,
        "kinds": _bars(told(found.kinds, public=False), year, names),
        "sectors": _bars(told(found.sectors, public=public), year, names),
        "municipalities": _bars(told(found.municipalities, public=public), year, names),
        "most_bars": _BARS,
        "sums": [_in_words(one) for one in sums(found.reached, year)],
        "charts": _charts(found) if year is None else {},
        "in_chart": IN_CHART,
        "public": public,
        "fewest": FEWEST,
    }


def told(numbers: Mapping[Cell, int], *, public: bool) -> Numbers:
    """Return the numbers with their sums over the years; in public None for what is not told."""
    if public:
        return shielded(numbers)
    added = Counter({cell: number for cell, number in numbers.items() if number})
    for (_year, word), number in numbers.items():
        added[ALL, word] += number
    return added


def word(term_id: int | None, names: Mapping[int, str]) -> str:
    """Return the name of a word, or that nobody said."""
    return names.get(term_id, "") if term_id is not None else str(_("Inte angivet"))


def not_told() -> str:
    """Return what stands where a number is not told."""
    return str(_("färre än %(number)s, eller dolt", number=FEWEST))


def _bars(numbers: Numbers, year: int | None, names: Mapping[int, str]) -> list[dict[str, Any]]:
    """Return the bars of a year, the largest first, those that are not told last."""
    of_year = [(word_id, number) for (of, word_id), number in numbers.items() if of == (year or ALL)]
    of_year.sort(key=lambda one: (-(one[1] or 0), word(one[0], names)))
    return [
        {"label": word(word_id, names), "value": number or 0, "text": not_told() if number is None else grouped(number)}
        for word_id, number in of_year
    ]


def _charts(found: Everything) -> dict[str, Any]:
    def over(*columns: tuple[str, Callable[[OfYear, Unique | None], int | None]]) -> dict[str, Any]:
        years = range(min(found.counted, default=0), max(found.counted, default=-1) + 1)
        rows = [(year, found.of(year), found.unique.get(year)) for year in years]
        groups = [
            {"label": str(year), "values": [of(one, unique) for _label, of in columns]} for year, one, unique in rows
        ]
        return {"series": [label for label, _of in columns], "groups": groups}

    return {
        "meetings": over((_("Möten"), lambda one, _unique: one.held)),
        "people": over(
            (_("Anmälda"), lambda one, _unique: one.signed_up),
            (_("Deltog"), lambda one, _unique: one.attended),
            (_("Olika personer"), lambda _one, unique: unique.signed_up if unique else None),
        ),
        "ideas": over(
            (_("Inkomna"), lambda one, _unique: one.received),
            (_("Publicerade"), lambda one, _unique: one.published),
            (_("Blev projekt"), lambda one, _unique: one.projects),
        ),
        "projects": over(
            (_("Började"), lambda one, _unique: one.started),
            (_("Pågick"), lambda one, _unique: one.running),
            (_("Avslutades"), lambda one, _unique: one.ended),
        ),
    }


def _in_words(one: Sum) -> dict[str, Any]:
    what: Sequence[str] = [part for part in (one.unit, one.group) if part]
    return {"number": number_words(one.value, one.exactness), "what": " ".join(what), "projects": one.projects}
