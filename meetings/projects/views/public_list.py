"""The list of projects with what it can be narrowed by, and the feed of those published last."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from meetings.directory.queries import site_shown
from meetings.outbox.mail_links import absolute
from meetings.projects.models import Project
from meetings.projects.queries import public as queries
from meetings.projects.queries import public_list as lists
from meetings.projects.queries.public_list import Choices
from meetings.projects.rules.finding import Wanted, code, standing_asked, year
from meetings.projects.rules.states import Standing
from meetings.projects.views.blueprint import LIST, blueprint
from meetings.projects.views.public_page import TONES
from meetings.projects.views.public_words import project_url, this_month
from meetings.projects.views.words import period_words, standing_of, standing_words
from meetings.text import one_line
from meetings.web import access
from meetings.web.cache import public_page
from meetings.web.lang import lang
from meetings.web.paging import page_asked_for, paged
from meetings.web.rendering import render
from meetings.web.requests import arrival
from meetings.web.unchanged import unchanged

PER_PAGE = 20
IN_FEED = 50
_BEFORE_ANY = datetime(2000, 1, 1, tzinfo=UTC)
_TITLE = "titel"
# What the list is narrowed by: the name in the address, by that of the condition.
_ASKED = {"municipality": "kommun", "target_group": "malgrupp", "funder": "finansiar"}


@blueprint.get(LIST)
@access.public
def public_list() -> Response:
    """List the projects, those that begin last first; a question in words is not kept, for each is another page."""
    wanted, page, now = _wanted(), page_asked_for(), arrival()
    if wanted.words:
        return render("projects/public_list.html", **_list_values(wanted, page, now))
    key = ("projects", unchanged("all public projects", queries.state_of_all), this_month(now))
    return public_page(key, lambda: render_template("projects/public_list.html", **_list_values(wanted, page, now)))


@blueprint.get(f"{LIST}.atom")
@access.public
def public_feed() -> Response:
    """Tell feed readers (Atom, RFC 4287) of the projects that were published last, and of their changes.

    What the list is narrowed by in its address narrows the feed too.
    """
    wanted, now = _wanted(), arrival()
    key = ("projects feed", unchanged("all public projects", queries.state_of_all), this_month(now))

    def build() -> str:
        projects = lists.newest(wanted, this_month(now), IN_FEED)
        query = urlencode({name: value for name, value in _asked(wanted).items() if value})
        return render_template(
            "projects/feed.xml",
            projects=projects,
            updated=max((one.updated_at for one in projects), default=_BEFORE_ANY),
            title=", ".join([str(_("Projekt, %(site)s", site=site_shown(lang()).name)), *_said(wanted, now)]),
            query=f"?{query}" if query else "",
            address=lambda path, speaks="": absolute(path, speaks or lang()),
        )

    return public_page(key, build, mimetype="application/atom+xml")


def _wanted() -> Wanted:
    """Return what the address asks for; what makes no sense is left out."""
    asked = request.args
    return Wanted(
        words=one_line(asked.get("q", ""))[:200],
        year=year(asked.get("ar", "")),
        standing=standing_asked(asked.get("status", "")),
        transnational=asked.get("transnationellt") == "1",
        **{name: code(asked.get(typed, "")) for name, typed in _ASKED.items()},
    )


def _asked(wanted: Wanted) -> dict[str, Any]:
    """Return what is asked for as the values of an address."""
    return {
        "q": wanted.words or None,
        "ar": wanted.year,
        **{typed: getattr(wanted, name) or None for name, typed in _ASKED.items()},
        "status": wanted.standing.value if wanted.standing else None,
        "transnationellt": 1 if wanted.transnational else None,
    }


def _list_values(wanted: Wanted, page: int, now: datetime) -> dict[str, Any]:
    """Return what the list shows."""
    month, by_title = this_month(now), request.args.get("sortera") == _TITLE
    found = paged(lists.listed(wanted, month, by_title=by_title), page, per_page=PER_PAGE)
    asked = _asked(wanted)
    choices = lists.choices(lang(), month)
    order = {"sortera": _TITLE} if by_title else {}
    return {
        "wanted": wanted,
        "found": found,
        "rows": [row_of(one, now) for one in found.rows],
        "choices": choices,
        "years": [(one, str(one), number) for one, number in choices.years.items()],
        "standings": [(one.value, standing_words(one), choices.standings.get(one, 0)) for one in Standing],
        "chosen": _chosen(wanted, choices),
        "by_title": by_title,
        "sort_url": url_for("projects.public_list", **asked, sortera=None if by_title else _TITLE),
        "feed_url": url_for("projects.public_feed", **asked),
        "canonical": absolute(LIST, lang()),
        "here": lambda **more: url_for("projects.public_list", **(asked | order | more)),
    }


def row_of(one: Project, now: datetime) -> dict[str, Any]:
    """Return a project as a list shows it."""
    standing = standing_of(one.first, one.last, now)
    return {
        "url": project_url(one.id, one.slug),
        "title": one.title,
        "lang": one.lang if one.lang != lang() else "",
        "period": period_words(one.begins, one.ends),
        "standing": standing_words(standing),
        "tone": TONES[standing],
        "owner": one.owner.name if one.owner else "",
        "summary": one.summary,
        "funders": [term.name(lang()) for term in one.funders],
        "target_groups": [term.name(lang()) for term in one.target_groups],
        "transnational": one.transnational,
    }


def _said(wanted: Wanted, now: datetime) -> list[str]:
    """Return what the list is narrowed by, in words."""
    return [one["label"] for one in _chosen(wanted, lists.choices(lang(), this_month(now)))] if wanted.narrows else []


def _chosen(wanted: Wanted, choices: Choices) -> list[dict[str, str]]:
    """Return what the list is narrowed by, each with the address of the list without it."""
    asked = _asked(wanted)
    words: dict[str, str] = {"q": f"”{wanted.words}”" if wanted.words else "", "ar": str(wanted.year or "")}
    for name, typed in _ASKED.items():
        named = {one.code: one.name for one in choices.terms[name]}
        words[typed] = named.get(getattr(wanted, name), getattr(wanted, name))
    words["status"] = standing_words(wanted.standing) if wanted.standing else ""
    words["transnationellt"] = str(_("Transnationellt")) if wanted.transnational else ""
    return [
        {"label": label, "url": url_for("projects.public_list", **(asked | {typed: None}))}
        for typed, label in words.items()
        if label
    ]
