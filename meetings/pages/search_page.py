"""What does the search page say: what was found, of which kind, where it belongs, with the words marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from meetings.pages import found_organisations, found_projects, found_series, queries
from meetings.pages.found_projects import Found
from meetings.pages.home_page import row_of
from meetings.pages.meeting_page import appearance_text, kind_label
from meetings.pages.programme_queries import items_of
from meetings.pages.queries import Listed
from meetings.schedule.models import ProgrammeItem
from meetings.search.models import WHOLE
from meetings.search.queries import Hit, found, hits
from meetings.search.rules import Wanted, excerpt, holds, marked, wanted
from meetings.text import slug
from meetings.web import dates
from meetings.web.lang import lang
from meetings.web.paging import Paged

HITS_PER_PAGE = 20
_MOST_ITEMS = 3


def search_values(words: str, kind: str, number: int, now: datetime) -> dict[str, Any]:
    """Return what the page shows of what is found by these words at `now`, of one kind or ("") of all."""
    all_found = found(words, now, kind or None)
    pages = max(1, -(-len(all_found.rows) // HITS_PER_PAGE))
    first = (min(number, pages) - 1) * HITS_PER_PAGE
    shown = hits(all_found.rows[first : first + HITS_PER_PAGE])
    asked = wanted(words)
    of_projects = [which for one in shown if (which := found_projects.project_of(one)) is not None]
    projects = found_projects.projects_by_id(set(of_projects))
    of_meetings = [one for one in shown if found_projects.project_of(one) is None]
    meetings = queries.listed_by_id({one.ref_id if one.kind == WHOLE else one.within or 0 for one in of_meetings})
    slugs = found_series.slugs({one.ref_id for one in shown if one.kind == found_series.KIND})
    organisations = found_organisations.by_id(shown)
    items = _items_with(asked, [one.ref_id for one in shown if one.kind == WHOLE])

    def row(one: Hit) -> dict[str, Any] | None:
        if one.kind == found_series.KIND:
            return found_series.hit(one, slugs.get(one.ref_id), asked)
        if one.kind == found_organisations.ORGANISATION:
            return found_organisations.hit(one, organisations.get(one.ref_id), asked)
        return _hit(one, meetings, projects, items, asked, now)

    return {
        "words": words,
        "kind": kind if kind in all_found.kinds else "",
        "kinds": _kinds(words, kind, all_found.kinds),
        "pages": Paged(shown, min(number, pages), len(all_found.rows), HITS_PER_PAGE),
        "hits": [found_row for one in shown if (found_row := row(one)) is not None],
    }


def kind_names() -> dict[str, str]:
    """Return the kinds of things that are found, as a filter names them."""
    return {
        WHOLE: _("Möten"),
        **found_series.kind_name(),
        **found_projects.kind_name(),
        **found_organisations.kind_name(),
        "idea": _("Projektidéer"),
        "material": _("Material"),
        "note": _("Anteckningar"),
    }


def _kinds(words: str, chosen: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the filter by kind; [] when everything is of one kind."""
    if len(counts) < 2:
        return []
    everything = {
        "label": _("Allt"),
        "url": url_for("pages.search", q=words),
        "count": sum(counts.values()),
        "current": chosen not in counts,
    }
    return [everything] + [
        {
            "label": name,
            "url": url_for("pages.search", q=words, typ=kind),
            "count": counts[kind],
            "current": kind == chosen,
        }
        for kind, name in kind_names().items()
        if kind in counts
    ]


def _items_with(asked: Sequence[Wanted], meetings: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Return, for each meeting, the first items of its programme in which all the words stand."""
    kept: dict[int, list[dict[str, Any]]] = {}
    for item in items_of(meetings):
        who = " · ".join(appearance_text(one) for one in item.appearances)
        of_meeting = kept.setdefault(item.meeting_id, [])
        if len(of_meeting) < _MOST_ITEMS and holds(f"{item.title}\n{who}\n{item.summary}", asked):
            of_meeting.append(_item(item, who, asked))
    return kept


def _item(item: ProgrammeItem, who: str, asked: Sequence[Wanted]) -> dict[str, Any]:
    return {
        "anchor": f"punkt-{item.id}",
        "title": marked(item.title or kind_label(item.kind), asked),
        "who": marked(who, asked),
        "time": dates.clock_time(item.starts_at),
    }


def _hit(
    one: Hit,
    meetings: Mapping[int, Listed],
    projects: Mapping[int, Found],
    items: Mapping[int, Sequence[dict[str, Any]]],
    asked: Sequence[Wanted],
    now: datetime,
) -> dict[str, Any] | None:
    """Return what was found as a row of the page; None when it is no longer public."""
    its_project = found_projects.project_of(one)
    if its_project is not None:
        project = projects.get(its_project)
        return found_projects.hit(one, project, kind_names().get(one.kind, ""), asked) if project else None
    meeting = meetings.get(one.ref_id if one.kind == WHOLE else one.within or 0)
    if meeting is None:
        return None
    row = row_of(meeting, now)
    found: dict[str, Any] = {
        "title": marked(one.title, asked),
        "excerpt": excerpt(one.text, asked) if one.text else (),
        "text_lang": one.lang if one.lang != lang() else "",
        "when": dates.date_text(meeting.glance.starts_at),
    }
    if one.kind == WHOLE:
        programme = items.get(one.ref_id, ())
        return row | found | {"title": marked(row["title"], asked), "kind": row["eyebrow"], "programme": programme}
    return found | {
        "kind": kind_names().get(one.kind, ""),
        "url": _ADDRESSES[one.kind](one, meeting),
        "lang": found["text_lang"],
        "meeting": {"title": row["title"], "url": row["url"], "lang": row["lang"]},
    }


def _note_url(note: Hit, meeting: Listed) -> str:
    page = url_for("notes.published", meeting_id=meeting.glance.id, slug=meeting.glance.slug)
    return f"{page}#anteckning-{note.ref_id}"


def _material_url(material: Hit, _meeting: Listed) -> str:
    return url_for("materials.fetch", material_id=material.ref_id, slug=slug(material.title))


def _idea_url(idea: Hit, _meeting: Listed) -> str:
    return url_for("ideas.public_idea", idea_id=idea.ref_id, slug=slug(idea.title))


_ADDRESSES: Mapping[str, Callable[[Hit, Listed], str]] = {
    "idea": _idea_url,
    "note": _note_url,
    "material": _material_url,
}
