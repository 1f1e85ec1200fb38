"""What is followed by machines: the feed of meetings, the site's map, and what robots may read."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, current_app, g, render_template, url_for

from meetings.pages import queries
from meetings.pages.blueprint import blueprint
from meetings.pages.linked_data import absolute, both_languages
from meetings.pages.meeting_page import meeting_url, when, where
from meetings.web import access
from meetings.web.cache import public_page
from meetings.web.headers import allow_indexing
from meetings.web.unchanged import unchanged

IN_FEED = 50
_PAGES = ("pages.home", "pages.how_it_works", "pages.accessibility", "pages.privacy", "pages.cookies")
_BEFORE_ANY = datetime(2000, 1, 1, tzinfo=UTC)


@blueprint.get("/flode.xml")
@access.public
def feed() -> Response:
    """Tell feed readers (Atom, RFC 4287) of the meetings that were published last, and of their changes."""
    state = unchanged("all meetings", queries.state_of_all)

    def build() -> str:
        meetings = queries.newest(IN_FEED)
        return render_template(
            "pages/public/feed.xml",
            meetings=meetings,
            updated=max((one.updated_at for one in meetings), default=_BEFORE_ANY),
            base=current_app.config["BASE_URL"],
            address=lambda one: absolute(meeting_url(one.id, one.slug)),
            when=when,
            where=where,
            home=absolute(url_for("pages.home")),
            itself=absolute(url_for("pages.feed")),
        )

    return public_page(("feed", state), build, mimetype="application/atom+xml")


@blueprint.get("/sitemap.xml")
@access.public
def sitemap() -> Response:
    """List every public page in both languages."""
    state = unchanged("all meetings", queries.state_of_all)

    def build() -> str:
        entries = [(both_languages(absolute(url_for(page))), None) for page in _PAGES]
        entries += [
            (both_languages(absolute(meeting_url(row.id, row.slug))), row.updated_at) for row in queries.addresses()
        ]
        return render_template("pages/public/sitemap.xml", entries=entries)

    return public_page(("sitemap", state), build, mimetype="application/xml")


@blueprint.get("/robots.txt")
@access.public
def robots() -> Response:
    """Keep robots out of a demo or test, and of all but the public pages of a live service."""
    g.one_language = True
    if not allow_indexing():
        return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")
    closed = ("/arbetsytan", "/logga-in", "/min-anmalan/", "/forhandsvisning/", "/losenord/", "/sok", "/m/")
    lines = ["User-agent: *", *(f"Disallow: {root}{path}" for root in ("", "/en") for path in closed), ""]
    lines.append(f"Sitemap: {current_app.config['BASE_URL']}/sitemap.xml")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
