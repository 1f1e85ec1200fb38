"""What pages about partners say in words: reasons, filters, the breadth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _

from meetings.directory.rules import Vocabulary
from meetings.ideas.queries import partner_words, seeking
from meetings.ideas.queries.matches import Suggestion
from meetings.ideas.queries.partner_words import Words
from meetings.ideas.queries.seeking import FOUND, IDEAS, ORGANISATIONS, Breadth, Wanted
from meetings.ideas.rules.matching import Match, Why
from meetings.web import dates
from meetings.web.lang import lang
from meetings.web.requests import arrival

# The filters of the lists: the name in the address, and the vocabulary whose codes it takes.
FILTERS = {
    "malgrupp": Vocabulary.TARGET_GROUP,
    "kommun": Vocabulary.MUNICIPALITY,
    "sektor": Vocabulary.SECTOR,
    "typ": Vocabulary.ORGANISATION_TYPE,
}
_VOCABULARY = {
    Why.TARGET_GROUP: Vocabulary.TARGET_GROUP,
    Why.MUNICIPALITY: Vocabulary.MUNICIPALITY,
    Why.COUNTY: Vocabulary.COUNTY,
    Why.SECTOR: Vocabulary.SECTOR,
}


@dataclass(frozen=True)
class Suggested:
    """A suggestion as a page tells it."""

    suggestion: Suggestion
    reasons: str


def words() -> Words:
    """Return the vocabularies in the language of the page."""
    return partner_words.words(lang(), dates.local(arrival()).date())


def reasons(match: Match, of: Words) -> str:
    """Return why two might fit, as one line: "samma målgrupp: unga; samma kommun: Vänersborg"."""
    said = []
    for reason in match.reasons:
        names = ", ".join(of.named(_VOCABULARY[reason.why].value, code) for code in reason.codes)
        match reason.why:
            case Why.TARGET_GROUP:
                said.append(_("samma målgrupp: %(names)s", names=names))
            case Why.MUNICIPALITY:
                said.append(_("samma kommun: %(names)s", names=names))
            case Why.COUNTY:
                said.append(_("samma län: %(names)s", names=names))
            case Why.SECTOR:
                said.append(_("%(names)s söks", names=names[:1].lower() + names[1:]))
    return "; ".join(str(one) for one in said)


def suggested(found: Sequence[Suggestion], of: Words) -> list[Suggested]:
    """Return the suggestions with their reasons in words."""
    return [Suggested(one, reasons(one.match, of)) for one in found]


def asked_for(of: Words) -> tuple[Wanted, dict[str, str]]:
    """Return what the address asks for, and its parameters that make sense."""
    chosen: dict[str, str] = {}
    ids: dict[str, int | None] = {}
    for name, vocabulary in FILTERS.items():
        word = of.found(vocabulary, request.args.get(name))
        ids[name] = word.id if word else None
        if word:
            chosen[name] = word.code
    looked_for = " ".join(request.args.get("q", "").replace("\x00", "").split())[:200]
    if looked_for:
        chosen["q"] = looked_for
    return Wanted(looked_for, ids["malgrupp"], ids["kommun"], ids["sektor"], ids["typ"]), chosen


def selects(of: Words, chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the fields to choose filters by."""
    labels = {"malgrupp": _("Målgrupp"), "kommun": _("Kommun"), "sektor": _("Sektor"), "typ": _("Typ av organisation")}
    return [
        {"name": name, "label": labels[name], "value": chosen.get(name, ""), "options": of.of(vocabulary)}
        for name, vocabulary in FILTERS.items()
    ]


def breadth_shown(found: Breadth, of: Words) -> list[dict[str, Any]]:
    """Return the three breadths as charts: those that seek, those that want to join, those that were found."""
    titles = {
        IDEAS: _("Idéer som söker parter"),
        ORGANISATIONS: _("Organisationer som vill delta"),
        FOUND: _("Parter som idéer har fått"),
    }
    sectors = of.of(Vocabulary.SECTOR)
    return [
        {
            "title": str(title),
            "total": found.total(what),
            "rows": [
                {"label": sector.name, "value": found.of(what, sector.code)}
                for sector in sectors
                if sector.code != "other" or found.of(what, sector.code)
            ],
        }
        for what, title in titles.items()
    ]


def breadth_of(call_id: int, of: Words) -> list[dict[str, Any]]:
    """Return `breadth_shown` of a call."""
    return breadth_shown(seeking.breadth(call_id), of)
