"""What is followed by machines: the feed of meetings, the site's map, and what robots may read."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, current_app, g, render_template, request, url_for
from flask_babel import gettext as _

from meetings.directory.queries import site_shown
from meetings.ideas.queries import publishing as ideas
from meetings.organisations.queries import finding as organisations
from meetings.organisations.views.blueprint import organisation_url
from meetings.pages import feed_queries, queries
from meetings.pages.blueprint import blueprint
from meetings.pages.linked_data import absolute, both_languages
from meetings.pages.meeting_page import meeting_url, when, where
from meetings.projects.queries import public as projects
from meetings.projects.queries import series_lists
from meetings.subscriptions.queries import public_about
from meetings.subscriptions.rules import Choice, codes, concerns
from meetings.subscriptions.views.shown import COUNTY, TOPIC, names, query
from meetings.web import access
from meetings.web.cache import public_page
from meetings.web.headers import allow_indexing
from meetings.web.lang import lang
from meetings.web.requests import arrival
from meetings.web.unchanged import unchanged

IN_FEED = 50
_PAGES = (
    *("pages.home", "subscriptions.subscribe", "pages.how_it_works"),
    *("pages.accessibility", "pages.privacy", "pages.cookies"),
)
_BEHIND_LINKS = ("/min-anmalan/", "/talare/", "/prenumeration/", "/mejl-om-moten/", "/forhandsvisning/")
_BEFORE_ANY = datetime(2000, 1, 1, tzinfo=UTC)


@blueprint.get("/flode.xml")
@access.public
def feed() -> Response:
    """Tell feed readers (Atom, RFC 4287) of the meetings that were published last, and of their changes.

    `tema` and `lan` in the address, as often as one likes, narrow it to what one wants.
    """
    choice = wanted_feed()
    state = unchanged("all meetings", queries.state_of_all)
    home, itself = absolute(url_for("pages.home")), absolute(url_for("pages.feed")) + query(choice)

    def build() -> str:
        meetings = feed_queries.newest(IN_FEED, _wanted_ids(choice))
        return render_template(
            "pages/public/feed.xml",
            meetings=meetings,
            updated=max((one.updated_at for one in meetings), default=_BEFORE_ANY),
            base=current_app.config["BASE_URL"],
            address=lambda one: absolute(meeting_url(one.id, one.slug)),
            when=when,
            where=where,
            title=feed_title(choice),
            id=itself if query(choice) else home,
            home=home,
            itself=itself,
        )

    return public_page(("feed", state, choice), build, mimetype="application/atom+xml")


def wanted_feed() -> Choice:
    """Return which meetings the address asks for."""
    return Choice(codes(request.args.getlist(TOPIC)), codes(request.args.getlist(COUNTY)))


def feed_title(choice: Choice) -> str:
    """Return what feed readers and calendars call what one follows: the site, and what was chosen."""
    site = site_shown(lang()).name
    topics, counties = names(choice, arrival())
    return ", ".join([str(_("Möten, %(site)s", site=site)), *topics, *counties])


def _wanted_ids(choice: Choice) -> list[int] | None:
    """Return the newest meetings that were asked for; None when all were."""
    if not query(choice):
        return None
    return [number for number, _ends_at, about in public_about() if concerns(about, choice)][:IN_FEED]


@blueprint.get("/sitemap.xml")
@access.public
def sitemap() -> Response:
    """List every public page in both languages."""
    series = unchanged("all public series", lambda: tuple(tuple(row) for row in series_lists.public_ones()))
    state = unchanged("all meetings", queries.state_of_all), unchanged("all public ideas", ideas.state_of_all), series
    of_projects = unchanged("all public projects", projects.state_of_all)
    listed = unchanged("public organisations", organisations.all_public)

    def build() -> str:
        entries: list[tuple[dict[str, str], datetime | None]] = [
            (both_languages(absolute(url_for(page))), None) for page in _PAGES
        ]
        entries += _ideas()
        entries += _series()
        entries += _projects()
        entries += [(both_languages(absolute(organisation_url(one))), None) for one in listed]
        entries += [
            (both_languages(absolute(meeting_url(row.id, row.slug))), row.updated_at)
            for row in feed_queries.addresses()
        ]
        return render_template("pages/public/sitemap.xml", entries=entries)

    return public_page(("sitemap", state, listed, of_projects), build, mimetype="application/xml")


def _ideas() -> list[tuple[dict[str, str], datetime | None]]:
    """Return the addresses of the published ideas, and before them that of their list if there are any."""
    rows = ideas.addresses()
    found: list[tuple[dict[str, str], datetime | None]] = [
        (both_languages(absolute(url_for("ideas.public_idea", idea_id=row.idea_id, slug=row.slug))), row.updated_at)
        for row in rows
    ]
    return [(both_languages(absolute(url_for("ideas.public_list"))), None), *found] if rows else []


def _projects() -> list[tuple[dict[str, str], datetime | None]]:
    """Return the addresses of the public projects and their joint pages, before them that of the list if any."""
    rows = projects.addresses()
    found: list[tuple[dict[str, str], datetime | None]] = [
        (both_languages(absolute(url_for("projects.public_project", project_id=row[0], slug=row[1]))), row[2])
        for row in rows
    ]
    found += [
        (both_languages(absolute(url_for("projects.public_group", group_id=row[0], slug=row[1]))), row[2])
        for row in projects.group_addresses()
    ]
    return [(both_languages(absolute(url_for("projects.public_list"))), None), *found] if rows else []


def _series() -> list[tuple[dict[str, str], datetime | None]]:
    """Return the addresses of the series of meetings: their meetings stand on no list of their own."""
    return [
        (both_languages(absolute(url_for("projects.series", series_id=row.id, slug=row.slug))), row.updated_at)
        for row in series_lists.public_ones()
    ]


@blueprint.get("/robots.txt")
@access.public
def robots() -> Response:
    """Keep robots out of a demo or test, and of all but the public pages of a live service."""
    g.one_language = True
    if not allow_indexing():
        return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")
    closed = (
        "/arbetsytan",
        "/logga-in",
        "/min-anmalan/",
        "/prenumeration/",
        "/mejl-om-moten/",
        "/forhandsvisning/",
        "/projekt/forhandsvisning/",
        "/losenord/",
        "/sok",
        "/m/",
    )
    lines = ["User-agent: *", *(f"Disallow: {root}{path}" for root in ("", "/en") for path in closed), ""]
    lines.append(f"Sitemap: {current_app.config['BASE_URL']}/sitemap.xml")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
