"""What does a meeting's page say of projects: those presented on its programme, and those that it led to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import url_for

from meetings.projects.queries.led_to import Named, OfMeeting, To
from meetings.projects.views.became import link_of
from meetings.projects.views.words import period_words
from meetings.web.lang import lang

_PROJECT = "projekt"  # how an item at which one project is presented looks


def led_to(found: Iterable[OfMeeting]) -> list[dict[str, str]]:
    """Return the projects that the meeting led to, as links with their periods."""
    return [_link(one.named) for one in found if one.to == To.LED.value]


def arranged_by(found: Iterable[OfMeeting]) -> dict[str, dict[str, Any]]:
    """Return the project that arranges the meeting ("project") and the series that it is in ("series"), if any."""
    known = {one.to: one.named for one in found}
    project, series = known.get(To.ARRANGES.value), known.get(To.SERIES.value)
    by: dict[str, dict[str, Any]] = {}
    if project is not None:
        by["project"] = _link(project)
    if series is not None:
        url = url_for("projects.series", series_id=series.id, slug=series.slug)
        by["series"] = {"url": url, "title": series.title, "lang": series.lang if series.lang != lang() else ""}
    return by


def with_projects(rows: Sequence[dict[str, Any]], found: Iterable[OfMeeting]) -> list[dict[str, Any]]:
    """Return the programme with its projects: an item about one of them has its title as it is now and leads to it.

    An item of another kind, or with several, keeps its own title and names them below it.
    """
    at: dict[str, list[Named]] = {}
    for one in found:
        if one.to == To.ITEM.value:
            at.setdefault(f"punkt-{one.item_id}", []).append(one.named)
    return [row | {"entries": [_entry(entry, at.get(entry["anchor"], [])) for entry in row["entries"]]} for row in rows]


def _entry(entry: dict[str, Any], projects: Sequence[Named]) -> dict[str, Any]:
    links = [_link(one) for one in projects]
    if len(links) == 1 and entry["kind"] == _PROJECT:
        return entry | {name: links[0][name] for name in ("title", "url", "lang")}
    return entry | {"projects": links}


def _link(one: Named) -> dict[str, str]:
    link = link_of(one)
    return {"url": link.url, "title": link.title, "lang": link.lang, "period": period_words(one.begins, one.ends)}
