"""What does the first page say: the meetings that come, those that are on, and those that have been."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from meetings.pages import found_series, queries
from meetings.pages.linked_data import absolute
from meetings.pages.meeting_page import door_words, meeting_url, when, where
from meetings.pages.queries import Listed
from meetings.projects.queries.series_lists import Row
from meetings.registration.rules import PlaceState, placing, refusal_to_register
from meetings.schedule.rules import Phase, phase
from meetings.web import dates
from meetings.web.lang import lang
from meetings.web.paging import Paged

PAST_PER_PAGE = 20


def home_values(not_over: Iterable[Listed], series: Sequence[Row], now: datetime, page: int) -> dict[str, Any]:
    """Return what the first page shows; `not_over` are the public meetings that may still come or be on.

    The `series` that go on are a row each among those that come.
    """
    by_phase: dict[Phase, list[tuple[datetime, dict[str, Any]]]] = {}
    for one in not_over:
        state = Phase.COMING if one.glance.state == "cancelled" else phase(one.glance, now)
        if one.glance.ends_at > now:
            by_phase.setdefault(state, []).append((one.glance.starts_at, row_of(one, now)))
    total = queries.number_over(now)
    number = min(page, max(1, -(-total // PAST_PER_PAGE)))
    over = queries.over(now, first=(number - 1) * PAST_PER_PAGE, count=PAST_PER_PAGE)
    return {
        "coming": found_series.in_order(by_phase.get(Phase.COMING, []), series),
        "on_now": [row for _at, row in by_phase.get(Phase.NOW, [])],
        "past": [row_of(one, now) for one in over],
        "pages": Paged(over, number, total, PAST_PER_PAGE),
        "canonical": absolute(url_for("pages.home")),
    }


def row_of(one: Listed, now: datetime) -> dict[str, Any]:
    """Return a meeting as a row of a list."""
    start = dates.local(one.glance.starts_at)
    words, tone = door_words(one.glance, now)
    past = one.glance.ends_at <= now
    return {
        "url": meeting_url(one.glance.id, one.glance.slug),
        "title": one.title,
        "lang": one.lang if one.lang != lang() else "",
        "eyebrow": one.kind(lang()),
        "day": start.day,
        "month": dates.month_short(start),
        "year": start.year,
        "when": " ".join(when(one.glance)) if not past else dates.day_text(start),
        "where": where(one.attendance, one.venue, one.town),
        "status": "" if past and one.glance.state != "cancelled" else words,
        "tone": tone,
        "past": past,
        "sign_up_url": _sign_up_url(one, now),
        "sign_up_label": _("Till reservlistan") if placing(one.glance.pool) is PlaceState.WAITING else _("Anmäl dig"),
    }


def _sign_up_url(one: Listed, now: datetime) -> str:
    if refusal_to_register(one.glance, now) is not None:
        return ""
    return url_for("registration.sign_up", meeting_id=one.glance.id)
