"""What the first page and the search say of series of meetings: one row each, however many their meetings are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from meetings.extensions import db
from meetings.projects.models import MeetingSeries
from meetings.projects.queries.series_lists import Row
from meetings.search.queries import Hit
from meetings.search.rules import Wanted, excerpt, marked
from meetings.web import dates
from meetings.web.lang import lang

KIND = "series"  # as `projects.actions.series` puts them into the search


def kind_name() -> dict[str, str]:
    """Return what series are called among the kinds of things that are found."""
    return {KIND: _("Serier")}


def slugs(ids: Collection[int]) -> Mapping[int, str]:
    """Return the names in the addresses of these series, by their ids."""
    if not ids:
        return {}
    rows = db.session.execute(select(MeetingSeries.id, MeetingSeries.slug).where(MeetingSeries.id.in_(sorted(ids))))
    return {row.id: row.slug for row in rows}


def hit(one: Hit, slug: str | None, asked: Sequence[Wanted]) -> dict[str, Any] | None:
    """Return a series that was found as a row of the page; None when it is gone."""
    if slug is None:
        return None
    text_lang = one.lang if one.lang != lang() else ""
    return {
        "title": marked(one.title, asked),
        "excerpt": excerpt(one.text, asked) if one.text else (),
        "text_lang": text_lang,
        "lang": text_lang,
        "kind": _("Serie"),
        "when": _("från %(day)s", day=dates.date_text(one.at)),
        "url": url_for("projects.series", series_id=one.ref_id, slug=slug),
    }


def row_of(one: Row) -> dict[str, Any]:
    """Return a series that goes on as a row of the list of meetings that come."""
    at = one.next_at or one.updated_at
    start = dates.local(at)
    url = url_for("projects.series", series_id=one.id, slug=one.slug)
    return {
        "url": url,
        "title": one.title,
        "lang": one.lang if one.lang != lang() else "",
        "eyebrow": one.kind(lang()),
        "day": start.day,
        "month": dates.month_short(start),
        "year": start.year,
        "when": ngettext("%(num)s tillfälle", "%(num)s tillfällen", one.coming),
        "where": _("nästa %(day)s", day=dates.date_text(at)),
        "text": one.project_title if one.project_public else "",
        "sign_up_url": url,
        "sign_up_label": _("Välj tillfälle"),
    }


def in_order(meetings: Sequence[tuple[datetime, dict[str, Any]]], series: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the rows of meetings and series as one list, the next first."""
    rows = [*meetings, *((one.next_at or one.updated_at, row_of(one)) for one in series)]
    return [row for _at, row in sorted(rows, key=lambda pair: pair[0])]
