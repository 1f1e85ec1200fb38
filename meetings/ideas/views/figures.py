"""What a call came to in numbers, for the desk, and the part of it that everybody may know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import Response, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.ideas.models import IdeaCall
from meetings.ideas.queries import figures as queries
from meetings.ideas.queries import following, terms
from meetings.ideas.queries.figures import PublicFigures
from meetings.ideas.queries.publishing import number_of
from meetings.ideas.rules.fields import ROLES
from meetings.ideas.rules.figures import Figures, bars
from meetings.ideas.rules.following import OUTCOME_NAMES, Outcome
from meetings.ideas.views.blueprint import DESK, blueprint
from meetings.ideas.views.following import call_on_desk
from meetings.web import access, dates
from meetings.web.lang import lang
from meetings.web.rendering import render

Names = Mapping[tuple[str, str], str]


@blueprint.get(f"{DESK}/siffror")
@access.requires("organiser")
def figures(meeting_id: int) -> Response:
    """Show the figures of the meeting's call."""
    call = call_on_desk(meeting_id)
    found, names = queries.of_call(call.id), terms.names(lang())
    return render(
        "ideas/desk/figures.html",
        meeting_id=meeting_id,
        call=call,
        found=found,
        points=_points(found.ideas),
        until=_until(found.ideas, call),
        by_sector=_bars(found.ideas.by_sector, "sector", names),
        by_municipality=_bars(found.ideas.by_municipality, "municipality", names),
        by_group=_bars(found.by_group, "target_group", names),
        by_role=[
            {"label": _(ROLES[code]) if code in ROLES else _("Inte angivet"), "value": number}
            for code, number in bars(found.ideas.by_role)[0]
        ],
        partners=_bars(found.partners, "sector", names),
    )


def call_in_public(call: IdeaCall, *, closed: bool) -> dict[str, Any]:
    """Return what the call's public page says of what came in, once it is closed, and of what became of it."""
    return {
        "figure_words": _words(queries.public(call.id)) if closed else [],
        "published": number_of(call.meeting_id),
        "outcomes": outcomes_of(call.meeting_id),
    }


def outcomes_of(meeting_id: int) -> list[dict[str, Any]]:
    """Return the public ideas that were taken up at a follow-up of, or at, this meeting, and what came of each."""
    return [
        {
            "url": url_for("ideas.public_idea", idea_id=one.idea_id, slug=one.slug),
            "title": one.title,
            "organisation": one.organisation,
            "lang": one.lang if one.lang != lang() else "",
            "outcome": str(_(OUTCOME_NAMES[Outcome(one.outcome)])) if one.outcome else "",
            "text": one.text,
            "meeting_id": one.meeting_id,
            "item_id": one.item_id,
        }
        for one in following.outcomes(meeting_id)
    ]


def _words(known: PublicFigures) -> list[str]:
    if not known.received:
        return []
    names = terms.names(lang())
    said = [str(ngettext("%(num)s idé har kommit in", "%(num)s idéer har kommit in", known.received))]
    said += [
        f"{names.get(('sector', code), code)}: {number}" for code, number in bars(known.by_sector or {})[0] if code
    ]
    if known.sparked:
        said.append(str(ngettext("%(num)s började som en gnista", "%(num)s började som gnistor", known.sparked)))
    if known.partners:
        said.append(
            str(ngettext("%(num)s partner har anslutit sig", "%(num)s partner har anslutit sig", known.partners))
        )
    return said


def _bars(counts: Mapping[str, int], vocabulary: str, names: Names) -> list[dict[str, Any]]:
    shown, rest = bars(counts)
    found: list[dict[str, Any]] = [
        {"label": names.get((vocabulary, code), code) if code else _("Inte angivet"), "value": number}
        for code, number in shown
    ]
    return [*found, {"label": _("Övriga"), "value": rest, "tone": "soft"}] if rest else found


def _points(ideas: Figures) -> list[dict[str, Any]]:
    """Return the curve from the day before the first idea: how many had come by the end of each day."""
    if not ideas.by_day:
        return []
    before = ideas.by_day[0][0] - timedelta(days=1)
    return [{"label": _day(day), "value": number, "x": day.toordinal()} for day, number in ((before, 0), *ideas.by_day)]


def _until(ideas: Figures, call: IdeaCall) -> dict[str, Any] | None:
    """Return where the curve's axis ends: on the last day that one can send, unless ideas have come after it."""
    last = dates.local(call.closes_at - timedelta(seconds=1)).date()
    if not ideas.by_day or ideas.by_day[-1][0] >= last:
        return None
    return {"x": last.toordinal(), "label": _("sista dag %(day)s", day=_day(last))}


def _day(day: date) -> str:
    return f"{day.day} {dates.MONTHS[lang()][day.month - 1][:3]}" if lang() == "en" else f"{day.day}/{day.month}"
