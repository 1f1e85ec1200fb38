"""Figures across everything: the public page, of all years or of one, and the desk's, which counts what is hidden."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template
from flask_babel import gettext as _

from meetings.errors import NotFound
from meetings.figures.queries.everything import everything, words
from meetings.figures.rules.everything import Everything
from meetings.figures.views.blueprint import DESK, PAGE, blueprint
from meetings.figures.views.latest import key, public_figures
from meetings.figures.views.shown import shown
from meetings.web import access
from meetings.web.cache import public_page
from meetings.web.lang import lang
from meetings.web.rendering import render
from meetings.web.requests import arrival


@blueprint.get(PAGE)
@access.public
def page() -> Response:
    """Show the figures of all years."""
    return _public(None)


@blueprint.get(f"{PAGE}/<int:year>")
@access.public
def page_of_year(year: int) -> Response:
    """Show the figures of a year. Answers 404 for one of which nothing is counted."""
    return _public(year)


@blueprint.get(DESK)
@access.requires("organiser")
def desk() -> Response:
    """Show the figures of all years, of everything that is no draft, and how much is a draft or to come."""
    return _desk(None)


@blueprint.get(f"{DESK}/<int:year>")
@access.requires("organiser")
def desk_of_year(year: int) -> Response:
    """Show the figures of a year, of everything that is no draft. Answers 404 when there are none."""
    return _desk(year)


def _public(year: int | None) -> Response:
    now = arrival()
    of = key(now)

    def build() -> str:
        found = public_figures(of, now)
        return render_template("figures/page.html", **_values(found, year, public=True))

    return public_page(("figures", of), build)


def _desk(year: int | None) -> Response:
    found = everything(arrival(), public=False)
    return render("figures/desk.html", apart=found.apart, **_values(found, year, public=False))


def _values(found: Everything, year: int | None, *, public: bool) -> dict[str, Any]:
    if year is not None and year not in found.counted:
        raise NotFound
    heading = _("Siffror för %(year)s", year=year) if year is not None else _("Siffror")
    return {"heading": heading, **shown(found, year, words(lang()), public=public)}
