"""What is published although not everybody can use it: the list for the accessibility statement."""

from __future__ import annotations

from flask import Response

from meetings.materials import queries
from meetings.materials.views import words
from meetings.materials.views.blueprint import blueprint
from meetings.web import access, dates
from meetings.web.paging import page_asked_for, paged
from meetings.web.rendering import render


@blueprint.get("/arbetsytan/otillgangligt-material")
@access.requires("organiser")
def flawed() -> Response:
    """List it over all meetings and projects, with a text to copy into the statement."""
    pages = paged(queries.flawed(), page_asked_for())
    rows = [
        {
            "one": told.row.one,
            "of": told.title,
            "day": dates.date_short(told.starts_at) if told.starts_at else "",
            "flaws": [said["what"] for said in words.flaws_said(told.row.flaws)],
        }
        for told in queries.told_of(pages.rows)
    ]
    return render("materials/flawed.html", pages=pages, rows=rows)
