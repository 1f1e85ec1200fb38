"""Series of meetings that are looked at: one that goes on, one that is over, one that is not public yet."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from meetings.projects.actions import choosing
from meetings.projects.queries import series as queries
from meetings.registration.actions import Applicant
from meetings.registration.mail import own_path
from tests.projects.series_scenes import a_series


def series_places(now: datetime) -> dict[str, Any]:
    """Return the series, and the own page of somebody who has signed up to one of its meetings."""
    ahead = a_series(5, 3, start=now + timedelta(days=2), seats=1, title="Kurser på fem platser")
    first = queries.occasions(ahead.id)[0]
    for name in ("asa", "bo"):
        someone = Applicant(name.title(), f"{name}.serie@example.se", "Ale kommun")
        done = choosing.sign_up(ahead.id, first.meeting_id, someone, f"series-{name}", now, "sv")
    return {
        "series": ahead.id,
        "of_series": own_path(done.registration),
        "in_series": first.meeting_id,
        "series_over": a_series(2, 1, start=now - timedelta(days=20), title="Kurser som har varit").id,
        "series_draft": a_series(1, 2, start=now + timedelta(days=5), title="Kurser i utkast", published=False).id,
    }
