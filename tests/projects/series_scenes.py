"""Series of meetings to test with, made as the desk makes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.directory.rules import Vocabulary
from meetings.projects.actions import series as actions
from meetings.projects.actions.series import NewSeries
from meetings.projects.models import MeetingSeries
from meetings.projects.rules.series import Place, SeriesText, Times, product
from tests.builders import NOW, a_site, a_term

ACTOR = Actor("Ulrica")
START = datetime(2018, 5, 2, 7, 0, tzinfo=UTC)


def times(day: int = 0, hours: int = 3, start: datetime = START) -> Times:
    """Three hours, so many days after the first."""
    begins = start + timedelta(days=day)
    return Times(begins, begins + timedelta(hours=hours))


def text(**facts: Any) -> SeriesText:
    """What is written of the series."""
    values = {
        "kind": "course",
        "title": "Lokala kurser",
        "occasion_title": "Lokal kurs: {plats}",
        "summary": "It för alla.",
    }
    return SeriesText(**(values | facts))


def a_series(
    places: int = 2,
    days: int = 2,
    *,
    published: bool = True,
    seats: int | None = 20,
    start: datetime = START,
    **facts: Any,
) -> MeetingSeries:
    """A series of meetings at so many places on so many days after one another."""
    a_site()
    with transaction.write():
        a_term(Vocabulary.MEETING_KIND, "course", "Kurs", "Course")
    towns = ["Ale", "Härryda", "Kungälv", "Lerum", "Mölndal", "Partille", "Majorna-Linné"]
    names = [towns[n % 7] + (f" {n}" if n > 6 else "") for n in range(places)]
    where = [Place(name, "Biblioteket", seats=seats) for name in names]
    made = product(where, [times(n, start=start) for n in range(days)])
    return actions.create(NewSeries(text(**facts), made, published=published), NOW, ACTOR)
