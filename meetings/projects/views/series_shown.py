"""What a series says of its meetings on its pages: when and where, what there is left, and why a door is closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.errors import Refusal
from meetings.projects.queries.series import Held, Shown
from meetings.projects.rules.series import SeriesReason, refusal_to_choose
from meetings.registration.rules import Closed, PlaceState, placing
from meetings.text import first_upper, sort_key
from meetings.web import dates
from meetings.web.rendering import refusal_text

FILTERED_FROM = 8  # meetings that are shown without being filtered


@dataclass(frozen=True)
class Offered:
    """A meeting as the pages of its series show it."""

    held: Held
    day: str
    time: str
    where: str
    status: str
    tone: str
    refusal: Refusal | None
    joins_line: bool
    over: bool

    @property
    def is_open(self) -> bool:
        """Whether it can be chosen."""
        return self.refusal is None

    @property
    def words(self) -> str:
        """When and where, as one says it."""
        day = f"{dates.weekday_date(self.held.starts_at)} {self.time}"
        return f"{self.held.place}, {day}" if self.held.place else first_upper(day)


def offered(one: Held, now: datetime) -> Offered:
    """Return the meeting in words, as it is at `now`."""
    refusal = refusal_to_choose(one, now)
    status, tone = _status(one, refusal)
    return Offered(
        one,
        first_upper(dates.weekday_date(one.starts_at)),
        dates.time_range(one.starts_at, one.ends_at),
        _where(one),
        status,
        tone,
        refusal,
        refusal is None and placing(one.pool) is PlaceState.WAITING,
        now >= one.ends_at,
    )


def _where(one: Held) -> str:
    place = ", ".join(part for part in (one.venue, one.street) if part and part != one.place)
    if one.attendance == "online":
        return str(_("På nätet"))
    return place


def _status(one: Held, refusal: Refusal | None) -> tuple[str, str]:
    if refusal is not None and refusal.reason is SeriesReason.OWN_PAGE:
        return str(_("Anmälan på egen sida")), "info"
    if refusal is not None:
        bad = refusal.reason in (Closed.CANCELLED, Closed.FULL)
        return refusal_text(refusal).rstrip("."), "bad" if bad else "neutral"
    if placing(one.pool) is PlaceState.WAITING:
        return str(_("Fullt, plats på reservlistan")), "wait"
    if one.show_seats_left and one.pool.free is not None:
        return str(ngettext("%(num)s plats kvar", "%(num)s platser kvar", one.pool.free)), "good"
    return str(_("Anmälan är öppen")), "good"


def places_of(held: Iterable[Held]) -> list[str]:
    """Return the places of the meetings in Swedish order."""
    return sorted({one.place for one in held if one.place}, key=sort_key)


def months_of(held: Iterable[Held]) -> list[tuple[str, str]]:
    """Return code ("2018-05") and words of the months of the meetings, in order."""
    first = {_month(one) for one in held}
    return [(code, dates.months(code)) for code in sorted(first)]


def narrowed(held: Sequence[Held], place: str, month: str) -> list[Held]:
    """Return the meetings at the place and in the month, "" for all of them."""
    return [one for one in held if (not place or one.place == place) and (not month or _month(one) == month)]


def by_place(rows: Sequence[Offered]) -> list[tuple[str, list[Offered]]]:
    """Return the meetings by their place in Swedish order, what is on the net last."""
    groups: dict[str, list[Offered]] = {}
    for row in rows:
        groups.setdefault(row.held.place, []).append(row)
    return sorted(groups.items(), key=lambda group: (not group[0], sort_key(group[0])))


def series_url(found: Any, **values: Any) -> str:
    """Return the address of the page of a series."""
    return url_for("projects.series", series_id=found.id, slug=found.slug, **values)


def kind_of(found: Shown, lang: str) -> str:
    """Return what kind of meetings they are."""
    return found.kind_en if lang == "en" and found.kind_en else found.kind_sv


def _month(one: Held) -> str:
    local = dates.local(one.starts_at)
    return f"{local.year}-{local.month:02}"
