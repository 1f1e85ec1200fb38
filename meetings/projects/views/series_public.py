"""The page of a series: what it is, and its meetings by place with what is left at each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, render_template, request

from meetings.errors import NotFound
from meetings.outbox.mail_links import absolute
from meetings.projects.queries import series as queries
from meetings.projects.queries.series import Held, Shown
from meetings.projects.views.blueprint import blueprint
from meetings.projects.views.series_shown import (
    FILTERED_FROM,
    by_place,
    kind_of,
    months_of,
    narrowed,
    offered,
    places_of,
)
from meetings.web import access
from meetings.web.cache import public_page
from meetings.web.lang import lang
from meetings.web.rendering import redirect_to
from meetings.web.requests import arrival
from meetings.web.unchanged import unchanged

Seen = tuple[Shown, tuple[Held, ...]]


@blueprint.get("/serier/<int:series_id>-<slug>")
@access.public
def series(series_id: int, slug: str) -> Response:
    """Show one series; under another name than its own it says where it is."""
    found, held = seen(series_id)
    if slug != found.slug:
        return _moved(found)
    now = arrival()
    passed = sum(instant <= now for one in held for instant in one.boundaries)
    key = ("series", found, held, passed)
    return public_page(key, lambda: render_template("projects/series/page.html", **_values(found, held, now)))


@blueprint.get("/serier/<int:series_id>")
@access.public
def series_by_number(series_id: int) -> Response:
    """Lead from the short address to the page of the series."""
    return _moved(seen(series_id)[0])


def seen(series_id: int) -> Seen:
    """Return a series that everybody may know of, with its public meetings. Raises `NotFound` when there is none."""
    found = unchanged(("series", series_id), lambda: (queries.shown(series_id), queries.occasions(series_id)))
    head, held = found
    if head is None or not held:
        raise NotFound
    return head, held


def _moved(found: Shown) -> Response:
    response = redirect_to("projects.series", series_id=found.id, slug=found.slug)
    response.status_code = 301
    return response


def _values(found: Shown, held: tuple[Held, ...], now: datetime) -> dict[str, Any]:
    places, months = places_of(held), months_of(held)
    place, month = request.args.get("plats", ""), request.args.get("manad", "")
    place = place if place in places else ""
    month = month if month in dict(months) else ""
    rows = [offered(one, now) for one in narrowed(held, place, month)]
    ahead = [row for row in rows if not row.over]
    everything = [offered(one, now) for one in held]
    return {
        "series": found,
        "kind": kind_of(found, lang()),
        "content_lang": found.lang if found.lang != lang() else "",
        "number": len(held),
        "next": next((row for row in everything if not row.over and row.held.state == "published"), None),
        "can_sign_up": any(row.is_open for row in everything),
        "groups": by_place(ahead),
        "over": by_place([row for row in rows if row.over]),
        "places": places if len(places) > 1 and len(held) >= FILTERED_FROM else [],
        "months": months if len(months) > 1 and len(held) >= FILTERED_FROM else [],
        "place": place,
        "month": month,
        "canonical": absolute(_path(found), lang()),
    }


def _path(found: Shown) -> str:
    """Return the path of the page without language."""
    return f"/serier/{found.id}-{found.slug}"
